"""The arguments: a call that cannot bind to the target's signature is no call of the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import source
from refactor_cli.inference.calling.functions_as_attributes import may_be_method
from refactor_cli.resolution import definitions_of
from refactor_cli.resolution.definitions import decorator_names

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# what is no object of a class of the repository, given as the first argument
_LITERALS = frozenset(
    (
        "string",
        "concatenated_string",
        "integer",
        "float",
        "true",
        "false",
        "none",
        "list",
        "tuple",
        "dictionary",
    )
)
# Hops fewer than for other questions, at first. What most calls of a method that takes other arguments are made on is
# no class, and everything that it may be would be gone through for that; who calls a method of a class that it was
# handed was mostly handed it by its own caller.
_NEARER = -2
# what a variable that holds a class is called
_CLASS_WORDS = ("base", "class", "cls", "klass", "kls", "type")
# decorators that leave the signature as it is
_METHODS = frozenset({"classmethod", "staticmethod"})
_HARMLESS = frozenset({"abstractmethod", "override", "final", *_METHODS})


def arity(site: Site) -> Verdict | None:
    """Ruled out when there are too many or too few arguments, or a keyword that no parameter takes."""
    call = site.usage.call_span
    definitions = [each for symbol in site.target.symbols for each in definitions_of(site.ask.look, symbol)]
    if call is None or not definitions or any(not _is_plain(each) for each in definitions):
        return None
    if any(_is_bound_again(site, symbol, definitions) for symbol in site.target.symbols):
        return None
    node: Node | None = site.receiver.parent
    while node is not None and not (node.type == "call" and node.end_byte == call.end):
        node = node.parent
    arguments = node.child_by_field_name("arguments") if node is not None else None
    if arguments is None or arguments.type != "argument_list":
        return None
    given = code_children(arguments)
    if any(child.type in ("list_splat", "dictionary_splat") for child in given):
        return None
    keywords = [
        name.text.decode()
        for child in given
        if child.type == "keyword_argument" and (name := child.child_by_field_name("name")) and name.text
    ]
    count = len(given) - len(keywords)
    is_member = site.owner is not None
    if any(_binds(each, count, keywords, is_member) for each in definitions):
        return None
    if not is_member and may_be_method(site.ask, site.target.symbols, site.name):
        if any(_binds(each, count, keywords, True) for each in definitions):
            return None
    if is_member and given and given[0].type not in _LITERALS:
        if any(_binds(each, count, keywords, False) for each in definitions) and _may_be_class(site):
            return None  # the object is among the arguments
    return Verdict("ruled_out", ("arity",))


def _may_be_class(site: Site) -> bool:
    """Whether the receiver may be a class, by how it is written or by what it is found to be. Who calls a special
    method by its name hands it the object more often than not: `for base in bases: base.__init__(self)`."""
    if site.name.startswith("__") and site.name.endswith("__"):
        return True
    node = site.receiver
    if node.type == "call":
        node = node.child_by_field_name("function") or node
    last = last_part(source(site.ask.symbols, site.usage.path, node))
    if (last[:1].isupper() and (len(last) == 1 or not last.isupper())) or any(
        word in last.lower() for word in _CLASS_WORDS
    ):
        return True
    known = site.ask.site(site.usage.path, site.receiver, _NEARER).known
    if not known:
        known = site.ask.site(site.usage.path, site.receiver).known
    return any(each.kind == "class" for each in known)


def _is_plain(definition: Definition) -> bool:
    names = decorator_names(definition)
    return definition.kind == "function" and names <= _HARMLESS


def _is_bound_again(site: Site, symbol: Symbol, definitions: list[Definition]) -> bool:
    """Whether the body of the class gives the name to something else: `old = wrapped(old)`."""
    file_map = site.ask.symbols.map(symbol.path or "")
    scopes = {each.scope for each in definitions if not _METHODS & {*each.decorators}}
    name = last_part(symbol.name)
    return file_map is not None and any(
        each.scope in scopes and each.kind != "function" for each in file_map.named.get(name, ())
    )


def _binds(definition: Definition, count: int, keywords: list[str], is_member: bool) -> bool:
    parameters = definition.parameters
    if is_member and "staticmethod" not in definition.decorators and definition.name != "__new__":
        # `def invoke(*args)`: the object is one of these
        parameters = (
            parameters[1:] if not parameters or parameters[0].kind != "var_positional" else parameters
        )
    positional = [each for each in parameters if each.kind in ("positional", "positional_only")]
    takes_any = any(each.kind == "var_positional" for each in parameters)
    takes_keywords = any(each.kind == "var_keyword" for each in parameters)
    names = {each.name for each in parameters if each.kind in ("positional", "keyword_only")}
    if count > len(positional) and not takes_any:
        return False
    if not takes_keywords and any(keyword not in names for keyword in keywords):
        return False
    by_position = {each.name for each in positional[:count]}
    keywords = [keyword for keyword in keywords if keyword in names]  # the others are in `**kwargs`
    required = {each.name for each in parameters if not each.default and not each.kind.startswith("var_")}
    return required <= by_position.union(keywords) and by_position.isdisjoint(keywords)

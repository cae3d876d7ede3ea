"""A string that somebody is given as a name, and does not stand in a call by itself: a key, an item, a constant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.fields import of_field
from refactor_cli.occurrences.receivers import receiver_of

if TYPE_CHECKING:
    from refactor_cli.data import Span
    from refactor_cli.grammar import Node

Context = tuple[str, str, str]

# what holds the names of a module, a class or an object, which is in one of the groups
_NAMESPACES = lazy_pattern(
    rb"(?:globals\(\)|locals\(\)|vars\(([\w.]{0,200})\)|(?:[\w.]{1,200}\.)?asdict\(([\w.]{1,200})\)"
    rb"|([\w.]{1,200})\.(?:__dict__|__members__|_asdict\(\)))\Z"
)
_LISTED = lazy_pattern(rb"dir\(([\w.]{0,200})\)\Z")
_DICTIONARY = ".__dict__"
_LISTS = frozenset({"list", "tuple"})
# functional forms whose fields have types: https://typing.python.org/en/latest/spec/
_FIELDS_WITH_TYPES = frozenset({"NamedTuple", "TypedDict", "make_dataclass"})
_ITEM_SETTERS = frozenset({"delitem", "setitem"})
_ON_DEMAND = b"__getattr__"
# a name behind a variable of that name, in a function that asks for attributes
_ASKED = rb"attr\([ \t\r\n]*([A-Za-z_][\w.]{0,100})[ \t\r\n]*,[ \t\r\n]*%b[ \t\r\n]*[,)]"


def namespace(source: bytes) -> str | None:
    """The object of `module.__dict__`, "" for `globals()`, None for anything else."""
    found = _NAMESPACES.match(source)
    return (found[1] or found[2] or found[3] or b"").decode("utf-8", "replace") if found is not None else None


def given_name(utf8: bytes, string: Node, span: Span) -> Context | None:
    """The context of such a string, None where it is none."""
    parent = string.parent
    above = parent.parent if parent is not None else None
    if parent is None or above is None:
        return None
    match parent.type:
        case "pair":
            is_key = string.start_byte == parent.start_byte
            return _key(utf8, above, span) if is_key else _field(utf8, above)
        case "argument_list":
            return _argument(utf8, string, parent, above)
        case "list" | "tuple":
            return _item(utf8, string, parent, above)
        case "assignment" if above.type == "expression_statement":
            left = parent.child_by_field_name("left")
            return _asked(utf8, left, string) if left is not None and left.type == "identifier" else None
        case "comparison_operator":
            if (owner := _looked_for_in(utf8, string, parent)) is not None:
                return "namespace", "", owner
            is_lazy = utf8.find(_ON_DEMAND, 0, string.start_byte) >= 0 and _is_on_demand(utf8, string)
            return ("lazy-import", "", "") if is_lazy else None
    return None


def _key(utf8: bytes, dictionary: Node, span: Span) -> Context | None:
    """`patch.dict(module.__dict__, {"old": …})`, `vars(module).update({"old": …})`, `Point(**{"old": 1})`."""
    outer = dictionary.parent
    if outer is not None and outer.type == "dictionary_splat":
        found = of_field(utf8, outer, span)
        return (found.context, found.callee, found.first_argument) if found is not None else None
    if outer is not None and outer.type == "keyword_argument":  # `values={…}`
        outer = outer.parent
    call = outer.parent if outer is not None and outer.type == "argument_list" else None
    if outer is None or call is None:
        return None
    function = call.child_by_field_name("function")
    if (updated := updated_namespace(utf8, function)) is not None:
        return "namespace", "", updated
    callee = receiver_of(utf8, function)
    if last_part(callee) != "dict" or "." not in callee:
        return None
    owner = patched_dictionary(utf8, code_children(outer)[0])
    return ("namespace", callee, owner) if owner is not None else None


def updated_namespace(utf8: bytes, function: Node | None) -> str | None:
    """The object whose names `module.__dict__.update` gives, "" for the module's own; None for any other function."""
    name = function.child_by_field_name("attribute") if function is not None else None
    if function is None or name is None or utf8[name.start_byte : name.end_byte] != b"update":
        return None
    of = function.child_by_field_name("object")
    return namespace(utf8[of.start_byte : of.end_byte]) if of is not None else None


def _looked_for_in(utf8: bytes, string: Node, comparison: Node) -> str | None:
    """The object of `"old" in module.__dict__`, `"old" not in dir(module)`; None for any other comparison."""
    operands = comparison.named_children
    if len(operands) != 2 or operands[0].start_byte != string.start_byte:
        return None
    between = utf8[operands[0].end_byte : operands[1].start_byte].split()
    if between not in ([b"in"], [b"not", b"in"]):
        return None
    source = utf8[operands[1].start_byte : operands[1].end_byte]
    listed = _LISTED.match(source)
    return listed[1].decode("utf-8", "replace") if listed is not None else namespace(source)


def patched_dictionary(utf8: bytes, node: Node) -> str | None:
    """The object whose names `patch.dict` is given, in quotes where it is by its path; None for other mappings."""
    source = utf8[node.start_byte : node.end_byte]
    if node.type != "string":
        return namespace(source)
    text = source.decode("utf-8", "replace").strip("\"'")
    return f'"{text.removesuffix(_DICTIONARY)}"' if text.endswith(_DICTIONARY) else None


def _argument(utf8: bytes, string: Node, arguments: Node, call: Node) -> Context | None:
    """`monkeypatch.setitem(module.__dict__, "old", …)`, `attrgetter("old")(module)`, and `methodcaller` like it."""
    function = call.child_by_field_name("function")
    callee = receiver_of(utf8, function)
    last = last_part(callee)
    if last in _ITEM_SETTERS:
        given = code_children(arguments)
        if len(given) > 1 and given[1].start_byte == string.start_byte:
            owner = namespace(utf8[given[0].start_byte : given[0].end_byte])
            return ("namespace", callee, owner) if owner is not None else None
    is_named = last == "attrgetter" or (last == "methodcaller" and string == code_children(arguments)[0])
    if is_named and (outer := call.parent) is not None and outer.type == "call":
        asked = outer.child_by_field_name("arguments")
        given = code_children(asked) if asked is not None and asked.start_byte >= call.end_byte else []
        if len(given) == 1 and (owner := receiver_of(utf8, given[0])):
            return "argument", "getattr", owner
    if last == "parametrize" and code_children(arguments)[0].start_byte == string.start_byte:
        return _parametrized(utf8, arguments)
    return None


def _item(utf8: bytes, string: Node, items: Node, above: Node) -> Context | None:
    if above.type == "for_statement":
        left, right = above.child_by_field_name("left"), above.child_by_field_name("right")
        is_given = right is not None and right.start_byte == items.start_byte
        return _asked(utf8, left, string) if is_given and left is not None else None
    if above.type == "comparison_operator":
        is_lazy = utf8.find(_ON_DEMAND, 0, string.start_byte) >= 0 and _is_on_demand(utf8, string)
        return ("lazy-import", "", "") if is_lazy else None
    if above.type in _LISTS:
        return _field(utf8, above) if items.named_children[0].start_byte != string.start_byte else None
    arguments = above.parent if above.type == "keyword_argument" else above
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    if arguments is None or call is None:
        return None
    callee, given = receiver_of(utf8, call.child_by_field_name("function")), code_children(arguments)
    if callee == "__import__" and given[0].type == "string":
        module = utf8[given[0].start_byte : given[0].end_byte].decode("utf-8", "replace").strip("\"'")
        return "import", callee, module
    if last_part(callee) == "parametrize" and given[0].start_byte == items.start_byte:
        return _parametrized(utf8, arguments)
    return None


def _parametrized(utf8: bytes, arguments: Node) -> Context | None:
    """`parametrize("old", …, indirect=True)` asks for the fixture of that name.
    https://docs.pytest.org/en/stable/example/parametrize.html#indirect-parametrization"""
    is_indirect = utf8.find(b"indirect", arguments.start_byte, arguments.end_byte) >= 0
    return ("fixture", "parametrize", "") if is_indirect else None


def _field(utf8: bytes, fields: Node) -> Context | None:
    """The type of a field in `NamedTuple("Q", [("x", "Old")])`, `TypedDict("T", {"x": "Old"})`."""
    arguments = fields.parent
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    if call is None:
        return None
    last = last_part(receiver_of(utf8, call.child_by_field_name("function")))
    return ("annotation", "", "") if last in _FIELDS_WITH_TYPES else None


def _asked(utf8: bytes, name: Node, string: Node) -> Context | None:
    """A constant, or each of several, that the same function gives `getattr`: `n = "old"`, `getattr(module, n)`."""
    if name.type != "identifier" or utf8.find(b"attr(", string.end_byte) < 0:
        return None
    around: Node | None = string.parent
    while around is not None and around.type not in ("function_definition", "module"):
        around = around.parent
    end = around.end_byte if around is not None else len(utf8)
    word = re.escape(utf8[name.start_byte : name.end_byte])
    found = re.compile(_ASKED % word).search(utf8, string.end_byte, end)
    return ("named", "getattr", found[1].decode("utf-8", "replace")) if found is not None else None


def _is_on_demand(utf8: bytes, string: Node) -> bool:
    """Whether it stands in a module's `__getattr__`: https://peps.python.org/pep-0562/"""
    outer: Node | None = string
    while outer is not None and outer.type != "function_definition":
        outer = outer.parent
    name = outer.child_by_field_name("name") if outer is not None else None
    is_of_module = outer is not None and outer.parent is not None and outer.parent.type == "module"
    return is_of_module and name is not None and utf8[name.start_byte : name.end_byte] == _ON_DEMAND

"""What some calls of the standard library give, from their arguments: `type` with three, `property` over an
`attrgetter`, defaults of `get` and `pop`, `open` by its mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.computed.spelled import constant
from refactor_cli.inference.members.having import has_attribute
from refactor_cli.inference.values import (
    ANYTHING,
    DICTIONARIES,
    NONE,
    PROVEN,
    UNKNOWN,
    UNSURE,
    Known,
    Types,
    builtin,
    display,
    exactly,
    or_others,
    union,
)
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.definitions import class_of_body

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_OBJECT = Symbol(None, "builtins.object")
_OF_EVERY_CLASS = frozenset({"__doc__", "__module__", "__qualname__"})
_GIVES_DEFAULT = frozenset({"get", "pop", "setdefault"})

OPENS = frozenset({"builtins.open", "io.open", "os.fdopen"})
# functions that read a text, and what these may be told that changes nothing of what they give
PARSE = frozenset(
    f"{module}.{name}" for module in ("json", "toml", "tomli", "tomllib") for name in ("load", "loads")
)
_SAY_NOTHING = frozenset({"encoding", "strict"})
_DEEPEST = 2
_BINARY = {"+": "BufferedRandom", "r": "BufferedReader", "": "BufferedWriter"}


def opened_file(ask: Ask, path: str, given: list[Node]) -> Types:
    """The file object that `open` gives for a mode; any of them where that, or how it is buffered, is not known.
    https://docs.python.org/3/library/functions.html#open"""
    plain = [each for each in given if each.type != "keyword_argument"]
    named = {_name_of(each): each.child_by_field_name("value") for each in given if each not in plain}
    mode = plain[1] if len(plain) > 1 else named.get("mode")
    is_starred = any(each.type in ("list_splat", "dictionary_splat") for each in given)
    text = constant(ask, path, mode) if mode is not None else "r"
    if "b" not in text and text and not is_starred:
        return exactly(_file("TextIOWrapper"))
    if not text or is_starred or len(plain) > 2 or "buffering" in named:
        return exactly(*map(_file, ("TextIOWrapper", "FileIO", *_BINARY.values())))
    return exactly(_file(next(name for sign, name in _BINARY.items() if sign in text)))


def parsed(given: list[Node]) -> Types:
    """What reading a text of JSON or TOML gives: dictionaries, lists and plain values, unless the call says what is
    made of these. https://docs.python.org/3/library/json.html#json.loads"""
    plain = [each for each in given if each.type != "keyword_argument"]
    named = {_name_of(each) for each in given if each not in plain}
    is_told = len(plain) == 1 and plain[0].type not in ("list_splat", "dictionary_splat")
    return Types(_read(_DEEPEST)) if is_told and named <= _SAY_NOTHING else UNKNOWN


def _read(deep: int) -> frozenset[Known]:
    """What stands in such a text, of which others may put something into what holds more."""
    inner = _read(deep - 1) | {UNSURE} if deep else frozenset({ANYTHING})
    text = display("str")
    holding = (
        Known("instance", Symbol(None, "builtins.dict"), items=frozenset({text}), values=inner, made=True),
        display("list", inner),
    )
    return frozenset({text, *map(display, ("int", "float", "bool")), *NONE.known, *holding})


def _file(name: str) -> Known:
    return Known("instance", Symbol(None, f"io.{name}"))


def _name_of(keyword: Node) -> str:
    name = keyword.child_by_field_name("name")
    return (name.text or b"").decode("utf-8", "replace") if name is not None else ""


def with_default(ask: Ask, path: str, known: Known, given: list[Node], types: Types) -> Types:
    """What `mapping.get(key, default)` gives beside what is known of the mapping: the default."""
    is_mapping = known.bound is not None and known.bound.name in DICTIONARIES
    if not is_mapping or last_part(known.symbol.name) not in _GIVES_DEFAULT or len(given) < 2:
        return types
    if given[1].type in ("keyword_argument", "dictionary_splat"):
        return types._replace(complete=False)
    default = ask.expression(path, given[1])
    if not default.known:
        return types._replace(complete=False)
    # one default tells of the others: nobody calls what is given without knowing what it is
    is_told = not types.known and any(each.kind != "none" for each in default.known)
    found = default._replace(complete=False) if is_told else union((types, default))
    if not types.known:
        found = found._replace(complete=False)
    # but what is like an object of the repository may be of another class
    is_open = is_told and any(each.symbol.path is not None for each in default.known)
    return or_others(found) if is_open else found


def made_class(ask: Ask, path: str, given: list[Node], maker: Symbol | None = None) -> Types:
    """`type(name, bases, namespace)`, or a metaclass so called: a class with the bases' members, here the bases
    themselves. https://docs.python.org/3/library/functions.html#type"""
    bases = ask.expression(path, given[1])
    parts = [part for known in bases.known for part in known.parts]
    first = frozenset(each for known in bases.known for part in known.parts[:1] for each in part)
    classes = frozenset(each for each in first if each.kind == "class")
    is_all = bases.complete and len(parts) == len(classes) == len(first) == 1
    is_base = is_all and all(_brings_nothing(ask, path, given[2], each.symbol) for each in classes)
    made = frozenset(each._replace(maker=maker) for each in classes) if maker is not None else classes
    types = Types(made, is_base, bases.via)
    return types if _names(ask, path, given[2]) is not None else or_others(types)


def _names(ask: Ask, path: str, namespace: Node) -> list[str] | None:
    """The names in a dictionary; None where it has any that are not written there."""
    if namespace.type != "dictionary":
        return None
    pairs = code_children(namespace)
    keys = [each.child_by_field_name("key") if each.type == "pair" else None for each in pairs]
    names = [constant(ask, path, key) if key is not None else "" for key in keys]
    return names if all(names) else None


def _brings_nothing(ask: Ask, path: str, namespace: Node, base: Symbol) -> bool:
    """Whether a dictionary has no names but those that every class has, and some of which the base has nothing: what
    that has is not found under them. Special methods (`__getattribute__`) have a say in what is found under others, as
    has what a base does to classes that derive from it."""
    names = _names(ask, path, namespace)
    if names is None or (base != _OBJECT and has_attribute(ask, base, "__init_subclass__")):
        return False
    return all(
        each in _OF_EVERY_CLASS
        or (not each.startswith("__") and base.path is not None and not has_attribute(ask, base, each))
        for each in names
    )


def property_of(ask: Ask, path: str, getter: Node) -> Types:
    """`property(getter)`; `property(attrgetter("name"))` gives what the attribute of the class around it does."""
    arguments = getter.child_by_field_name("arguments") if getter.type == "call" else None
    if arguments is None:
        result = union(ask.result(each) for each in ask.expression(path, getter).known)
        return exactly(builtin("property", _given_by(result)))
    function, owner = getter.child_by_field_name("function"), _class_around(ask, path, getter)
    called = ask.expression(path, function).known
    if owner is None or {each.symbol.name for each in called} != {"operator.attrgetter"}:
        return exactly(builtin("property"))
    name = constant(ask, path, arguments.named_children[0]) if arguments.named_children else ""
    if not name.isidentifier():
        return UNKNOWN
    given = ask.attribute(Known("instance", owner, own=True), name)
    return exactly(builtin("property", given.known | {UNSURE}))


def _given_by(getter: Types) -> frozenset[Known]:
    """What a getter gives: what is the own of an object, only that object tells."""
    is_all = getter.complete and getter.via <= PROVEN and not any(each.own for each in getter.known)
    return getter.known if is_all else getter.known | {UNSURE}


def _class_around(ask: Ask, path: str, node: Node) -> Symbol | None:
    file_map = ask.symbols.map(path)
    scope = scope_at(file_map, node.start_byte) if file_map is not None else 0
    return class_of_body(ask.look, path, scope)

"""Classes that a call makes, and that a name is given: `Point = namedtuple("Point", "x y")`, `Kind = Enum("Kind", "A")`
and `Row = make_dataclass("Row", ["a"])`, `Page = type("Page", (Base,), {"title": ""})`.

https://docs.python.org/3/library/collections.html#collections.namedtuple
https://docs.python.org/3/howto/enum.html#functional-api
https://docs.python.org/3/library/dataclasses.html#dataclasses.make_dataclass
"""

from __future__ import annotations

import ast
from collections import namedtuple
from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.data import Binding, Parameter, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.resolution.names import evaluate, mro
from refactor_cli.resolution.scopes import qualified_name
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import SymbolMap

_TUPLES = frozenset({"collections.namedtuple", "typing.NamedTuple", "typing_extensions.NamedTuple"})
_ENUMERATIONS = frozenset(f"enum.{name}" for name in ("Enum", "Flag", "IntEnum", "IntFlag", "StrEnum"))
_ENDS = frozenset({"namedtuple", "NamedTuple", "make_dataclass", "type"}) | {
    last_part(name) for name in _ENUMERATIONS
}
_OF_TUPLES = frozenset(dir(namedtuple("_Any", "")))
_OBJECT = Symbol(None, "builtins.object")


class MadeClass(NamedTuple):
    """`order`: its bases, as they are gone through, itself left out; `members`: what it has beside these; `fields`:
    what a call of it takes, None where that is not said by the call that makes it; `values`: of an enumeration, its
    members in their order with what they are given, "" where they are counted."""

    order: tuple[Symbol, ...]
    members: frozenset[str]
    fields: tuple[Parameter, ...] | None = None
    values: tuple[tuple[str, str], ...] = ()

    @property
    def is_tuple(self) -> bool:
        """Whether its objects are tuples, and take no attributes."""
        return self.members >= _OF_TUPLES


def made_class(symbols: SymbolMap, symbol: Symbol) -> MadeClass | None:
    """The class that the one assignment of a name of a module makes; None where it is no such thing, or what it has
    does not stand there."""
    memo: dict[Symbol, MadeClass | None] = symbols.snapshot.memo.setdefault("made classes", {})
    if symbol not in memo:
        memo[symbol] = _made(symbols, symbol)
    return memo[symbol]


def order_of(symbols: SymbolMap, cls: Symbol) -> tuple[Symbol, ...]:
    """The bases of a class as Python goes through them, itself first; of one that a call makes, too."""
    made = made_class(symbols, cls) if cls.path is not None else None
    return (cls, *made.order) if made is not None else mro(symbols, cls)


def _made(symbols: SymbolMap, symbol: Symbol) -> MadeClass | None:
    path, name = symbol.path or "", last_part(symbol.name)
    file_map = symbols.map(path) if path else None
    own: list[Binding] = [
        each
        for each in (file_map.named.get(name, ()) if file_map is not None else ())
        if file_map is not None and qualified_name(file_map, each.scope, name) == symbol.name
    ]
    if len(own) != 1 or own[0].kind != "assign" or last_part(own[0].called) not in _ENDS:
        return None
    (binding,) = own
    look, at = Lookup(symbols), binding.statement.start
    found = evaluate(look, path, binding.scope, binding.called, at)
    names = {value.symbol.name for value in found.values if value.symbol.path is None}
    if not found.values and file_map is not None and binding.called not in file_map.named:
        names = {f"builtins.{binding.called}"}
    node = nearest(symbols.node(path, binding.span), "assignment")
    right = node.child_by_field_name("right") if node is not None else None
    call = _parsed(right.text or b"") if right is not None else None
    if len(names) != 1 or call is None:
        return None
    (maker,) = names
    if maker in _TUPLES:
        return _tuple(call)
    if maker in _ENUMERATIONS:
        return _enumeration(symbols, call, maker)
    if maker == "dataclasses.make_dataclass":
        return _dataclass(call)
    return _typed(look, path, binding, call) if maker == "builtins.type" else None


def _parsed(source: bytes) -> ast.Call | None:
    try:
        node = ast.parse(source.decode("utf-8", "replace").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    is_plain = isinstance(node, ast.Call) and not any(isinstance(each, ast.Starred) for each in node.args)
    return node if isinstance(node, ast.Call) and is_plain else None


def _tuple(call: ast.Call) -> MadeClass | None:
    keywords = {each.arg: each.value for each in call.keywords}
    given = call.args[1] if len(call.args) > 1 else keywords.get("field_names", keywords.get("fields"))
    names = _names(given) if given is not None else None
    if names is None or not keywords.keys() <= {"defaults", "field_names", "fields", "module", "typename"}:
        return None
    defaults = _defaults(keywords.get("defaults"), len(names))
    if defaults is None:
        return None
    fields = tuple(
        Parameter(name, "positional", default) for name, default in zip(names, defaults, strict=True)
    )
    return MadeClass((Symbol(None, "builtins.tuple"), _OBJECT), _OF_TUPLES | {*names}, fields)


def _defaults(given: ast.expr | None, count: int) -> list[str] | None:
    if given is None or (isinstance(given, ast.Constant) and given.value is None):
        return [""] * count
    if isinstance(given, ast.Tuple | ast.List) and len(given.elts) <= count:
        return [""] * (count - len(given.elts)) + [ast.unparse(each) for each in given.elts]
    return None


def _names(given: ast.expr) -> list[str] | None:
    """`"a b"`, `"a, b"`, `["a", "b"]`, `[("a", int)]`, `{"a": 1}`."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value.replace(",", " ").split()
    if isinstance(given, ast.Dict):
        return _texts(given.keys)
    if isinstance(given, ast.Tuple | ast.List):
        return _texts([_first(each) for each in given.elts])
    return None


def _first(item: ast.expr) -> ast.expr:
    return item.elts[0] if isinstance(item, ast.Tuple | ast.List) and item.elts else item


def _texts(items: list[ast.expr | None] | list[ast.expr]) -> list[str] | None:
    found = [each.value for each in items if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return found if len(found) == len(items) else None


def _enumeration(symbols: SymbolMap, call: ast.Call, maker: str) -> MadeClass | None:
    names = _names(call.args[1]) if len(call.args) == 2 else None
    if names is None or any(each.arg not in ("module", "qualname") for each in call.keywords):
        return None
    values = _values(call.args[1])
    order = mro(symbols, Symbol(None, maker))
    return MadeClass(
        order, frozenset(names), None, tuple(zip(names, values or [""] * len(names), strict=True))
    )


def _values(given: ast.expr) -> list[str]:
    if isinstance(given, ast.Dict):
        return [ast.unparse(each) for each in given.values]
    items = given.elts if isinstance(given, ast.Tuple | ast.List) else []
    pairs = [each.elts[1] for each in items if isinstance(each, ast.Tuple | ast.List) and len(each.elts) == 2]
    return [ast.unparse(each) for each in pairs] if len(pairs) == len(items) else []


def _dataclass(call: ast.Call) -> MadeClass | None:
    given = call.args[1] if len(call.args) == 2 and not call.keywords else None
    names = _names(given) if isinstance(given, ast.Tuple | ast.List) else None
    if names is None or not isinstance(given, ast.Tuple | ast.List):
        return None
    defaults = [
        ast.unparse(each.elts[2]) if isinstance(each, ast.Tuple | ast.List) and len(each.elts) > 2 else ""
        for each in given.elts
    ]
    if any("field(" in each for each in defaults):
        return None
    fields = tuple(
        Parameter(name, "positional", default) for name, default in zip(names, defaults, strict=True)
    )
    return MadeClass((_OBJECT,), frozenset(names), fields)


def _typed(look: Lookup, path: str, binding: Binding, call: ast.Call) -> MadeClass | None:
    if (
        len(call.args) != 3
        or not isinstance(call.args[1], ast.Tuple)
        or not isinstance(call.args[2], ast.Dict)
    ):
        return None
    members = _texts(call.args[2].keys)
    bases = [*_bases(look, path, binding, call.args[1])]
    if members is None or None in bases:
        return None
    order = dict.fromkeys(each for base in bases if base is not None for each in mro(look.symbols, base))
    is_plain = not {"__getattr__", "__getattribute__"} & {*members}
    return (
        MadeClass((*order, *(() if _OBJECT in order else (_OBJECT,))), frozenset(members))
        if is_plain
        else None
    )


def _bases(look: Lookup, path: str, binding: Binding, given: ast.Tuple) -> Iterator[Symbol | None]:
    for each in given.elts:
        is_named = isinstance(each, ast.Name | ast.Attribute)
        found = (
            evaluate(look, path, binding.scope, ast.unparse(each), binding.statement.start)
            if is_named
            else None
        )
        values = [*found.values] if found is not None else []
        yield values[0].symbol if len(values) == 1 and values[0].kind in ("class", "external") else None

"""The source of an annotation -> what a value so annotated may be. https://typing.python.org/en/latest/spec/"""

from __future__ import annotations

import ast
import warnings
from typing import NamedTuple

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.values import (
    FUTURES,
    NONE,
    UNKNOWN,
    Known,
    Types,
    builtin,
    exactly,
    flat,
    instance,
    said,
    union,
)
from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.resolution import evaluate, layout

_TYPING = ("typing.", "typing_extensions.", "collections.abc.", "collections.", "builtins.", "types.")
_SEQUENCES = {
    "List": "list",
    "list": "list",
    "Set": "set",
    "set": "set",
    "MutableSet": "set",
    "FrozenSet": "frozenset",
    "frozenset": "frozenset",
    "Deque": "deque",
    "deque": "deque",
}
_ITERABLES = frozenset(
    {
        "Iterable",
        "Iterator",
        "Generator",
        "Sequence",
        "MutableSequence",
        "Collection",
        "AbstractSet",
        "AsyncIterator",
        "AsyncIterable",
        "AsyncGenerator",
        "Reversible",
        "Container",
    }
)
_MAPPINGS = {
    "Dict": "dict",
    "dict": "dict",
    "DefaultDict": "dict",
    "OrderedDict": "dict",
    "Mapping": "Mapping",
    "MutableMapping": "MutableMapping",
}
_TRANSPARENT = frozenset(
    {"ClassVar", "Final", "Annotated", "Required", "NotRequired", "Awaitable", "Coroutine", "ReadOnly"}
)
_UNSAID = frozenset({"Any", "Callable", "Literal", "TypeVar", "object", "Protocol", "Hashable", "Unpack"})
_LONGEST = 400


class _Where(NamedTuple):
    """Where an annotation stands, and the class around it, which `Self` means."""

    path: str
    scope: int
    owner: Symbol | None


def annotated(ask: Ask, path: str, scope: int, text: str, owner: Symbol | None = None) -> Types:
    """What a value with the annotation `text` may be; UNKNOWN when that says nothing (`Any`, a type variable)."""
    return _parsed(ask, _Where(path, scope, owner), text)


def _parsed(ask: Ask, where: _Where, text: str) -> Types:
    if len(text) > _LONGEST or text.count("(") + text.count("[") > 20:
        return UNKNOWN
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return UNKNOWN
    return _types(ask, where, tree.body)


def _types(ask: Ask, where: _Where, node: ast.expr) -> Types:
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str(text)):
            return _parsed(ask, where, text)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return union((_types(ask, where, left), _types(ask, where, right)))
        case ast.Name() | ast.Attribute():
            return _plain(ask, where, dotted_of(node))
        case ast.Subscript(value=value, slice=inner):
            parts = list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]
            return _generic(ask, where, dotted_of(value), parts)
    return UNKNOWN


def _plain(ask: Ask, where: _Where, dotted: str) -> Types:
    found = list[Types]()
    if not dotted:
        return UNKNOWN
    values = evaluate(ask.look, where.path, where.scope, dotted, None)
    for value in values.values:
        if value.type is None and value.kind == "class":
            found.append(exactly(instance(value.symbol)))
        elif value.type is None and value.kind == "external" and not _is_missing(ask, value.symbol.name):
            found.append(_outside(value.symbol.name, where.owner))
        else:
            return UNKNOWN
    types = union(found)
    return types._replace(complete=types.complete and values.complete)


def _is_missing(ask: Ask, dotted: str) -> bool:
    """Whether a package of the repository would have the class, and has none of that name: the import is out of date,
    and never runs where only annotations need it."""
    modules, parts = layout(ask.symbols), dotted.split(".")
    if parts[0] not in modules.tops:
        return False
    found = (modules.find(".".join(parts[:size])) for size in range(1, len(parts)))
    return any(each is not None for each in found)


def _outside(dotted: str, owner: Symbol | None) -> Types:
    name = _typing_name(dotted)
    if name == "Self" and owner is not None:
        return exactly(Known("instance", owner, own=True))
    if name in _UNSAID or name in _TRANSPARENT or name in ("Optional", "Union", "Type"):
        return UNKNOWN
    if name in _SEQUENCES and _SEQUENCES[name] != "deque":
        return exactly(builtin(_SEQUENCES[name]))
    if name in _MAPPINGS and _MAPPINGS[name] == "dict":
        return exactly(builtin("dict"))
    if name in ("Tuple", "Text"):
        return exactly(builtin("tuple" if name == "Tuple" else "str"))
    return exactly(instance(Symbol(None, dotted)))


def _typing_name(dotted: str) -> str:
    for prefix in _TYPING:
        if dotted.startswith(prefix):
            return dotted.removeprefix(prefix)
    return ""


def _generic(ask: Ask, where: _Where, dotted: str, parts: list[ast.expr]) -> Types:
    values = evaluate(ask.look, where.path, where.scope, dotted, None) if dotted else None
    if values is None or len(values.values) != 1:
        return UNKNOWN
    (value,) = values.values
    if value.kind == "class" and value.type is None:
        return exactly(instance(value.symbol))
    name = _typing_name(value.symbol.name) if value.kind == "external" else ""
    first = parts[0] if parts else None
    if first is not None and value.symbol.name in FUTURES:
        return exactly(instance(value.symbol, flat(_types(ask, where, first).known)))
    if first is None or not name:
        return exactly(instance(value.symbol)) if value.kind == "external" else UNKNOWN
    if name in ("Optional", "Union"):
        several = union(_types(ask, where, part) for part in parts)
        return union((several, NONE)) if name == "Optional" else several
    if name in _TRANSPARENT:
        return _types(ask, where, parts[-1] if name == "Coroutine" else first)
    if name in ("Type", "type"):
        of = _types(ask, where, first)
        return of._replace(
            known=frozenset(each._replace(kind="class") for each in of.known if each.kind == "instance")
        )
    if name in ("Tuple", "tuple"):
        return _tuple(ask, where, parts)
    if name in _SEQUENCES or name in _ITERABLES:
        items = said(_types(ask, where, first))
        return exactly(instance(Symbol(None, _class_of(name, value.symbol.name)), items))
    if name in _MAPPINGS and len(parts) == 2:
        keys, held = (said(_types(ask, where, part)) for part in parts)
        symbol = Symbol(None, "builtins.dict" if _MAPPINGS[name] == "dict" else value.symbol.name)
        return exactly(Known("instance", symbol, items=keys, values=held))
    return UNKNOWN if name in _UNSAID else exactly(instance(value.symbol))


def _class_of(name: str, dotted: str) -> str:
    plain = _SEQUENCES.get(name, "")
    return f"builtins.{plain}" if plain and plain != "deque" else dotted


def _tuple(ask: Ask, where: _Where, parts: list[ast.expr]) -> Types:
    if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is Ellipsis:
        return exactly(builtin("tuple", said(_types(ask, where, parts[0]))))
    inner = tuple(flat(_types(ask, where, part).known) for part in parts)
    return exactly(Known("instance", Symbol(None, "builtins.tuple"), parts=inner))

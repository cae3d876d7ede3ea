"""Source of an argument -> what can be known of its value without running anything."""

from __future__ import annotations

import ast
from typing import Any, NamedTuple

from refactor_cli.inline.opened import Opened
from refactor_cli.recipe.parsing import literal, parse_expression

_LONGEST = 10_000
_FUNCTION = type(lambda: None)
_GENERATOR = type(_ for _ in ())
_TYPES: dict[type[ast.expr], type] = {
    ast.Dict: dict,
    ast.DictComp: dict,
    ast.GeneratorExp: _GENERATOR,
    ast.JoinedStr: str,
    ast.Lambda: _FUNCTION,
    ast.List: list,
    ast.ListComp: list,
    ast.Set: set,
    ast.SetComp: set,
    ast.Tuple: tuple,
}


class Seen(NamedTuple):
    """A value: itself with `type` None for a literal; else only its type, and whether it is true, where known."""

    value: Any
    type: type | None = None
    truth: bool | None = None


def value_of(source: str) -> Seen | None:
    """None when nothing is known."""
    source = source.strip()
    if len(source) > _LONGEST:
        return None
    try:
        return Seen(literal(source))
    except ValueError:
        pass
    node = parse_expression(source)
    match node:
        case ast.Lambda() | ast.GeneratorExp():
            return Seen(None, _TYPES[type(node)], True)
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return Seen(None, _TYPES[type(node)], _is_filled(elements))
        case ast.Dict(keys=keys):
            return Seen(None, dict, True if any(key is not None for key in keys) else None)
        case ast.JoinedStr(values=values):
            return Seen(None, str, True if any(isinstance(each, ast.Constant) for each in values) else None)
        case ast.ListComp() | ast.SetComp() | ast.DictComp():
            return Seen(None, _TYPES[type(node)], None)
        case ast.UnaryOp(op=ast.Not()):
            return Seen(None, bool, None)
    return None


def _is_filled(elements: list[ast.expr]) -> bool | None:
    return True if any(not isinstance(each, ast.Starred) for each in elements) else None


def truth(value: Any) -> bool:
    """Whether a value is true.

    Raises:
        Opened: that is not known.
    """
    if isinstance(value, Seen):
        if value.truth is None:
            raise Opened("the rule's condition asks whether an argument is true, which is not known here")
        return value.truth
    return bool(value)

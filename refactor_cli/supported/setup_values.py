"""What an expression in `setup.py` comes to: texts, numbers and tuples that are written out, and what is put together
of them. Nothing is executed."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from refactor_cli.lazy_pattern import lazy_pattern

Value = str | int | tuple["Value", ...]
_DEPTH = 16
# `{}`, `{0}`, `%s` and `%i`; what has a width or asks for attributes is not read
_FIELD = lazy_pattern(r"\{(\d{0,2})\}")
_PERCENT = lazy_pattern(r"%[sdi]")


def value_of(node: ast.expr, module: ast.Module, depth: int = _DEPTH) -> Value | None:
    """The value, of names by the one assignment that the module has for them; None for all else."""
    if depth == 0:
        return None
    match node:
        case ast.Constant(value=str() | int() as value):
            return value
        case ast.Name(id=name):
            written = assigned(name, module)
            return value_of(written, module, depth - 1) if written is not None else None
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return _values(items, module, depth)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            one, other = value_of(left, module, depth - 1), value_of(right, module, depth - 1)
            return one + other if isinstance(one, str) and isinstance(other, str) else None
        case ast.BinOp(op=ast.Mod(), left=left, right=right):
            given = value_of(right, module, depth - 1)
            fields: tuple[Value, ...] | None = (given,) if isinstance(given, str | int) else given
            return _filled(value_of(left, module, depth - 1), fields, _PERCENT)
        case ast.Call(func=ast.Attribute(value=left, attr="format"), args=args, keywords=[]):
            return _filled(value_of(left, module, depth - 1), _values(args, module, depth), _FIELD)
        case ast.JoinedStr(values=parts):
            found = [
                each.value if isinstance(each, ast.FormattedValue) and each.format_spec is None else each
                for each in parts
            ]
            values = _values(found, module, depth)
            return "".join(map(str, values)) if values is not None else None
    return None


def assigned(name: str, module: ast.Module) -> ast.expr | None:
    """What a name is given at the top of the module, where nothing else in it gives the name a value."""
    bound = [each for each in ast.walk(module) if isinstance(each, ast.Name) and each.id == name]
    if sum(not isinstance(each.ctx, ast.Load) for each in bound) != 1:
        return None
    assignments = (each for each in module.body if isinstance(each, ast.Assign))
    return next((each.value for each in assignments if each.targets[0] in bound), None)


def _values(nodes: Sequence[ast.expr], module: ast.Module, depth: int) -> tuple[Value, ...] | None:
    found = list[Value]()
    for each in nodes:
        is_star = isinstance(each, ast.Starred)
        value = value_of(each.value if isinstance(each, ast.Starred) else each, module, depth - 1)
        if value is None or (is_star and not isinstance(value, tuple)):
            return None
        found.extend(value if is_star and isinstance(value, tuple) else (value,))
    return tuple(found)


def _filled(text: Value | None, values: Sequence[Value] | None, fields: re.Pattern[str]) -> str | None:
    """A text with values in the place of its fields; None where it has others, or too few values are given."""
    if not isinstance(text, str) or values is None:
        return None
    pieces, last = list[str](), 0
    for number, match in enumerate(fields.finditer(text)):
        index = int(match[1]) if fields.groups and match[1] else number
        if index >= len(values):
            return None
        pieces += (text[last : match.start()], str(values[index]))
        last = match.end()
    pieces.append(text[last:])
    rest = fields.sub("", text)
    return None if "{" in rest or "%" in rest else "".join(pieces)

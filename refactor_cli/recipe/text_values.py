"""What a rule may ask of a text, or make of it: pure methods of `str` and `bytes`, slices; over literals alone.

`regex.startswith("^")` is decided where the argument is a literal, and `regex[1:-1]` written as the one it comes to.
https://docs.python.org/3/library/stdtypes.html#text-sequence-type-str
"""

from __future__ import annotations

import ast
from collections.abc import Callable

METHODS = frozenset(
    {
        *("capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isascii"),
        *("isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isspace", "istitle", "isupper"),
        *("lower", "lstrip", "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rstrip"),
        *("startswith", "strip", "swapcase", "title", "upper"),
    }
)
_LONGEST = 10_000  # characters

Text = str | bytes
Value = str | bytes | int | bool


class NoTextError(ValueError):
    """Not such an expression, or it raises for this text."""


def is_about_text(node: ast.expr) -> bool:
    """Whether an expression has one of these forms; what they stand on is not looked at."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name), args=arguments, keywords=[]):
            return name in METHODS and all(_is_constant(each) for each in arguments)
        case ast.Subscript(slice=ast.Slice(lower=lower, upper=upper, step=step)):
            return all(each is None or _is_constant(each) for each in (lower, upper, step))
        case ast.Subscript(slice=index):
            return _is_constant(index)
        case _:
            return False


def standing_on(node: ast.expr) -> ast.expr:
    """The text that one of these expressions is about."""
    match node:
        case ast.Call(func=ast.Attribute(value=value)) | ast.Subscript(value=value):
            return value
        case _:
            raise NoTextError(ast.unparse(node))


def text_value(node: ast.expr, known: Callable[[ast.expr], object]) -> Value:
    """What such an expression comes to. `known`: the value of what it stands on.

    Raises:
        NoTextError: that is no text, or the expression raises for it.
    """
    value = known(standing_on(node))
    if not isinstance(value, str | bytes) or len(value) > _LONGEST:
        raise NoTextError(ast.unparse(node))
    try:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found = getattr(value, node.func.attr)(*(ast.literal_eval(each) for each in node.args))
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            bounds = (node.slice.lower, node.slice.upper, node.slice.step)
            found = value[slice(*(None if each is None else ast.literal_eval(each) for each in bounds))]
        elif isinstance(node, ast.Subscript):
            found = value[ast.literal_eval(node.slice)]
        else:
            raise NoTextError(ast.unparse(node))
    except (AttributeError, IndexError, OverflowError, TypeError, ValueError) as error:
        raise NoTextError(ast.unparse(node)) from error
    if isinstance(found, str | bytes) and len(found) > _LONGEST:
        raise NoTextError(ast.unparse(node))
    return found  # type: ignore[no-any-return]


def _is_constant(node: ast.expr) -> bool:
    """Whether it is a literal text or number, or a tuple of them."""
    match node:
        case ast.Constant(value=str() | bytes() | int()):
            return True
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int())):
            return True
        case ast.Tuple(elts=elements):
            return all(_is_constant(each) for each in elements)
        case _:
            return False

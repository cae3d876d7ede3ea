"""Type comments, as code has them that ran on Python 2 as well: `def named(name):  # type: (str) -> Cart`, one behind
each parameter, `carts = []  # type: List[Cart]`. They say what annotations do.
https://peps.python.org/pep-0484/#suggested-syntax-for-python-2-7-and-straddling-code"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask, source
from refactor_cli.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from refactor_cli.data import Definition
    from refactor_cli.grammar import Node

_WORD = b"type:"
_BEHIND = lazy_pattern(rb"[ \t]*,?[ \t]*#[ \t]*type:[ \t]*(?!ignore\b)([^#\r\n]+)")
_SIGNATURE = lazy_pattern(rb"#[ \t]*type:[ \t]*(\([^#\r\n]*\)[ \t]*->[^#\r\n]+)")
_PLAIN = ("identifier", "default_parameter", "list_splat_pattern", "dictionary_splat_pattern")


def has_any(ask: Ask, path: str) -> bool:
    """Whether a file may have type comments: most have none, and are not read for each of their parameters."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("has type comments", {})
    if path not in memo:
        memo[path] = _WORD in ask.symbols.snapshot.files[path].data
    return memo[path]


def behind(ask: Ask, path: str, node: Node) -> str:
    """The type in a comment that ends the line of an assignment, or of a parameter; "" where there is none."""
    found = _BEHIND.match(ask.symbols.snapshot.files[path].text.utf8, node.end_byte)
    return found[1].decode("utf-8", "replace").strip() if found is not None else ""


def returned(ask: Ask, path: str, function: Node) -> str:
    """The type of what a function returns, by a comment at the head of its body."""
    signature = _signature(ask, path, function)
    return ast.unparse(signature.returns) if signature is not None else ""


def of_parameter(ask: Ask, path: str, function: Node, definition: Definition, name: str) -> str:
    """The type of a parameter: in the comment behind it, or in that of its function, which may leave the receiver
    out."""
    nodes = function.child_by_field_name("parameters")
    for each in code_children(nodes):
        if each.type in _PLAIN and _name(ask, path, each) == name and (text := behind(ask, path, each)):
            return text
    signature = _signature(ask, path, function)
    given = signature.argtypes if signature is not None else []
    names = [each.name for each in definition.parameters]
    if len(given) == len(names) - 1:
        names = names[1:]
    if len(given) != len(names) or name not in names:
        return ""
    found = given[names.index(name)]
    is_rest = isinstance(found, ast.Constant) and found.value is Ellipsis  # `(...) -> Cart`: said behind each
    return "" if is_rest else ast.unparse(found)


def _name(ask: Ask, path: str, parameter: Node) -> str:
    named = parameter.child_by_field_name("name")
    return source(ask.symbols, path, named if named is not None else parameter).lstrip("*")


def _signature(ask: Ask, path: str, function: Node) -> ast.FunctionType | None:
    """The first comment between the parameters of a function and its body that tells of its types."""
    parameters, body = function.child_by_field_name("parameters"), function.child_by_field_name("body")
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    if parameters is None or body is None or _WORD not in utf8[parameters.end_byte : body.start_byte]:
        return None
    found = _SIGNATURE.search(utf8, parameters.end_byte, body.start_byte)
    if found is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(found[1].decode("utf-8", "replace").strip(), mode="func_type")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None

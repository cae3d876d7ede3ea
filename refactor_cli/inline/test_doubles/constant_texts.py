"""A string expression -> what it says, as far as its file tells: literals, what is put together from them, names that
are given one, and the `__name__` of a module."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children, operator_of
from refactor_cli.resolution import Lookup, bound_at, evaluate_at
from refactor_cli.text import DOTTED_NAME

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_LONGEST = 300  # bytes
_DEEPEST = 10


def text_of(symbols: SymbolMap, path: str, node: Node | None, depth: int = 0) -> str:
    """The text, "" where it is not known."""
    if node is None or depth > _DEEPEST or node.end_byte - node.start_byte > _LONGEST:
        return ""
    children = code_children(node)
    match node.type:
        case "string" if any(each.type == "interpolation" for each in children):
            return _formatted(symbols, path, children, depth)
        case "string":
            return _literal((node.text or b"").decode("utf-8", "replace"))
        case "concatenated_string":
            return _joined([text_of(symbols, path, each, depth + 1) for each in children])
        case "parenthesized_expression" if len(children) == 1:
            return text_of(symbols, path, children[0], depth + 1)
        case "binary_operator" if len(children) == 2 and operator_of(node) == "+":
            return _joined([text_of(symbols, path, each, depth + 1) for each in children])
        case "binary_operator" if len(children) == 2 and operator_of(node) == "%":
            given = code_children(children[1]) if children[1].type == "tuple" else children[1:]
            template = text_of(symbols, path, children[0], depth + 1)
            return _filled(template, "%s", [text_of(symbols, path, each, depth + 1) for each in given])
        case "call" if (formatted := _template(node)) is not None:
            given = code_children(node.child_by_field_name("arguments"))
            texts = [text_of(symbols, path, each, depth + 1) for each in given]
            return _filled(text_of(symbols, path, formatted, depth + 1), "{}", texts)
        case "identifier":
            return _of_name(symbols, path, node, depth)
        case "attribute" if len(children) == 2 and children[1].text == b"__name__":
            return _of_module(symbols, path, children[0])
    return ""


def _joined(parts: list[str]) -> str:
    return "".join(parts) if all(parts) else ""


def _template(call: Node) -> Node | None:
    """The text whose `format` is called."""
    function = call.child_by_field_name("function")
    name = function.child_by_field_name("attribute") if function is not None else None
    is_format = name is not None and name.text == b"format"
    return function.child_by_field_name("object") if function is not None and is_format else None


def _filled(template: str, field: str, given: list[str]) -> str:
    """A template whose fields are all alike, with what they get."""
    pieces = template.split(field)
    if len(pieces) != len(given) + 1 or not all(given) or any(field[0] in piece for piece in pieces):
        return ""
    return pieces[0] + "".join(text + piece for text, piece in zip(given, pieces[1:], strict=True))


def _literal(source: str) -> str:
    try:
        value = ast.literal_eval(source)
    except (SyntaxError, ValueError):
        return ""
    return value if isinstance(value, str) else ""


def _formatted(symbols: SymbolMap, path: str, children: list[Node], depth: int) -> str:
    """`f"{PACKAGE}.name"`, of nothing but plain values."""
    parts = list[str]()
    for each in children:
        if each.type == "string_content":
            parts.append("" if each.named_children else (each.text or b"").decode("utf-8", "replace"))
        elif each.type == "interpolation":
            inner = each.named_children
            parts.append(text_of(symbols, path, inner[0], depth + 1) if len(inner) == 1 else "")
    return _joined(parts)


def _of_name(symbols: SymbolMap, path: str, node: Node, depth: int) -> str:
    name = (node.text or b"").decode("utf-8", "replace")
    return text_of(symbols, path, assigned_to(symbols, path, name, node.start_byte), depth + 1)


def assigned_to(symbols: SymbolMap, path: str, name: str, at: int) -> Node | None:
    """The expression that a name has its value from, where that is one assignment to it alone."""
    found = bound_at(symbols, path, name, at)
    if len(found) != 1 or found[0].kind != "assign":
        return None
    target = symbols.node(path, found[0].span)
    statement = target.parent if target is not None else None
    is_plain = statement is not None and statement.type == "assignment"
    return statement.child_by_field_name("right") if statement is not None and is_plain else None


def _of_module(symbols: SymbolMap, path: str, module: Node) -> str:
    dotted = (module.text or b"").decode("utf-8", "replace")
    if not DOTTED_NAME.match(dotted):
        return ""
    led = evaluate_at(Lookup(symbols), path, dotted, module.start_byte).values
    names = [Lookup(symbols).modules.names(each.symbol.path or "") for each in led if each.kind == "module"]
    return names[0][0] if len(names) == len(led) == 1 and names[0] else ""

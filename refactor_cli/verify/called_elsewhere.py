"""A function that is handed on, by its new name -> why what calls it there will be refused."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from refactor_cli.counted import counted
from refactor_cli.data import Parameter, Span
from refactor_cli.recipe.parsing import dotted_of, last_name_of
from refactor_cli.resolution import resolve, scope_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.binding import misfit, taken_by
from refactor_cli.verify.code import parsed_any

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_PARTIAL = frozenset({"partial", "partialmethod"})
_BY_POSITION = ("positional_only", "positional")


def handed_on(symbols: SymbolMap, path: str, span: Span) -> Node | None:
    """The expression that a name at `span` is the end of, where it is handed on as a value: neither called there nor
    asked for an attribute, nor given another name (`f = old`), whose calls are looked at themselves."""
    node = symbols.node(path, span)
    while node is not None and (parent := node.parent) is not None and parent.end_byte == node.end_byte:
        if parent.type != "attribute":
            break
        node = parent
    if node is None or node.type not in ("identifier", "attribute") or (parent := node.parent) is None:
        return None
    is_asked = parent.type == "attribute" or parent.child_by_field_name("function") == node
    left = parent.child_by_field_name("left") if parent.type == "assignment" else None
    return None if is_asked or (left is not None and left.type == "identifier") else node


def parameters_at(symbols: SymbolMap, path: str, node: Node) -> tuple[str, tuple[Parameter, ...]] | None:
    """The name of a function or class as it is written, and what a call of it takes, as far as that is known."""
    read = parsed_any(f"({(node.text or b'').decode('utf-8', 'replace')})")
    statement = read.body[0] if read is not None and read.body else None
    dotted = dotted_of(statement.value) if isinstance(statement, ast.Expr) else ""
    at, file_map = node.start_byte, symbols.map(path)
    if not dotted or file_map is None:
        return None
    scope = scope_at(file_map, at)
    if any(value.kind == "class" for value in resolve(symbols, path, scope, dotted, at).values):
        return None  # most that is done with a class is no call
    taken = taken_by(symbols, dotted, lambda name: resolve(symbols, path, scope, name, at))
    return (dotted, taken) if taken is not None else None


def refuses(old: tuple[Parameter, ...], new: tuple[Parameter, ...], node: Node) -> str:
    """Why a function that is handed on at `node` refuses a call that the old one takes; "" where nothing tells."""
    if reason := _given_too_much(node, new):
        return reason
    before, needed = _required(old), _required(new)
    by_position = [each.name for each in needed if each.kind in _BY_POSITION]
    old_count = sum(each.kind in _BY_POSITION for each in before)
    more = by_position[old_count:]
    names = {each.name for each in before}
    if more and more[0] in names:  # asked for in another place
        return f"what calls it may give {counted(old_count, 'argument')} by position, which leaves '{more[0]}' out"
    more += [each.name for each in needed if each.kind == "keyword_only" and each.name not in names]
    if more:
        return f"what calls it need not give '{more[0]}', which the old one does not ask for"
    takes_any = any(each.kind == "var_positional" for each in new)
    most = sum(each.kind in _BY_POSITION for each in new)
    if takes_any or old_count <= most:
        return ""
    by_name = {each.name for each in new if each.kind == "keyword_only"}
    surplus = [each.name for each in before if each.kind in _BY_POSITION][most:]
    if most and (by_name.issuperset(surplus) or any(each.kind == "var_keyword" for each in new)):
        return ""  # what calls it may name them
    count = counted(old_count, "argument")
    return (
        f"what calls it gives {count}, and it takes {most}"
        if most
        else "what calls it may give an argument by position"
    )


def _required(parameters: tuple[Parameter, ...]) -> list[Parameter]:
    return [each for each in parameters if not each.default and not each.kind.startswith("var_")]


def _given_too_much(node: Node, new: tuple[Parameter, ...]) -> str:
    """What `partial(new, …)` gives that it does not take."""
    call = node.parent.parent if node.parent is not None and node.parent.type == "argument_list" else None
    module = parsed_any(f"({(call.text or b'').decode('utf-8', 'replace')})") if call is not None else None
    statement = module.body[0] if module is not None and len(module.body) == 1 else None
    read = statement.value if isinstance(statement, ast.Expr) else None
    if call is None or not isinstance(read, ast.Call) or not read.args:
        return ""
    if last_name_of(read.func) not in _PARTIAL:
        return ""
    if node.parent is None or node.parent.named_children[0] != node:
        return ""
    rest = [*read.args[1:], ast.Starred(ast.Name("args"))]
    return misfit(ast.Call(read.func, rest, read.keywords), new)

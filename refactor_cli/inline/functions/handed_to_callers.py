"""A call whose result a function gives back, `return old(1)`: what is done with it is done in that function's callers.

https://docs.python.org/3/library/asyncio-task.html#coroutines
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.grammar import nearest
from refactor_cli.inline.functions.unawaited import is_value_used, named_in
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_DEEPEST = 3  # functions that hand a result on to each other
_MOST_FILES = 40  # a name that more files have is that of many
_TASKS = frozenset(
    {b"create_task", b"ensure_future", b"gather", b"run", b"run_coroutine_threadsafe", b"run_until_complete"}
    | {b"shield", b"wait_for", b"start_soon"}
)


def used_by_callers(symbols: SymbolMap, path: str, call: Node, deeper: int = _DEEPEST) -> str:
    """Where what a call gives is used at once by a caller of the plain function that returns it, "" for nowhere."""
    function = _returning(call)
    if function is None or not deeper:
        return ""
    for at, node in _calls(symbols, path, function):
        if is_value_used(node):
            return f"{at}:{node.start_point.row + 1}"
        if found := used_by_callers(symbols, at, node, deeper - 1):
            return found
    return ""


def awaited_by_callers(symbols: SymbolMap, path: str, call: Node, deeper: int = _DEEPEST) -> str:
    """Where what a call gives is awaited, or made a task of: there, or by a caller of the function that returns it."""
    if _is_awaited(call):
        return f"{path}:{call.start_point.row + 1}"
    function = _returning(call)
    for at, node in _calls(symbols, path, function) if function is not None and deeper else ():
        if found := awaited_by_callers(symbols, at, node, deeper - 1):
            return found
    return ""


def handed_back(
    symbols: SymbolMap, path: str, call: Node, deeper: int = _DEEPEST
) -> Iterator[tuple[str, Node]]:
    """The calls of the plain function that returns what a call gives, and of those that return it in their turn."""
    function = _returning(call) if deeper else None
    for at, node in _calls(symbols, path, function) if function is not None else ():
        yield at, node
        yield from handed_back(symbols, at, node, deeper - 1)


def _is_awaited(call: Node) -> bool:
    node = call
    while node.parent is not None and node.parent.type in (
        "argument_list",
        "conditional_expression",
        "keyword_argument",
        "list",
        "list_comprehension",
        "generator_expression",
        "list_splat",
        "parenthesized_expression",
        "tuple",
    ):
        node = node.parent
        outer = node.parent if node.type == "argument_list" else None
        function = outer.child_by_field_name("function") if outer is not None else None
        if function is not None:
            return (function.text or b"").rpartition(b".")[2] in _TASKS
    return node.parent is not None and node.parent.type == "await"


def _returning(call: Node) -> Node | None:
    """The plain function that gives back what a call gives, at once or by a name; None where none does."""
    node = call
    while node.parent is not None and node.parent.type in (
        "parenthesized_expression",
        "conditional_expression",
    ):
        node = node.parent
    parent = node.parent
    function = nearest(call, "function_definition", "lambda")
    if parent is None or function is None or function.type != "function_definition":
        return None
    if (function.text or b"").startswith(b"async"):
        return None
    if parent.type == "return_statement":
        return function
    left = parent.child_by_field_name("left") if parent.type == "assignment" else None
    if left is None or left.type != "identifier":
        return None
    uses = [each for each in named_in(function, left) if each != left]
    is_given_back = any(each.parent is not None and each.parent.type == "return_statement" for each in uses)
    return function if is_given_back else None


def _calls(symbols: SymbolMap, path: str, function: Node) -> Iterator[tuple[str, Node]]:
    """The calls of what has the name of a function, where not many have it."""
    named = function.child_by_field_name("name")
    name = (named.text or b"").decode("utf-8", "replace") if named is not None else ""
    if not name or name.startswith("__"):
        return
    paths = python_files_with(symbols.snapshot, name)
    own = [path] if len(paths) > _MOST_FILES else paths
    for each in own:
        if symbols.map(each) is None:
            continue
        root = symbols.tree(each).root_node
        for at in offsets(symbols.snapshot.files[each].text.utf8, name.encode()):
            node = root.descendant_for_byte_range(at, at + len(name.encode()))
            outer = node.parent if node is not None else None
            if node is not None and outer is not None and outer.type == "attribute":
                node, outer = outer, outer.parent
            if outer is not None and outer.type == "call" and outer.child_by_field_name("function") == node:
                yield each, outer

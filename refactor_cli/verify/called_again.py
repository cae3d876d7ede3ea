"""New code that calls the same again: the function stays, and only a way of calling it is outdated.

A rule that calls what it replaces says so, and so does a block that calls it in the header of a `with` where it was
called in none: what closes itself is called otherwise than what is closed by hand, or never.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator

from refactor_cli.data import SiteBlock, Usage
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.code import parsed
from refactor_cli.verify.refused import Refused

_SHOWN = 80  # characters
_MANAGED = "with "
# https://docs.python.org/3/library/contextlib.html#contextlib.ExitStack
_ENTERS = frozenset({"enter_async_context", "enter_context"})


def check_called_otherwise(
    symbols: SymbolMap, usages: Iterable[Usage], new: ast.AST, old: ast.AST | None = None
) -> None:
    """Raises Refused when new code has a call of what stays as it was, more often than what remains of the `old` code
    without these usages."""
    counts, sources = Counter[str](), dict[str, str]()
    for usage in usages:
        if key := _key(symbols, usage):
            counts[key] += 1
            sources[key] = _source(symbols, usage)
    there = Counter(_calls(new)) if counts else Counter[str]()
    before = Counter(_calls(old)) if counts and old is not None else Counter[str]()
    for key, count in counts.items():
        if there[key] > max(before[key] - count, 0):
            raise Refused(f"it still has the old call: {' '.join(sources[key].split())[:_SHOWN]}")


def managed_anew(symbols: SymbolMap, blocks: Iterable[SiteBlock], usages: Iterable[Usage]) -> frozenset[str]:
    """The targets of calls that blocks move into the header of a `with`."""
    by_id = {usage.id: usage for usage in usages if usage.call_span is not None}
    found = set[str]()
    for block in blocks:
        named = [by_id[id] for id in block.ids if id in by_id]
        code = "\n".join([block.code, *(piece.code for piece in block.pieces)])
        tree = parsed(code) if named and "with" in code else None
        there = frozenset(_calls(tree)) if tree is not None else frozenset[str]()
        for usage in named:
            key = _key(symbols, usage)
            if key and not key.startswith(_MANAGED) and _MANAGED + key in there:
                found.add(usage.target)
    return frozenset(found)


def _source(symbols: SymbolMap, usage: Usage) -> str:
    assert usage.call_span is not None
    return symbols.snapshot.files[usage.path].text.slice(*usage.call_span)


def _key(symbols: SymbolMap, usage: Usage) -> str:
    """What stands for the call of a usage among those of a tree; "" where it has none, or none that can be read."""
    if usage.call_span is None:
        return ""
    tree = parsed(f"({_source(symbols, usage)})")
    first = tree.body[0] if tree is not None else None
    if not isinstance(first, ast.Expr):
        return ""
    return (_MANAGED if _is_managed(symbols, usage) else "") + ast.dump(first.value)


def _is_managed(symbols: SymbolMap, usage: Usage) -> bool:
    assert usage.call_span is not None
    node = symbols.tree(usage.path).root_node.descendant_for_byte_range(*usage.call_span)
    while node is not None and not node.type.endswith(("_statement", "block", "definition")):
        function = node.child_by_field_name("function") if node.type == "call" else None
        name = function.child_by_field_name("attribute") if function is not None else None
        if node.type == "with_item" or (name is not None and (name.text or b"").decode() in _ENTERS):
            return True
        node = node.parent
    return False


def _calls(tree: ast.AST, is_managed: bool = False) -> Iterator[str]:
    """Every call below a node."""
    if isinstance(tree, ast.Call):
        yield (_MANAGED if is_managed else "") + ast.dump(tree)
        is_managed = is_managed or (isinstance(tree.func, ast.Attribute) and tree.func.attr in _ENTERS)
    for child in ast.iter_child_nodes(tree):
        inside = isinstance(tree, ast.withitem) and child is tree.context_expr
        yield from _calls(child, inside or (is_managed and isinstance(child, ast.expr)))

"""New code that calls the same again: the function stays, and only a way of calling it is outdated.

A rule that calls what it replaces says so, a block by `calls="again"`, and so does one that calls it in the header of a
`with` where it was called in none: what closes itself is called otherwise than what is closed by hand, or never. A
decorator that was called by a statement says it by that.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from refactor_cli.data import SiteBlock, Usage
from refactor_cli.dotted import last_part
from refactor_cli.imports import Import
from refactor_cli.recipe.parsing import last_name_of
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.code import parsed_any
from refactor_cli.verify.refused import Refused

Outdated = Mapping[str, Set[tuple[str, ...]]]
"""By target, the keywords that a call may not give any more, each with those that it goes with."""
_SHOWN = 80  # characters
# https://docs.python.org/3/library/contextlib.html#contextlib.ExitStack
_ENTERS = frozenset({"enter_async_context", "enter_context"})


class _Call(NamedTuple):
    """A call. `is_managed`: it stands in the header of a `with`, or what it gives is entered by an `ExitStack`."""

    tree: ast.Call
    is_managed: bool

    @property
    def key(self) -> tuple[str, bool]:
        """The same of all calls that are written alike."""
        return ast.dump(self.tree), self.is_managed


def check_called_otherwise(
    symbols: SymbolMap,
    usages: Sequence[Usage],
    made: tuple[ast.AST, Sequence[Import]],
    old: ast.AST | None,
    outdated: Outdated,
) -> None:
    """Raises Refused when new code has a call of what stays as it was, or gives it what is outdated, more often than
    what remains of the `old` code without these usages. `made`: the new code, and the imports of its block."""
    calls = [(each, call) for each in usages if (call := _call_of(symbols, each)) is not None]
    if not calls:
        return
    new, before = [*_calls(made[0])], [*_calls(old)] if old is not None else []
    called = {*_names(symbols, (usage for usage, _ in calls), made[1])}
    names = called | {symbols.snapshot.files[each.path].text.slice(*each.expression) for each, _ in calls}
    if other := names & ({*_renamed(made[0])} - ({*_renamed(old)} if old is not None else set[str]())):
        raise Refused(f"it calls '{min(other)}' by another name, which is no other way of calling it")
    _check_written_otherwise([call for _, call in calls], new, before)
    for given in {each for usage, _ in calls for each in outdated.get(usage.target, ())}:
        its = [tree for tree, _ in new if last_name_of(tree.func) in called and _gives(tree, given)]
        left = sum(last_name_of(tree.func) in called and _gives(tree, given) for tree, _ in before)
        if len(its) > max(left - sum(_gives(call.tree, given) for _, call in calls), 0):
            raise Refused(f"it still gives {' and '.join(map(repr, given))}: {_shown(its[0])}")


def _check_written_otherwise(calls: Sequence[_Call], new: Sequence[_Call], before: Sequence[_Call]) -> None:
    there, left = Counter(each.key for each in new), Counter(each.key for each in before)
    named = Counter(each.key for each in calls)
    for source in {text for text, _ in named}:
        plain, managed = (source, False), (source, True)
        # what is replaced may be the call alone, whatever it stands in
        managed_there = min(named[managed], left[managed])
        plain_there = named[plain] + named[managed] - managed_there
        if (
            there[plain] > max(left[plain] - plain_there, 0)
            or there[managed] > left[managed] - managed_there + plain_there
        ):
            again = next(each.tree for each in calls if each.key[0] == source)
            raise Refused(f"it still has the old call: {_shown(again)}")


def said_again(
    symbols: SymbolMap, blocks: Iterable[SiteBlock], usages: Iterable[Usage]
) -> dict[str, frozenset[str]]:
    """By the id of a block, the targets of calls of which it says that it calls the same again, or that it moves into
    the header of a `with`, or of what it makes decorators of."""
    by_id = {usage.id: usage for usage in usages if usage.call_span is not None}
    found = dict[str, frozenset[str]]()
    for block in blocks:
        its = set[str]()
        named = [by_id[id] for id in block.ids if id in by_id]
        if block.calls_again:
            its |= {usage.target for usage in named}
        elif block.decorates:
            calls = ((usage, _call_of(symbols, usage)) for usage in named)
            above = {*_decorators(block.code)}
            its |= {each.target for each, call in calls if call and ast.unparse(call.tree.func) in above}
        elif named:
            tree = parsed_any("\n".join([block.code, *(piece.code for piece in block.pieces)]))
            there = {each.key for each in _calls(tree)} if tree is not None else set[tuple[str, bool]]()
            for usage in named:
                call = _call_of(symbols, usage)
                if call is not None and not call.is_managed and call._replace(is_managed=True).key in there:
                    its.add(usage.target)
        found[block.id] = found.get(block.id, frozenset()) | its
    return found


def _decorators(code: str) -> Iterator[str]:
    """What decorators call, or are, as source."""
    tree = parsed_any(f"{code}\nclass _: pass")
    for node in ast.walk(tree) if tree is not None else ():
        for each in node.decorator_list if isinstance(node, ast.ClassDef) else ():
            yield ast.unparse(each.func if isinstance(each, ast.Call) else each)


def _call_of(symbols: SymbolMap, usage: Usage) -> _Call | None:
    if usage.call_span is None:
        return None
    tree = parsed_any(f"({symbols.snapshot.files[usage.path].text.slice(*usage.call_span)})")
    first = tree.body[0] if tree is not None else None
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Call):
        return None
    return _Call(first.value, _is_managed(symbols, usage))


def _is_managed(symbols: SymbolMap, usage: Usage) -> bool:
    assert usage.call_span is not None
    node = symbols.node(usage.path, usage.call_span)
    while node is not None and not node.type.endswith(("_statement", "block", "definition")):
        function = node.child_by_field_name("function") if node.type == "call" else None
        name = function.child_by_field_name("attribute") if function is not None else None
        if node.type == "with_item" or (name is not None and (name.text or b"").decode() in _ENTERS):
            return True
        node = node.parent
    return False


def _calls(tree: ast.AST, is_managed: bool = False) -> Iterator[_Call]:
    """Every call below a node."""
    if isinstance(tree, ast.Call):
        yield _Call(tree, is_managed)
        is_managed = is_managed or (isinstance(tree.func, ast.Attribute) and tree.func.attr in _ENTERS)
    for child in ast.iter_child_nodes(tree):
        is_header = isinstance(tree, ast.withitem) and child is tree.context_expr
        yield from _calls(child, is_header or (is_managed and isinstance(child, ast.expr)))


def _names(symbols: SymbolMap, usages: Iterable[Usage], imports: Sequence[Import]) -> Iterator[str]:
    """What is called so in the new code, as far as names tell."""
    for usage in usages:
        bare = last_part(usage.target)
        yield from (bare, symbols.snapshot.files[usage.path].text.slice(*usage.span))
        yield from (each.local for each in imports if each.name == bare)


def _renamed(tree: ast.AST) -> Iterator[str]:
    """What is given another name by an assignment, as source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            yield ast.unparse(node.value)


def _gives(call: ast.Call, given: Iterable[str]) -> bool:
    """Whether a call gives all of these by keyword, also by a mapping that stands there."""
    names = {each.arg for each in call.keywords}
    for mapping in (
        each.value for each in call.keywords if isinstance(each.value, ast.Dict) and not each.arg
    ):
        names |= {
            key.value for key in mapping.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
    return names.issuperset(given)


def _shown(call: ast.Call) -> str:
    return " ".join(ast.unparse(call).split())[:_SHOWN]

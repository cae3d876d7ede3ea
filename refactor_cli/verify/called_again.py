"""New code that calls the same again: the function stays, and only a way of calling it is outdated."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from refactor_cli.data import Usage
from refactor_cli.imports import Import
from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.text import Text
from refactor_cli.verify.code import parsed
from refactor_cli.verify.refused import Refused

Outdated = Mapping[str, Set[tuple[str, ...]]]
"""By target, the keywords that a call may not give any more, each with those that it goes with."""
_SHOWN = 80  # characters


def check_called_otherwise(
    text: Text,
    usages: Sequence[Usage],
    made: tuple[ast.AST, Sequence[Import]],
    old: ast.AST | None,
    outdated: Outdated,
) -> None:
    """Raises Refused when new code has a call of what stays as it was, or gives it what is outdated, more often than
    what remains of the `old` code without these usages. `made`: the new code, and the imports of its block."""
    calls = [(each, tree) for each in usages if (tree := _call_of(text, each)) is not None]
    if not calls:
        return
    new, before = [*_calls(made[0])], [*_calls(old)] if old is not None else []
    there, left = Counter(map(ast.dump, new)), Counter(map(ast.dump, before))
    for key, count in Counter(ast.dump(tree) for _, tree in calls).items():
        if there[key] > max(left[key] - count, 0):
            again = next(tree for _, tree in calls if ast.dump(tree) == key)
            raise Refused(f"it still has the old call: {_shown(again)}")
    for given in {each for usage, _ in calls for each in outdated.get(usage.target, ())}:
        names = {*_names(text, (usage for usage, _ in calls), made[1])}
        its = [each for each in new if _last(each) in names and _gives(each, given)]
        count = sum(_gives(tree, given) for _, tree in calls)
        if len(its) > max(sum(_last(each) in names and _gives(each, given) for each in before) - count, 0):
            raise Refused(f"it still gives {' and '.join(map(repr, given))}: {_shown(its[0])}")


def _call_of(text: Text, usage: Usage) -> ast.Call | None:
    tree = parsed(f"({text.slice(*usage.call_span)})") if usage.call_span is not None else None
    first = tree.body[0] if tree is not None else None
    return first.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Call) else None


def _names(text: Text, usages: Iterable[Usage], imports: Sequence[Import]) -> Iterator[str]:
    """What is called so in the new code, as far as names tell."""
    for usage in usages:
        bare = usage.target.rpartition(".")[2]
        yield from (bare, text.slice(*usage.span))
        yield from (each.local for each in imports if each.name == bare)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _last(call: ast.Call) -> str:
    return dotted_of(call.func).rpartition(".")[2]


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

"""Strings in the decorators of a function that a block gives new source: what they name instead, and nothing else of
the decorators (see `owner_strings`)."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from copy import deepcopy

from msgspec.structs import replace

from refactor_cli.data import Usage
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.strings import check_name
from refactor_cli.verify.together import Asked
from refactor_cli.verify.whole_functions.old_function import Old
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS, holds


def is_in_header(old: Old, usage: Usage) -> bool:
    """Whether a usage is a string in a decorator of the function."""
    return usage.kind == "owner" and old.place(usage.span.start) < (old.tree.lineno, 0)


def with_new_owners(old: Old, new: ast.stmt, named: Sequence[Usage], asked: Asked) -> Old:
    """The old function with the strings of its decorators that a block names as its new source has them.

    Raises:
        Refused: they are not there again, or name nothing that may take their place.
    """
    strings = [each for each in named if is_in_header(old, each)]
    if not strings:
        return old
    assert isinstance(new, FUNCTIONS)
    tree = deepcopy(old.tree)
    if len(new.decorator_list) != len(tree.decorator_list):
        raise Refused("it changes the function's decorators, of which only a string was asked about")
    pairs = [*zip(tree.decorator_list, new.decorator_list, strict=True)]
    for usage in strings:
        place = old.place(usage.expression.start)
        texts = (pair for before, now in pairs for pair in _texts(before, now))
        found = next((pair for pair in texts if holds(pair[0], *place)), None)
        if found is None:
            raise Refused(f"the decorator of {usage.id} is not there again with another name in its string")
        check_name(str(found[1].value), str(found[0].value), usage, asked)
        found[0].value = found[1].value
    return replace(old, tree=tree)


def _texts(before: ast.AST, now: ast.AST) -> Iterator[tuple[ast.Constant, ast.Constant]]:
    """The strings at the same places of two trees of one form."""
    every, others = list(ast.walk(before)), list(ast.walk(now))
    if [type(each) for each in every] != [type(each) for each in others]:
        return
    for one, other in zip(every, others, strict=True):
        if isinstance(one, ast.Constant) and isinstance(other, ast.Constant):
            if isinstance(one.value, str) and isinstance(other.value, str):
                yield one, other

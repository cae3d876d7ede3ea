"""The parameters of a test that its decorators give it by their place: the first ones, the lowest decorator's first.

https://docs.python.org/3/library/unittest.mock.html#nesting-patch-decorators: `patch` without `new` gives one. What a
decorator of another kind does is not known: it gives one, or none, as far as the other parameters leave that open.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.resolution import resolve
from refactor_cli.verify.together import Asked
from refactor_cli.verify.whole_functions.old_function import Old

_PATCH = re.compile(r"(?:unittest\.)?mock(?:\.mock)?\.patch(?:\.(?P<how>object|dict))?")
# `try: from unittest.mock import patch`, and where that fails the package that it came from
_MOCK = re.compile(r"\Amock(?:\.mock)?\.")
_MARKS = re.compile(r"(?:_?pytest\.(?:mark\.)?mark\.\w+|unittest\.(?:case\.)?(?:skip\w*|expectedFailure))")
_FIXTURE = re.compile(r"_?pytest\.(?:fixtures\.)?(?:fixture|yield_fixture)")
_MOST_UNKNOWN = 6


class Decorator(NamedTuple):
    """`gives`: how many parameters by place it may give; `is_going`: new source has it no more."""

    gives: tuple[int, ...]
    is_going: bool = False

    @property
    def is_known(self) -> bool:
        """Whether that is one number."""
        return len(self.gives) == 1


class Way(NamedTuple):
    """One way in which the parameters may be given: by decorators that stay, by those that go, and by name."""

    staying: list[str]
    going: list[str]
    by_name: list[str]


def decorators_of(old: Old, owner: str, going: Sequence[ast.expr], asked: Asked) -> list[Decorator] | None:
    """Those of a test, the lowest first, and those of its class; None where one makes a fixture of it."""
    found = list[Decorator]()
    for node in reversed(old.tree.decorator_list):
        name = led_to(old, node, asked)
        if _FIXTURE.fullmatch(name):
            return None
        found.append(Decorator(_gives(name, node), node in going))
    file_map = asked.symbols.map(old.path)
    for each in file_map.definitions if file_map is not None and owner else ():
        if each.qualname == owner:
            names = (_resolved(old, dotted, asked) for dotted in reversed(each.decorators))
            found += [Decorator((0,) if _MARKS.fullmatch(name) else (0, 1)) for name in names]
    return found


def led_to(old: Old, node: ast.expr, asked: Asked) -> str:
    """The full name of a decorator from outside of the repository, "" for any other."""
    return _resolved(old, dotted_of(node.func if isinstance(node, ast.Call) else node) or "", asked)


def gives(old: Old, node: ast.expr, asked: Asked) -> tuple[int, ...]:
    """How many parameters a decorator may give."""
    return _gives(led_to(old, node, asked), node)


def is_patch(old: Old, node: ast.expr, asked: Asked) -> bool:
    """Whether a decorator puts something in the place of what it names."""
    return _PATCH.fullmatch(led_to(old, node, asked)) is not None


def gives_nothing(old: Old, node: ast.expr, asked: Asked) -> bool:
    """Whether it is sure that a decorator gives no parameter."""
    return gives(old, node, asked) == (0,)


def ways(decorators: Sequence[Decorator], names: Sequence[str], is_known: Callable[[str], bool]) -> list[Way]:
    """All in which decorators may give the parameters of these names. `is_known`: pytest gives it by its name."""
    unknown = sum(not each.is_known for each in decorators)
    if unknown > _MOST_UNKNOWN:
        return []
    found = list[Way]()
    for counts in product(*(each.gives for each in decorators)):
        placed = [each for each, count in zip(decorators, counts, strict=True) for _ in range(count)]
        if len(placed) > len(names):
            continue
        given, by_name = names[: len(placed)], names[len(placed) :]
        if unknown and (any(map(is_known, given)) or not all(map(is_known, by_name))):
            continue
        pairs = list(zip(placed, given, strict=True))
        stay, go = ([name for each, name in pairs if each.is_going is goes] for goes in (False, True))
        found.append(Way(stay, go, list(by_name)))
    return found


def parametrized(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """The names that `@pytest.mark.parametrize` of a function gives.
    https://docs.pytest.org/en/stable/how-to/parametrize.html"""
    return frozenset(name for each in function.decorator_list for name in _argument_names(each))


def _argument_names(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Call) and (dotted_of(node.func) or "").endswith("parametrize") and node.args:
        for each in ast.walk(node.args[0]):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield from re.findall(r"\w+", each.value)


def _resolved(old: Old, dotted: str, asked: Asked) -> str:
    if not dotted:
        return ""
    definition = old.definition
    led = resolve(asked.symbols, old.path, definition.scope, dotted, definition.outer.start)
    names = {_MOCK.sub("unittest.mock.", each.name) for each in led.symbols if each.path is None}
    is_outside = all(each.path is None for each in led.symbols)
    return names.pop() if len(names) == 1 and is_outside else ""


def _gives(name: str, node: ast.expr) -> tuple[int, ...]:
    if _MARKS.fullmatch(name):
        return (0,)
    patch = _PATCH.fullmatch(name)
    if patch is None or not isinstance(node, ast.Call):
        return (0, 1)
    if patch["how"] == "dict":
        return (0,)
    before_new = 2 if patch["how"] == "object" else 1
    is_plain = all(each.arg for each in node.keywords) and not any(
        isinstance(each, ast.Starred) for each in node.args
    )
    if not is_plain:
        return (0, 1)
    has_new = len(node.args) > before_new or any(each.arg == "new" for each in node.keywords)
    return (0,) if has_new else (1,)

"""Methods that a function in the body of a class makes: `def operator(sign): def visit(self): …; return visit`, and
`visit_add = operator("+")`. Their `self` is an object of that class, as nobody else calls the function."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.definitions import class_of_body, definition_of_body
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.occurrences.values import Occurrence

# `visit_add = visit_sum = operator(…)`, or what takes the name out of the class again
_MAKES = re.compile(rb"[ \t]+(?:\w+[ \t]*=[ \t]*)+\Z")
_TAKES_OUT = re.compile(rb"[ \t]+del\b[ \t\w,]*\Z")
_GIVEN_BACK = re.compile(rb"\breturn[ \t]+\Z")


def owner_of_made(ask: Ask, path: str, function: Definition) -> Symbol | None:
    """The class that a function in a function is a method of, None where it is none, or may be another's as well."""
    maker = definition_of_body(ask.look, path, function.scope)
    if maker is None or maker.kind != "function" or maker.decorators:
        return None
    owner = class_of_body(ask.look, path, maker.scope)
    if owner is None:
        return None
    memo: dict[tuple[str, int], bool] = ask.symbols.snapshot.memo.setdefault("made methods", {})
    key = path, function.body
    if key not in memo:
        memo[key] = _is_only_given_back(ask, path, maker, function) and _is_only_called(ask, path, maker)
    return owner if memo[key] else None


def _is_only_given_back(ask: Ask, path: str, maker: Definition, function: Definition) -> bool:
    """Whether a function does nothing with one in it but give it back."""
    every = [
        each for each in occurrences_in(ask.symbols, path, function.name) if maker.span.contains(each.span)
    ]
    others = [each for each in every if each.place != "definition"]
    is_one = len(every) - len(others) == 1
    return is_one and len(others) == 1 and _stands_behind(ask, path, others[0], _GIVEN_BACK)


def _is_only_called(ask: Ask, path: str, maker: Definition) -> bool:
    """Whether what stands in the body of a class under a name is called there for names of the class, and asked of
    nothing by that name. (From functions, and from other classes, a name does not lead into the body.)"""
    attribute, files = f".{maker.name}".encode(), ask.symbols.snapshot.files
    if any(attribute in files[each].data for each in python_files_with(ask.symbols.snapshot, maker.name)):
        return False
    return all(
        any(_stands_behind(ask, path, each, way) for way in (_MAKES, _TAKES_OUT))
        for each in occurrences_in(ask.symbols, path, maker.name)
        if each.place != "definition" and _scope_of(ask, path, each) == maker.scope
    )


def _scope_of(ask: Ask, path: str, found: Occurrence) -> int:
    file_map = ask.symbols.map(path)
    return scope_at(file_map, found.span.start) if file_map is not None else -1


def _stands_behind(ask: Ask, path: str, found: Occurrence, before: re.Pattern[bytes]) -> bool:
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    line = utf8.rfind(b"\n", 0, found.span.start) + 1
    return before.search(utf8, line, found.span.start) is not None

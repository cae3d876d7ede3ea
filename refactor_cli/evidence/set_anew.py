"""Receivers that hold an object by what their file says (`app = App()`, `self.kind()`), where other code may give the
attribute, or the variable, something else."""

from __future__ import annotations

from collections.abc import Iterator

from refactor_cli.data import FileMap, Usage
from refactor_cli.evidence.question import HELD
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import are_defining
from refactor_cli.inference.computed.computed_names import gives_computed_names
from refactor_cli.inference.computed.filled_modules import writes_its_variables
from refactor_cli.inference.members.assignment_places import files_assigning, files_giving_by_text
from refactor_cli.resolution import evaluate, scope_at
from refactor_cli.resolution.scopes import reaching

# so many variables may stand between an object and what it was made by
_MOST_STEPS = 3


def is_set_anew(ask: Ask, usage: Usage, receiver: str) -> bool:
    """Whether a class or a module holds the receiver, by what its body says, and an attribute of that name is assigned
    to somewhere, or stands in the body of another class. What a variable was made by counts as well: `kind()` in
    `thing = self.kind()` is whatever a subclass calls so."""
    file_map = ask.symbols.map(usage.path)
    if usage.evidence != HELD or file_map is None:
        return False
    at = usage.expression.start
    return any(
        _may_be_another(ask, usage, file_map, text, place) for text, place in ways(file_map, receiver, at)
    )


def ways(file_map: FileMap, text: str, at: int, steps: int = _MOST_STEPS) -> Iterator[tuple[str, int]]:
    """An expression, and the same by what gave the variable that it begins with its object, each with where it
    stands: `thing.old` and, after `thing = self.kind()`, `self.kind().old`."""
    yield text, at
    first, dot, rest = text.partition(".")
    name = first.removesuffix("()")
    if not name.isidentifier() or not steps:
        return
    for each in reaching(file_map, scope_at(file_map, at), name, at).bindings:
        if each.kind in ("assign", "walrus") and (each.value or each.called):
            given = each.value or f"{each.called}()"
            called = "()" if first != name and each.value else ""
            yield from ways(file_map, f"{given}{called}{dot}{rest}", each.statement.start, steps - 1)


def _may_be_another(ask: Ask, usage: Usage, file_map: FileMap, text: str, at: int) -> bool:
    before, _, held = text.removesuffix("()").rpartition(".")
    if not before:
        return held.isidentifier() and _is_variable_set(ask, usage, file_map, held, at)
    if not held.isidentifier():
        return False
    if files_assigning(ask.symbols, held):
        return True
    if are_defining(ask, held, 2) and not _is_module(ask, usage.path, file_map, before, at):
        return True
    return usage.certainty == "ruled_out" and (
        bool(files_giving_by_text(ask.symbols, held)) or gives_computed_names(ask, with_tests=False)
    )


def _is_module(ask: Ask, path: str, file_map: FileMap, text: str, at: int) -> bool:
    values = evaluate(ask.look, path, scope_at(file_map, at), text, at).values
    return bool(values) and all(each.kind in ("module", "external") for each in values)


def _is_variable_set(ask: Ask, usage: Usage, file_map: FileMap, name: str, at: int) -> bool:
    """Whether a variable of a module may be given something from outside, or in ways that no statement shows."""
    bound = reaching(file_map, scope_at(file_map, at), name, at).bindings
    if not any(each.scope == 0 and each.kind in ("assign", "walrus") for each in bound):
        return False
    if files_assigning(ask.symbols, name) or writes_its_variables(ask.symbols, usage.path):
        return True
    return usage.certainty == "ruled_out" and bool(files_giving_by_text(ask.symbols, name))

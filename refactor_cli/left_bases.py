"""A base that an answer takes away, and what the class has from it -> what must wait.

`class A(Base)` that becomes `class A(object)` has no `Base.m` any more: what calls it on `self`, or overrides it, is
to be rewritten with it, in the class and in those derived from it. The other way round, code outside of the repository
calls an override by its old name as long as the class has its base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from refactor_cli.answer_format import NOT_A_USAGE_BECAUSE
from refactor_cli.data import Definition, Edit, Outcome, Symbol, Target, Usage, Usages
from refactor_cli.resolution import is_subclass
from refactor_cli.symbols import SymbolMap

_NO_BASE = "object"
_OF_CODE = frozenset({"call", "reference", "override", "decorator"})


def bases_waiting(
    usages: Usages, edits: Iterable[Edit], outcomes: Mapping[str, Outcome], symbols: SymbolMap
) -> dict[str, str]:
    """By id, the usages whose new code must not be written, each with the reason."""
    found, edit_of = dict[str, str](), {id: edit for edit in edits for id in edit.usages}
    for result in usages.results:
        bases = [usage for usage in result.usages if usage.kind == "base" and usage.certainty != "possible"]
        if not bases:
            continue
        members = [*_members(usages, result.target)]
        for base in bases:
            cls, edit = class_around(symbols, base), edit_of.get(base.id)
            if cls is None:
                continue
            if edit is not None and edit.text.strip() == _NO_BASE:
                if left := next(_still_used(symbols, cls, members, outcomes), None):
                    place = f"{left.path}:{left.location.line}"
                    found[base.id] = f"the class still has {left.target} from it, which stays at {place}"
            elif _is_left_outside(result.target, outcomes.get(base.id)):
                where = f"the base {result.target.name} stays in line {base.location.line}"
                reason = f"{where}, and calls it by the old name"
                for usage in members:
                    of_override = edit_of.get(usage.id)
                    if usage.kind == "override" and of_override and class_around(symbols, usage) == cls:
                        found |= dict.fromkeys(of_override.usages, reason)
    return found


def class_around(symbols: SymbolMap, usage: Usage) -> Symbol | None:
    """The class in which a usage stands, or of which it is a base."""
    file_map = symbols.map(usage.path)
    around = [
        each
        for each in (file_map.definitions if file_map is not None else ())
        if each.kind == "class" and each.outer.contains(usage.span)
    ]
    return Symbol(usage.path, max(around, key=_start).qualname) if around else None


def _start(definition: Definition) -> int:
    return definition.span.start


def _members(usages: Usages, cls: Target) -> Iterator[Usage]:
    """The usages of members of a class that are asked about as well."""
    for result in usages.results:
        if any(
            Symbol(each.path, each.name.rpartition(".")[0]) in cls.symbols for each in result.target.symbols
        ):
            yield from (
                each for each in result.usages if each.certainty != "possible" and each.kind in _OF_CODE
            )


def _still_used(
    symbols: SymbolMap, cls: Symbol, members: Iterable[Usage], outcomes: Mapping[str, Outcome]
) -> Iterator[Usage]:
    """What stays as it is of the members, in a class and in those that are derived from it."""
    for usage in members:
        outcome = outcomes.get(usage.id)
        if outcome is None or outcome.outcome == "rewritten":
            continue
        if (outcome.reason or "").startswith(NOT_A_USAGE_BECAUSE):
            continue
        around = class_around(symbols, usage)
        if around is not None and is_subclass(symbols, around, cls):
            yield usage


def _is_left_outside(target: Target, outcome: Outcome | None) -> bool:
    is_outside = all(symbol.path is None for symbol in target.symbols)
    return is_outside and outcome is not None and outcome.outcome == "open"

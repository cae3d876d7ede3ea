"""A base that an answer takes away, and what the class has from it -> what must wait.

`class A(Base)` that becomes `class A(object)` has no `Base.m` any more: what calls it on `self`, or overrides it, is
to be rewritten with it, in the class and in those derived from it. The other way round, code outside of the repository
calls an override by its old name as long as the class has its base.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from refactor_cli.answer_format import NOT_A_USAGE_BECAUSE
from refactor_cli.data import Definition, Edit, Outcome, Symbol, Target, Usage, Usages
from refactor_cli.dotted import last_part
from refactor_cli.resolution import is_subclass
from refactor_cli.symbols import SymbolMap

_NO_BASE = "object"
_OF_CODE = frozenset({"call", "reference", "override", "decorator"})


def bases_waiting(
    usages: Usages,
    edits: Iterable[Edit],
    outcomes: Mapping[str, Outcome],
    symbols: SymbolMap,
    around: Callable[[Usage], Symbol | None],
) -> dict[str, str]:
    """By id, the usages whose new code must not be written, each with the reason. `around`: see `class_around`."""
    found, edit_of = dict[str, str](), {id: edit for edit in edits for id in edit.usages}
    for result in usages.results:
        bases = [usage for usage in result.usages if usage.kind == "base" and usage.certainty != "possible"]
        if not bases:
            continue
        members = dict[Symbol | None, list[Usage]]()
        for usage in _members(usages, result.target):
            members.setdefault(around(usage), []).append(usage)
        staying = {cls: left for cls, its in members.items() if cls and (left := _staying(its, outcomes))}
        for base in bases:
            cls, edit = around(base), edit_of.get(base.id)
            if cls is None:
                continue
            if edit is not None and edit.text.strip() == _NO_BASE:
                inside = (its for each, its in staying.items() if is_subclass(symbols, each, cls))
                if left := next(inside, None) or _outside_of_classes(symbols, cls, members, outcomes):
                    place = f"{left.path}:{left.location.line}"
                    found[base.id] = f"the class still has {left.target} from it, which stays at {place}"
            elif _is_left_outside(result.target, outcomes.get(base.id)):
                where = f"the base {result.target.name} stays in line {base.location.line}"
                reason = f"{where}, and calls it by the old name"
                derived = (its for each, its in members.items() if each and is_subclass(symbols, each, cls))
                for usage in chain.from_iterable(derived):
                    if usage.kind == "override" and usage.id in edit_of:
                        found |= dict.fromkeys(edit_of[usage.id].usages, reason)
    return found


def class_around(symbols: SymbolMap) -> Callable[[Usage], Symbol | None]:
    """Tells the class in which a usage stands, or of which it is a base."""
    by_path = cache(lambda path: _classes(symbols, path))

    def around(usage: Usage) -> Symbol | None:
        found = (each for each in by_path(usage.path) if each.outer.contains(usage.span))
        return next((Symbol(usage.path, each.qualname) for each in found), None)

    return cache(around)


def _classes(symbols: SymbolMap, path: str) -> list[Definition]:
    """The classes of a file, those inside of others first."""
    file_map = symbols.map(path)
    classes = (
        each for each in (file_map.definitions if file_map is not None else ()) if each.kind == "class"
    )
    return sorted(classes, key=lambda each: each.span.start, reverse=True)


def _members(usages: Usages, cls: Target) -> Iterator[Usage]:
    """The usages of members of a class that are asked about as well."""
    for result in usages.results:
        if any(
            Symbol(each.path, each.name.rpartition(".")[0]) in cls.symbols for each in result.target.symbols
        ):
            yield from (
                each for each in result.usages if each.certainty != "possible" and each.kind in _OF_CODE
            )


def _staying(members: Iterable[Usage], outcomes: Mapping[str, Outcome]) -> Usage | None:
    """The first that stays as it is."""
    for usage in members:
        outcome = outcomes.get(usage.id)
        if outcome is None:
            return usage  # nobody has decided it
        if outcome.outcome != "rewritten" and not (outcome.reason or "").startswith(NOT_A_USAGE_BECAUSE):
            return usage
    return None


def _outside_of_classes(
    symbols: SymbolMap,
    cls: Symbol,
    members: Mapping[Symbol | None, Sequence[Usage]],
    outcomes: Mapping[str, Outcome],
) -> Usage | None:
    """The first that stays where no class is around it, in a file that names the class: it may be asked of its
    object."""
    name = re.compile(rb"(?<!\w)%b(?!\w)" % re.escape(last_part(cls.name).encode()))
    files = symbols.snapshot.files
    return _staying((each for each in members.get(None, ()) if name.search(files[each.path].data)), outcomes)


def _is_left_outside(target: Target, outcome: Outcome | None) -> bool:
    is_outside = all(symbol.path is None for symbol in target.symbols)
    return is_outside and outcome is not None and outcome.outcome == "open"

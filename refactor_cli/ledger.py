"""The ledger: what became of every usage, and the check that finding again agrees with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from refactor_cli.data import Edit, Outcome, Span, Usage, Usages
from refactor_cli.splice import by_path

_KNOWN = ("certain", "likely")


@dataclass(frozen=True, slots=True)
class Ledger:
    """One outcome for every usage, in the order of the usages."""

    outcomes: tuple[Outcome, ...]

    def counts(self) -> dict[str, int]:
        """How many usages ended in each way."""
        counted = Counter(outcome.outcome for outcome in self.outcomes)
        return {kind: counted[kind] for kind in ("rewritten", "kept", "open", "undecided")}


def differences(
    ledger: Ledger,
    edits: Iterable[Edit],
    found: Usages,
    own_name: frozenset[str] = frozenset(),
    orphaned: frozenset[str] = frozenset(),
) -> list[str]:
    """What finding again (`found`, on the result) says against the ledger; empty when they agree.

    Outside the edits, exactly the kept and open usages must be found where they were. Inside an edit, as many as
    it carries along in its argument text; an edit by a rule of `own_name`, whose replacement calls the target
    itself (a keyword rename), may hold more. `orphaned`: ids of usages that stay and name what is no longer
    defined: they may be found, or not.
    """
    made = by_path(edits)
    by = {outcome.usage.id: outcome.by for outcome in ledger.outcomes}
    makers = {
        (edit.path, edit.span): {edit.by, *(by.get(usage, "") for usage in edit.usages)}
        for found_here in made.values()
        for edit in found_here
    }
    expected = Counter(
        (outcome.usage.target, outcome.usage.path, _old_place(made, outcome.usage))
        for outcome in ledger.outcomes
        if outcome.outcome in ("kept", "open") and outcome.usage.certainty in _KNOWN
    )
    actual = Counter(
        (usage.target, usage.path, _new_place(made, usage))
        for result in found.results
        for usage in result.usages
        if usage.certainty in _KNOWN
    )
    lost = Counter(
        (outcome.usage.target, outcome.usage.path, _old_place(made, outcome.usage))
        for outcome in ledger.outcomes
        if outcome.usage.id in orphaned
    )
    missing = (f"{path}: a usage of {name} is no longer found" for name, path, _ in expected - lost - actual)
    surplus = (
        f"{path}: a usage of {name} is found that should be gone"
        for name, path, span in actual - expected
        if not makers.get((path, span), set()) & own_name
    )
    return sorted([*missing, *surplus])


def _old_place(made: Mapping[str, list[Edit]], usage: Usage) -> Span:
    """The span of the edit that covers the usage in the old text, else the usage's own."""
    for edit in made.get(usage.path, ()):
        if edit.span.contains(usage.span):
            return edit.span
    return usage.span


def _new_place(made: Mapping[str, list[Edit]], usage: Usage) -> Span:
    """The same place, from a usage found in the new text: its span is led back to the old text."""
    shift = 0
    for edit in made.get(usage.path, ()):
        start = edit.span.start + shift
        end = start + len(edit.text.encode())
        if usage.span.end <= start:
            break
        if usage.span.start < end:
            return edit.span
        shift += (end - start) - (edit.span.end - edit.span.start)
    return Span(usage.span.start - shift, usage.span.end - shift)

"""Edits, and what became of usages."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from refactor_cli.data.files import Span
from refactor_cli.data.usages import Usage

Behaviour = Literal["same", "changes"]


NEW_CODE = "new code: "
"""How `by` begins of an edit that brings definitions to a module, whose names follow."""


class Edit(Struct, frozen=True):
    """Replaces the bytes of `span` in `path` by `text` (UTF-8 offsets, line ends already the file's own).

    `usages`: ids of the usages this edit carries out, none for import housekeeping; `by`: the rule or decider;
    `calls_again`: new definitions go on to call the old code, and say so.
    """

    path: str
    span: Span
    text: str
    usages: tuple[str, ...] = ()
    by: str = ""
    calls_again: bool = False

    @property
    def added(self) -> tuple[str, ...]:
        """The names of the definitions that it brings."""
        return tuple(self.by.removeprefix(NEW_CODE).split(", ")) if self.by.startswith(NEW_CODE) else ()

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of what is wrong when the edit is: usages, or words for new definitions."""
        return tuple(f"{NEW_CODE}{name} in {self.path}" for name in self.added) or self.usages


OutcomeKind = Literal["rewritten", "kept", "open", "undecided"]


class Outcome(Struct, frozen=True):
    """What became of one usage. `by`: the rule, recipe or decider; `reason`: for kept and open, one line.
    `is_carried`: nothing is to be done in its place: it goes by a name that another place gives it, as that does.
    `requires`: what the rule or move that rewrites it asks of the project. `is_unsure`: it is open, and may be right
    already: what its starred arguments give decides. `is_general`: `reason` is what is said of any usage of its kind,
    and nothing is known of this one in particular."""

    usage: Usage
    outcome: OutcomeKind
    by: str = ""
    reason: str | None = None
    behaviour: Behaviour = "same"
    is_carried: bool = False
    requires: str | None = None
    is_unsure: bool = False
    is_general: bool = False


class Inlined(Struct, frozen=True):
    """The answer of inline: edits, and one outcome for every usage it was given. `warnings`: one line each."""

    edits: tuple[Edit, ...]
    outcomes: tuple[Outcome, ...]
    warnings: tuple[str, ...] = ()

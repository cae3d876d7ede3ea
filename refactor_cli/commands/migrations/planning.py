"""From a migration to its plan: which commits there will be, and what is in their files.

A file that several commits touch is rewritten anew for each of them, with the usages of that commit and of those
before: so each has the imports that it needs, and no other. See docs/decisions/0016-how-a-branch-is-divided.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.answering.bound import bound
from refactor_cli.commands.command_line import output
from refactor_cli.commands.migrations.one_commit import Part, Rewriting, State, commit_of, planned
from refactor_cli.division import (
    Division,
    Group,
    divide,
    is_parted,
    read_division,
    without_early,
)
from refactor_cli.plan import PlannedCommit, PlannedFile
from refactor_cli.splice import by_path, edited

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.answered import Answers
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.migration import Migration
    from refactor_cli.retiring import Retired


class Divided(Struct, frozen=True):
    """`commits`: in order; `files`: what all of them together do; `run`: the run's id, as their trailers have it."""

    run: str
    files: tuple[PlannedFile, ...]
    commits: tuple[PlannedCommit, ...]


def with_formatting(made: Divided, found: Found, retired: Retired, asked: str | None) -> Divided:
    """The same with a commit by the user's formatter at its end, where there is one and it changes something.

    Raises:
        RefactorError: there is no such program.
    """
    from refactor_cli.commands.migrations.formatting import format_command, formatted

    command = format_command(asked, found.reading.repository)
    if not command or not made.commits:
        return made
    before, part = found.reading.symbols.snapshot.files, len(made.commits) + 1
    last = formatted(command, before, retired.migration, made.run, part)
    if last is None:
        return made
    new = {file.path: file for file in last.files}
    files = tuple(new.get(file.path, file) for file in made.files)
    return replace(made, files=files, commits=(*made.commits, last))


def check_split(found: Found, order: Order) -> Division | None:
    """How the user wants the branch divided; None for one commit.

    Raises:
        RefactorError: `--split-by` says what it cannot, or there is no CODEOWNERS.
    """
    if not order.split_by:
        return None
    from refactor_cli.commands.usages.showing import groups

    division = read_division(order.split_by)
    if order.definition == "rename":
        output.note("note: a renamed definition and all its usages go into one commit")
        return None
    return replace(division, group_of=groups(found.reading, division.by))


def divided(
    found: Found, order: Order, retired: Retired, answers: Answers, subject: Callable[[frozenset[str]], str]
) -> Divided:
    """The commits of a migration; none when nothing is rewritten. `subject`: the first words of a commit about these
    targets, of all without any.

    Raises:
        RefactorError: see `check_split`.
    """
    migration, before = retired.migration, found.reading.symbols.snapshot.files
    final = {
        path: State(tuple(edits), edited(before[path], edits))
        for path, edits in by_path(migration.edits).items()
        if edited(before[path], edits).data != before[path].data
    }
    if not final:
        return Divided("", (), ())
    division = check_split(found, order)
    if division is not None and any(edit.added for edit in migration.edits):
        output.note("note: new code and all that uses it go into one commit")
        division = None
    changes = [edit for edit in migration.edits if edit.path in final]
    ids = frozenset(each.usage.id for each in migration.ledger.outcomes if each.outcome == "rewritten")
    whole = [Group("rules", "", ids, frozenset(final))]
    outcomes, groups = migration.ledger.outcomes, whole
    together = bound(found.reading.symbols, found.usages, answers, outcomes)
    if division is not None:
        made = divide(outcomes, changes, division, together)
        groups = [each for each in made if each.paths & final.keys()]
    groups, states = _states(found, order, answers, migration, (groups, final))
    if is_parted(groups, together):  # by files that do not come out in parts
        output.note("note: all goes into one commit, as parts of it would tear apart what changes together")
        groups, states = _states(found, order, answers, migration, (whole, final))
    files = tuple(planned(before[path], state) for path, state in sorted(final.items()))
    listing = [[each.title, sorted(each.ids)] for each in groups]
    told: Any = [found.reading.symbols.snapshot.base, [(each.path, each.after) for each in files], listing]
    run = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]
    rewriting = Rewriting(found, order, retired)
    commits = tuple(
        commit_of(rewriting, Part(run, number, len(groups), group, together), states[number], subject)
        for number, group in enumerate(groups)
    )
    return Divided(run, files, commits)


def _states(
    found: Found,
    order: Order,
    answers: Answers,
    migration: Migration,
    whole: tuple[list[Group], Mapping[str, State]],
) -> tuple[list[Group], list[dict[str, State]]]:
    """For each group the files it changes, as they are then. What does not come out as a part of the whole is left
    to the last group that touches the file."""
    groups, final = whole
    path_of = {each.usage.id: each.usage.path for each in migration.ledger.outcomes}
    last = {path: number for number, group in enumerate(groups) for path in group.paths}
    early, bad = dict[tuple[int, str], State](), set[str]()
    for number, group in enumerate(groups):
        shared = {path for path in group.paths & final.keys() if last[path] != number}
        if shared:
            ids = frozenset(id for each in groups[: number + 1] for id in each.ids if path_of[id] in shared)
            made = _partial(found, order, answers, ids)
            bad |= {path for path in shared if path not in made}
            early |= {(number, path): made[path] for path in shared & made.keys()}
    rewritten = {id: path_of[id] for group in groups for id in group.ids}
    left = enumerate(without_early(groups, frozenset(bad), rewritten) if bad else groups)
    kept = [(number, group) for number, group in left if group.paths]
    states = [
        {path: early.get((number, path)) or final[path] for path in sorted(group.paths & final.keys())}
        for number, group in kept
    ]
    return [group for _, group in kept], states


def _partial(found: Found, order: Order, answers: Answers, ids: frozenset[str]) -> dict[str, State]:
    """The files that hold these usages, when these alone are rewritten; only those in which all of them are."""
    from refactor_cli.commands.migrations.rewriting import remade
    from refactor_cli.migration import checked

    symbols = found.reading.symbols
    migration = checked(remade(found, order, answers, ids), symbols)
    failed = {
        each.usage.path
        for each in migration.ledger.outcomes
        if each.usage.id in ids and each.usage.kind != "import" and each.outcome != "rewritten"
    }
    return {
        path: State(tuple(edits), edited(symbols.snapshot.files[path], edits))
        for path, edits in by_path(migration.edits).items()
        if path not in failed
    }

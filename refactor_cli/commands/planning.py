"""From a migration to its plan: which commits there will be, and what is in their files and messages.

A file that several commits touch is rewritten anew for each of them, with the usages of that commit and of those
before: so each has the imports that it needs, and no other. See docs/decisions/0016-how-a-branch-is-divided.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.answering.bound import bound
from refactor_cli.commands import output
from refactor_cli.commands.claims import said, unclaimed
from refactor_cli.counted import counted
from refactor_cli.data import Edit, SourceFile
from refactor_cli.division import (
    DEFINITION,
    RULE,
    Division,
    Group,
    divide,
    is_parted,
    read_division,
    without_early,
)
from refactor_cli.ledger import HELD, UNCONCERNED, is_left
from refactor_cli.messages import (
    WIDTH,
    Record,
    RecordedFile,
    Written,
    listed,
    message,
    prose,
    quoted,
    rule_name,
    shortened,
    site_of,
    tallied,
)
from refactor_cli.plan import PlannedCommit, PlannedFile
from refactor_cli.splice import by_path, edited, splices

if TYPE_CHECKING:
    from refactor_cli.commands.answered import Answers
    from refactor_cli.commands.order import Found, Order
    from refactor_cli.migration import Migration
    from refactor_cli.retiring import Retired

_MOST_UNDECIDED = 200  # in a commit's message, a line each: there may be thousands


class Divided(Struct, frozen=True):
    """`commits`: in order; `files`: what all of them together do; `run`: the run's id, as their trailers have it."""

    run: str
    files: tuple[PlannedFile, ...]
    commits: tuple[PlannedCommit, ...]


class _State(Struct, frozen=True):
    """A file after one commit: its edits since the base."""

    edits: tuple[Edit, ...]
    file: SourceFile


def with_formatting(made: Divided, found: Found, retired: Retired, asked: str | None) -> Divided:
    """The same with a commit by the user's formatter at its end, where there is one and it changes something.

    Raises:
        RefactorError: there is no such program.
    """
    from refactor_cli.commands.formatting import format_command, formatted

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
    from refactor_cli.commands.showing import groups

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
        path: _State(tuple(edits), edited(before[path], edits))
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
    files = tuple(_planned(before[path], state) for path, state in sorted(final.items()))
    listing = [[each.title, sorted(each.ids)] for each in groups]
    told: Any = [found.reading.symbols.snapshot.base, [(each.path, each.after) for each in files], listing]
    run = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]
    commits = tuple(
        _commit(found, order, retired, (run, subject, number, groups, together), states[number])
        for number in range(len(groups))
    )
    return Divided(run, files, commits)


def _planned(before: SourceFile, state: _State) -> PlannedFile:
    return PlannedFile(before.path, before.blob, state.file.blob, splices(before, state.edits))


def _states(
    found: Found,
    order: Order,
    answers: Answers,
    migration: Migration,
    whole: tuple[list[Group], Mapping[str, _State]],
) -> tuple[list[Group], list[dict[str, _State]]]:
    """For each group the files it changes, as they are then. What does not come out as a part of the whole is left
    to the last group that touches the file."""
    groups, final = whole
    path_of = {each.usage.id: each.usage.path for each in migration.ledger.outcomes}
    last = {path: number for number, group in enumerate(groups) for path in group.paths}
    early, bad = dict[tuple[int, str], _State](), set[str]()
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


def _partial(found: Found, order: Order, answers: Answers, ids: frozenset[str]) -> dict[str, _State]:
    """The files that hold these usages, when these alone are rewritten; only those in which all of them are."""
    from refactor_cli.commands.rewriting import remade
    from refactor_cli.migration import checked

    symbols = found.reading.symbols
    migration = checked(remade(found, order, answers, ids), symbols)
    failed = {
        each.usage.path
        for each in migration.ledger.outcomes
        if each.usage.id in ids and each.usage.kind != "import" and each.outcome != "rewritten"
    }
    return {
        path: _State(tuple(edits), edited(symbols.snapshot.files[path], edits))
        for path, edits in by_path(migration.edits).items()
        if path not in failed
    }


def _commit(
    found: Found,
    order: Order,
    retired: Retired,
    place: tuple[str, Callable[[frozenset[str]], str], int, Sequence[Group], Sequence[frozenset[str]]],
    states: Mapping[str, _State],
) -> PlannedCommit:
    run, subject, number, groups, together = place
    group, count = groups[number], len(groups)
    ledger = retired.migration.ledger
    known = [site_of(each) for each in ledger.outcomes]
    mine = tuple(each for each in known if each.id in group.ids and each.outcome == "rewritten")
    left = [each for each in known if each.outcome != "rewritten"] if number == count - 1 else []
    undecided = [each for each in left if each.outcome == "undecided"]
    to_people = frozenset(each.usage.id for each in ledger.outcomes if is_left(each))
    unlisted = frozenset(
        each.id for each in sorted(undecided, key=lambda each: each.id not in to_people)[_MOST_UNDECIDED:]
    )
    rest = tuple(each for each in left if each.id not in unlisted)
    before = found.reading.symbols.snapshot.files
    files = tuple(_planned(before[path], state) for path, state in states.items())
    rewritten = "1 usage is" if len(mine) == 1 else f"{len(mine)} usages are"
    in_files = counted(len(files), "file")
    here = [each for each in ledger.outcomes if each.usage.id in group.ids]
    eyes = [each for each in mine if each.behaviour == "changes" or each.certainty != "certain"]
    counts = ", ".join(f"{n} {kind}" for kind, n in ledger.counts().items() if n)
    has_definition = any(edit.by.startswith(DEFINITION) for state in states.values() for edit in state.edits)
    kept = [each for each in rest if each.outcome == "kept"]
    decided = [each for each in kept if not each.reason.startswith((*UNCONCERNED, HELD))]
    body = [
        quoted(why(found, order)),
        prose(f"{rewritten} rewritten here, in {in_files}.") if count > 1 else "",
        prose(said(here, found, order)),
        prose(f"Usages{' in all' if count > 1 else ''}: {counts}.") if number == count - 1 else "",
        prose(f"Of the undecided ones {_MOST_UNDECIDED} are in the trailers below.") if unlisted else "",
        *(
            prose(f"New code in {edit.path}: {', '.join(edit.added)}.")
            for state in states.values()
            for edit in state.edits
            if edit.added
        ),
        listed("To look at: the new code may do something else, or the usage is not certain.", eyes),
        listed("Open:", [each for each in rest if each.outcome == "open"]),
        listed(
            "Possible, and left to people by the answer:", [each for each in rest if each.id in to_people]
        ),
        listed("Kept:", decided),
        tallied("Kept, and nothing to look at:", (each for each in kept if each not in decided)),
    ]
    record = Record(
        run,
        (number + 1, count),
        tuple(dict.fromkeys(result.target.name for result in found.usages.results)),
        tuple(sorted({rule_name(each.by) for each in mine if each.by and each.kind != "import"})),
        (*mine, *rest),
        tuple(_recorded(before[path], state) for path, state in states.items()),
        tuple(sorted(retired.gone)) if has_definition else (),
        unlisted=len(unlisted),
        together=tuple(sorted(tuple(sorted(ids)) for ids in together if ids <= group.ids)),
    )
    # a rule's own symbols, as all commits of a file of moves would be called alike: an import may be another rule's
    own = [each.target for each in mine if each.kind != "import"] or [each.target for each in mine]
    about = frozenset(own if order.split_by == RULE else ())
    title = f": {group.short_title(WIDTH // 2 - 2)}" if count > 1 and group.title else ""
    warns = has_definition and order.definition == "deprecate"
    is_mechanical = group.is_plain and not (eyes or warns)
    is_claimed = not unclaimed(here, found, order)
    return PlannedCommit(
        message(shortened(subject(about), title), body, record),
        files,
        is_plain=is_mechanical and is_claimed,
        is_unclaimed=is_mechanical and not is_claimed and not order.has_answers,
    )


def why(found: Found, order: Order) -> str:
    """The first paragraph of the recipe's docstring, or of what the model was told; "" when nobody said."""
    text = order.instructions
    if order.recipe is not None and found.recipe is not None:
        import ast

        from refactor_cli.commands.replaying import recipe_text

        text = ast.get_docstring(ast.parse(recipe_text(order))) or ""
    return text.strip().split("\n\n")[0][:1_000]


def _recorded(before: SourceFile, state: _State) -> RecordedFile:
    changes = zip(sorted(state.edits, key=lambda edit: edit.span), splices(before, state.edits), strict=True)
    edits = (Written(each.start, each.end, len(each.data), edit.usages) for edit, each in changes)
    return RecordedFile(before.path, before.blob, state.file.blob, tuple(edits))

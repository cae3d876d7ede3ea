"""What was decided -> the plan, the branch, and the report of `refactor migrate`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from refactor_cli.commands.asking_models.billing import Asked, cost_value, rounds_value
from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.options import ReportFormat
from refactor_cli.commands.diffs import diff_of, put_diff
from refactor_cli.commands.migrations.deciding import stays
from refactor_cli.commands.migrations.making import make_branch, report, tell_blame
from refactor_cli.commands.migrations.order import Found, Order, Output
from refactor_cli.commands.migrations.replaying import NOTHING, compared, kept
from refactor_cli.commands.migrations.replaying import tell as tell_replayed
from refactor_cli.commands.migrations.reporting import write_report
from refactor_cli.commands.migrations.testing import is_partial, tried
from refactor_cli.commands.reading import selected
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.answered import Answers
    from refactor_cli.data import Branch
    from refactor_cli.journal import Run
    from refactor_cli.migration import Migration
    from refactor_cli.plan import Plan
    from refactor_cli.retiring import Retired


def answers_of(order: Order, asked: Asked | None) -> Answers:
    """The answers by which usages are rewritten: of a migration that is repeated, those in files, or those of this
    run."""
    if order.replayed is not None:
        return order.replayed.answers
    if order.answer:
        return order.answers
    if asked is None:
        return ((),) if order.asks_model else ()  # nothing was left to ask
    return asked.answers


def branch_of(order: Order) -> str:
    """The name of the branch: as the user says, else by the targets or the recipe."""
    from refactor_cli.repository import branch_name

    names = order.targets or ((order.recipe.stem,) if order.recipe else ())
    return order.branch or branch_name(names)


def finish(found: Found, order: Order, out: Output, retired: Retired, asked: Asked | None) -> int:
    """Saves the plan, makes the branch, and reports; gives the exit code.

    Raises:
        RefactorError: something cannot be written.
    """
    from refactor_cli.plan import save

    snapshot, migration = found.reading.symbols.snapshot, retired.migration
    answers = answers_of(order, asked)
    value = _reported(found, order, retired, answers, asked)
    plan, run = _plan(found, order, out, retired, answers, value)
    value["run"] = run or None
    value["tests"] = tried(found.tests, plan, found.reading.symbols, asked.run if asked else None)
    plan = replace(plan, report=dict(value))
    place = out.plan_out or _plan_place(plan, run)
    save(plan, place)
    if plan.files or out.plan_out is not None:
        output.note(f"plan: {place}")
    value = {**value, "plan": str(place), "cost": cost_value(asked.run) if asked else None}
    if asked is not None:
        value["rounds"] = rounds_value(asked)
    is_shown = out.patch is not None or out.format is ReportFormat.FULL
    diff = diff_of(snapshot, migration.edits) if is_shown else b""
    if out.patch is not None:
        output.write_file(out.patch, diff)
    if out.report is not None:
        write_report(out.report, value, plan, migration.ledger, (found, order))
    made = _branch(found, order, out, plan) if plan.files and not out.dry_run else None
    _show(out, migration, diff)
    if not plan.files:
        output.note("nothing to rewrite: no branch is made")
    report(value, made, out.format, out.file)
    if made is not None and not is_partial(value["tests"]):
        tell_blame(made, plan)
    if asked is not None:
        _end(asked.run, made, place)
    leaves_some = migration.ledger.counts()["open"] or retired.kept or is_partial(value["tests"])
    leaves_some = leaves_some or _has_lost_files(found, order)
    return ExitCode.PARTIAL if leaves_some else ExitCode.DONE


def _reported(
    found: Found, order: Order, retired: Retired, answers: Answers, asked: Asked | None
) -> dict[str, Any]:
    """What the report says before there is a plan, by name; of a migration that is repeated, and of the type check,
    people are told as well."""
    from refactor_cli.renderers.migration import report_value

    snapshot, migration = found.reading.symbols.snapshot, retired.migration
    value = {
        "base": snapshot.base,
        **report_value(order.targets or _names(found), migration.ledger, migration.edits),
        "definitions": _definitions(found, order, retired),
        "left_out": [{"path": left.path, "reason": left.reason} for left in snapshot.left_out],
        "warnings": _warnings(found, retired, asked),
        "notes": _notes(answers),
    }
    if order.replayed is not None:
        value["replayed"] = compared(order.replayed, value["ledger"])
        tell_replayed(order.replayed, value["ledger"])
    if found.type_check is not None:
        found.type_check.tell()
    value["type_check"] = found.type_check.value() if found.type_check is not None else None
    return value


def _end(run: Run, made: Branch | None, plan: Path) -> None:
    """Writes into the journal what a run came to."""
    run.end(
        branch=made.name if made else None,
        commit=made.commit if made else None,
        plan=str(plan.absolute()),
    )


def _has_lost_files(found: Found, order: Order) -> bool:
    """Whether the repository has no source of a file that the run is about: what it uses is not migrated."""
    lost = [each.path for each in found.reading.symbols.snapshot.left_out if each.is_lost]
    return bool(lost) and any(map(selected(found.reading, order.include, order.exclude), lost))


def _branch(found: Found, order: Order, out: Output, plan: Plan) -> Branch:
    """The branch of a plan. Where the repository takes none, there is the diff."""
    from refactor_cli.repository.process import UNWRITABLE

    files = found.reading.symbols.snapshot.files
    read = {file.blob: file.data for file in (files[each.path] for each in plan.files if each.path in files)}
    onto = plan.base if order.replayed else None
    try:
        return make_branch(found.reading.repository, plan, onto=onto, read=read)
    except RefactorError as error:
        if error.hint not in UNWRITABLE:
            raise
        instead = "use --patch FILE" if out.patch is None else f"apply the diff, which is in {out.patch}"
        raise RefactorError(error.problem, f"{error.hint}, or {instead}", error.exit_code) from error


def _warnings(found: Found, retired: Retired, asked: Asked | None) -> list[str]:
    """What was said on stderr of the recipe, the usages, the answers, the new code and the definitions."""
    stopped = (each.stopped.problem for each in (asked.conversations if asked else ()) if each.stopped)
    return [
        *(found.recipe.warnings if found.recipe is not None else ()),
        *found.usages.warnings,
        *stopped,
        *retired.migration.warnings,
        *map(stays, retired.kept.items()),
    ]


def _notes(answers: Answers) -> list[str]:
    """What the answers say that a person is to do besides; told on stderr as well."""
    if not answers:
        return []
    from refactor_cli.answering.spoken_of import notes_of

    notes = notes_of(answers)
    for note in notes:
        output.note(f"note: a person has to do this, says the answer: {note}")
    return list(notes)


def _definitions(found: Found, order: Order, retired: Retired) -> list[dict[str, object]]:
    """For each target what was wished for its definition, whether that was done, and why not."""
    outcomes = retired.migration.ledger.outcomes
    left = {
        each.usage.target
        for each in outcomes
        if each.usage.kind == "definition" and each.outcome != "rewritten"
    }
    return [
        {
            "target": name,
            "definition": order.definition,
            "done": name not in retired.kept and name not in left,
            "reason": retired.kept.get(name),
        }
        for name in _names(found)
    ]


def _names(found: Found) -> tuple[str, ...]:
    return tuple(target.name for target in found.targets)


def _plan(
    found: Found, order: Order, out: Output, retired: Retired, answers: Answers, report: Mapping[str, object]
) -> tuple[Plan, str]:
    """The plan, and the id of the run, "" when nothing is rewritten."""
    from refactor_cli.commands.migrations.planning import divided, with_formatting
    from refactor_cli.plan import Plan

    base = found.reading.symbols.snapshot.base
    assert base is not None
    made = divided(found, order, retired, answers, partial(_subject, found, order, retired))
    made = with_formatting(made, found, retired, out.format_command)
    return Plan(base, branch_of(order), made.files, report, made.commits, kept(order, answers)), made.run


def _subject(found: Found, order: Order, retired: Retired, here: frozenset[str] = frozenset()) -> str:
    """What the branch is about: of many targets those alone that something is rewritten of, and as many as there is
    room for. `here`: what one commit of it is about."""
    from refactor_cli.commit_messages import WIDTH

    outcomes = retired.migration.ledger.outcomes
    rewritten = here or {each.usage.target for each in outcomes if each.outcome == "rewritten"} | retired.gone
    names = [name for name in _names(found) if name in rewritten] or _names(found)
    end = f" to {order.to}" if order.to else f" by {order.recipe.name}" if order.recipe else ""
    subject = f"Migrate {', '.join(names)}{end}"
    if len(subject) > WIDTH and len(names) > 1:
        return f"Migrate {names[0]} and {len(names) - 1} more{end}"
    return subject


def _plan_place(plan: Plan, run: str) -> Path:
    from refactor_cli.settings import state_dir

    return state_dir() / "plans" / f"{plan.branch.replace('/', '-')}-{run or NOTHING}.json"


def _show(out: Output, migration: Migration, diff: bytes) -> None:
    """For people: the diff of a dry run on stdout, as it is where a program may read it; the ledger on stderr."""
    if out.format is not ReportFormat.FULL:
        return
    from refactor_cli.renderers.console import collected, console
    from refactor_cli.renderers.migration import print_ledger

    if out.dry_run:
        put_diff(diff, out.file)
    printed = console(is_terminal=sys.stderr.isatty())
    print_ledger(printed, migration.ledger, migration.edits)
    output.tell(collected(printed))

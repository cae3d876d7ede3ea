"""What `refactor migrate` does with its options: read, find, inline or ask, settle, save the plan, commit."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from refactor_cli.commands import output
from refactor_cli.commands.asking import ask_model
from refactor_cli.commands.billing import Asked, cost_value, rounds_value, tell
from refactor_cli.commands.deciding import check_ids, check_rename, decide, prompts_of, stays
from refactor_cli.commands.deriving import says_how, show_recipe, with_derived, with_known
from refactor_cli.commands.making import make_branch, report, tell_blame
from refactor_cli.commands.options import ReportFormat
from refactor_cli.commands.order import Found, Order, Output
from refactor_cli.commands.progress import stage
from refactor_cli.commands.reading import read, tell_other_names, tell_unread, tell_unseen
from refactor_cli.commands.replaying import compared, kept, replayed
from refactor_cli.commands.replaying import tell as tell_replayed
from refactor_cli.commands.reporting import write_report
from refactor_cli.commands.resuming import repeated, resumed
from refactor_cli.commands.searching import find_all, named_by
from refactor_cli.commands.testing import is_partial, tried
from refactor_cli.data import Snapshot
from refactor_cli.division import read_division
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.answered import Answers
    from refactor_cli.migration import Migration
    from refactor_cli.plan import Plan
    from refactor_cli.repository import Repository
    from refactor_cli.retiring import Retired


def run(folder: Path, order: Order, out: Output) -> int:
    """Carries out an order; gives the exit code.

    Raises:
        RefactorError: see the exit codes in `errors`.
    """
    before = resumed(folder, order) if order.asking.resume else None
    if before is not None:
        order = repeated(order, before)
    if order.onto or order.source:
        order = replayed(folder, order)
    _check_order(order)
    with ExitStack() as stack:
        with stage("reading the repository"):
            reading = stack.enter_context(read(folder, revision=order.base, use_cache=order.use_cache))
        tell_unread(reading.symbols.snapshot.left_out)
        order = with_known(reading, order) if not says_how(order) else order
        order = with_derived(reading, order)
        if order.show_recipe:
            return show_recipe(order)
        named = named_by(reading, order)
        _check_under_way(reading.repository, order, out)
        if not (order.only or order.skip):
            _check_branch(reading.repository, order, out)
        found = find_all(reading, order, named)
        _tell_surroundings(found, order)
        if before is None and (order.asks_model or order.prompt_out is not None):
            check_rename(found, order)
        if order.prompt_out is not None:
            return _write_prompt(found, order)
        check_ids(found, order)
        if order.only or order.skip:  # whether these ids are right comes first
            _check_branch(reading.repository, order, out)
        asked = ask_model(found, order, before) if order.asks_model else None
        with stage("rewriting and checking"):
            decided = decide(found, order, _answers(order, asked))
    if asked is not None:
        tell(asked)
    return _finish(found, order, out, decided, asked)


def _answers(order: Order, asked: Asked | None) -> Answers:
    if order.replayed is not None:
        return order.replayed.answers
    return asked.answers if asked else ()


def _check_order(order: Order) -> None:
    if order.to and order.recipe:
        raise RefactorError("--to and --recipe cannot be used together", "write the rule into the recipe")
    if order.to and len(order.targets) != 1:
        raise RefactorError("--to takes exactly one TARGET", "for several, write a recipe: --recipe FILE")
    if not order.targets and not order.recipe:
        raise RefactorError("nothing to migrate was named", "name a TARGET, or give --recipe FILE")
    if (order.docs or order.style) and not (order.wants_answer or order.replayed):
        raise RefactorError(
            "--docs and --style are for a model, and none is asked",
            "leave them out, or say what to do: --instructions TEXT",
        )
    if order.prompt_out and order.answer:
        raise RefactorError("--prompt-out and --answer cannot be used together", "write the prompt first")
    if order.definition in ("rename", "remove") and (order.include or order.exclude):
        raise RefactorError(
            f"--definition {order.definition} must see the whole repository: a file left out may need the old one",
            "leave --include and --exclude out, or the definition for a later run",
        )
    if order.definition == "rewrite" and not (order.instructions and order.wants_answer):
        raise RefactorError(
            "--definition rewrite lets an answer give the old definition new source, and nobody is asked for one",
            "say what is wished with --instructions, or use rename, remove or deprecate",
        )
    if order.split_by:
        read_division(order.split_by)


def _check_branch(repository: Repository, order: Order, out: Output) -> None:
    """Nothing is searched, and no model paid, for a branch that cannot be made; a dry run only says so."""
    from refactor_cli.repository.branches import check_new_branch

    if order.prompt_out is not None:
        return
    try:
        check_new_branch(repository, _branch(order))
    except RefactorError as error:
        if not out.dry_run:
            raise
        output.note(f"note: {error.problem}; name another one when you apply the plan: --branch NAME")


def _check_under_way(repository: Repository, order: Order, out: Output) -> None:
    """In the middle of a merge HEAD is not what the user will have: a branch is made on a commit that they name, or
    none."""
    from refactor_cli.repository import head, state

    under_way = state(repository)
    if not under_way or out.dry_run or order.prompt_out is not None or order.base != "HEAD":
        return
    way, commit = under_way[0], head(repository)
    end = "git bisect reset" if way == "bisect" else f"git {way} --continue or --abort"
    raise RefactorError(
        f"a {' and a '.join(under_way)} is in progress, and the branch would stand on the commit before it",
        f"end it ({end}), look with --dry-run, or name the commit: --base {(commit or '')[:12]}",
        ExitCode.REPOSITORY,
    )


def _branch(order: Order) -> str:
    from refactor_cli.repository import branch_name

    names = order.targets or ((order.recipe.stem,) if order.recipe else ())
    return order.branch or branch_name(names)


def _tell_surroundings(found: Found, order: Order) -> None:
    """Notes on stderr: what find could not know, a merge under way, uncommitted changes near usages."""
    from refactor_cli.repository import changed_in_working_tree, state

    repository = found.reading.repository
    for warning in found.usages.warnings:
        output.note(f"warning: {warning}")
    if order.targets:
        tell_unseen(found.usages)
        tell_other_names(found.reading.symbols, found.targets, "migrated")
    under_way = state(repository)
    if under_way:
        names = " and a ".join(under_way)
        output.note(
            f"note: a {names} is in progress; the branch stands on the last commit and leaves it alone"
        )
    paths = sorted({usage.path for result in found.usages.results for usage in result.usages})
    dirty = sorted(changed_in_working_tree(repository, paths)) if paths else []
    if dirty:
        more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
        output.note(
            f"note: uncommitted changes touch files with usages and are not migrated: {dirty[0]}{more}"
        )


def _write_prompt(found: Found, order: Order) -> int:
    from refactor_cli.commands.packing import Options, by_hand_note, summary, write_prompts
    from refactor_cli.keys import user_config

    assert order.prompt_out is not None
    config = user_config()
    options = Options(order.asking.by_hand(config.model), order.asking.context_tokens)
    made = prompts_of(found, order, options)
    places = write_prompts(made, order.prompt_out)
    output.note(f"prompt: {' '.join(map(str, places))}, {summary(made)}")
    output.note(by_hand_note(made, options, config.prices, order.asking.most_output))
    several = "" if len(places) == 1 else "; of several, as FILE-1, FILE-2 …"
    output.note(
        f"next: save the answer{several}, and run the same command with --answer FILE instead of --prompt-out"
    )
    return ExitCode.DONE


def _finish(found: Found, order: Order, out: Output, retired: Retired, asked: Asked | None) -> int:
    from refactor_cli.plan import save
    from refactor_cli.renderers.migration import report_value

    snapshot, migration = found.reading.symbols.snapshot, retired.migration
    value = {
        "base": snapshot.base,
        **report_value(order.targets or _names(found), migration.ledger, migration.edits),
        "definitions": _definitions(found, order, retired),
        "left_out": [{"path": left.path, "reason": left.reason} for left in snapshot.left_out],
        "warnings": _warnings(found, retired, asked),
    }
    if order.replayed is not None:
        value["replayed"] = compared(order.replayed, value["ledger"])
        tell_replayed(order.replayed, value["ledger"])
    if found.type_check is not None:
        found.type_check.tell()
    value["type_check"] = found.type_check.value() if found.type_check is not None else None
    plan, run = _plan(found, order, out, retired, _answers(order, asked), value)
    value["tests"] = tried(found.tests, plan, found.reading.symbols, asked.run if asked else None)
    plan = replace(plan, report=dict(value))
    place = out.plan_out or _plan_place(plan, run)
    save(plan, place)
    output.note(f"plan: {place}")
    value = {**value, "plan": str(place), "cost": cost_value(asked.run) if asked else None}
    if asked is not None:
        value["rounds"] = rounds_value(asked)
    is_shown = out.patch is not None or out.format is ReportFormat.FULL
    diff = _diff(snapshot, migration) if is_shown else b""
    if out.patch is not None:
        output.write_file(out.patch, diff)
    made = None
    if plan.files and not out.dry_run:
        made = make_branch(found.reading.repository, plan, onto=plan.base if order.replayed else None)
    _show(out, migration, diff)
    if not plan.files:
        output.note("nothing to rewrite: no branch is made")
    value["run"] = run or None
    report(value, made, out.format, out.file)
    if made is not None and not is_partial(value["tests"]):
        tell_blame(made, plan)
    if out.report is not None:
        write_report(out.report, value, plan, migration.ledger, (found, order))
    if asked is not None:
        asked.run.end(
            branch=made.name if made else None,
            commit=made.commit if made else None,
            plan=str(Path(place).absolute()),
        )
    leaves_some = migration.ledger.counts()["open"] or retired.kept or is_partial(value["tests"])
    return ExitCode.PARTIAL if leaves_some else ExitCode.DONE


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
    from refactor_cli.commands.planning import divided, with_formatting
    from refactor_cli.plan import Plan

    base = found.reading.symbols.snapshot.base
    assert base is not None
    made = divided(found, order, retired, answers, _subject(found, order))
    made = with_formatting(made, found, retired, out.format_command)
    return Plan(base, _branch(order), made.files, report, made.commits, kept(order, answers)), made.run


def _subject(found: Found, order: Order) -> str:
    names = ", ".join(_names(found))
    if order.to:
        return f"Migrate {names} to {order.to}"
    return f"Migrate {names} by {order.recipe.name}" if order.recipe else f"Migrate {names}"


def _plan_place(plan: Plan, run: str) -> Path:
    from refactor_cli.settings import state_dir

    return state_dir() / "plans" / f"{plan.branch.replace('/', '-')}-{run or 'nothing'}.json"


def _diff(snapshot: Snapshot, migration: Migration) -> bytes:
    from refactor_cli.splice import by_path, splices
    from refactor_cli.unified_diff import unified_diff

    parts = list[bytes]()
    for path, edits in by_path(migration.edits).items():
        file = snapshot.files[path]
        parts.append(unified_diff(path, file.data, splices(file, edits)))
    return b"".join(parts)


def _show(out: Output, migration: Migration, diff: bytes) -> None:
    """For people: the diff of a dry run on stdout, as it is where a program may read it; the ledger on stderr."""
    if out.format is not ReportFormat.FULL:
        return
    from refactor_cli.renderers.console import collected, console
    from refactor_cli.renderers.migration import print_diff, print_ledger

    if out.dry_run:
        if output.is_terminal(out.file):
            printed = console(is_terminal=True)
            print_diff(printed, diff)
            output.write([collected(printed)])
        else:
            output.write([diff], out.file)
    printed = console(is_terminal=sys.stderr.isatty())
    print_ledger(printed, migration.ledger)
    output.tell(collected(printed))

"""What `refactor migrate` does with its options: read, find, inline or ask, settle, save the plan, commit."""

from __future__ import annotations

import os
import re
import shlex
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.commands.asking_models.billing import tell
from refactor_cli.commands.checkers import checkers, outside_names
from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.progress import stage
from refactor_cli.commands.migrations.answered import with_answers
from refactor_cli.commands.migrations.asking import ask_model
from refactor_cli.commands.migrations.deciding import check_ids, decide
from refactor_cli.commands.migrations.definitions import check_definition, check_rename
from refactor_cli.commands.migrations.deriving import says_how, show_recipe, with_derived, with_known
from refactor_cli.commands.migrations.finishing import answers_of, branch_of, finish
from refactor_cli.commands.migrations.making import check_not_under_way
from refactor_cli.commands.migrations.next_round import write_next
from refactor_cli.commands.migrations.order import Found, Order, Output
from refactor_cli.commands.migrations.replaying import recipe_text, replayed
from refactor_cli.commands.migrations.resuming import repeated, resumed, said_again
from refactor_cli.commands.migrations.searching import early_warnings, find_all, named_by
from refactor_cli.commands.migrations.task import (
    by_hand,
    is_anything_asked,
    prompts_of,
    with_listed_by_hand,
)
from refactor_cli.commands.project import tell_ignored
from refactor_cli.commands.reading import (
    read,
    tell_unread,
    with_copies,
)
from refactor_cli.commands.target_notes import tell_families, tell_found, tell_named
from refactor_cli.division import read_division
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.repository import Repository

_NAMED = 8  # files that are named in one note
_ID = re.compile(r"u[0-9a-f]{8,}")  # of a usage


def run(folder: Path, order: Order, out: Output) -> int:
    """Carries out an order; gives the exit code.

    Raises:
        RefactorError: see the exit codes in `errors`.
    """
    output.check_writable(out.file, out.patch, out.report)
    before = resumed(folder, order) if order.asking.resume else None
    if before is not None:
        order = repeated(order, before)
    order = replace(order, again=said_again(folder, order, out))
    if order.onto or order.source:
        order = replayed(folder, order)
    _check_order(order)
    with ExitStack() as stack:
        with stage("reading the repository"):
            reading = stack.enter_context(read(folder, revision=order.base, use_cache=order.use_cache))
        tell_unread(reading.symbols.snapshot.left_out)
        tell_ignored(reading.symbols.snapshot)
        order = with_known(reading, order) if not says_how(order) else order
        order = with_derived(reading, order)
        if order.show_recipe:
            return show_recipe(reading, order)
        reading = with_copies(reading, (recipe_text(order),))
        named = named_by(reading, order)
        order = with_answers(order)
        _check_under_way(reading.repository, order, out)
        if not (order.only or order.skip):
            _check_branch(reading.repository, order, out)
        for warning in early_warnings(reading.symbols, named[0], order):
            output.note(f"warning: {warning}")
        found = find_all(reading, order, named)
        _tell_surroundings(found, order)
        if before is None and (order.asks_model or order.prompt_out is not None):
            check_rename(found, order)
        check_ids(found, order)
        if order.prompt_out is not None:
            return write_next(found, order) if order.answer else _write_prompt(found, order)
        if order.only or order.skip:  # whether these ids are right comes first
            _check_branch(reading.repository, order, out)
        is_asked = order.asks_model and (before is not None or is_anything_asked(found, order))
        asked = ask_model(found, order, before) if is_asked else None
        answers = answers_of(order, asked)
        found = replace(found, listed=asked.listed) if asked else with_listed_by_hand(found, order, answers)
        with stage("rewriting and checking"):
            decided = decide(found, order, answers)
    if asked is not None:
        tell(asked)
    return finish(found, order, out, decided, asked)


def _check_order(order: Order) -> None:
    if order.to and order.recipe:
        raise RefactorError("--to and --recipe cannot be used together", "write the rule into the recipe")
    if order.only | order.skip and (ids := [each for each in order.targets if _ID.fullmatch(each)]):
        option = "--only" if order.only else "--skip"
        raise RefactorError(f"{ids[0]} is the id of a usage, and no TARGET", f"write {option} {ids[0]}")
    _check_no_path(order)
    if order.to and len(order.targets) != 1:
        raise RefactorError("--to takes exactly one TARGET", "for several, write a recipe: --recipe FILE")
    if not order.targets and not order.recipe:
        raise RefactorError("nothing to migrate was named", "name a TARGET, or give --recipe FILE")
    if (order.docs or order.style) and not (order.wants_answer or order.replayed):
        raise RefactorError(
            "--docs and --style are for a model, and none is asked",
            "leave them out, or say what to do: --instructions TEXT",
        )
    check_definition(order)
    if order.split_by:
        read_division(order.split_by)


def _check_no_path(order: Order) -> None:
    """Raises RefactorError for a file or folder beside what says what to migrate: it is no target, and would limit the
    run, as it does for `find-usages`."""
    if len(order.targets) < 2 and not order.recipe:
        return
    for each in order.targets:
        if ("/" in each or each.endswith(".py")) and ":" not in each and os.path.exists(each):
            raise RefactorError(
                f"{each} is a path, and no TARGET", f"to migrate only there: --include {shlex.quote(each)}"
            )


def _check_branch(repository: Repository, order: Order, out: Output) -> None:
    """Nothing is searched, and no model paid, for a branch that cannot be made; a dry run only says so."""
    from refactor_cli.repository.branches import check_new_branch

    if order.prompt_out is not None:
        return
    try:
        check_new_branch(repository, branch_of(order))
    except RefactorError as error:
        if not out.dry_run:
            raise
        output.note(f"note: {error.problem}; name another one when you apply the plan: --branch NAME")


def _check_under_way(repository: Repository, order: Order, out: Output) -> None:
    """In the middle of a merge a branch is made on a commit that the user names, or none."""
    from refactor_cli.repository import head, state

    if out.dry_run or order.prompt_out is not None or order.base != "HEAD" or not state(repository):
        return
    commit = head(repository) or ""
    check_not_under_way(repository, f"look with --dry-run, or name the commit: --base {commit[:12]}")


def _tell_surroundings(found: Found, order: Order) -> None:
    """Notes on stderr: what find could not know, a merge under way, uncommitted changes near usages."""
    from refactor_cli.commands.migrations.other_members import tell_other_members
    from refactor_cli.commands.migrations.rewriting import instructions
    from refactor_cli.repository import changed_in_working_tree, state
    from refactor_cli.types.environment import environment_of

    repository = found.reading.repository
    for warning in found.usages.warnings:
        output.note(f"warning: {warning}")
    if order.targets:
        symbols = found.reading.symbols
        tell_found(
            symbols,
            found.usages,
            lambda: outside_names(checkers(order.types, order.python, found.reading)),
        )
        tell_named(symbols, found.targets, order.targets, "migrated")
        if order.definition == "keep":
            tell_families(symbols, found.usages)
        if instructions(order):  # a rule for a class says what becomes of its objects
            packages = environment_of(repository.top, order.python).packages
            tell_other_members(symbols, found.usages, packages)
    under_way = state(repository)
    if under_way:
        names = " and a ".join(under_way)
        output.note(
            f"note: a {names} is in progress; the branch stands on the last commit and leaves it alone"
        )
    # a recipe is edited while it is tried out, and is no file to migrate
    paths = sorted({each.path for each in found.usages.every} - found.own.keys())
    base = found.reading.symbols.snapshot.base if order.base == "HEAD" else None
    dirty = sorted(changed_in_working_tree(repository, paths, base)) if paths else []
    if dirty:
        more = f" and {len(dirty) - _NAMED} more" if len(dirty) > _NAMED else ""
        output.note(
            "note: uncommitted changes touch files with usages and are not migrated: "
            f"{', '.join(dirty[:_NAMED])}{more}"
        )


def _write_prompt(found: Found, order: Order) -> int:
    from refactor_cli.commands.migrations.packing import by_hand_note, summary, tell_within, write_prompts
    from refactor_cli.keys import user_config

    assert order.prompt_out is not None
    config, options = user_config(), by_hand(order)
    made = prompts_of(found, order, options)
    places = write_prompts(made, order.prompt_out)
    tell_within(found.reading.repository, places[0])
    output.note(f"prompt: {' '.join(map(str, places))}, {summary(made)}")
    output.note(by_hand_note(made.prompts, options, config.prices, order.asking.most_output))
    several = (
        ""
        if len(places) == 1
        else "; of several, each with its prompt's number: answer-1.md … for --answer answer.md"
    )
    output.note(
        f"next: save the answer{several}, and run the same command with --answer FILE instead of --prompt-out"
    )
    return ExitCode.DONE

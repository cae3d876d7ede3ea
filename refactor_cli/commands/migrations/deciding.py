"""What becomes of the usages: by the user's recipe or by an answer, and with them of the old definitions."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.commands.command_line import output
from refactor_cli.commands.migrations.definitions import wishes_of
from refactor_cli.commands.migrations.rewriting import (
    NOTHING,
    by_answers,
    by_recipe,
    choices_of,
    with_decided,
)
from refactor_cli.commands.migrations.searching import early_warnings
from refactor_cli.commands.own_outputs import without_outputs
from refactor_cli.counted import counted
from refactor_cli.errors import RefactorError
from refactor_cli.migration import Again, choose, settle, unknown_ids
from refactor_cli.site_change import Given

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.answered import Answers
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.data import Inlined, Rejection, Target, Usages
    from refactor_cli.migration import Migration
    from refactor_cli.recipe.whole import Recipe
    from refactor_cli.retiring import Retired
    from refactor_cli.symbols import SymbolMap

    Make = Callable[[Usages, Given], Inlined]


def decide(found: Found, order: Order, answers: Answers = ()) -> Retired:
    """One outcome for every usage, by the rules and the answers there are, and what `--definition` asks for where that
    can be.

    Raises:
        RefactorError: the answer cannot be read.
    """
    from refactor_cli.find import find
    from refactor_cli.inline.new_names.too_new import floors_in_the_way
    from refactor_cli.retiring import Request, Retired, migrate_and_retire

    symbols, choices = found.reading.symbols, choices_of(found, order, order.floor)
    make, recipe = _maker(found, order, answers)

    def search(result: SymbolMap, targets: Sequence[Target]) -> Usages:
        return without_outputs(find(result, targets), result.snapshot)[0]

    own_names, stays = recipe.own_names, frozenset[str]()
    if answers:
        from refactor_cli.answering.again import called_again_by
        from refactor_cli.verify.together import BY

        stays = frozenset(called_again_by(answers, recipe, found.usages, symbols))
        own_names |= {BY} if stays else set()
    again = Again(search, found.targets, own_names, recipe.brought)
    # whoever names usages has looked at them
    remake = None if order.only else lambda left: make(found.usages, left)
    if order.definition in ("keep", "rewrite"):
        settled = settle(make(found.usages, NOTHING), symbols, again, remake)
        retired = Retired(settled, _left(settled))
    else:
        kept = (each for each in choose(found.usages, choices)[1] if each.outcome == "kept")
        decided = frozenset(outcome.usage.id for outcome in kept)
        making, warned = (make, ()) if remake is None else _fitting(found, make, remake, again)
        wishes = wishes_of(found, order, recipe, stays | _called_by_new_code(answers, found))
        request = Request(found.usages, wishes, decided, making, found.search)
        retired = migrate_and_retire(request, symbols, again)
        migration = retired.migration
        retired = replace(retired, migration=replace(migration, warnings=(*warned, *migration.warnings)))
    before = early_warnings(symbols, found.recipe, order)
    _tell(retired, order, before)
    for said in (
        *floors_in_the_way(retired.migration.ledger.outcomes, symbols),
        *_going_on(recipe, retired.migration),
    ):
        output.note(f"note: {said}")
    migration = retired.migration
    every = tuple(dict.fromkeys((*before, *migration.warnings)))
    return replace(retired, migration=replace(migration, warnings=every))


def _called_by_new_code(answers: Answers, found: Found) -> Set[str]:
    if not answers:
        return frozenset()
    from refactor_cli.answering.again import called_by_new_code

    return called_by_new_code(answers, found.targets)


def _going_on(recipe: Recipe, migration: Migration) -> Iterator[str]:
    """A line for each target of which new code holds usages that the recipe would rewrite in its turn."""
    from refactor_cli.inline import inline

    if migration.brought is None or not any(result.usages for result in migration.brought.results):
        return
    rewritten = inline(recipe, migration.brought, migration.symbols).outcomes
    counts = Counter(each.usage.target for each in rewritten if each.outcome == "rewritten")
    for name, number in sorted(counts.items()):
        yield (
            f"new code holds {counted(number, 'usage')} of {name}, which the recipe is for as well: "
            "a second run rewrites those too (on the branch: --base BRANCH)"
        )


def _fitting(
    found: Found, make: Make, remake: Callable[[Given], Inlined], again: Again
) -> tuple[Make, tuple[str, ...]]:
    """The same, with usages left open whose new code would be refused, as they are where the definition stays, and
    warnings of them."""
    from refactor_cli.migration import checked, leaving, without_misfits

    symbols = found.reading.symbols
    plain = checked(make(found.usages, NOTHING), symbols)
    _, left, warned, _ = without_misfits(plain, symbols, again.own_names, remake)

    def making(usages: Usages, given: Given) -> Inlined:
        return leaving(left, partial(make, usages))(given)

    return (making if left else make), warned


def _left(migration: Migration) -> dict[str, str]:
    """The targets whose definitions were to have new source, and are left open, each with the reason."""
    return {
        each.usage.target: each.reason or "not answered"
        for each in reversed(migration.ledger.outcomes)
        if each.usage.kind == "definition" and each.outcome == "open"
    }


def check_ids(found: Found, order: Order) -> None:
    """Raises RefactorError when --only or --skip names no usage: known before a model is paid."""
    unknown = unknown_ids(found.usages, choices_of(found, order, order.floor))
    if unknown:
        raise RefactorError(f"no usage has the id {unknown[0]}", "list the ids: refactor find-usages TARGET")


def _tell(retired: Retired, order: Order, before: Collection[str]) -> None:
    """`before`: warnings that were told before the usages were looked for."""
    for warning in retired.migration.warnings:
        if warning not in before:
            output.note(f"warning: {warning}")
    for note in retired.notes:
        output.note(f"note: {note}")
    for kept in retired.kept.items():
        output.note(f"warning: {stays(kept)}")
    rewritten = {
        each.usage.target
        for each in retired.migration.ledger.outcomes
        if each.outcome == "rewritten" and each.usage.kind != "definition"
    }
    for name in sorted(retired.gone - rewritten):  # the ledger counts usages: it says nothing of these
        output.note(
            f"note: the definition of {name} is {order.definition}d; nothing else is rewritten for it"
        )


def stays(kept: tuple[str, str]) -> str:
    """Says of a target that its definition could not be retired, and why."""
    return f"the definition of {kept[0]} stays as it is: {kept[1]}"


def _maker(found: Found, order: Order, answers: Answers) -> tuple[Make, Recipe]:
    """What rewrites usages, and the recipe by which it does."""
    if not answers:
        assert found.recipe is not None
        return lambda usages, given: by_recipe(found, order, usages, given), found.recipe
    first = by_answers(found, order, answers, found.usages, NOTHING)
    settled, _ = first
    _tell_rejections(settled.rejections, is_all=not settled.inlined.edits)
    if settled.rejections and order.answer:
        output.note(
            "note: to ask about these again: the same command with --prompt-out FILE as well (docs/models.md)"
        )

    def make(usages: Usages, given: Given) -> Inlined:
        is_first = usages is found.usages and given == NOTHING
        settled, decided = first if is_first else by_answers(found, order, answers, usages, given)
        return with_decided(decided, settled)

    return make, settled.recipe


def _tell_rejections(rejections: tuple[Rejection, ...], is_all: bool) -> None:
    from refactor_cli.renderers.console import collected, console
    from refactor_cli.renderers.migration import print_rejections

    printed = console(is_terminal=sys.stderr.isatty())
    print_rejections(printed, rejections)
    output.tell(collected(printed))
    if is_all and rejections:
        output.note("no new source of the answer could be used")

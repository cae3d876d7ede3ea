"""What becomes of the usages: by the user's recipe or by an answer, and with them of the old definitions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.commands import output
from refactor_cli.commands.outputs import without_outputs
from refactor_cli.commands.replaying import recipe_text
from refactor_cli.commands.searching import early_warnings
from refactor_cli.errors import RefactorError
from refactor_cli.migration import Again, Choices, choose, settle, unknown_ids
from refactor_cli.shared_places import one_each, shared, with_all
from refactor_cli.site_change import Given

if TYPE_CHECKING:
    from refactor_cli.answering import Settled
    from refactor_cli.commands.answered import Answers
    from refactor_cli.commands.order import Found, Order
    from refactor_cli.commands.packing import Options
    from refactor_cli.conversation import Judgement
    from refactor_cli.data import Certainty, Inlined, Outcome, Rejection, Target, Usages
    from refactor_cli.migration import Migration
    from refactor_cli.pack import Packed, Priming, Task
    from refactor_cli.recipe.whole import Recipe
    from refactor_cli.retire import Wish
    from refactor_cli.retiring import Retired
    from refactor_cli.symbols import SymbolMap

    Make = Callable[[Usages, Given], Inlined]

_NOTHING = Given()


def decide(found: Found, order: Order, answers: Answers = ()) -> Retired:
    """One outcome for every usage, by the rules and the answers there are, and what `--definition` asks for where that
    can be.

    Raises:
        RefactorError: the answer cannot be read.
    """
    from refactor_cli.find import find
    from refactor_cli.inline.too_new import floors_in_the_way
    from refactor_cli.retiring import Request, Retired, migrate_and_retire

    symbols, choices = found.reading.symbols, _choices(found, order, order.floor)
    make, recipe = _maker(found, order, answers)

    def search(result: SymbolMap, targets: Sequence[Target]) -> Usages:
        return without_outputs(find(result, targets), result.snapshot)[0]

    own_names = recipe.own_names
    if answers:
        from refactor_cli.answering import called_again
        from refactor_cli.verify.together import BY

        own_names |= {BY} if called_again(recipe, found.usages) else set()
    again = Again(search, found.targets, own_names, recipe.brought)
    # whoever names usages has looked at them
    remake = None if order.only else lambda left: make(found.usages, left)
    if order.definition in ("keep", "rewrite"):
        settled = settle(make(found.usages, _NOTHING), symbols, again, remake)
        retired = Retired(settled, _left(settled))
    else:
        kept = (each for each in choose(found.usages, choices)[1] if each.outcome == "kept")
        decided = frozenset(outcome.usage.id for outcome in kept)
        making, warned = (make, ()) if remake is None else _fitting(found, make, remake, again)
        request = Request(found.usages, _wishes(found, order, recipe), decided, making, found.search)
        retired = migrate_and_retire(request, symbols, again)
        migration = retired.migration
        retired = replace(retired, migration=replace(migration, warnings=(*warned, *migration.warnings)))
    before = early_warnings(symbols, found.recipe, order)
    _tell(retired, order, before)
    for said in floors_in_the_way(retired.migration.ledger.outcomes, symbols):
        output.note(f"note: {said}")
    migration = retired.migration
    every = tuple(dict.fromkeys((*before, *migration.warnings)))
    return replace(retired, migration=replace(migration, warnings=every))


def _fitting(
    found: Found, make: Make, remake: Callable[[Given], Inlined], again: Again
) -> tuple[Make, tuple[str, ...]]:
    """The same, with usages left open whose new code would be refused, as they are where the definition stays, and
    warnings of them."""
    from refactor_cli.migration import checked, leaving, without_misfits

    symbols = found.reading.symbols
    plain = checked(make(found.usages, _NOTHING), symbols)
    _, left, warned = without_misfits(plain, symbols, again.own_names, remake)

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
    unknown = unknown_ids(found.usages, _choices(found, order, order.floor))
    if unknown:
        raise RefactorError(f"no usage has the id {unknown[0]}", "list the ids: refactor find-usages TARGET")


def check_rename(found: Found, order: Order) -> None:
    """Raises RefactorError when a definition cannot be renamed: as far as that is known before a model is paid."""
    from refactor_cli.recipe.whole import Recipe
    from refactor_cli.retire import Refused, check_renamable, family, retire

    if order.definition != "rename":
        return
    symbols, wishes = found.reading.symbols, _wishes(found, order, found.recipe or Recipe((), ()))
    for result in found.usages.results:
        target, wish = family(symbols, result), wishes[result.target.name]
        try:
            if wish.new or order.to:  # else an answer may say the new name
                retire(symbols, replace(result, target=target), wish)
            else:
                check_renamable(symbols, target)
        except Refused as refused:
            raise RefactorError(
                f"the definition of {target.name} cannot be renamed: {refused}",
                "leave --definition rename out: the definition stays, and its usages can be rewritten",
            ) from None


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


def _wishes(found: Found, order: Order, recipe: Recipe) -> dict[str, Wish]:
    from refactor_cli.retire import Wish

    wishes = dict[str, Wish]()
    for target in found.targets:
        moves = [move.target for move in recipe.moves if move.source in (target.name, target.dotted)]
        names = dict.fromkeys((target.dotted, target.name))
        used = tuple(new for name in names for new in recipe.used(name))
        if target.kind == "method":
            used += tuple(new for name in names for new in recipe.members(name))
        match order.definition:
            case "rename":
                wishes[target.name] = Wish("rename", moves[0] if moves else "", used)
            case "remove":
                moved = moves[0] if moves else ""
                wishes[target.name] = Wish("remove", used=used, moved=moved, stays=_stays(recipe, names))
            case "deprecate":
                new = recipe.replacement(target.dotted) or recipe.replacement(target.name)
                wishes[target.name] = Wish("deprecate", new, stays=_stays(recipe, names, is_whole=False))
    return wishes


def _stays(recipe: Recipe, names: Collection[str], is_whole: bool = True) -> str:
    """Why a recipe has the old definition stay as it is: its new code calls it. Where something is said of the whole
    definition that is said of some calls only, too; that it may go, the usages left tell (`is_whole`)."""
    rules = [rule for rule in recipe.rules if rule.symbol in names]
    if any(rule.names_itself for rule in rules):
        return "the new code calls it: only some of its calls are outdated"
    is_moved = any(move.source in names for move in recipe.moves)
    if not is_whole and rules and not is_moved and all(rule.given for rule in rules):
        given = dict.fromkeys(", ".join(rule.given) for rule in rules)
        return f"only calls that give {' or '.join(given)} are outdated"
    return ""


def judged(
    found: Found, order: Order, answers: Answers, prompt: str, *, is_last_word: bool = True
) -> Judgement:
    """What of a model's answers can be used so far, and what it could mend: blocks and rules that failed a check, and
    usages it may give new source for and did not settle. Of several prompts, `prompt` is the one that is talked
    about: usages that it does not name are another's. `is_last_word`: no other model is asked after this one, which
    could do what it leaves open."""
    from refactor_cli.answer_format import UNKNOWN_ID, block_of
    from refactor_cli.conversation import Judgement
    from refactor_cli.data import Rejection
    from refactor_cli.migration import checked

    settled, _ = _by_answers(found, order, answers, found.usages, _NOTHING)
    outcomes = checked(settled.inlined, found.reading.symbols).ledger.outcomes
    problems = {each.id: each for each in settled.rejections if each.id}
    for usage in (each.usage for each in outcomes if each.usage.id not in prompt):
        problems.pop(usage.id, None)
    # what waits for another needs nothing itself
    done = settled.waiting | settled.left if is_last_word else settled.waiting
    for each in outcomes:
        id, block = each.usage.id, block_of(each.usage)
        # a string may be answered, and is left to people where it is not
        if each.outcome == "open" and id in prompt and id not in done:
            if block != "none" and each.usage.kind != "string":
                why = "give it a block, or nothing of its family is renamed" if block == "definition" else ""
                problems.setdefault(id, Rejection(id, why or each.reason or "not answered"))
    known = by_recipe(found, order, found.usages).outcomes if found.recipe else ()
    before = {each.usage.id for each in known if each.outcome in ("rewritten", "kept")}
    decided = [
        each
        for each in outcomes
        if (each.outcome in ("rewritten", "kept") or each.usage.id in done) and each.usage.id not in before
    ]
    whole = (each for each in settled.rejections if not each.id)
    told = (*whole, *problems.values())
    # no block takes back one for an id that nobody has: it is told beside other problems, and not asked about alone
    is_mendable = any(each.reason != UNKNOWN_ID for each in told)
    return Judgement(told if is_mendable else (), len(decided))


def rewritten_by(found: Found, order: Order, answers: Answers) -> Migration:
    """What these answers come to, together with the user's rules; nothing is held against it yet."""
    from refactor_cli.migration import checked

    settled, decided = _by_answers(found, order, answers, found.usages, _NOTHING)
    return checked(_with(decided, settled), found.reading.symbols)


def _task_of(found: Found, order: Order) -> Task:
    """What a model is asked to do: all that the user's rules leave, and the user did not decide."""
    from refactor_cli.pack import Task

    outcomes = (
        by_recipe(found, order, found.usages).outcomes
        if found.recipe
        else choose(found.usages, _choices(found, order, "possible"))[1]
    )
    source = recipe_text(order)
    return Task(found.usages, instructions(order), source, outcomes, _installed(found, order))


def _installed(found: Found, order: Order) -> dict[str, str]:
    """Stubs of the targets that packages define, as far as these are installed in the project's environment."""
    from refactor_cli.package_docs import definition
    from refactor_cli.types.environment import environment_of

    names = [each.target.dotted for each in found.usages.results if not each.target.definitions]
    folders = environment_of(found.reading.repository.top, order.python).packages if names else ()
    return {name: text for name in names if (text := definition(name, folders))}


def prompts_of(found: Found, order: Order, options: Options) -> Packed:
    """The prompts of that task, with what the user adds to it."""
    from refactor_cli.commands.packing import packed

    made = packed(found.reading, _task_of(found, order), priming(found, order), options)
    _tell_sent_all_the_same(found, made)
    return made


def _tell_sent_all_the_same(found: Found, made: Packed) -> None:
    """Says that lines of files which are not to be sent are: those around usages that a model is asked about."""
    from refactor_cli.pack.kinds import IGNORED

    held = {fate.path for fate in made.prefix.fates if fate.reason == IGNORED}
    usages = [usage for result in found.usages.results for usage in result.usages if usage.path in held]
    if not usages:
        return
    texts = [prompt.text for prompt in made.prompts]
    paths = sorted({each.path for each in usages if any(f'id="{each.id}"' in text for text in texts)})
    if paths:
        first = f"{paths[0]} and {len(paths) - 1} more are" if len(paths) > 1 else f"{paths[0]} is"
        output.note(
            f"warning: {first} in .refactorignore, and its usages are asked about with the lines around "
            "them: --skip ID keeps one back"
        )


def _maker(found: Found, order: Order, answers: Answers) -> tuple[Make, Recipe]:
    """What rewrites usages, and the recipe by which it does."""
    if not answers:
        assert found.recipe is not None
        return lambda usages, given: by_recipe(found, order, usages, given), found.recipe
    first = _by_answers(found, order, answers, found.usages, _NOTHING)
    settled, _ = first
    _tell_rejections(settled.rejections, is_all=not settled.inlined.edits)
    if settled.rejections and order.answer:
        output.note(
            "note: to ask about these again: the same command with --prompt-out FILE as well (docs/models.md)"
        )

    def make(usages: Usages, given: Given) -> Inlined:
        is_first = usages is found.usages and given == _NOTHING
        settled, decided = first if is_first else _by_answers(found, order, answers, usages, given)
        return _with(decided, settled)

    return make, settled.recipe


def remade(found: Found, order: Order, answers: Answers, ids: frozenset[str]) -> Inlined:
    """What comes of it when these usages alone are rewritten, by the same rules and answers."""
    from refactor_cli.retiring import without

    every = frozenset(usage.id for result in found.usages.results for usage in result.usages)
    left = without(found.usages, every - ids)
    if not answers:
        return by_recipe(found, order, left)
    settled, decided = _by_answers(found, order, answers, left, _NOTHING)
    return _with(decided, settled)


def by_recipe(found: Found, order: Order, usages: Usages, given: Given = _NOTHING) -> Inlined:
    """What the rules that the user gave come to, for usages of the certainty that was asked for."""
    from refactor_cli.inline import inline
    from refactor_cli.inline.own_names import by_own_names

    assert found.recipe is not None
    left, decided = _chosen(usages, _choices(found, order, order.floor), given)
    left = one_each(left, found.recipe.symbols)
    ids = frozenset(usage.id for result in left.results for usage in result.usages)
    ids -= by_own_names(found.reading.symbols, left) - order.only
    inlined = inline(found.recipe, left, found.reading.symbols, ids, _beside(given, decided), order.as_lambda)
    return with_all(replace(inlined, outcomes=(*decided, *inlined.outcomes)), usages)


def _choices(found: Found, order: Order, floor: Certainty) -> Choices:
    undone = order.replayed.undone if order.replayed is not None else frozenset[str]()
    only, skip = (shared(found.usages).with_beside(ids) if ids else ids for ids in (order.only, order.skip))
    return Choices(only, skip, floor, found.ignored, found.unselected, found.own, undone)


def _chosen(usages: Usages, choices: Choices, given: Given) -> tuple[Usages, tuple[Outcome, ...]]:
    """The usages that are to be rewritten, and what the user decided of others; none that is settled already."""
    from refactor_cli.retiring import without

    return choose(without(usages, frozenset(outcome.usage.id for outcome in given.outcomes)), choices)


def _beside(given: Given, decided: tuple[Outcome, ...]) -> Given:
    """With the usages that the user keeps: the imports of their files are for them as well."""
    kept = (each for each in decided if each.outcome == "kept")
    return given._replace(outcomes=(*given.outcomes, *kept))


def _by_answers(
    found: Found, order: Order, answers: Answers, usages: Usages, given: Given
) -> tuple[Settled, tuple[Outcome, ...]]:
    """The user's rules, the answers' blocks, and the answers' rules, together; and what the user decided."""
    from refactor_cli.answering import Known, settled_by_answers

    first = by_recipe(found, order, usages, given).outcomes if found.recipe else ()
    words = " ".join((instructions(order), *(each.text for each in priming(found, order))))
    left, decided = _chosen(usages, _choices(found, order, "possible"), given)
    known, symbols = (
        Known(first, words, _beside(given, decided), order.as_lambda),
        found.reading.symbols,
    )
    settled = settled_by_answers(answers, left, found.recipe, known, symbols)
    if found.type_check is not None:
        own = frozenset(each.usage.id for each in first if each.outcome == "rewritten")
        refused = found.type_check.checked(answers, settled, symbols, own).refused
        if refused:
            known = replace(known, refused=refused)
            settled = settled_by_answers(answers, left, found.recipe, known, symbols)
    if order.definition == "rewrite" and (lost := _lost_definitions(settled, symbols)):
        known = replace(known, refused={**known.refused, **lost})
        settled = settled_by_answers(answers, left, found.recipe, known, symbols)
    return settled, decided


def _lost_definitions(settled: Settled, symbols: SymbolMap) -> dict[str, str]:
    """Definitions with new source whose files stay as they are, by id with the reason: their families stay too."""
    from refactor_cli.answer_format import block_of
    from refactor_cli.migration import checked

    refused = checked(settled.inlined, symbols).refused
    return {
        each.usage.id: f"the file was left as it is: {refused[each.usage.path]}"
        for each in settled.inlined.outcomes
        if each.usage.path in refused and each.outcome == "rewritten" and block_of(each.usage) == "definition"
    }


def _with(decided: tuple[Outcome, ...], settled: Settled) -> Inlined:
    return replace(settled.inlined, outcomes=(*decided, *settled.inlined.outcomes))


def _tell_rejections(rejections: tuple[Rejection, ...], is_all: bool) -> None:
    from refactor_cli.renderers.console import collected, console
    from refactor_cli.renderers.migration import print_rejections

    printed = console(is_terminal=sys.stderr.isatty())
    print_rejections(printed, rejections)
    output.tell(collected(printed))
    if is_all and rejections:
        output.note("no new source of the answer could be used")


def instructions(order: Order) -> str:
    """The user's own words for the model, or what `--to` says."""
    if order.instructions or not order.to:
        return order.instructions
    return f"Write it as {order.to}"


def priming(found: Found, order: Order) -> tuple[Priming, ...]:
    """The documentation and the style guides that the user gave."""
    from refactor_cli.commands.packing import priming_from

    return priming_from([str(path) for path in order.docs], order.style, found.reading, order.python)

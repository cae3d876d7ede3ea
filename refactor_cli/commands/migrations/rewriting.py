"""Usages -> their new source: by the rules that the user gave, and by answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.commands.reading import selected
from refactor_cli.migration import Choices, choose
from refactor_cli.run_unasked import is_build_file, when_run
from refactor_cli.shared_places import one_each, shared, with_all
from refactor_cli.site_change import Given

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from refactor_cli.answering import Known, Settled
    from refactor_cli.commands.migrations.answered import Answers
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.conversation import Judgement
    from refactor_cli.data import Certainty, Inlined, Outcome, Usage, Usages
    from refactor_cli.migration import Migration
    from refactor_cli.pack import Priming
    from refactor_cli.symbols import SymbolMap

NOTHING = Given()
_ALLOWING = "--allow-build-files"


def by_recipe(found: Found, order: Order, usages: Usages, given: Given = NOTHING) -> Inlined:
    """What the rules that the user gave come to, for usages of the certainty that was asked for."""
    from refactor_cli.inline import inline
    from refactor_cli.inline.own_names import by_own_names

    assert found.recipe is not None
    left, decided = _chosen(usages, choices_of(found, order, order.floor), given)
    left = one_each(left, found.recipe.symbols)
    ids = frozenset(usage.id for usage in left.every)
    ids -= by_own_names(found.reading.symbols, left) - order.only
    inlined = inline(found.recipe, left, found.reading.symbols, ids, _beside(given, decided), order.as_lambda)
    return with_all(replace(inlined, outcomes=(*decided, *inlined.outcomes)), usages)


def by_answers(
    found: Found, order: Order, answers: Answers, usages: Usages, given: Given
) -> tuple[Settled, tuple[Outcome, ...]]:
    """The user's rules, the answers' blocks, and the answers' rules, together; and what the user decided."""
    from refactor_cli.answering import Known

    first = by_recipe(found, order, usages, given).outcomes if found.recipe else ()
    words = " ".join((instructions(order), *(each.text for each in priming(found, order))))
    left, decided = _chosen(usages, choices_of(found, order, "possible"), given)
    beside, rests = _beside(given, decided), _rests(found, order, answers)
    known = Known(
        *(first, words, beside, order.as_lambda),
        rests=rests,
        listed=found.listed,
        why_untouched=_why_untouched(found, order),
    )
    symbols = found.reading.symbols
    own = frozenset(each.usage.id for each in first if each.outcome == "rewritten")
    settled, known = _settled(found, order, answers, left, known, own)
    if found.type_check is not None:
        refused = found.type_check.checked(answers, settled, symbols, own).refused
        if refused:
            settled, known = _settled(found, order, answers, left, _but_for(known, refused), own)
    if order.definition == "rewrite" and (lost := _lost_definitions(settled, symbols)):
        settled, known = _settled(found, order, answers, left, _but_for(known, lost), own)
    return settled if order.build_files else _with_why_held(settled), decided


def _with_why_held(settled: Settled) -> Settled:
    """The same, where usages in build files are open for that reason, and not since no answer says anything of them."""
    from refactor_cli.answering.together import NOT_SAID, NOT_SAID_AS_CUT_OFF

    outcomes = tuple(
        replace(each, reason=why)
        if each.reason in (NOT_SAID, NOT_SAID_AS_CUT_OFF) and (why := _why_held(each.usage.path))
        else each
        for each in settled.inlined.outcomes
    )
    return replace(settled, inlined=replace(settled.inlined, outcomes=outcomes))


def _settled(
    found: Found, order: Order, answers: Answers, left: Usages, known: Known, own: frozenset[str]
) -> tuple[Settled, Known]:
    """What comes of the answers, and what is known then: without new code in build files, where the user allows none.
    What that made room for may be in such a file as well, so it is looked again."""
    from refactor_cli.answering import settled_by_answers

    while True:
        settled = settled_by_answers(answers, left, found.recipe, known, found.reading.symbols)
        held = {} if order.build_files else _in_build_files(settled, own | known.refused.keys())
        if not held:
            return settled, known
        known = _but_for(known, held)


def _but_for(known: Known, refused: Mapping[str, str]) -> Known:
    """With more that is wrong with new code, by the ids of usages."""
    return replace(known, refused={**known.refused, **refused})


def decided_before(found: Found, order: Order) -> tuple[Outcome, ...]:
    """What is decided of the task's usages before any answer: by the user's rules, or choices."""
    if found.recipe:
        return by_recipe(found, order, found.usages).outcomes
    return choose(found.usages, choices_of(found, order, "possible"))[1]


def _rests(found: Found, order: Order, answers: Answers) -> dict[str, frozenset[str]]:
    """The words for the rest of a target's usages that the prompt of the task had: none, where it took several."""
    from refactor_cli.answering.spoken_of import says_of_rests
    from refactor_cli.rests import rests

    if len(answers) != 1 or not says_of_rests(answers):
        return {}
    outcomes = decided_before(found, order)
    ended = {each.usage.id for each in outcomes if each.outcome in ("rewritten", "kept")}
    # the prompt of another run may have listed those in build files, or not
    return rests(found.usages, ended) | rests(found.usages, ended | _all_in_build_files(found))


def held_back(found: Found, order: Order) -> frozenset[str]:
    """The ids of usages that no answer may change: those in build files, unless the user allows it."""
    return frozenset() if order.build_files else _all_in_build_files(found)


def _all_in_build_files(found: Found) -> frozenset[str]:
    return frozenset(each.id for each in found.usages.every if is_build_file(each.path))


def _why_untouched(found: Found, order: Order) -> Callable[[str], str]:
    """Why no new code of an answer comes into a file, "" where it may."""
    chosen = selected(found.reading, order.include, order.exclude)

    def why(path: str) -> str:
        if not chosen(path):
            return "its file was left out on the command line"
        return "" if order.build_files else _why_held(path)

    return why


def _why_held(path: str) -> str:
    """Why an answer does not change a build file without the user's word; "" of any other file."""
    return (
        f"{path} is run {when_run(path)}: {_ALLOWING} lets an answer change it" if is_build_file(path) else ""
    )


def _in_build_files(settled: Settled, known: frozenset[str]) -> dict[str, str]:
    """Usages that an answer rewrites in build files, by id with why not. `known`: those that rules of the user's own
    rewrite, and those that are held already."""
    return {
        each.usage.id: why
        for each in settled.inlined.outcomes
        if each.outcome == "rewritten" and each.usage.id not in known and (why := _why_held(each.usage.path))
    }


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


def rewritten_by(found: Found, order: Order, answers: Answers) -> Migration:
    """What these answers come to, together with the user's rules; nothing is held against it yet."""
    from refactor_cli.migration import checked

    settled, decided = by_answers(found, order, answers, found.usages, NOTHING)
    return checked(with_decided(decided, settled), found.reading.symbols)


def remade(found: Found, order: Order, answers: Answers, ids: frozenset[str]) -> Inlined:
    """What comes of it when these usages alone are rewritten, by the same rules and answers."""
    left = found.usages.without({usage.id for usage in found.usages.every} - ids)
    if not answers:
        return by_recipe(found, order, left)
    settled, decided = by_answers(found, order, answers, left, NOTHING)
    return with_decided(decided, settled)


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
    from refactor_cli.read import has_blocks, has_rules_outside

    settled, _ = by_answers(found, order, answers, found.usages, NOTHING)
    outcomes = checked(settled.inlined, found.reading.symbols).ledger.outcomes
    problems = {each.id: each for each in settled.rejections if each.id}
    beyond = {each.usage.id for each in outcomes if _is_beyond(each.usage, order, prompt)}
    for id in beyond:
        problems.pop(id, None)
    # what waits for another needs nothing itself
    done = settled.waiting | settled.left if is_last_word else settled.waiting
    held = [each.reason for each in outcomes if each.usage.id in settled.waiting and each.reason]
    for each in outcomes:
        id, block = each.usage.id, block_of(each.usage)
        if each.outcome == "open" and id not in beyond | done and block != "none":
            # a string may be answered, and is left to people where it is not and nothing waits for it
            is_string = each.usage.kind == "string"
            why = "give it a block, or nothing of its family is renamed" if block == "definition" else ""
            why = _REPLACES if is_string else why
            if not is_string or any(f"({id})" in reason for reason in held):
                problems.setdefault(id, Rejection(id, why or each.reason or "not answered"))
    known = by_recipe(found, order, found.usages).outcomes if found.recipe else ()
    before = {each.usage.id for each in known if each.outcome in ("rewritten", "kept")}
    decided = [
        each
        for each in outcomes
        if (each.outcome in ("rewritten", "kept") or each.usage.id in done) and each.usage.id not in before
    ]
    whole = [each for each in settled.rejections if not each.id]
    last = answers[-1][-1].text if problems and answers[-1:] and answers[-1][-1:] else None
    if last is not None and not has_blocks(last):
        whole.append(Rejection("", _NO_BLOCK))
    elif last is not None and has_rules_outside(last):
        whole.append(Rejection("", _NO_RECIPE))
    told = (*whole, *problems.values())
    # no block takes back one for an id that nobody has: it is told beside other problems, and not asked about alone
    is_mendable = any(each.reason != UNKNOWN_ID for each in told)
    return Judgement(told if is_mendable else (), len(decided))


def _is_beyond(usage: Usage, order: Order, prompt: str) -> bool:
    """Whether a model has nothing to mend of a usage: its prompt does not name it, or the user lets none change it."""
    return usage.id not in prompt or (not order.build_files and is_build_file(usage.path))


_NO_BLOCK = "it holds no block: answer with blocks, as the answer format says (no files, difference or JSON)"
_REPLACES = (
    "new code for calls waits for this string, which puts something else in the place of what they call: give it a "
    "block, or keep it"
)
_NO_RECIPE = "its rules stand in no recipe, and are not read: put <recipe> and </recipe> around them"


def choices_of(found: Found, order: Order, floor: Certainty) -> Choices:
    """What the user keeps and asks for. `floor`: the lowest certainty that is rewritten."""
    undone = order.replayed.undone if order.replayed is not None else frozenset[str]()
    only, skip = (shared(found.usages).with_beside(ids) if ids else ids for ids in (order.only, order.skip))
    return Choices(only, skip, floor, found.ignored, found.unselected, found.own, undone)


def _chosen(usages: Usages, choices: Choices, given: Given) -> tuple[Usages, tuple[Outcome, ...]]:
    """The usages that are to be rewritten, and what the user decided of others; none that is settled already."""
    return choose(usages.without({outcome.usage.id for outcome in given.outcomes}), choices)


def _beside(given: Given, decided: tuple[Outcome, ...]) -> Given:
    """With the usages that the user keeps: the imports of their files are for them as well."""
    kept = (each for each in decided if each.outcome == "kept")
    return given._replace(outcomes=(*given.outcomes, *kept))


def with_decided(decided: tuple[Outcome, ...], settled: Settled) -> Inlined:
    """What answers come to, with the usages that the user decided."""
    return replace(settled.inlined, outcomes=(*decided, *settled.inlined.outcomes))


def instructions(order: Order) -> str:
    """The user's own words for the model, or what `--to` says."""
    if order.instructions or not order.to:
        return order.instructions
    return f"Write it as {order.to}"


def priming(found: Found, order: Order) -> tuple[Priming, ...]:
    """The documentation and the style guides that the user gave."""
    from refactor_cli.commands.migrations.packing import priming_from

    return priming_from([str(path) for path in order.docs], order.style, found.reading, order.python)

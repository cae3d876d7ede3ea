"""Whether a rule's expression evaluates a call's arguments as the call did: once, in order, at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from refactor_cli.inline.new_source.nodes import EFFECT, FREE, PURE, Weight
from refactor_cli.inline.opened import Opened, Reordered
from refactor_cli.recipe.rules import Place


class Step(NamedTuple):
    """A step of the new evaluation: `argument` (index into the old call's, the receiver -1), None for an effect
    of the rule's own, which may be that something is stored. `bound`: names that the rule binds around it. As
    `Event` has them."""

    argument: int | None
    place: Place = "now"
    bound: frozenset[str] = frozenset()
    stores: bool = False
    is_iterable: bool = False
    is_unpacked: bool = False


class Evaluated(NamedTuple):
    """An argument of the old call: its index (the receiver -1), what it weighs, and its text for people. `is_called`:
    the old function evaluated it, as the body of a lambda."""

    argument: int
    weight: Weight
    text: str
    is_called: bool = False


# what these see, or whether they work at all, is another thing inside of a lambda
_OF_SCOPES = frozenset({"__class__", "dir", "eval", "exec", "execfile", "locals", "super", "vars"})


def check_order(
    old: Sequence[Evaluated], new: Sequence[Step], *, in_class: bool, in_any: bool = False
) -> None:
    """`old` in the order of the old call's evaluation; `in_class`: the site's names are a class body's; `in_any`:
    effects may be moved past one another, where none of them binds a name.

    Raises:
        Reordered: an effect would be moved past another.
        Opened: an effect would be lost, repeated or delayed; or a name would be captured.
    """
    binds = any(each.weight.binds for each in old)
    called = {each.argument for each in old if each.is_called}
    for each in old:
        if each.is_called:
            _check_called(each, [step for step in new if step.argument == each.argument], in_class)
    # the rule says when its own effects happen, and those of such a body
    new = [
        step._replace(argument=None) if step.argument in called else step
        for step in new
        if step.argument not in called or step.place != "later"
    ]
    old = [each for each in old if not each.is_called]
    levels = {
        each.argument: EFFECT if binds and not each.weight.literal else each.weight.level for each in old
    }
    for each in old:
        steps = [step for step in new if step.argument == each.argument]
        _check_steps(each, levels[each.argument], steps, in_class)
    _check_stores(old, new, {index for index, level in levels.items() if level == PURE})
    if in_any and not binds:
        return
    try:
        _check_sequence(old, new, {index for index, level in levels.items() if level == EFFECT})
        _check_unpacked(old, new)
    except Reordered as reason:
        if binds:
            raise Opened(str(reason)) from None
        raise


def _check_called(each: Evaluated, steps: Sequence[Step], in_class: bool) -> None:
    """The body of a lambda means the same where the rule has it: the names there are those that the lambda sees."""
    names = each.weight.names
    for step in steps:
        if captured := sorted(step.bound & names):
            raise Opened(f"the rule binds '{captured[0]}', which {shown(each.text)} reads")
    if names and in_class:
        raise Opened(f"a lambda does not see the names of the class body, which {shown(each.text)} would")
    if seen := sorted(names & _OF_SCOPES):
        raise Opened(f"'{seen[0]}' sees other names in a lambda than outside of it")


def _check_steps(each: Evaluated, level: int, steps: Sequence[Step], in_class: bool) -> None:
    short = shown(each.text)
    if not steps and level > FREE:
        raise Opened(f"would no longer evaluate {short}")
    if len(steps) > 1 and (level == EFFECT or not each.weight.copies):
        raise Opened(f"would evaluate {short} {'twice' if len(steps) == 2 else f'{len(steps)} times'}")
    if each.weight.binds and any(step.is_iterable or step.place == "again" for step in steps):
        raise Opened(f"{short} binds a name, which a comprehension does not take")
    for step in steps:
        if captured := sorted(step.bound & each.weight.names):
            raise Opened(f"the rule binds '{captured[0]}', which {short} reads")
        if step.place == "now" or each.weight.literal:
            continue
        if level >= PURE or (not each.weight.copies and step.place in ("again", "later")):
            places = {"maybe": "only under a condition", "again": "in a loop", "later": "later"}
            raise Opened(f"would evaluate {short} {places[step.place]}")
        if step.place == "later":
            raise Opened(f"would read {short} later, when it may mean something else")
        if step.place == "again" and in_class:
            raise Opened(f"{short} is a name of the class body, which a comprehension does not see")


def _check_stores(old: Sequence[Evaluated], new: Sequence[Step], pure: set[int]) -> None:
    """Attributes and subscripts may be read in another order, and not after something has got another value."""
    texts = {each.argument: shown(each.text) for each in old}
    has_stored = False
    for step in new:
        has_stored = has_stored or step.stores
        if has_stored and step.argument in pure:
            raise Opened(f"would read {texts[step.argument]} after a statement of the rule changes something")


def _check_sequence(old: Sequence[Evaluated], new: Sequence[Step], effects: set[int]) -> None:
    expected = [each.argument for each in old if each.argument in effects]
    texts = {each.argument: shown(each.text) for each in old}
    found, own = list[int](), False
    for step in new:
        if step.argument is None:
            own = True
        elif step.argument in effects:
            if own:
                raise Reordered(
                    f"would evaluate {texts[step.argument]} after something that the rule does itself"
                )
            found.append(step.argument)
    for wanted, got in zip(expected, found, strict=True):
        if wanted != got:
            raise Reordered(f"would evaluate {texts[got]} before {texts[wanted]}")


def _check_unpacked(old: Sequence[Evaluated], new: Sequence[Step]) -> None:
    """What an iterator does, it does when it is gone through, which the old call left to the function."""
    weights = {each.argument: each.weight for each in old}
    texts = {each.argument: shown(each.text) for each in old}
    through = ""
    for step in new:
        if step.argument is None:
            continue
        if through and weights[step.argument].level == EFFECT:
            raise Reordered(f"would go through {through} before it evaluates {texts[step.argument]}")
        if step.is_unpacked and weights[step.argument].may_run:
            through = texts[step.argument]


def evaluation_order(stars: Iterable[tuple[int, bool]]) -> list[int]:
    """Indexes of arguments in the order they are evaluated: those with a keyword (or `**`) come last."""
    listed = list(stars)
    return [index for index, is_keyword in listed if not is_keyword] + [
        index for index, is_keyword in listed if is_keyword
    ]


def shown(text: str) -> str:
    """Source as reasons have it."""
    folded = " ".join(text.split())
    return f"`{folded if len(folded) <= 40 else folded[:37] + '...'}`"

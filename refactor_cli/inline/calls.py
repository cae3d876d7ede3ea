"""A call and the rules for its symbol -> its new source, or why it stays open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.inline.by_rule import PASSED, Rewritten, by_rule, current
from refactor_cli.inline.call_arguments.binding import receivers_of
from refactor_cli.inline.call_arguments.further_arguments import left_by, widened
from refactor_cli.inline.call_arguments.parted import has_forms
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.opened import Opened, Passed, Unsure
from refactor_cli.inline.site import Site
from refactor_cli.inline.surroundings import Surroundings
from refactor_cli.ledger import NOT_CONCERNED
from refactor_cli.recipe.requirements import unmet
from refactor_cli.recipe.rules import HAS_FORM, Rule

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MOST_REASONS = 3
_MOST_WORDS = 300  # characters of what rules are limited to


class NotConcerned(NamedTuple):
    """Every rule for the symbol is limited to other calls."""

    reason: str


def rewritten(site: Site, rules: Sequence[Rule], around: Surroundings) -> Rewritten | NotConcerned:
    """The new source by the first rule that fits.

    Raises:
        Opened: none fits.
    """
    reasons = list[tuple[str, str]]()
    is_starred = any(argument.how.star for argument in site.arguments)
    is_outdated, passed = False, list[Rule]()
    site = current(site, around)
    for rule in rules:
        try:
            if is_concerned(rule, site) and has_forms(rule, site, receivers_of(around), around.is_meant):
                if missing := unmet(rule.requires, around.floors):
                    raise Opened(missing)
                return by_rule(_with_others(rule, rules, site, around), site, around)
        except Passed:
            passed.append(rule)
            around.forget()
        except Opened as reason:
            reasons.append((rule.label.partition(" (")[0], str(reason)))
            around.forget()
            may_be_right = is_starred and (rule.stays or bool(rule.where))
            is_outdated = is_outdated or not may_be_right or _is_given(rule, site)
    if passed and not all(_calls_again(rule, around) for rule in passed):
        reasons += ((rule.label.partition(" (")[0], PASSED) for rule in passed)
        is_outdated = True
    if reasons and is_outdated:
        raise Opened(_summed_up(reasons))
    if reasons:
        raise Unsure(_summed_up(reasons))
    if passed:
        return NotConcerned(f"the recipe says that it is not for such a call ({passed[0].label})")
    return NotConcerned(not_concerned(rules))


def not_concerned(rules: Sequence[Rule]) -> str:
    """What is said of a call that no rule is for."""
    return f"{NOT_CONCERNED} {_limits(rules)}"


def _calls_again(rule: Rule, around: Surroundings) -> bool:
    """Whether what a rule replaces stays, and only some calls of it are outdated."""
    is_of_object = around.takes_receiver and rule.symbol in rule.members
    return rule.stays or is_of_object


def _limits(rules: Sequence[Rule]) -> str:
    """Which calls the rules are for, in words; that an argument has a form is said once for all of its forms."""
    ends: dict[str, list[str]] = {}
    for limit in dict.fromkeys(filter(None, (rule.limit for rule in rules))):
        said, form, end = limit.rpartition(HAS_FORM)
        ends.setdefault(said + form, []).append(end)
    return _some([said + _some(each) for said, each in ends.items()])


def _some(words: Sequence[str]) -> str:
    """All of them, or the first few where they are many."""
    is_long = sum(map(len, words)) > _MOST_WORDS
    return " or ".join([*words[:_MOST_REASONS], "others"] if is_long else words)


def _with_others(rule: Rule, rules: Sequence[Rule], site: Site, around: Surroundings) -> Rule:
    """The rule, joined with those that rename further arguments of the same call.

    Raises:
        Opened: the new call would still give an argument that a rule is for.
    """
    further = [each for each in rules if each is not rule and _is_for_arguments(each, site, around)]
    reasons = list[str]()

    def fits(both: Rule) -> bool:
        try:
            by_rule(both, site, around)
        except Opened as reason:
            reasons.append(str(reason))
            return False
        finally:
            around.forget()
        return True

    joined = widened(rule, further, fits)
    if left := left_by(joined, further):
        raise Opened(": ".join([f"would leave '{left[0]}' as it is", *reasons[:1]]))
    return joined


def _is_for_arguments(rule: Rule, site: Site, around: Surroundings) -> bool:
    """Whether a rule is limited to what a call gives by keyword, and holds here."""
    is_of_others = _is_given(rule, site) and not rule.where
    return is_of_others and not unmet(rule.requires, around.floors) and is_concerned(rule, site)


def _summed_up(reasons: Sequence[tuple[str, str]]) -> str:
    """Why each rule was passed over, in one line: the first few by name, equal reasons once."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in reasons:
        by_reason.setdefault(reason, []).append(name)
    if len(by_reason) == 1:
        return next(iter(by_reason))
    shown = [f"{', '.join(names)}: {reason}" for reason, names in list(by_reason.items())[:_MOST_REASONS]]
    more = len(by_reason) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")


def is_concerned(rule: Rule, site: Site) -> bool:
    """Whether a rule is for calls such as this one: by what they give, and where they stand. (For which forms of
    arguments, `has_forms` tells.)

    Raises:
        Opened: a mapping decides.
    """
    keywords = {argument.how.keyword for argument in site.arguments}
    missing = [name for name in rule.given if name not in keywords]
    if missing and any(argument.how.star == "**" for argument in site.arguments):
        raise Opened(f"a double-starred argument may give '{missing[0]}'")
    return not missing and (rule.context is None or stands_in(_outermost(rule, site), rule.context))


def _is_given(rule: Rule, site: Site) -> bool:
    """Whether a call gives by keyword what a rule is limited to."""
    return bool(rule.given) and {*rule.given} <= {argument.how.keyword for argument in site.arguments}


def _outermost(rule: Rule, site: Site) -> Node:
    """The call, or the `await` around it that a rule for awaited calls is about as well."""
    parent = site.node.parent
    return parent if rule.awaited and parent is not None and parent.type == "await" else site.node

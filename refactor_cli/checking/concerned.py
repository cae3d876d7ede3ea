"""Rules -> which calls of a method they may be about, as far as a call's own text tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from typing import TYPE_CHECKING

from refactor_cli.checking.ignores import endings
from refactor_cli.find.aliases import own_name
from refactor_cli.find.call_words import IsMeant, holding_any

if TYPE_CHECKING:
    from refactor_cli.checking.recipes import Rules
    from refactor_cli.data import Target
    from refactor_cli.recipe.rules import ArgumentForm, Rule

_QUOTES = re.compile("[\"']")
_WORD_OR_SIGN = re.compile(r"[A-Za-z_]\w*|[=!<>]=|[-+/%@&|^~<>]")


def calls_meant(
    rules: Rules, targets: Iterable[Target], spoken_of: Container[str]
) -> Callable[[Target], IsMeant | None]:
    """Which calls of a target can be findings: of a method that all rules are for certain arguments of, those that have
    what one of them asks for; None for all of another target, or of one that a comment names (`spoken_of`), so that it
    is not called unused. Neither of what shares its name with another target: the two are told apart by all that
    there is."""
    times = Counter(map(own_name, targets))
    moved = {move.source for move in rules.recipe.moves}

    def meant(target: Target) -> IsMeant | None:
        if target.kind != "method" or target.name in moved or times[own_name(target)] > 1:
            return None
        if any(each in spoken_of for each in endings(target.name, rules.named[target.name])):
            return None
        its = [rule for rule in rules.recipe.rules if rule.symbol == target.name]
        if not its or any(rule.is_property or rule.transform for rule in its):
            return None
        asked = [frozenset(_asked(rule)) for rule in its]
        return holding_any(asked) if all(asked) else None

    return meant


def _asked(rule: Rule) -> Iterator[bytes]:
    """Words and signs that a call has between its brackets where a rule is for it."""
    for name in rule.given:
        yield name.encode()
    first = rule.parameters[0].name if rule.parameters else ""
    for form in rule.where:
        if form.parameter != first:  # which may stand before the dot
            yield from (each.encode() for each in _said(form))


def _said(form: ArgumentForm) -> Iterator[str]:
    """What of a form is written in one way only: neither its parts, nor texts, nor what is imported under some name."""
    if _QUOTES.search(form.text):
        return
    text = form.text
    for name, _ in form.names:
        text = re.sub(rf"(?<![\w.]){name}(?:\s*\.\s*\w+)*", " ", text)
    yield from (each for each in _WORD_OR_SIGN.findall(text) if each not in form.parts)

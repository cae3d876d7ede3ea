"""Recipe -> what it says of its symbols before a rule is tried: little enough to be kept between runs, so that a recipe
is only read where there is something to rewrite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.recipe.rules import ArgumentForm, Rule, references_of
from refactor_cli.recipe.whole import Likely, Recipe

_QUOTES = lazy_pattern("[\"']")
_WORD_OR_SIGN = lazy_pattern(r"[A-Za-z_]\w*|[=!<>]=|[-+/%@&|^~<>]")


class RuleOutline(NamedTuple):
    """Of a rule: the full dotted names in its new code, whether it is for certain arguments alone, and whether its new
    code has the old symbol. `asked`: words and signs that a call has between its brackets where it is for that."""

    symbol: str
    used: tuple[str, ...]
    is_for_arguments: bool
    names_itself: bool
    asked: tuple[str, ...] = ()


class MoveOutline(NamedTuple):
    """Of a move."""

    source: str
    target: str


class Outline(NamedTuple):
    """Of a recipe."""

    rules: tuple[RuleOutline, ...]
    moves: tuple[MoveOutline, ...]
    likely: tuple[Likely, ...] = ()

    @property
    def said(self) -> dict[str, tuple[str, ...]]:
        """As `Recipe.said`."""
        return Recipe((), (), likely=self.likely).said

    def used(self, symbol: str) -> tuple[str, ...]:
        """As `Recipe.used`."""
        named = [move.target for move in self.moves if move.source == symbol]
        named += (each for rule in self.rules if rule.symbol == symbol for each in rule.used)
        return tuple(dict.fromkeys(named))


def outline_of(recipe: Recipe) -> Outline:
    """The outline of a recipe that was read."""
    rules = (
        RuleOutline(
            rule.symbol,
            tuple(dict.fromkeys(each.dotted for each in references_of(rule.body))),
            rule.is_for_arguments,
            rule.names_itself,
            () if rule.is_property or rule.transform else tuple(dict.fromkeys(_asked(rule))),
        )
        for rule in recipe.rules
    )
    moves = (MoveOutline(move.source, move.target) for move in recipe.moves)
    return Outline(tuple(rules), tuple(moves), recipe.likely)


def _asked(rule: Rule) -> Iterator[str]:
    yield from rule.given
    first = rule.parameters[0].name if rule.parameters else ""
    for form in rule.where:
        if form.parameter != first:  # which may stand before the dot
            yield from _said(form)


def _said(form: ArgumentForm) -> Iterator[str]:
    """What of a form is written in one way only: neither its parts, nor texts, nor what is imported under some name."""
    if _QUOTES.search(form.text):
        return
    text = form.text
    for name, _ in form.names:
        text = re.sub(rf"(?<![\w.]){name}(?:\s*\.\s*\w+)*", " ", text)
    yield from (each for each in _WORD_OR_SIGN.findall(text) if each not in form.parts)

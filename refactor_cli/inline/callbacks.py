"""A reference to a function, and a rule for its calls -> a lambda that does as the rule says. Only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from refactor_cli.inline.new_source.decide import Actual, decide
from refactor_cli.inline.new_source.filling import filled
from refactor_cli.inline.new_source.given import Filling, Given
from refactor_cli.inline.new_source.place import placed
from refactor_cli.inline.new_source.precedence import ANYTHING
from refactor_cli.inline.opened import General, Opened
from refactor_cli.inline.surroundings import Surroundings
from refactor_cli.recipe.expression import OPTION
from refactor_cli.recipe.rules import Rule, Template
from refactor_cli.signature import Bound

if TYPE_CHECKING:
    from refactor_cli.data import Parameter
    from refactor_cli.grammar import Node

_STARS = {"var_positional": "*", "var_keyword": "**"}


def as_lambda(
    rules: Sequence[Rule], node: Node, around: Surroundings, taken: Sequence[str]
) -> tuple[str, Rule]:
    """The lambda in the place of the reference `node`, by the first rule that is one expression for all calls.
    `taken`: gets the names that the spelling of the rule's references uses.

    Raises:
        Opened: there is no such rule.
    """
    reason = "no rule for it"
    for rule in rules:
        try:
            return placed(_lambda(rule, around, taken), "operator", ANYTHING, node, around.utf8), rule
        except Opened as opened:
            around.forget()
            reason = str(opened)
    raise General(f"a reference, not a call, and no lambda can stand for it: {reason}")


def _lambda(rule: Rule, around: Surroundings, taken: Sequence[str]) -> str:
    if rule.given or rule.context or rule.where or rule.awaited:
        raise Opened("the rule is for some calls only")
    actuals = {each.name: Actual(is_rest=each.kind in _STARS) for each in rule.parameters}
    body, _ = decide(rule.body, actuals)
    if not isinstance(body, Template):
        raise Opened("the rule has statements")
    if rule.omitted:
        name = min(rule.omitted)
        if rule.label == OPTION:
            raise Opened(
                f"--to leaves out '{name}' where a call does, and a lambda needs its default: say it in a recipe "
                f"(docs/recipe-language.md), as the parameter {name}=…"
            )
        raise Opened(
            f"the rule leaves out '{name}' where a call does: write its default in the rule ({name}=…, not OMITTED)"
        )
    given = {
        index: Given(each.name, "atom", _STARS.get(each.kind, ""))
        for index, each in enumerate(rule.parameters)
    }
    bound = Bound({each.name: (index,) for index, each in enumerate(rule.parameters)})
    filling = Filling(
        rule, bound, given, ".", "()", around.spell, lambda _: None, frozenset(), around.newline
    )
    text = filled(body, filling, None)
    if body.needs_brackets:
        text = f"({text})"
    parameters = ", ".join(_parameters(rule, filling))
    if captured := {each.name for each in rule.parameters} & {*taken}:
        raise Opened(f"its parameter '{min(captured)}' would hide what the rule calls")
    return f"lambda {parameters}: {text}" if parameters else f"lambda: {text}"


def _parameters(rule: Rule, filling: Filling) -> list[str]:
    """The lambda's. One that only goes by position may go by keyword as well, as `/` needs Python 3.8; not beside
    `**kwargs`, which may hold its name."""
    kinds = {each.kind for each in rule.parameters}
    if {"positional_only", "var_keyword"} <= kinds:
        raise Opened("the rule has parameters by position alone, and takes any keywords")
    found, defaults = list[str](), dict(rule.defaults)
    previous: Parameter | None = None
    for each in rule.parameters:
        starts_keywords = each.kind == "keyword_only" and (
            previous is None or previous.kind not in ("keyword_only", "var_positional")
        )
        if starts_keywords:
            found.append("*")
        default = f"={filled(defaults[each.name], filling, None)}" if each.name in defaults else ""
        found.append(_STARS.get(each.kind, "") + each.name + default)
        previous = each
    return found

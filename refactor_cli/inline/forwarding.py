"""Starred arguments of a call, passed on as they are by a rule that has no `*args` or `**kwargs` for them.

`old(*row)` may give any of the old parameters. Where the rule passes these on at the same places, each once and
with nothing standing for what is left out, the new call can be given the same `*row`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from refactor_cli.data import Parameter
from refactor_cli.recipe.rules import Argument, CallPiece, Event, Hole, Pieces, Rule, Template
from refactor_cli.signature import CallArgument

_REST, _MORE = "*", "**"  # no names that a parameter can have


def forwarding(
    rule: Rule,
    arguments: Sequence[CallArgument],
    receivers: int,
    signature: Callable[[Pieces], tuple[Parameter, ...] | None],
) -> Rule | None:
    """The rule with `*` and `**` of its own for what this call gives starred; None when they would change what is
    passed on. The first `receivers` parameters are no arguments."""
    body = rule.body
    if not isinstance(body, Template) or len(body.pieces) != 1 or not isinstance(body.pieces[0], CallPiece):
        return None
    call = body.pieces[0]
    if any(argument.star for argument in arguments) and any(argument.star for argument in call.arguments):
        return None
    stars = {argument.star for argument in arguments}
    rests = {"*": "var_positional", "**": "var_keyword"}
    if {rests[star] for star in stars - {""}} & {each.kind for each in rule.parameters}:
        return None  # the rule drops what is left over
    places = [
        each.name for each in rule.parameters[receivers:] if each.kind in ("positional_only", "positional")
    ]
    given = [argument for argument in arguments if not argument.keyword and argument.star != "**"]
    first_star = next((place for place, argument in enumerate(given) if argument.star), len(places))
    by_position, by_keyword = {*places[:first_star]}, {argument.keyword for argument in arguments}
    if not any(argument.star == "*" for argument in arguments):
        by_position = {*places[: len(given)]}
    taken = by_position | by_keyword
    left = [each for each in rule.parameters[receivers:] if each.name not in taken]
    if any(each.default and each.name not in rule.omitted for each in left):
        return None
    if [argument.hole for argument in call.arguments[: len(places)]] != places or any(
        argument.keyword for argument in call.arguments[: len(places)]
    ):
        return None
    if any(not argument.keyword for argument in call.arguments[len(places) :]):
        return None
    if any(argument.star == "**" for argument in arguments) and not _keeps_names(rule, call, left, signature):
        return None
    return _with_stars(rule, body, call, arguments, {each.name for each in left})


def _keeps_names(
    rule: Rule,
    call: CallPiece,
    left: Sequence[Parameter],
    signature: Callable[[Pieces], tuple[Parameter, ...] | None],
) -> bool:
    """Whether the new call takes what is left by the old keywords."""
    known = signature(call.callee)
    if known is None and not rule.keeps_keywords:
        return False
    for place, argument in enumerate(call.arguments):
        if argument.hole in {each.name for each in left}:
            new_name = known[place].name if known is not None and place < len(known) else argument.hole
            if (argument.keyword or new_name) != argument.hole:
                return False
    return True


def _with_stars(
    rule: Rule, body: Template, call: CallPiece, arguments: Sequence[CallArgument], left: set[str]
) -> Rule | None:
    holes = [name for argument in call.arguments if (name := argument.hole)]
    used = [event.parameter for event in body.events if event.parameter]
    if any(used.count(name) > 1 for name in left) or any(name not in holes for name in left & set(used)):
        return None
    lead = " " if len(call.arguments) > 1 else ""
    kept = [argument for argument in call.arguments if argument.hole not in left]
    positions = sum(not argument.keyword for argument in kept)
    stars, events = list[Parameter](), [event for event in body.events if event.parameter not in left]
    if any(argument.star == "*" for argument in arguments):
        kept.insert(positions, Argument(lead if positions else "", "*", "", (Hole(_REST, "starred", True),)))
        events.insert(positions, Event(_REST))
        stars.append(Parameter(_REST, "var_positional"))
    if any(argument.star == "**" for argument in arguments):
        kept.append(Argument(lead if kept else "", "**", "", (Hole(_MORE, "starred", True),)))
        events.insert(len(events) - 1, Event(_MORE))
        stars.append(Parameter(_MORE, "var_keyword"))
    parameters = (*(each for each in rule.parameters if each.name not in left), *stars)
    piece = call._replace(arguments=tuple(kept))
    return replace(rule, parameters=parameters, body=replace(body, pieces=(piece,), events=tuple(events)))

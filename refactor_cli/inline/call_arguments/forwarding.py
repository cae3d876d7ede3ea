"""Starred arguments of a call, passed on as they are by a rule that has no `*args` or `**kwargs` for them.

`old(*row)` may give any of the old parameters. Where the rule passes these on at the same places, each once and
with nothing standing for what is left out, the new call can be given the same `*row`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from refactor_cli.data import Parameter
from refactor_cli.inline.call_arguments.positions import is_same_default, parameter_of
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
    if rule.keeps_keywords and _has_other_defaults(call, left, signature(call.callee)):
        return None
    if [argument.hole for argument in call.arguments[: len(places)]] != places or any(
        argument.keyword for argument in call.arguments[: len(places)]
    ):
        return None
    if any(not argument.keyword for argument in call.arguments[len(places) :]):
        return None
    if any(argument.star == "**" for argument in arguments) and not _keeps_names(rule, call, left, signature):
        return None
    named = {} if not by_keyword & {*places} else _keywords(rule, call, by_keyword, signature)
    if named is None:
        return None
    return _with_stars(rule, body, call, arguments, {each.name for each in left}, named)


def _keywords(
    rule: Rule,
    call: CallPiece,
    given: set[str],
    signature: Callable[[Pieces], tuple[Parameter, ...] | None],
) -> dict[str, str] | None:
    """What the new call calls the arguments that the old one gives by keyword: behind a star they cannot go by
    position. None where that is not known."""
    known = signature(call.callee)
    if known is None and not rule.keeps_keywords:
        return None
    found = dict[str, str]()
    for place, argument in enumerate(call.arguments):
        if argument.keyword or argument.hole not in given:
            continue
        there = known[place] if known is not None and place < len(known) else None
        if known is not None and (there is None or there.kind != "positional"):
            return None
        found[argument.hole] = there.name if there is not None else argument.hole
    return found


def _has_other_defaults(
    call: CallPiece, left: Sequence[Parameter], known: Sequence[Parameter] | None
) -> bool:
    """Whether the new function has another default for something that the star may leave out."""
    old = {each.name: each.default for each in left if each.default}
    for place, argument in enumerate(call.arguments if known is not None else ()):
        new = parameter_of(argument, place, known or ())
        if argument.hole in old and new is not None and not is_same_default(old[argument.hole], new.default):
            return True
    return False


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
    rule: Rule,
    body: Template,
    call: CallPiece,
    arguments: Sequence[CallArgument],
    left: set[str],
    named: Mapping[str, str],
) -> Rule | None:
    holes = [name for argument in call.arguments if (name := argument.hole)]
    used = [event.parameter for event in body.events if event.parameter]
    if any(used.count(name) > 1 for name in left) or any(name not in holes for name in left & set(used)):
        return None
    lead = " " if len(call.arguments) > 1 else ""
    kept = [argument for argument in call.arguments if argument.hole not in left]
    if any(argument.star == "*" for argument in arguments):
        plain = [argument for argument in kept if not argument.keyword and argument.hole not in named]
        behind = [argument for argument in kept if argument not in plain]
        kept = plain + [each._replace(keyword=each.keyword or named[each.hole]) for each in behind]
    else:  # what stands behind one that the mapping may give has another place without it
        first = next((place for place, each in enumerate(call.arguments) if each.hole in left), len(kept))
        moved = kept[first:]
        if any(not each.keyword and each.hole not in named for each in moved):
            return None
        kept = kept[:first] + [each._replace(keyword=each.keyword or named[each.hole]) for each in moved]
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
    by_name = {*named} if stars and stars[0].kind == "var_positional" else set[str]()
    staying = (each for each in rule.parameters if each.name not in left)
    parameters = (
        *(each._replace(kind="keyword_only") if each.name in by_name else each for each in staying),
        *stars,
    )
    piece = call._replace(arguments=tuple(kept))
    return replace(rule, parameters=parameters, body=replace(body, pieces=(piece,), events=tuple(events)))

"""Rules that each rename an argument of the same function -> one rule for a call that gives several of them.

Rules are tried in order and one is carried out: of `f(*args, old, **kwargs) -> f(*args, new=old, **kwargs)` and another
of this kind, the second would be left to a later run, and the call be called rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from refactor_cli.data import Parameter
from refactor_cli.inline.opened import Opened
from refactor_cli.recipe.rules import (
    Argument,
    Body,
    Branch,
    CallPiece,
    Hole,
    Piece,
    Reference,
    Rule,
    Template,
    last_part,
    templates_of,
)


def widened(rule: Rule, others: Iterator[Rule], fits: Callable[[Rule], object]) -> Rule:
    """The rule, joined with every one of the `others` with which it still fits: `fits` raises Opened where it does
    not."""
    for other in others:
        both = _joined(rule, other)
        if both is None:
            continue
        try:
            fits(both)
        except Opened:
            continue
        rule = both
    return rule


def _joined(rule: Rule, other: Rule) -> Rule | None:
    """One after the other; None where they are not of the kind that passes on all else."""
    if not (_passes_on(rule) and _passes_on(other)) or _head(rule) != _head(other):
        return None
    own, more = _options(rule), _options(other)
    if {each.name for each in own} & {each.name for each in more}:
        return None
    *before, rest = rule.parameters
    return replace(
        rule,
        parameters=(*before, *more, rest),
        body=_with_all(rule.body, other.body, {each.name for each in more}),
        defaults=(*rule.defaults, *other.defaults),
        omitted=rule.omitted | other.omitted,
        given=(*rule.given, *other.given),
        behaviour="changes" if "changes" in (rule.behaviour, other.behaviour) else "same",
    )


def _options(rule: Rule) -> tuple[Parameter, ...]:
    return tuple(each for each in rule.parameters if each.kind == "keyword_only")


def _head(rule: Rule) -> tuple[object, ...]:
    """What has to be the same in both."""
    calls = {(_callee(call.callee), *map(_bare, _passed_on(call))) for call in _calls(rule.body)}
    plain = tuple((each.name, each.kind) for each in rule.parameters if each.kind != "keyword_only")
    return rule.symbol, rule.context, plain, frozenset(calls)


def _passes_on(rule: Rule) -> bool:
    """Whether a rule for calls that give certain arguments calls the same again with all others, `**kwargs` last."""
    is_plain = rule.given and not (rule.awaited or rule.is_property or rule.transform)
    if not is_plain or not rule.parameters or rule.parameters[-1].kind != "var_keyword":
        return False
    if any(not isinstance(each, Template) or len(each.pieces) != 1 for each in templates_of(rule.body)):
        return False
    calls = list(_calls(rule.body))
    return len(calls) == len(list(templates_of(rule.body))) and all(_goes_on(rule, each) for each in calls)


def _goes_on(rule: Rule, call: CallPiece) -> bool:
    first, rest = rule.parameters[0].name, rule.parameters[-1].name
    is_same = _callee(call.callee) in ((rule.symbol,), (first, f".{last_part(rule.symbol)}"))
    stars = [each for each in call.arguments if each.star == "**"]
    return is_same and stars == [*call.arguments[-1:]] and stars[0].hole == rest


def _calls(body: Body) -> Iterator[CallPiece]:
    for template in templates_of(body):
        if isinstance(template.pieces[0], CallPiece):
            yield template.pieces[0]


def _callee(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    return tuple(
        each.dotted
        if isinstance(each, Reference)
        else each.parameter
        if isinstance(each, Hole)
        else str(each)
        for each in pieces
    )


def _passed_on(call: CallPiece) -> list[Argument]:
    """What is no option."""
    return [each for each in call.arguments if each.star or not each.keyword]


def _bare(argument: Argument) -> tuple[str, str]:
    return argument.star, argument.hole


def _with_all(body: Body, other: Body, names: set[str]) -> Body:
    """`names`: the parameters that `other` brings."""
    if isinstance(body, Branch):
        undecided = _with_all(body.undecided, other, names) if body.undecided is not None else None
        then, otherwise = _with_all(body.then, other, names), _with_all(body.otherwise, other, names)
        return replace(body, then=then, otherwise=otherwise, undecided=undecided)
    if isinstance(other, Branch):
        undecided = _with_all(body, other.undecided, names) if other.undecided is not None else None
        then, otherwise = _with_all(body, other.then, names), _with_all(body, other.otherwise, names)
        return replace(other, then=then, otherwise=otherwise, undecided=undecided)
    assert isinstance(body, Template)
    assert isinstance(other, Template)
    call, more = body.pieces[0], other.pieces[0]
    assert isinstance(call, CallPiece)
    assert isinstance(more, CallPiece)
    options = (each for each in more.arguments if each.keyword)
    *arguments, rest = call.arguments
    events = (each for each in other.events if each.parameter in names)
    *before, last = body.events
    return replace(
        body,
        pieces=(call._replace(arguments=(*arguments, *options, rest)),),
        events=(*before, *events, last),
    )

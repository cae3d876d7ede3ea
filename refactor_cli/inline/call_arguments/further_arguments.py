"""Rules that each rename an argument of the same function -> one rule for a call that gives several of them.

Rules are tried in order and one is carried out: of `f(*args, old, **kwargs) -> f(*args, new=old, **kwargs)` and another
of this kind, the second would be left to a later run, and the call be called rewritten.

What cannot be joined must not be left either: see `left_by`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from refactor_cli.data import Parameter
from refactor_cli.dotted import last_part
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
    templates_of,
)


def widened(rule: Rule, others: Iterable[Rule], fits: Callable[[Rule], bool]) -> Rule:
    """The rule, joined with every one of the `others` with which it still fits."""
    for other in others:
        both = _joined(rule, other)
        if both is not None and fits(both):
            rule = both
    return rule


def left_by(rule: Rule, others: Iterable[Rule]) -> list[str]:
    """The arguments of a call that these other rules are for as well, and that its new source, which calls the same
    again, still gives."""
    named = {each.name for each in rule.parameters}
    if not any(_is_same(rule, each) for each in _calls(rule.body)):
        return []
    left = (name for each in others if named.isdisjoint(each.given) for name in each.given)
    return [*dict.fromkeys(left)]


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
        body=_with_all(rule.body, other.body),
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
    return rule.symbol, rule.context, rule.order, plain, frozenset(calls)


def _passes_on(rule: Rule) -> bool:
    """Whether a rule for calls that give certain arguments calls the same again with all others, `**kwargs` last."""
    is_plain = rule.given and not (rule.where or rule.awaited or rule.is_property or rule.transform)
    if not is_plain or not rule.parameters or rule.parameters[-1].kind != "var_keyword":
        return False
    if any(not isinstance(each, Template) or len(each.pieces) != 1 for each in templates_of(rule.body)):
        return False
    calls = list(_calls(rule.body))
    return (
        len(calls) == len(list(templates_of(rule.body)))
        and all(_goes_on(rule, each) for each in calls)
        and not _asks_for_others(rule)
    )


def _goes_on(rule: Rule, call: CallPiece) -> bool:
    stars = [each for each in call.arguments if each.star == "**"]
    is_last = stars == [*call.arguments[-1:]] and stars[0].hole == rule.parameters[-1].name
    return _is_same(rule, call) and is_last and all(each.hole for each in _passed_on(call))


def _is_same(rule: Rule, call: CallPiece) -> bool:
    """Whether it calls what the rule is for."""
    first = rule.parameters[0].name if rule.parameters else ""
    return _callee(call.callee) in ((rule.symbol,), (first, f".{last_part(rule.symbol)}"))


def _asks_for_others(rule: Rule) -> bool:
    """Whether a rule does more with the arguments that it passes on: it decides by what they are."""
    rest = rule.parameters[-1].name
    passed_on = len(list(templates_of(rule.body)))
    return sum(_named(tree, rest) for tree in _trees(rule.body)) > passed_on


def _trees(body: Body) -> Iterator[ast.AST]:
    if isinstance(body, Branch):
        yield body.test
        for each in (body.then, body.otherwise, body.undecided):
            if each is not None:
                yield from _trees(each)
    else:
        yield from (each.node for each in templates_of(body))


def _named(tree: ast.AST, name: str) -> int:
    return sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


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


def _with_all(body: Body, other: Body) -> Body:
    if isinstance(body, Branch):
        undecided = _with_all(body.undecided, other) if body.undecided is not None else None
        then, otherwise = _with_all(body.then, other), _with_all(body.otherwise, other)
        return replace(body, then=then, otherwise=otherwise, undecided=undecided)
    if isinstance(other, Branch):
        undecided = _with_all(body, other.undecided) if other.undecided is not None else None
        then, otherwise = _with_all(body, other.then), _with_all(body, other.otherwise)
        return replace(other, then=then, otherwise=otherwise, undecided=undecided)
    assert isinstance(body, Template)
    assert isinstance(other, Template)
    call, more = body.pieces[0], other.pieces[0]
    assert isinstance(call, CallPiece)
    assert isinstance(more, CallPiece)
    options = (each for each in more.arguments if each.keyword)
    *arguments, rest = call.arguments
    # at the end of both are evaluated `**kwargs` and the call itself, at the beginning what is passed on
    before = sum(isinstance(each, Hole) for each in more.callee) + len(_passed_on(more)) - 1
    return replace(
        body,
        pieces=(call._replace(arguments=(*arguments, *options, rest)),),
        events=(*body.events[:-2], *other.events[before:-2], *body.events[-2:]),
    )

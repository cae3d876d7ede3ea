"""A call and the one rule that is chosen for it -> its new source."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Span
from refactor_cli.inline.call_arguments.around_arguments import brackets, link
from refactor_cli.inline.call_arguments.binding import (
    actuals_of,
    bound_by,
    check_class,
    check_effects,
    check_use,
    given_at,
    receivers_of,
)
from refactor_cli.inline.call_arguments.displays import spread
from refactor_cli.inline.call_arguments.parted import parted
from refactor_cli.inline.new_source.decide import decide
from refactor_cli.inline.new_source.doubled import without_doubled
from refactor_cli.inline.new_source.effects import evaluation_order
from refactor_cli.inline.new_source.filling import arrangement, empty_call, filled, framed_call, main_call
from refactor_cli.inline.new_source.given import RECEIVER, Filling, Given
from refactor_cli.inline.new_source.nodes import Shape
from refactor_cli.inline.new_source.place import placed
from refactor_cli.inline.new_source.precedence import of_expression
from refactor_cli.inline.new_source.quoting import has_single_quotes
from refactor_cli.inline.new_source.statements import indentation_at, joined, statement_place
from refactor_cli.inline.opened import Opened, Passed
from refactor_cli.inline.site import Gone, Site, SiteArgument, reread, span_of
from refactor_cli.inline.surroundings import Surroundings
from refactor_cli.recipe.rules import PASSES, Block, CallPiece, Hole, Reference, Rule, Template
from refactor_cli.signature import Bound

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

PASSED = "the rule says that it is not for such a call"


class Rewritten(NamedTuple):
    """New source for a call, or for the statement that it is in, and the rule that gave it. `keeps_receiver`: what
    the method was called on is a part of the new source; `vacated`: the first names of what else goes with the call;
    `gone`: what of its arguments goes."""

    text: str
    rule: Rule
    keeps_receiver: bool
    span: Span
    vacated: tuple[Span, ...] = ()
    gone: tuple[Gone, ...] = ()


def current(site: Site, around: Surroundings) -> Site:
    """The site with what its arguments have become by the changes inside of them."""

    def now(argument: SiteArgument) -> SiteArgument:
        text = around.current(argument.value)
        is_same = text.encode() == around.utf8[slice(*argument.value)]
        return argument if is_same else reread(argument, text)

    receiver = now(site.receiver) if site.receiver is not None else None
    return site._replace(receiver=receiver, arguments=tuple(map(now, site.arguments)))


def by_rule(rule: Rule, site: Site, around: Surroundings) -> Rewritten:
    """The new source that a rule gives for a call.

    Raises:
        Opened: something would be lost, or mean something else; Passed: the rule says that it is not for it.
    """
    asked_for = frozenset(form.parameter for form in rule.where if not form.parts)
    if rule.where:
        rule, site, around = _taken_apart(rule, site, around)
    try:
        rule, bound = bound_by(rule, site, around)
    except Opened:
        if (wider := spread(site)) is None:
            raise
        return by_rule(rule, current(wider, around), around)
    given = _given(site, around)
    body, asked = decide(rule.body, actuals_of(rule, bound, given))
    if isinstance(body, Template) and body.text == PASSES:
        raise Passed(PASSED)
    node = _replaced(rule, body, site)
    body = without_doubled(body, node, lambda name: _is_builtin(name, around))
    templates = body.templates if isinstance(body, Block) else (body,)
    check_use(rule, bound, templates, asked | asked_for, around.other_class)
    if around.lacks_class:
        check_class(rule, templates)
    filling, main = _in_order(rule, body, bound, _filling(rule, bound, given, site, around), site, around)
    used = _used(templates, bound)
    keeps_receiver = RECEIVER in used
    dropped = (each.value for index, each in enumerate(site.arguments) if index not in used)
    gone = (*site.apart, *map(Gone, dropped))
    # what is not kept is a name, in which nothing but a comment has this sign
    if not keeps_receiver and ("#" in filling.link or "#" in around.current(site.callee)):
        raise Opened("a comment before the method's name would be lost")

    def written(template: Template, where: Node) -> str:
        text = filled(template, filling, main)
        return placed(text, *_shape(template, bound, site), where, around.utf8)

    if isinstance(body, Block):
        span, text = _statements(body, node, filling, main, written, around)
        return Rewritten(text, rule, keeps_receiver, span, site.names, gone)
    span = site.span if node == site.node else span_of(node)
    return Rewritten(written(body, node), rule, keeps_receiver, span, site.names, gone)


def _in_order(
    rule: Rule, body: Template | Block, bound: Bound, filling: Filling, site: Site, around: Surroundings
) -> tuple[Filling, CallPiece | None]:
    """The call that takes the place of the old one, if there is one, and what fills it as the old one is laid out.

    Raises:
        Opened: something would happen in another order, or more or less often.
    """
    templates = body.templates if isinstance(body, Block) else (body,)
    main = _main_call(templates, filling, site)
    if main is None:
        filling = replace(filling, framed=framed_call(body, filling))
    arranged = arrangement(main, filling) if main is not None else []
    kept = [(each.old, not each.is_position) for each in arranged if each.old is not None]
    check_effects(rule, templates, bound, site, around, evaluation_order(kept))
    if main is not None and site.brackets.start > site.callee.end:
        filling = replace(filling, gap=around.current(Span(site.callee.end, site.brackets.start)))
    return filling, main


def _given(site: Site, around: Surroundings) -> dict[int, Given]:
    """What a call gives, by its place among the arguments."""
    given = {index: given_at(argument, around) for index, argument in enumerate(site.arguments)}
    return given if site.receiver is None else {**given, RECEIVER: given_at(site.receiver, around)}


def _used(templates: Sequence[Template], bound: Bound) -> set[int]:
    """The places of what new code uses of that."""
    events = (event for template in templates for event in template.events)
    return {index for event in events for index in bound.given.get(event.parameter, ())}


def _taken_apart(rule: Rule, site: Site, around: Surroundings) -> tuple[Rule, Site, Surroundings]:
    """The same for a rule that is for arguments of certain forms: with their parts as arguments.

    Raises:
        Opened: what makes the form out means something else here.
    """
    for name in (each for form in rule.where for each in form.builtins):
        if not _is_builtin(name, around):
            raise Opened(f"'{name}' is not Python's own here")
    rule, site = parted(rule, site, receivers_of(around), around.is_meant)
    if site.outside or site.receiver is None:
        around = _without_receiver(around)
    around = replace(around, current=around.without(site.apart))
    return rule, current(site, around), around


def _main_call(templates: Sequence[Template], filling: Filling, site: Site) -> CallPiece | None:
    """The call in new source that takes the place of the old one, with what stands between its arguments.

    Raises:
        Opened: there is none, and a comment stands there.
    """
    main = main_call(templates, filling)
    if main is None and site.has_comments and len(site.arguments) == site.outside:
        main = empty_call(templates, filling)
    if main is None and site.has_comments:
        raise Opened("a comment between its arguments would be lost")
    return main


def _without_receiver(around: Surroundings) -> Surroundings:
    """For a rule that takes apart what a method is called on, and has the parts for arguments.

    Raises:
        Opened: that may be no object of the class that has the method.
    """
    if around.other_class or around.lacks_class:
        raise Opened("it may be called on another class, and the rule takes apart what it is called on")
    return replace(around, takes_receiver=False)


def _is_builtin(name: str, around: Surroundings) -> bool:
    """Whether a plain name is Python's own here."""
    spelled = around.spell(Reference(name, "builtins", name))
    around.forget()
    return spelled == name


def _replaced(rule: Rule, body: Template | Block, site: Site) -> Node:
    """What a rule replaces: the call, or with it the `await` before it."""
    if not rule.awaited:
        return site.node
    parent = site.node.parent
    if parent is None or parent.type != "await":
        raise Opened("the rule is for calls that are awaited at once")
    is_own = isinstance(body, Template) and body.is_awaited
    return site.node if is_own else parent


def _statements(
    block: Block,
    node: Node,
    filling: Filling,
    main: CallPiece | None,
    written: Callable[[Template, Node], str],
    around: Surroundings,
) -> tuple[Span, str]:
    """The span that a block's statements replace, and their source."""
    place = statement_place(node, around.utf8, block.returned is not None)
    indent = indentation_at(around.utf8, place.statement.start)
    filling = replace(filling, units=(block.unit, around.unit), indent=indent)
    parts = [filled(each, filling, main) for each in block.statements]
    line_end = around.newline + indent
    if place.kind == "alone":
        if block.returned is not None and not _is_idle(block.returned, filling):
            parts.append(filled(block.returned, filling, main))
        return place.statement, joined(parts or ["pass"], place, block.is_simple, line_end)
    assert block.returned is not None
    before = around.current(Span(place.statement.start, node.start_byte))
    parts.append(before + written(block.returned, node))
    return Span(place.statement.start, node.end_byte), joined(parts, place, block.is_simple, line_end)


def _is_idle(template: Template, filling: Filling) -> bool:
    """Whether evaluating an expression does nothing, and evaluates nothing of the call's."""
    return all(event.parameter and event.parameter not in filling.bound.given for event in template.events)


def _filling(
    rule: Rule, bound: Bound, given: Mapping[int, Given], site: Site, around: Surroundings
) -> Filling:
    return Filling(
        rule=rule,
        bound=bound,
        given={index: each for index, each in given.items() if index != RECEIVER or around.takes_receiver},
        link=link(site),
        brackets=brackets(site, around.utf8),
        spell=around.spell,
        signature=around.signature,
        old_keywords=around.old_keywords,
        newline=around.newline,
        indent=around.indent,
        local=around.local,
        single_quotes=has_single_quotes(rule, around.utf8, site.node),
        outside=site.outside,
    )


def _shape(template: Template, bound: Bound, site: Site) -> tuple[Shape, int]:
    """How tightly the new expression binds."""
    if template.shape != "hole":
        assert isinstance(template.node, ast.expr)
        shape: Shape = template.shape if template.shape in ("number", "operator") else "atom"
        return shape, of_expression(template.node)
    hole = template.pieces[0]
    assert isinstance(hole, Hole)
    indexes = bound.given.get(hole.parameter)
    if indexes is None:
        return "operator", -1
    argument = site.receiver if indexes[0] == RECEIVER else site.arguments[indexes[0]]
    assert argument is not None
    # a generator comes with brackets of its own by now
    return "atom" if argument.shape == "generator" else argument.shape, argument.strength

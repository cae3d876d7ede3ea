"""A call and the rules for its symbol -> its new source, or why it stays open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from refactor_cli.data import Parameter, Span, Usage
from refactor_cli.inline.decide import decide
from refactor_cli.inline.effects import Evaluated, Step, check_order, evaluation_order
from refactor_cli.inline.filling import RECEIVER, Filling, Given, arrangement, filled, main_call
from refactor_cli.inline.forwarding import forwarding
from refactor_cli.inline.layout import HOLE
from refactor_cli.inline.nodes import FREE, Shape
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.place import placed
from refactor_cli.inline.precedence import of_expression
from refactor_cli.inline.site import Site, SiteArgument
from refactor_cli.recipe.rules import Hole, Pieces, Reference, Rule, Template
from refactor_cli.signature import Bound, Unbound, bind


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a call's rewriting needs to know about its file.

    `current`: source of a span with the edits inside it made; `takes_receiver`: whether the first parameter of
    the rules is what stands before the dot; `is_class_access`: whether what stands there is a class, and an
    instance method is called through it; `names_a_class`: what stands there is a name of a class or module, which
    may be dropped; `other_class`: the class there where it is not the one that has the method. `spell` and
    `signature` as `Filling` has them; `forget` takes back what was spelled for a rule that does not fit after
    all; `old_keywords` as `Filling` has them. `in_class`: names here are a class body's.
    """

    utf8: bytes
    current: Callable[[Span], str]
    takes_receiver: bool
    is_class_access: bool
    names_a_class: bool
    other_class: str
    spell: Callable[[Reference], str]
    signature: Callable[[Pieces], tuple[Parameter, ...] | None]
    forget: Callable[[], None]
    old_keywords: frozenset[str] | None
    newline: str
    indent: str
    in_class: bool


class Rewritten(NamedTuple):
    """New source for a call, and the rule that gave it. `keeps_receiver`: what the method was called on is a part
    of the new source."""

    text: str
    rule: Rule
    keeps_receiver: bool


class NotConcerned(NamedTuple):
    """Every rule for the symbol is limited to other calls."""

    reason: str


def rewritten(
    site: Site, usage: Usage, rules: Sequence[Rule], around: Surroundings
) -> Rewritten | NotConcerned:
    """The new source by the first rule that fits.

    Raises:
        Opened: none fits.
    """
    reasons = list[str]()
    for rule in rules:
        try:
            if _is_concerned(rule, site):
                return _by_rule(rule, site, around)
        except Opened as reason:
            reasons.append(str(reason))
            around.forget()
    if reasons:
        raise Opened("; or ".join(dict.fromkeys(reasons)) if len(reasons) < 3 else reasons[0])
    names = sorted({name for rule in rules for name in rule.given})
    return NotConcerned(
        f"the recipe only concerns calls that give {' or '.join(names)}" if names else "not concerned"
    )


def _is_concerned(rule: Rule, site: Site) -> bool:
    keywords = {argument.how.keyword for argument in site.arguments}
    missing = [name for name in rule.given if name not in keywords]
    if missing and any(argument.how.star == "**" for argument in site.arguments):
        raise Opened(f"a double-starred argument may give '{missing[0]}'")
    parent = site.node.parent
    if rule.context == "statement" and (parent is None or parent.type != "expression_statement"):
        return False
    return not missing


def _by_rule(rule: Rule, site: Site, around: Surroundings) -> Rewritten:
    if rule.awaited and (site.node.parent is None or site.node.parent.type != "await"):
        raise Opened("the rule is for calls that are awaited at once")
    rule, bound = _bound(rule, site, around)
    given = {index: _given(argument, around) for index, argument in enumerate(site.arguments)}
    if site.receiver is not None:
        given[RECEIVER] = _given(site.receiver, around)
    template, asked = decide(rule.body, _sources(rule, bound, given))
    _check_use(rule, bound, template, asked, around.other_class)
    filling = _filling(rule, bound, given, site, around)
    main = main_call(template, filling)
    if main is None and site.has_comments:
        raise Opened("a comment between its arguments would be lost")
    arranged = arrangement(main, filling) if main is not None else []
    kept = [(each.old, not each.is_position) for each in arranged if each.old is not None]
    _check_effects(template, bound, site, around, evaluation_order(kept))
    text = filled(template, filling, main)
    if main is not None and site.brackets.start > site.callee.end:
        _check_gap(around.current(Span(site.callee.end, site.brackets.start)))
    used = (bound.given.get(event.parameter, ()) for event in template.events)
    keeps_receiver = any(RECEIVER in indexes for indexes in used)
    if not keeps_receiver and "#" in filling.link:
        raise Opened("a comment before the method's name would be lost")
    text = placed(text, *_shape(template, bound, site), site, around.utf8)
    return Rewritten(text, rule, keeps_receiver)


def _bound(rule: Rule, site: Site, around: Surroundings) -> tuple[Rule, Bound]:
    """Binds the arguments; the receiver, where there is one, to the first parameter. The rule may come back with
    stars of its own, for a call that has some."""
    is_method = around.takes_receiver and not around.is_class_access
    if is_method:
        if not rule.parameters or rule.parameters[0].kind not in ("positional", "positional_only"):
            raise Opened("the rule has no parameter for what the method is called on")
        if site.receiver is None:
            raise Opened("a method that is called by a name of its own: what it is bound to is not known")
    receivers = 1 if is_method else 0
    hows = [argument.how for argument in site.arguments]
    bound = bind(hows, rule.parameters[receivers:])
    if isinstance(bound, Unbound) and any(how.star for how in hows):
        starred = forwarding(rule, hows, receivers, around.signature)
        if starred is not None and isinstance(again := bind(hows, starred.parameters[receivers:]), Bound):
            rule, bound = starred, again
    if isinstance(bound, Unbound):
        raise Opened(bound.reason)
    if is_method:
        bound = bound._replace(given={**bound.given, rule.parameters[0].name: (RECEIVER,)})
    return rule, bound


def _given(argument: SiteArgument, around: Surroundings) -> Given:
    text = around.current(argument.value)
    return Given(text, argument.shape, argument.how.star, argument.how.keyword, argument.is_super)


def _sources(rule: Rule, bound: Bound, given: Mapping[int, Given]) -> dict[str, str | None]:
    defaults = dict(rule.defaults)
    found: dict[str, str | None] = {}
    for parameter in rule.parameters:
        indexes = bound.given.get(parameter.name)
        if indexes:
            found[parameter.name] = given[indexes[0]].text
        elif parameter.name in defaults and parameter.name not in bound.uncertain:
            found[parameter.name] = defaults[parameter.name].text
        else:
            found[parameter.name] = None
    return found


def _check_use(rule: Rule, bound: Bound, template: Template, asked: frozenset[str], other_class: str) -> None:
    used = {event.parameter for event in template.events} | asked
    for parameter in rule.parameters:
        name, indexes = parameter.name, bound.given.get(parameter.name, ())
        if RECEIVER in indexes:
            if name not in used and other_class:
                raise Opened(f"it is called on {other_class}, and the rule does not use what it is called on")
        elif indexes and name not in used:
            if parameter.kind.startswith("var_"):
                raise Opened("the call gives arguments that the rule does not use")
            raise Opened(f"the call gives '{name}', which the rule does not use")


def _check_effects(
    template: Template, bound: Bound, site: Site, around: Surroundings, main_order: Sequence[int]
) -> None:
    """`main_order`: arguments of the call that takes over the old one's, as that will evaluate them."""
    arguments: dict[int, SiteArgument] = dict(enumerate(site.arguments))
    order = evaluation_order(
        (index, bool(each.how.keyword or each.how.star == "**")) for index, each in arguments.items()
    )
    steps = list[Step]()
    for event in template.events:
        indexes = bound.given.get(event.parameter, ()) if event.parameter else (None,)
        steps += [Step(index, event.place, event.bound) for index in indexes]
    places = [
        place for place, step in enumerate(steps) if step.argument is not None and step.argument in main_order
    ]
    if len(places) == len(main_order):
        moved = sorted(
            (steps[place] for place in places), key=lambda step: main_order.index(step.argument or 0)
        )
        for place, step in zip(places, moved, strict=True):
            steps[place] = step
    if site.receiver is not None and around.takes_receiver:
        arguments[RECEIVER] = site.receiver
        if not around.is_class_access:
            order = [RECEIVER, *order]
    old = [
        Evaluated(index, arguments[index].weight, around.current(arguments[index].value)) for index in order
    ]
    if around.names_a_class:
        old = [_weightless(each) if each.argument == RECEIVER else each for each in old]
    check_order(old, steps, around.in_class)


def _weightless(each: Evaluated) -> Evaluated:
    return each._replace(weight=each.weight._replace(level=FREE, copies=True))


def _check_gap(gap: str) -> None:
    if "#" in gap:
        raise Opened("a comment before its brackets would be lost")


def _filling(
    rule: Rule, bound: Bound, given: Mapping[int, Given], site: Site, around: Surroundings
) -> Filling:
    return Filling(
        rule=rule,
        bound=bound,
        given={index: each for index, each in given.items() if index != RECEIVER or around.takes_receiver},
        link=_link(site),
        brackets=_brackets(site, around.utf8),
        spell=around.spell,
        signature=around.signature,
        old_keywords=around.old_keywords,
        newline=around.newline,
        indent=around.indent,
    )


def _link(site: Site) -> str:
    """What stands between the receiver and the name: a dot, and maybe line ends and comments."""
    function = site.node.child_by_field_name("function")
    name = function.child_by_field_name("attribute") if function is not None else None
    if site.receiver is None or name is None or function is None:
        return "."
    start = site.receiver.value.end - function.start_byte
    return (function.text or b"")[start : name.start_byte - function.start_byte].decode()


def _brackets(site: Site, utf8: bytes) -> str:
    parts, last = list[bytes](), site.brackets.start
    for index, argument in enumerate(site.arguments):
        parts += (utf8[last : argument.value.start], f"{HOLE}{index}_".encode())
        last = argument.value.end
    parts.append(utf8[last : site.brackets.end])
    return b"".join(parts).decode()


def _shape(template: Template, bound: Bound, site: Site) -> tuple[Shape, int]:
    """How tightly the new expression binds."""
    if template.shape != "hole":
        return "atom" if template.shape == "primary" else template.shape, of_expression(template.node)
    hole = template.pieces[0]
    assert isinstance(hole, Hole)
    indexes = bound.given.get(hole.parameter)
    if indexes is None:
        return "operator", -1
    argument = site.receiver if indexes[0] == RECEIVER else site.arguments[indexes[0]]
    assert argument is not None
    # a generator comes with brackets of its own by now
    return "atom" if argument.shape == "generator" else argument.shape, argument.strength

"""The arguments of a call bound to the parameters of a rule, and whether they may go where the rule has them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from refactor_cli.inline.call_arguments.forwarding import forwarding
from refactor_cli.inline.new_source.decide import Actual
from refactor_cli.inline.new_source.effects import Evaluated, Step, check_order, evaluation_order, shown
from refactor_cli.inline.new_source.given import RECEIVER, Given
from refactor_cli.inline.new_source.nodes import EFFECT, FREE
from refactor_cli.inline.opened import Opened, Reordered
from refactor_cli.inline.site import Site, SiteArgument
from refactor_cli.inline.surroundings import Surroundings
from refactor_cli.recipe.rules import Rule, Template
from refactor_cli.signature import Bound, Unbound, bind


def bound_by(rule: Rule, site: Site, around: Surroundings) -> tuple[Rule, Bound]:
    """Binds the arguments; the receiver, where there is one, to the first parameter. The rule may come back with
    stars of its own, for a call that has some."""
    receivers = receivers_of(around)
    if receivers:
        if not rule.parameters or rule.parameters[0].kind not in ("positional", "positional_only"):
            raise Opened("the rule has no parameter for what the method is called on")
        if site.receiver is None:
            raise Opened("a method that is called by a name of its own: what it is bound to is not known")
    hows = [argument.how for argument in site.arguments]
    bound = bind(hows, rule.parameters[receivers:])
    if isinstance(bound, Unbound) and any(how.star for how in hows):
        starred = forwarding(rule, hows, receivers, around.signature)
        if starred is not None and isinstance(again := bind(hows, starred.parameters[receivers:]), Bound):
            rule, bound = starred, again
    if isinstance(bound, Unbound):
        star = next((how.star for how in hows if how.star and "starred" in bound.reason), "")
        advice = ": write this call by hand" + (
            ", or give the rule '**kwargs' to pass on" if star == "**" else ""
        )
        raise Opened(bound.reason + (advice if star else ""))
    if receivers:
        bound = bound._replace(given={**bound.given, rule.parameters[0].name: (RECEIVER,)})
    return rule, bound


def receivers_of(around: Surroundings) -> int:
    """How many parameters of a rule stand for what the call is made on."""
    return int(around.takes_receiver and not around.is_class_access)


def given_at(argument: SiteArgument, around: Surroundings) -> Given:
    """An argument of the call as it is put into the rule: its source with the changes inside it made."""
    text, start = around.current(argument.value), argument.value.start
    line = around.utf8[around.utf8.rfind(b"\n", 0, start) + 1 : start].decode("utf-8", "replace")
    return Given(
        text,
        argument.shape,
        argument.how.star,
        argument.how.keyword,
        argument.is_super,
        argument.strength,
        len(line),
    )


def actuals_of(rule: Rule, bound: Bound, given: Mapping[int, Given]) -> dict[str, Actual]:
    """By parameter, what conditions of a rule can ask of this call: the source of the argument, or of the default where
    it is left out; of `*args` and `**kwargs` how many and which, None behind a star."""
    defaults = dict(rule.defaults)
    found = dict[str, Actual]()
    for parameter in rule.parameters:
        name, indexes = parameter.name, bound.given.get(parameter.name, ())
        if parameter.kind.startswith("var_"):
            has_stars = any(given[index].star for index in indexes)
            keywords = None if has_stars else frozenset(given[index].keyword for index in indexes)
            number = None if has_stars else len(indexes)
            found[name] = Actual(number=number, keywords=keywords, is_rest=True)
        elif indexes:
            found[name] = Actual(given[indexes[0]].text)
        elif name in bound.uncertain:
            found[name] = Actual(is_sure=False)
        else:
            found[name] = Actual(defaults[name].text if name in defaults else None, is_left_out=True)
    return found


def check_use(
    rule: Rule, bound: Bound, templates: Sequence[Template], asked: frozenset[str], other_class: str
) -> None:
    """Every argument goes somewhere: into the new code, or into a condition (`asked`: parameters that were decided on).
    `other_class`: the class of what it is called on, where that is not the one that has the method, else "".

    Raises:
        Opened: an argument, or such a receiver, would be dropped.
    """
    used = {event.parameter for template in templates for event in template.events} | asked
    for parameter in rule.parameters:
        name, indexes = parameter.name, bound.given.get(parameter.name, ())
        if RECEIVER in indexes:
            if name not in used and other_class:
                raise Opened(f"it is called on {other_class}, and the rule does not use what it is called on")
        elif indexes and name not in used:
            if parameter.kind.startswith("var_"):
                raise Opened("the call gives arguments that the rule does not use")
            way = (
                "" if parameter.default else f" (to drop names and literals, ask `if {name} is not OMITTED`)"
            )
            raise Opened(f"the call gives '{name}', which the rule does not use{way}")
        elif name in bound.uncertain and name not in used:
            raise Opened(f"a double-starred argument may give '{name}', which the rule does not use")


def check_class(rule: Rule, templates: Sequence[Template]) -> None:
    """For a class method that is called on an object: the object has what a rule asks of the class by name too.

    Raises:
        Opened: the rule needs the class itself.
    """
    name = rule.parameters[0].name
    for template in templates:
        nodes = list(ast.walk(template.node))
        asked = {
            node.value for node in nodes if isinstance(node, ast.Attribute) and not node.attr.startswith("__")
        }
        if any(isinstance(node, ast.Name) and node.id == name and node not in asked for node in nodes):
            raise Opened(f"it is called on what may be an object, and the rule needs the class as '{name}'")


def check_effects(
    rule: Rule,
    templates: Sequence[Template],
    bound: Bound,
    site: Site,
    around: Surroundings,
    main_order: Sequence[int],
) -> None:
    """`main_order`: arguments of the call that takes over the old one's, as that will evaluate them.

    Raises:
        Opened: it would do something else than the call did.
    """
    old = _evaluated_by(site, around)
    steps = list[Step]()
    for event in (event for template in templates for event in template.events):
        indexes = bound.given.get(event.parameter, ()) if event.parameter else (None,)
        steps += [Step(index, *event[1:]) for index in indexes]
    steps = _in_main_order(steps, main_order)
    try:
        if rule.order != "any" or any(each.weight.binds for each in site.arguments):
            _check_gone(site, around)
        check_order(old, steps, in_class=around.in_class, in_any=rule.order == "any")
    except Reordered as reason:
        may_say = rule.behaviour == "changes" and rule.order != "any"
        advice = ' (its rule may say order="any")' if may_say else ""
        raise Opened(f"{reason}{advice}") from None


def _evaluated_by(site: Site, around: Surroundings) -> list[Evaluated]:
    """What the old call evaluates, in its order."""
    arguments: dict[int, SiteArgument] = dict(enumerate(site.arguments))
    order = evaluation_order(
        (index, bool(each.how.keyword or each.how.star == "**")) for index, each in arguments.items()
    )
    if site.receiver is not None and around.takes_receiver:
        arguments[RECEIVER] = site.receiver
        if not around.is_class_access:
            order = [RECEIVER, *order]
    old = [
        Evaluated(
            index,
            arguments[index].weight,
            around.current(arguments[index].value),
            arguments[index].is_called,
        )
        for index in order
    ]
    if around.names_a_class:
        return [_weightless(each) if each.argument == RECEIVER else each for each in old]
    return old


def _in_main_order(steps: Sequence[Step], main_order: Sequence[int]) -> list[Step]:
    """The steps, with those for arguments of the call that takes over the old one's in the order it evaluates them."""
    found = [*steps]
    places = [
        place for place, step in enumerate(steps) if step.argument is not None and step.argument in main_order
    ]
    if len(places) == len(main_order):
        moved = sorted(
            (steps[place] for place in places), key=lambda step: main_order.index(step.argument or 0)
        )
        for place, step in zip(places, moved, strict=True):
            found[place] = step
    return found


def _check_gone(site: Site, around: Surroundings) -> None:
    """A call that a rule asks for goes; what is evaluated after it would come before what the rule has instead.

    Raises:
        Reordered: that has an effect.
    """
    for place in site.gone:
        for each in site.arguments[place:]:
            if each.weight.level == EFFECT and not each.is_called:
                raise Reordered(
                    f"would evaluate {shown(around.current(each.value))} without the call that stands before it"
                )


def _weightless(each: Evaluated) -> Evaluated:
    return each._replace(weight=each.weight._replace(level=FREE, copies=True))

"""What else an attribute may hold that a constructor keeps an argument in: what other calls of the constructor pass, on
an object that is there already (`client.__init__(other)`)."""

from __future__ import annotations

from msgspec.structs import replace

from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.receiver import own_and_others
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.callers import RULE as CALLERS
from refactor_cli.inference.members.attribute_assignments import RULE as ASSIGNED
from refactor_cli.inference.members.made_again import Again, made_again
from refactor_cli.inference.values import Types


def may_be_made_with_target(site: Site) -> bool:
    """Whether the receiver is an attribute that keeps what callers pass, and such a call passes what has the target."""
    of = site.receiver.child_by_field_name("object") if site.receiver.type == "attribute" else None
    if of is None or not {ASSIGNED, CALLERS} <= site.types.via:
        return False
    ask, path = site.ask, site.usage.path
    return any(
        own_and_others(replace(site, types=types))[0]
        for known in ask.expression(path, of).known
        if known.kind == "instance" and known.symbol.path is not None
        for again in made_again(ask, known.symbol)
        if is_aside(path) or not is_aside(again.path)
        for types in _passed(ask, again)
    )


def _passed(ask: Ask, again: Again) -> list[Types]:
    call = nearest(ask.symbols.node(again.path, again.span), "call")
    arguments = call.child_by_field_name("arguments") if call is not None else None
    values = (each.child_by_field_name("value") or each for each in code_children(arguments))
    return [ask.expression(again.path, each) for each in values]

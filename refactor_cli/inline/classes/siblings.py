"""Whether two names belong to one class, under whatever names that is imported."""

from __future__ import annotations

from msgspec.structs import replace

from refactor_cli.data import Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.recipe.rules import CallPiece, Event, Hole, Reference, Rule, Template
from refactor_cli.resolution import is_subclass, resolve_absolute
from refactor_cli.symbols import SymbolMap


def is_sibling(symbols: SymbolMap, target: Target, dotted: str) -> bool:
    """Whether `dotted` is a member of the class that has the target, or of one of its bases."""
    outer = dotted.rpartition(".")[0]
    if outer and outer in (target.dotted.rpartition(".")[0], target.name.rpartition(".")[0]):
        return True
    owners = {Symbol(each.path, each.name.rpartition(".")[0]) for each in target.symbols}
    named = resolve_absolute(symbols, outer).symbols if outer else frozenset()
    return any(owner.name and is_subclass(symbols, owner, other) for owner in owners for other in named)


def on_receiver(symbols: SymbolMap, target: Target, rule: Rule) -> Rule:
    """A rule of `--to` that names the new method by its class, for a method: called on what the old one was."""
    body = rule.body
    if target.kind != "method" or not rule.parameters or not isinstance(body, Template):
        return rule
    call = body.pieces[0]
    receiver = rule.parameters[0].name
    if not isinstance(call, CallPiece) or any(event.parameter == receiver for event in body.events):
        return rule
    if len(call.callee) != 1 or not isinstance(reference := call.callee[0], Reference):
        return rule
    if not is_sibling(symbols, target, reference.dotted):
        return rule
    name = last_part(reference.dotted)
    piece = call._replace(callee=(Hole(receiver, "receiver", False), f".{name}"))
    events = (Event(receiver), *body.events)
    return replace(rule, body=replace(body, pieces=(piece, *body.pieces[1:]), events=events))

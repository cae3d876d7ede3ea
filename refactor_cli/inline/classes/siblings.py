"""Whether two names belong to one class, under whatever names that is imported."""

from __future__ import annotations

from msgspec.structs import replace

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.recipe.rules import CallPiece, Event, Hole, Reference, Rule, Template
from refactor_cli.resolution import is_subclass, resolve_absolute
from refactor_cli.resolution.definitions import decorator_names
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
    if not isinstance(call, CallPiece) or len(call.callee) != 1:
        return rule
    if not isinstance(reference := call.callee[0], Reference):
        return rule
    used = [event.parameter for event in body.events].count(receiver)
    is_passed = used == 1 and passes_first(call, receiver) and _is_of_objects(symbols, reference)
    if (used and not is_passed) or not is_sibling(symbols, target, reference.dotted):
        return rule
    name = last_part(reference.dotted)
    arguments = call.arguments[1:] if is_passed else call.arguments
    if is_passed and arguments:
        arguments = (arguments[0]._replace(lead=call.arguments[0].lead), *arguments[1:])
    piece = call._replace(callee=(Hole(receiver, "receiver", False), f".{name}"), arguments=arguments)
    events = (Event(receiver), *(event for event in body.events if event.parameter != receiver))
    return replace(rule, body=replace(body, pieces=(piece, *body.pieces[1:]), events=events))


def passes_first(call: CallPiece, receiver: str) -> bool:
    """Whether what a method is called on is the first argument there: `Class.new(self, a)` is `self.new(a)`, but that
    it passes by what heirs have instead, which nobody means who says so of all calls."""
    first = call.arguments[0] if call.arguments else None
    return first is not None and first.hole == receiver and not first.star and not first.keyword


def _is_of_objects(symbols: SymbolMap, reference: Reference) -> bool:
    """Whether it is a method with `self`, as far as that is known."""
    definition = definition_of(symbols, resolve_absolute(symbols, reference.dotted).symbols)
    return definition is None or not decorator_names(definition) & {"staticmethod", "classmethod"}

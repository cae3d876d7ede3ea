"""Places where the program puts the target itself in the place of something else of its name: `views.old = lib.old`,
`cart.old = App().old`. What was ruled out as that other thing may be the target then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from refactor_cli.data import Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.evidence.given_too import bases_made_of, given_there
from refactor_cli.evidence.question import Question
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining
from refactor_cli.inference.members.every_assignment import MOST_PLACES, Place, given_outside
from refactor_cli.inference.values import Known, Types, union
from refactor_cli.resolution import is_subclass, mro, resolve, scope_at

_OPEN = ("conditional",)
_KINDS = frozenset({"call", "reference", "decorator"})


def opened_as_put_in_place(ask: Ask, question: Question, usages: list[Usage]) -> Iterable[Usage]:
    """The same, those open that may go through such a place. What a test puts somewhere counts in that test."""
    name = last_part(question.target.dotted)
    if not any(usage.certainty == "ruled_out" for usage in usages):
        return usages
    places = [*given_outside(ask, lambda _: False, (), name)]
    if len(places) > MOST_PLACES:
        return usages
    # what methods give their own objects, whose class has the name as well: `self.old = app.old`
    every = [*given_outside(ask, lambda _: True, (), name)]
    places = every if len(every) <= MOST_PLACES else places
    given = [each for each in places if _is_given_target(ask, each, question.target.symbols)]
    return [*_opened(ask, name, usages, given)] if given else usages


def _is_given_target(ask: Ask, place: Place, symbols: frozenset[Symbol]) -> bool:
    return any(
        each.symbol in symbols and each.kind in ("function", "class")
        for types in given_there(ask, place.path, place.span, place.is_text)
        for each in types.known
    )


def _opened(ask: Ask, name: str, usages: list[Usage], places: list[Place]) -> Iterator[Usage]:
    holders = [(each, _holder(ask, each)) for each in places]
    for usage in usages:
        if usage.certainty == "ruled_out" and usage.kind in _KINDS:
            if any(
                (not is_aside(place.path) or place.path == usage.path) and _may_be(ask, usage, name, holder)
                for place, holder in holders
            ):
                usage = replace(usage, certainty="possible", evidence=_OPEN, decided_by="", rank=0.4)
        yield usage


def _holder(ask: Ask, place: Place) -> Types:
    """What is given the target there."""
    node = ask.symbols.node(place.path, place.span)
    if place.is_text:
        while node is not None and node.type in ("string", "string_content"):
            node = node.parent
        if node is not None and node.type == "pair" and node.parent is not None:
            bases = bases_made_of(node.parent)
            return union(ask.expression(place.path, each) for each in bases)
        first = next(iter(node.named_children), None) if node is not None else None
        return ask.expression(
            place.path, first if node is not None and node.type == "argument_list" else None
        )
    attribute = node.parent if node is not None else None
    return ask.expression(
        place.path, attribute.child_by_field_name("object") if attribute is not None else None
    )


def _may_be(ask: Ask, usage: Usage, name: str, holder: Types) -> bool:
    """Whether a usage may be that of what the target is put into there, by its name."""
    file_map = ask.symbols.map(usage.path)
    if file_map is None:
        return False
    at = usage.expression.start
    text = ask.symbols.snapshot.files[usage.path].text.slice(*usage.expression)
    led = resolve(ask.symbols, usage.path, scope_at(file_map, at), text, usage.span.start).symbols
    modules = {Symbol(each.symbol.path, name) for each in holder.known if each.kind == "module"}
    if led & modules:
        return True
    node = ask.symbols.node(usage.path, usage.span)
    attribute = node.parent if node is not None else None
    if attribute is None or attribute.type != "attribute" or attribute.end_byte != usage.span.end:
        return False
    given = [each for each in holder.known if each.kind in ("class", "instance")]
    if not holder.known:
        return True
    having = ask.expression(usage.path, attribute.child_by_field_name("object")).known
    classes = {each.symbol for each in having if each.kind in ("class", "instance")}
    return any(
        is_subclass(ask.symbols, one.symbol, other)
        or (
            is_subclass(ask.symbols, other, one.symbol)
            if one.kind == "instance"
            else _looks_in(ask, other, one, name)
        )
        for one in given
        for other in classes
    )


def _looks_in(ask: Ask, cls: Symbol, known: Known, name: str) -> bool:
    """Whether a class looks for a name in one of its bases: none before that has it."""
    order, base = mro(ask.symbols, cls), known.symbol
    if base not in order:
        return False
    return defining(ask, name).isdisjoint(order[: order.index(base)])

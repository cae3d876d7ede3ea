"""Variables of modules that hold the target by what their module says, and that other code gives something else:
`api.handler = new`. What goes through one may be either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import Symbol, Usage
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.receiver import own_and_others
from refactor_cli.evidence.set_anew import ways
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.returns import RULE as _RETURNS
from refactor_cli.inference.calling.returns import returned_by
from refactor_cli.inference.members.assignment_places import files_assigning, set_elsewhere
from refactor_cli.inference.members.attribute_assignments import given_elsewhere
from refactor_cli.inference.values import union
from refactor_cli.resolution import definitions_of, evaluate, scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "replaced"
_MEANT = frozenset({"call", "reference"})


def doubted_as_rebound(ask: Ask, usages: Iterable[Usage], ends: frozenset[Symbol]) -> Iterator[Usage]:
    """The same, certain ones less so where the program gives the variable something else; what a test gives it, it
    takes back. `ends`: what is no variable that leads to the target, but the target."""
    for usage in usages:
        if usage.certainty == "certain" and usage.kind in _MEANT and is_rebound(ask, usage, ends):
            usage = replace(usage, certainty="likely", evidence=(*usage.evidence, RULE))
        yield usage


def is_rebound(ask: Ask, usage: Usage, ends: frozenset[Symbol]) -> bool:
    """Whether what a usage is taken from, or is, goes through such a variable."""
    file_map = ask.symbols.map(usage.path)
    if file_map is None:
        return False
    text = ask.symbols.snapshot.files[usage.path].text.slice(*usage.expression)
    return any(
        _is_given_another(ask, usage.path, at, part, ends)
        for whole, at in ways(file_map, text, usage.expression.start)
        for part in _modules_of(whole)
    )


def gives_rebound(site: Site) -> bool:
    """Whether the receiver is what a function gives that returns such a variable of its module."""
    ask, function = site.ask, site.receiver.child_by_field_name("function")
    if site.receiver.type != "call" or function is None:
        return False
    return any(
        node.type == "identifier" and _is_set_by_others(ask, path, source(ask.symbols, path, node))
        for known in ask.expression(site.usage.path, function).known
        if known.kind == "function" and known.symbol.path is not None
        for path, node in returned_by(ask, known.symbol)
    )


def may_return_rebound(site: Site) -> bool:
    """Whether the receiver is what a function gives that calls, or returns, a name of its module to which the program
    gives something that may have the target: `shop.make = make_cart`. In a test, what a test gives it counts."""
    ask, function = site.ask, site.receiver.child_by_field_name("function")
    if site.receiver.type != "call" or function is None or _RETURNS not in site.types.via:
        return False
    return any(
        _may_be_given_target(site, path, node)
        for known in ask.expression(site.usage.path, function).known
        if known.kind == "function" and known.symbol.path is not None
        for path, node in returned_by(ask, known.symbol)
    )


def _may_be_given_target(site: Site, path: str, node: Node) -> bool:
    ask, file_map = site.ask, site.ask.symbols.map(path)
    called = node.child_by_field_name("function") if node.type == "call" else None
    name = source(ask.symbols, path, called or node)
    if file_map is None or not name.isidentifier() or not file_map.bound_in(0, name):
        return False
    module, is_test = Symbol(path, ""), is_aside(site.usage.path)
    if not any(
        each.cls == module and (is_test or not is_aside(each.path)) for each in set_elsewhere(ask, name)
    ):
        return False
    given = given_elsewhere(ask, module, name)
    types = union(map(ask.result, given.known)) if called is not None else given
    return not types.known or bool(own_and_others(replace(site, types=types))[0])


def _is_set_by_others(ask: Ask, path: str, name: str) -> bool:
    """Whether the program gives a variable of a module something from outside of it."""
    module = Symbol(path, "")
    if not files_assigning(ask.symbols, name) or not _is_variable(ask, Symbol(path, name), frozenset()):
        return False
    return any(each.cls == module and not is_aside(each.path) for each in set_elsewhere(ask, name))


def _modules_of(dotted: str) -> Iterator[str]:
    """The expression, and what its attributes are taken from, as far as these are attributes too."""
    while "." in dotted:
        yield dotted.removesuffix("()")
        dotted = dotted.rpartition(".")[0]


def _is_given_another(ask: Ask, path: str, at: int, dotted: str, ends: frozenset[Symbol]) -> bool:
    before, _, name = dotted.rpartition(".")
    file_map = ask.symbols.map(path)
    if not name.isidentifier() or file_map is None or not files_assigning(ask.symbols, name):
        return False
    values = evaluate(ask.look, path, scope_at(file_map, at), before, at).values
    modules = {each.symbol for each in values if each.kind == "module"}
    variables = {each for each in modules if _is_variable(ask, Symbol(each.path, name), ends)}
    return any(
        each.cls in variables and (not is_aside(each.path) or each.path == path)
        for each in (set_elsewhere(ask, name) if variables else ())
    )


def _is_variable(ask: Ask, symbol: Symbol, ends: frozenset[Symbol]) -> bool:
    file_map = ask.symbols.map(symbol.path or "")
    if symbol in ends or file_map is None or definitions_of(ask.look, symbol):
        return False
    bound = file_map.bound_in(0, symbol.name)
    return any(each.kind in ("assign", "walrus") for each in bound)

"""What callers pass for a parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Parameter, Symbol
from refactor_cli.inference.asking import CALLERS, Ask, source
from refactor_cli.inference.calling.called_names import Call, leads
from refactor_cli.inference.calling.calls_reaching import (
    MOST_CALLS,
    MOST_FILES,
    MOST_INFERRED,
    calls_of,
    receiver_of,
)
from refactor_cli.inference.calling.decorators import is_decorated_anyhow
from refactor_cli.inference.calling.function_values import calls_by_value
from refactor_cli.inference.calling.handed_around import is_handed_around
from refactor_cli.inference.calling.partials import partial_calls
from refactor_cli.inference.calling.passed_arguments import argument_of
from refactor_cli.inference.calling.passed_plainly import is_passed_more
from refactor_cli.inference.calling.unpacked_arguments import (
    NO_POSITION,
    POSITIONAL,
    arguments_of,
    handing_on,
    unpacks_anything,
)
from refactor_cli.inference.classes.families import families, is_everywhere
from refactor_cli.inference.every import EVERY_CALLER, more_calls
from refactor_cli.inference.likely_files import calling
from refactor_cli.inference.members.assignment_places import files_assigning
from refactor_cli.inference.values import (
    BY_VALUE,
    HANDED_AROUND,
    MOST,
    NOTHING,
    PROVEN,
    UNKNOWN,
    UNPACKED,
    Types,
    by,
    foreign,
    union,
    without_none,
)
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import resolve_at
from refactor_cli.resolution.standard_library import is_of_library
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.occurrences.values import Occurrence

RULE = "callers"
# of calls on objects of which nothing is known, by the name of the method
BY_RARE_NAME = "callers-by-name"
# from an expression to what it begins with
_STEPS = {"attribute": "object", "call": "function", "subscript": "value"}


def passed(ask: Ask, symbol: Symbol, function: Definition, parameter: Parameter) -> Types:
    """What the calls that are known to reach a function pass for a parameter: nothing, by every caller, where all
    leave it to its default."""
    if not ask.allows(RULE):
        return UNKNOWN
    key = ("passed", symbol, parameter.name)
    if is_decorated_anyhow(ask, symbol):  # a decorator may give arguments of its own
        return ask.once(
            key, lambda: ask.hop(CALLERS, lambda: _passed_by_value(ask, symbol, function, parameter))
        )
    return ask.once(key, lambda: ask.hop(CALLERS, lambda: _passed(ask, symbol, function, parameter)))


def _passed(ask: Ask, symbol: Symbol, function: Definition, parameter: Parameter) -> Types:
    found, is_all, is_unpacked = list[Types](), True, False
    calls = calls_of(ask, symbol, function)
    for call in calls[:MOST_CALLS]:
        argument = argument_of(ask, call, function, parameter)
        if argument == "left out":
            continue
        if argument is None or isinstance(argument, str):
            is_all, is_unpacked = False, is_unpacked or unpacks_anything(ask, call)
            handed_on = islice(_handed_on(ask, call, function, parameter), MOST_CALLS)
            found += [foreign(without_none(ask.expression(*each))) for each in handed_on]
        elif not _are_too_many(found):
            found.append(foreign(without_none(ask.expression(call.path, argument))))
    for call in partial_calls(ask, symbol)[:MOST_CALLS]:
        argument = argument_of(ask, call, function, parameter)
        is_all = False  # what the rest of the arguments are shows nowhere
        if argument is not None and not isinstance(argument, str):
            found.append(foreign(without_none(ask.expression(call.path, argument))))
    given = _beside_others([each for each in found if each.known or not each.complete])
    types = union(given) if given else NOTHING
    is_all = is_all and len(calls) <= MOST_CALLS and types.complete
    others = more_calls(ask, symbol, function, calls) if is_all and types.via <= PROVEN else None
    is_every = (
        others is not None
        and not any(_is_plainly_more(ask, each, function, parameter, types) for each in others)
        and all(_is_no_more(ask, each, function, parameter, types) for each in others)
    )
    if is_every:
        return types._replace(via=types.via | {EVERY_CALLER})
    if not types.known:
        types = types._replace(complete=False, via=types.via | ({UNPACKED} if is_unpacked else set()))
        by_name = _passed_by_name(ask, symbol, function, parameter)
        if not by_name.known:
            by_name = _passed_by_value(ask, symbol, function, parameter)
        return union([by_name, types]) if by_name.known else types
    is_more = is_handed_around(ask, symbol, function)
    ways = (RULE, *((HANDED_AROUND,) if is_more else ()), *((UNPACKED,) if is_unpacked else ()))
    return by(types._replace(complete=is_all), *ways)


def _beside_others(found: list[Types]) -> list[Types]:
    """The same, where other calls tell more than those that pass on what was found by following a value: these only
    add to it, as if nothing were known of what they pass."""
    by_value = [each for each in found if BY_VALUE in each.via]
    if not by_value or not any(each.known and BY_VALUE not in each.via for each in found):
        return found
    left = frozenset((BY_VALUE, HANDED_AROUND))
    return [
        each._replace(complete=False, via=each.via - left, has_unknown=True) if BY_VALUE in each.via else each
        for each in found
    ]


def _are_too_many(found: list[Types]) -> bool:
    """Whether calls pass so many things already that the others need not be looked at."""
    return len(frozenset().union(*(each.known for each in found))) > MOST


def _passed_by_name(ask: Ask, symbol: Symbol, function: Definition, parameter: Parameter) -> Types:
    """What is passed to a method by calls on objects of which nothing is known, where one family of classes alone has
    a method of the name: `command.add_options(parser)`, where a registry gave the command."""
    owner, _, name = symbol.name.rpartition(".")
    is_rare = len(python_files_with(ask.symbols.snapshot, name)) <= MOST_FILES
    if not owner or name.startswith("_") or is_everywhere(name) or not is_rare:
        return NOTHING  # before classes are read
    found = families(ask, name)
    if len(found) != 1 or Symbol(symbol.path, owner) not in found[0]:
        return NOTHING
    types, ways = list[Types](), {RULE, BY_RARE_NAME}
    is_bound = int("staticmethod" not in function.decorators)
    for path in calling(ask.symbols, name):
        for each in occurrences_in(ask.symbols, path, name):
            if (
                each.role != "call"
                or each.call is None
                or each.place != "attribute"
                or len(types) >= MOST_INFERRED
            ):
                continue
            if leads(ask, path, each, symbol) is None and _is_of_nothing_known(ask, path, each):
                call = Call(path, each.call, is_bound)
                argument = argument_of(ask, call, function, parameter)
                if argument is None and unpacks_anything(ask, call):
                    ways.add(UNPACKED)
                if argument is not None and not isinstance(argument, str):
                    types.append(foreign(without_none(ask.expression(path, argument))))
    if not types:
        return NOTHING
    if _is_of_others(ask, name) or is_handed_around(ask, symbol, function):
        ways.add(HANDED_AROUND)
    return by(union(types)._replace(complete=False), *sorted(ways))


def _passed_by_value(ask: Ask, symbol: Symbol, function: Definition, parameter: Parameter) -> Types:
    """What is passed by calls of something that holds the function: an attribute, an item of a table, a parameter."""
    if not ask.allows(BY_VALUE):
        return UNKNOWN
    key, none = ("calls by value", symbol), list[Call]()
    calls = ask.searches.once(key, lambda: calls_by_value(ask, symbol, function, calls_of), none, none)
    found = list[Types]()
    for call in calls:
        argument = argument_of(ask, call, function, parameter)
        if argument is not None and not isinstance(argument, str) and not _are_too_many(found):
            found.append(foreign(without_none(ask.expression(call.path, argument))))
    types = union(found) if found else UNKNOWN
    return by(types._replace(complete=False), RULE, BY_VALUE, HANDED_AROUND)


def _is_of_others(ask: Ask, name: str) -> bool:
    """Whether something else than the classes that define a method has the name: an object that is given it, or a
    module."""
    defined, files = (
        re.compile(rb"(?m)^(?:async[ \t]+)?def[ \t]+%b\b" % re.escape(name.encode())),
        ask.symbols,
    )
    return bool(files_assigning(ask.symbols, name)) or any(
        defined.search(files.snapshot.files[path].data)
        for path in python_files_with(ask.symbols.snapshot, name)
    )


def _is_of_nothing_known(ask: Ask, path: str, found: Occurrence) -> bool:
    """Whether nothing is known of what a method is called on. What a package gives is known to be of the package
    (though not of which class), but for the standard library, which hands on what it is given."""
    node = ask.symbols.node(path, found.span)
    node = node.parent if node is not None else None
    while node is not None and node.type in _STEPS:
        node = node.child_by_field_name(_STEPS[node.type])
    if node is not None and node.type == "identifier":
        led = resolve_at(ask.symbols, path, source(ask.symbols, path, node), node.start_byte)
        symbols = led.symbols if led is not None else ()
        if symbols and all(each.path is None and not is_of_library(each.name) for each in symbols):
            return False
    return not receiver_of(ask, path, found).known


def _handed_on(
    ask: Ask, call: Call, function: Definition, parameter: Parameter
) -> Iterator[tuple[str, Node]]:
    """What the callers of a function pass that hands its arguments on: `def send(*args): return post(*args)`."""
    handing = handing_on(ask, call)
    if handing is None:
        return
    symbol, outer, given = handing
    own = [each.name for each in outer.parameters if each.kind in POSITIONAL]
    names = [each.name for each in function.parameters if each.kind in POSITIONAL]
    further = names.index(parameter.name) - call.skipped - given if parameter.name in names else -1
    for each in calls_of(ask, symbol, outer):
        arguments = arguments_of(ask, each)
        keyword = None if parameter.name in own else _by_keyword(ask, each.path, arguments, parameter.name)
        if keyword is not None:
            yield each.path, keyword
            continue
        at = len(own) - each.skipped + further
        positional = [*takewhile(lambda one: one.type not in NO_POSITION, arguments)]
        if further >= 0 and at < len(positional):
            yield each.path, positional[at]


def _by_keyword(ask: Ask, path: str, arguments: Sequence[Node], name: str) -> Node | None:
    for each in arguments:
        key = each.child_by_field_name("name") if each.type == "keyword_argument" else None
        if key is not None and source(ask.symbols, path, key) == name:
            return each.child_by_field_name("value")
    return None


def _is_plainly_more(ask: Ask, call: Call, function: Definition, parameter: Parameter, types: Types) -> bool:
    """Whether such a call passes what others pass to where it stands, which is something else: told before any of it is
    inferred."""
    argument = argument_of(ask, call, function, parameter)
    if argument is None or isinstance(argument, str):
        return False
    return is_passed_more(ask, call.path, argument, types.known, calls_of)


def _is_no_more(ask: Ask, call: Call, function: Definition, parameter: Parameter, types: Types) -> bool:
    """Whether a call that may reach the function as well is proved to pass nothing else."""
    argument = argument_of(ask, call, function, parameter)
    if argument is None or isinstance(argument, str):
        return argument is not None
    given = foreign(without_none(ask.expression(call.path, argument)))
    return given.complete and given.via <= PROVEN and given.known <= types.known

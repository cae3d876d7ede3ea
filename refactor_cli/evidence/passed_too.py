"""What else a parameter may be that stands before the dot: what is passed by calls of its method's name on objects of
which nothing is known (`handler.load(self.stream)`, where a table gave the handler)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Definition, Parameter, Symbol
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.receiver import own_and_others
from refactor_cli.inference.asking import source
from refactor_cli.inference.calling.called_names import Call, leads
from refactor_cli.inference.calling.callers import RULE as CALLERS
from refactor_cli.inference.calling.calls_reaching import receiver_of
from refactor_cli.inference.calling.passed_arguments import argument_of
from refactor_cli.inference.classes.families import is_everywhere
from refactor_cli.inference.likely_files import calling
from refactor_cli.inference.values import Types
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import bound_at
from refactor_cli.resolution.definitions import class_of_body, definition_of_body, home
from refactor_cli.words.files import python_files_with

# a name in more files than this is everybody's, and so are methods of more calls
_MOST_FILES = 60
_MOST_CALLS = 25


class _Passed(NamedTuple):
    """A parameter of a method."""

    method: Symbol
    function: Definition
    parameter: Parameter


def may_be_passed_target(site: Site) -> bool:
    """Whether the receiver is a parameter of a method, and a call that may be one of the method passes for it what has
    the target. (A call of a function that is no method leads to it, or to something else.)"""
    if CALLERS not in site.types.via or site.receiver.type != "identifier":
        return False
    passed = _parameter(site)
    if passed is None:
        return False
    memo: dict[tuple[Symbol, str], list[Types]] = site.ask.symbols.snapshot.memo.setdefault("passed too", {})
    key = (passed.method, passed.parameter.name)
    if key not in memo:
        memo[key] = [*_given(site, passed)]
    return any(own_and_others(replace(site, types=types))[0] for types in memo[key])


def _parameter(site: Site) -> _Passed | None:
    ask, path, node = site.ask, site.usage.path, site.receiver
    name = source(ask.symbols, path, node)
    bound = bound_at(ask.symbols, path, name, node.start_byte)
    functions = [definition_of_body(ask.look, path, each.scope) for each in bound if each.kind == "parameter"]
    if len(functions) != 1 or (function := functions[0]) is None:
        return None
    parameter = next((each for each in function.parameters if each.name == name), None)
    if parameter is None or class_of_body(ask.look, path, function.scope) is None:
        return None
    return _Passed(Symbol(home(ask.look, path), function.qualname), function, parameter)


def _given(site: Site, passed: _Passed) -> Iterator[Types]:
    """What such calls pass."""
    ask, name = site.ask, passed.function.name
    is_rare = not name.startswith("__") and not is_everywhere(name)
    if not is_rare or len(python_files_with(ask.symbols.snapshot, name)) > _MOST_FILES:
        return
    is_bound, left = int("staticmethod" not in passed.function.decorators), _MOST_CALLS
    for path in calling(ask.symbols, name):
        for each in occurrences_in(ask.symbols, path, name):
            if each.role != "call" or each.call is None or each.place != "attribute" or not left:
                continue
            if leads(ask, path, each, passed.method) is not None or receiver_of(ask, path, each).known:
                continue
            left -= 1
            argument = argument_of(ask, Call(path, each.call, is_bound), passed.function, passed.parameter)
            if argument is not None and not isinstance(argument, str):
                yield ask.expression(path, argument)

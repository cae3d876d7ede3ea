"""Whether callers pass a text, a number or the like for a parameter, besides what is known already: read from the calls
themselves, before anything is inferred that the other callers pass.

One such call is enough to disprove that nothing more is passed, and following the others may take long:
`validate_password("secret")` tells that a password is no model class, whatever forms pass.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, Parameter, Symbol
from refactor_cli.inference.asking import CALLERS, Ask, source
from refactor_cli.inference.calling.called_names import Call
from refactor_cli.inference.calling.passed_arguments import argument_of
from refactor_cli.inference.guards import excluded, narrowed
from refactor_cli.inference.patterns import matched
from refactor_cli.inference.tests_run.fixtures import asks_for_fixtures
from refactor_cli.inference.values import Known
from refactor_cli.resolution import scope_at, twin
from refactor_cli.resolution.definitions import class_of_body, definition_of_body, home
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_PLAIN = frozenset({"string", "concatenated_string", "integer", "float", "true", "false"})
_POSITIONAL = frozenset({"positional", "positional_only", "keyword_only"})


class _Parameter(NamedTuple):
    symbol: Symbol
    function: Definition
    parameter: Parameter


def is_passed_more(
    ask: Ask,
    path: str,
    node: Node,
    known: Set[Known],
    calls_of: Callable[[Ask, Symbol, Definition], list[Call]],
) -> bool:
    """Whether an expression is a parameter that a call, of those that `calls_of` says are known to reach its function,
    passes something plain for that is not among what is known."""
    found = _parameter(ask, path, node)
    if found is None:
        return False
    # so far away as what callers pass is always
    return ask.searches.hop(CALLERS, lambda: _is_among_calls(ask, found, known, calls_of), False)


def _is_among_calls(
    ask: Ask,
    found: _Parameter,
    known: Set[Known],
    calls_of: Callable[[Ask, Symbol, Definition], list[Call]],
) -> bool:
    symbol, function, parameter = found
    for call in calls_of(ask, symbol, function):
        argument = argument_of(ask, call, function, parameter)
        if argument is None or isinstance(argument, str) or argument.type not in _PLAIN:
            continue
        if not ask.expression(call.path, argument).known <= known:
            return True
    return False


def _parameter(ask: Ask, path: str, node: Node) -> _Parameter | None:
    """The parameter that a name is where it stands, as it was passed: no test, annotation, decorator or fixture tells
    what it is, and nothing else is given to it. None for all else."""
    file_map = ask.symbols.map(path)
    if node.type != "identifier" or file_map is None or ask.within(path, node.start_byte) is not None:
        return None
    name, scope = source(ask.symbols, path, node), scope_at(file_map, node.start_byte)
    bound = reaching(file_map, scope, name, node.start_byte).bindings
    if len(bound) != 1 or bound[0].kind != "parameter" or bound[0].annotation:
        return None
    function = definition_of_body(ask.look, path, bound[0].scope)
    if function is None or function.decorators or asks_for_fixtures(function):
        return None
    # the names of a class's methods lead to those of others
    if class_of_body(ask.look, path, function.scope) is not None or twin(ask.look, path):
        return None
    parameter = next((each for each in function.parameters if each.name == name), None)
    if parameter is None or parameter.annotation or parameter.kind not in _POSITIONAL:
        return None
    is_tested = narrowed(ask, path, node, name) or matched(ask, path, node, name)
    if is_tested or excluded(ask, path, node, name):
        return None
    return _Parameter(Symbol(home(ask.look, path), function.qualname), function, parameter)

"""Parameters: the receiver, annotations, fixtures, the values that callers pass, defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Binding, Definition, FileMap, Parameter, Symbol
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.callers import passed
from refactor_cli.inference.calling.handed_around import is_handed_around
from refactor_cli.inference.calling.lambda_parameters import of_lambda_parameter
from refactor_cli.inference.calling.made_methods import owner_of_made
from refactor_cli.inference.calling.wsgi import named_as_environ, wsgi_environ
from refactor_cli.inference.classes.class_keywords import HOOK, given_in_headers
from refactor_cli.inference.classes.classes_of_metaclass import classes_made_by
from refactor_cli.inference.every import EVERY_CALLER
from refactor_cli.inference.members.setters import assigned_to_property
from refactor_cli.inference.tests_run.fixtures import fixture
from refactor_cli.inference.tests_run.parametrized import parametrized
from refactor_cli.inference.values import (
    HANDED_AROUND,
    UNKNOWN,
    Known,
    Types,
    by,
    display,
    exactly,
    union,
    without_none,
)
from refactor_cli.inference.written_types import documented, type_comments
from refactor_cli.inference.written_types.annotations import annotated
from refactor_cli.resolution import definitions_of, twin
from refactor_cli.resolution.definitions import class_of_body, decorator_names, definition_of_body, home
from refactor_cli.resolution.names import is_metaclass

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_OF_THE_CLASS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


def of_parameter(ask: Ask, path: str, file_map: FileMap, binding: Binding) -> Types:
    """What a parameter may be inside its function."""
    function = definition_of_body(ask.look, path, binding.scope)
    if function is None:
        is_lambda = file_map.scopes[binding.scope].kind == "lambda"
        return of_lambda_parameter(ask, path, binding) if is_lambda else UNKNOWN
    parameter = next((each for each in function.parameters if each.name == binding.name), None)
    if parameter is None:
        return UNKNOWN
    owner, within = class_of_body(ask.look, path, function.scope), ask.within(path, binding.span.start)
    if owner is None and function.parameters[0] is parameter and (made := owner_of_made(ask, path, function)):
        if receiver := _receiver(function, parameter, made):
            return exactly(receiver)
    if owner is not None and (receiver := _receiver(function, parameter, owner)):
        if within is not None and within.cls is not None:
            receiver = receiver._replace(symbol=within.cls, own=within.own)
        return _or_class_made(ask, function, receiver)
    if within is not None and within.span != function.span:
        within = None  # a function in the one that is gone through, with parameters of its own
    given_here = dict(within.given).get(parameter.name) if within is not None else None
    if given_here is not None:
        return given_here
    if parameter.kind == "var_positional":
        return exactly(display("tuple"))
    if parameter.kind == "var_keyword":
        return exactly(display("dict"))
    for file, annotation in _annotations(ask, path, function, parameter):
        found_map = ask.symbols.map(file)
        scope = function.scope if file == path and found_map is not None else 0
        types = annotated(ask, file, scope, annotation, owner)
        if types.known:
            return types
    if within is not None and parameter.name in within.left_out:
        return without_none(ask.expression(path, _default(ask, path, function, parameter)))
    given = parametrized(ask, path, function, parameter, owner is not None)
    if given is not None:
        return given
    given = fixture(ask, path, function, parameter.name)
    if given is not None:
        return given
    if owner is not None and (given := assigned_to_property(ask, function, parameter, owner)) is not None:
        return given
    if (environ := wsgi_environ(ask, function, parameter)).known:
        return environ
    types = _by_use(ask, path, function, parameter)
    if owner is not None and function.name == HOOK:
        types = union((types, given_in_headers(ask, owner, parameter.name)))
    if types.known or types.complete:
        return types
    named = named_as_environ(ask, parameter)
    is_told = not named.known and documented.has_any(ask, path)
    if is_told and (node := _node(ask, path, function)) is not None:
        named = documented.of_parameter(ask, path, node, function, parameter.name)
    return named if named.known else types


def _or_class_made(ask: Ask, function: Definition, receiver: Known) -> Types:
    """A receiver; that of a metaclass's method is one of the classes that it makes."""
    if receiver.kind == "class" and (function.name in _OF_THE_CLASS or "classmethod" in function.decorators):
        return exactly(receiver)
    if not is_metaclass(ask.symbols, receiver.symbol):
        return exactly(receiver)
    made = classes_made_by(ask, receiver.symbol)
    own = exactly(receiver._replace(kind="instance"))
    return union((own, made))._replace(complete=False) if made.known else own


def _by_use(ask: Ask, path: str, function: Definition, parameter: Parameter) -> Types:
    """What callers pass, and the default."""
    symbol = Symbol(home(ask.look, path), function.qualname)
    given = passed(ask, symbol, function, parameter)
    if not parameter.default:
        return given
    default = without_none(ask.expression(path, _default(ask, path, function, parameter)))
    if not given.known:
        is_left = EVERY_CALLER in given.via
        default = default._replace(complete=default.complete and is_left, via=default.via | given.via)
        return (
            default if is_left or not is_handed_around(ask, symbol, function) else by(default, HANDED_AROUND)
        )
    if not default.known:
        return given if default.complete else given._replace(complete=False)
    return union((given, default))


def _default(ask: Ask, path: str, function: Definition, parameter: Parameter) -> Node | None:
    node = _node(ask, path, function)
    parameters = node.child_by_field_name("parameters") if node is not None else None
    for each in parameters.named_children if parameters is not None else ():
        name = each.child_by_field_name("name")
        if name is not None and name.text == parameter.name.encode():
            return each.child_by_field_name("value")
    return None


def _receiver(function: Definition, parameter: Parameter, owner: Symbol) -> Known | None:
    decorators = decorator_names(function)
    if function.parameters[0] is not parameter or "staticmethod" in decorators:
        return None
    if parameter.kind not in ("positional", "positional_only"):
        return None
    is_of_class = (
        function.name in _OF_THE_CLASS
        or parameter.name == "cls"
        or any("class" in decorator.lower() for decorator in decorators)
    )
    return Known("class" if is_of_class else "instance", owner, own=True)


def _in_comment(ask: Ask, path: str, function: Definition, parameter: Parameter) -> str:
    node = _node(ask, path, function) if type_comments.has_any(ask, path) else None
    return type_comments.of_parameter(ask, path, node, function, parameter.name) if node is not None else ""


def _node(ask: Ask, path: str, function: Definition) -> Node | None:
    return nearest(ask.symbols.node(path, function.span), "function_definition")


def _annotations(ask: Ask, path: str, function: Definition, parameter: Parameter) -> list[tuple[str, str]]:
    """The files and sources of the annotations, or type comments, that a parameter has: its own, and its stub's."""
    own = parameter.annotation or _in_comment(ask, path, function, parameter)
    found = [(path, own)] if own else []
    stub = twin(ask.look, path)
    if stub:
        for definition in definitions_of(ask.look, Symbol(stub, function.qualname)):
            same = (each for each in definition.parameters if each.name == parameter.name and each.annotation)
            found += [(stub, each.annotation) for each in same]
    return found

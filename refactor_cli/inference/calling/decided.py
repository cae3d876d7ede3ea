"""Which results of a function a call leaves: those behind a test of a parameter that its literal argument fails are not
among them. `def opened(path, write=False)` with `if write: return Writer(path)` gives `opened(path, write=True)` a
writer, and `opened(path)` what comes after that.

A parameter is what was passed as long as its function gives it nothing else; what a call leaves out is the default."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Span, Symbol
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, Decided, Literal, Within, source
from refactor_cli.inference.calling.called_names import Call
from refactor_cli.inference.calling.conditions import conditions_at
from refactor_cli.inference.calling.decorators import is_decorated_anyhow
from refactor_cli.inference.calling.passed_arguments import argument_of
from refactor_cli.inference.calling.said_by_calls import is_called_by_name
from refactor_cli.inference.values import Known
from refactor_cli.resolution import definitions_of
from refactor_cli.resolution.definitions import class_of_body
from refactor_cli.resolution.metaclasses import is_made_with_others
from refactor_cli.resolution.names import has_own_new

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LITERALS = frozenset({"true", "false", "none", "integer", "string", "unary_operator"})
_SEVERAL = frozenset({"tuple", "list", "set"})
_BY_NAME = frozenset({"positional_only", "positional", "keyword_only"})


class _Nothing:
    """What is not known, which `None` would be a value of."""


_NOTHING = _Nothing()


def decided_here(ask: Ask, path: str, call: Node, known: Known) -> Decided:
    """The parameters that a function, or the `__new__` of a class, tests before it returns something, with the literals
    that a call gives them."""
    if not is_called_by_name(ask, path, call, known):
        return ()
    if known.kind == "class":
        known = _constructor(ask, known) or known
    found = definitions_of(ask.look, known.symbol) if known.symbol.path is not None else ()
    if known.kind != "function" or len(found) != 1 or not (names := _tested(ask, known.symbol, found[0])):
        return ()
    if known.bound is not None and not _is_method(ask, known.symbol, found[0]):
        return ()
    asked = Call(path, Span(call.start_byte, call.end_byte), int(known.bound is not None))
    given = list[tuple[str, Literal]]()
    for parameter in found[0].parameters:
        if parameter.name not in names or parameter.kind not in _BY_NAME:
            continue
        argument = argument_of(ask, asked, found[0], parameter)
        if argument == "left out":
            value = _evaluated(parameter.default)
        else:
            is_literal = argument is not None and not isinstance(argument, str) and argument.type in _LITERALS
            value = _evaluated(source(ask.symbols, path, argument)) if is_literal else _NOTHING  # type: ignore[arg-type]
        if value is None or isinstance(value, bool | int | str | bytes):
            given.append((parameter.name, value))
    return tuple(given)


def _is_method(ask: Ask, symbol: Symbol, function: Definition) -> bool:
    """Whether it stands in the body of a class: what a class is given besides (`opened = staticmethod(opened)`) may get
    an object first, or not."""
    return class_of_body(ask.look, symbol.path or "", function.scope) is not None


def gone_through_with(ask: Ask, symbol: Symbol, within: Within | None, decided: Decided) -> Within | None:
    """The same for calls that give these parameters these values."""
    if within is not None:
        return within._replace(decided=decided)
    definitions = definitions_of(ask.look, symbol)
    if len(definitions) != 1 or symbol.path is None:
        return None
    return Within(symbol.path, definitions[0].span, None, True, decided=decided)


def _constructor(ask: Ask, cls: Known) -> Known | None:
    """The `__new__` that decides what a class of the repository makes."""
    if cls.symbol.path is None or not has_own_new(ask.look, cls.symbol):
        return None
    if is_made_with_others(ask.look, cls.symbol):
        return None
    found = [each for each in ask.attribute(cls, "__new__").known if each.symbol.path is not None]
    return found[0]._replace(bound=cls.symbol) if len(found) == 1 else None


def is_left_out(ask: Ask, path: str, node: Node, within: Within) -> bool:
    """Whether something in a function is not evaluated by the calls that it is gone through for."""
    given = dict(within.decided)
    return bool(given) and any(
        (value := _truth(ask, path, condition, given)) is not None and value != holds
        for condition, holds in conditions_at(node)
    )


def chosen(ask: Ask, path: str, node: Node, within: Within) -> Node:
    """What a conditional expression comes to for these calls, where they decide its condition."""
    given = dict(within.decided)
    while given and node.type in ("conditional_expression", "parenthesized_expression"):
        parts = code_children(node)
        if len(parts) == 1:
            node = parts[0]
            continue
        value = _truth(ask, path, parts[1], given) if len(parts) == 3 else None
        if value is None:
            break
        node = parts[0 if value else 2]
    return node


def _tested(ask: Ask, symbol: Symbol, function: Definition) -> frozenset[str]:
    """The parameters that something is tested for before a function returns, and that it gives nothing else."""
    memo: dict[Symbol, frozenset[str]] = ask.symbols.snapshot.memo.setdefault("parameters tested", {})
    if symbol not in memo:
        memo[symbol] = frozenset()
        node = nearest(ask.symbols.node(symbol.path or "", function.span), "function_definition")
        is_plain = function.kind == "function" and not is_decorated_anyhow(ask, symbol)
        is_plain = is_plain and _is_bound_once(ask, symbol.path or "", function)
        if node is not None and is_plain:
            named = _named_in_tests(node)
            memo[symbol] = frozenset(
                each.name
                for each in function.parameters
                if each.name.encode() in named and _is_kept(ask, symbol.path or "", function, each.name)
            )
    return memo[symbol]


def _is_bound_once(ask: Ask, path: str, function: Definition) -> bool:
    file_map = ask.symbols.map(path)
    bound = file_map.named.get(function.name, ()) if file_map is not None else ()
    return sum(each.scope == function.scope for each in bound) == 1


def _named_in_tests(function: Node) -> set[bytes]:
    """The names in the conditions that decide what a function returns."""
    body = function.child_by_field_name("body")
    returned = (
        [each for each in own_nodes(body) if each.type == "return_statement"] if body is not None else []
    )
    tests = [condition for each in returned for condition, _ in conditions_at(each)]
    for value in (part for each in returned for part in code_children(each)):
        while value.type == "conditional_expression" and len(parts := code_children(value)) == 3:
            tests.append(parts[1])
            value = parts[2]
    return {
        each.text or b"" for test in tests for each in (test, *own_nodes(test)) if each.type == "identifier"
    }


def _is_kept(ask: Ask, path: str, function: Definition, name: str) -> bool:
    """Whether a parameter is what was passed all the way."""
    file_map = ask.symbols.map(path)
    if file_map is None or any(name in each.nonlocal_names for each in file_map.scopes):
        return False
    bound = [each for each in file_map.named.get(name, ()) if each.scope == function.body]
    return bool(bound) and all(each.kind == "parameter" for each in bound)


def _truth(ask: Ask, path: str, test: Node, given: dict[str, Literal]) -> bool | None:
    """Whether a test holds for these parameters; None where it depends on something else."""
    match test.type:
        case "parenthesized_expression" if len(parts := code_children(test)) == 1:
            return _truth(ask, path, parts[0], given)
        case "not_operator":
            value = (
                _truth(ask, path, argument, given)
                if (argument := test.child_by_field_name("argument"))
                else None
            )
            return None if value is None else not value
        case "boolean_operator":
            decides = any(child.type == "or" for child in test.children)
            values = [_truth(ask, path, each, given) for each in code_children(test)]
            if decides in values:
                return decides
            return None if None in values else not decides
        case "comparison_operator":
            return _compared(ask, path, test, given)
    found = _value(ask, path, test, given)
    return None if isinstance(found, _Nothing) else bool(found)


def _compared(ask: Ask, path: str, test: Node, given: dict[str, Literal]) -> bool | None:
    sides = [_value(ask, path, each, given) for each in code_children(test)]
    signs = " ".join(child.type for child in test.children if not child.is_named)
    if len(sides) != 2 or any(isinstance(each, _Nothing) for each in sides):
        return None
    left, right = sides
    match signs:
        case "==" | "!=":
            return (left == right) == (signs == "==")
        case "is" | "is not" if left is None or right is None:
            return (left is right) == (signs == "is")
        case "in" | "not in" if isinstance(right, tuple | list | set):
            return (left in right) == (signs == "in")
        case "in" | "not in" if isinstance(left, str) and isinstance(right, str):
            return (left in right) == (signs == "in")
    return None


def _value(ask: Ask, path: str, node: Node, given: dict[str, Literal]) -> object:
    text = source(ask.symbols, path, node)
    if node.type == "identifier":
        return given.get(text, _NOTHING)
    is_literal = node.type in _LITERALS or (
        node.type in _SEVERAL and all(each.type in _LITERALS for each in code_children(node))
    )
    return _evaluated(text) if is_literal else _NOTHING


def _evaluated(text: str) -> object:
    """The value of a literal; what Python does not read so is not known."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError):
        return _NOTHING

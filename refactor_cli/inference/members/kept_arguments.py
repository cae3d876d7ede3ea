"""What one object keeps of what it was made with: in `client = Client(app)` its `app` is what stands there, whatever
other calls make clients with. Only where the object's own constructor keeps the parameter in the attribute, and nothing
else is seen to give it anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, Parameter, Span, Symbol
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.called_names import Call
from refactor_cli.inference.calling.passed_arguments import argument_of
from refactor_cli.inference.calling.returns import returned_by
from refactor_cli.inference.guards import class_named
from refactor_cli.inference.members.assignment_places import is_left, of_self
from refactor_cli.inference.members.every_assignment import has_every_assignment
from refactor_cli.inference.members.handed_to_bases import kept
from refactor_cli.inference.members.kept_objects import class_of_self
from refactor_cli.inference.members.made_again import is_made_again
from refactor_cli.inference.tests_run.fixtures import fixture_of
from refactor_cli.inference.values import NOTHING, PROVEN, Types, by, foreign, union, without_none
from refactor_cli.resolution import definitions_of, member, mro, scope_at
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.resolution.metaclasses import is_made_with_others
from refactor_cli.resolution.names import has_own_new
from refactor_cli.resolution.scopes import reaching
from refactor_cli.resolution.turned import may_be_turned

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "kept-argument"
_CONSTRUCTOR = "__init__"
_FURTHEST = 3
_MOST = 10


class _Made(NamedTuple):
    """A call that makes an object of a class."""

    path: str
    call: Node
    cls: Symbol


class _Kept(NamedTuple):
    """The parameter of a constructor that an attribute holds."""

    function: Definition
    parameter: Parameter


def kept_argument(ask: Ask, path: str, receiver: Node, name: str, of: Types, types: Types) -> Types | None:
    """What an attribute of what `receiver` stands for was made with, where its class proves nothing (`types`)."""
    if not of.known or (types.complete and types.via <= PROVEN) or not ask.allows(RULE):
        return None
    if any(each.kind != "instance" or each.symbol.path is None for each in of.known):
        return None
    if all(_kept_by(ask, each.symbol, name) is None for each in of.known):
        return None
    made = _makers(ask, path, receiver, _FURTHEST)
    if not made or len(made) > _MOST:
        return None
    found = [_argument(ask, each, name) for each in made]
    given = union(each for each in found if each is not None)
    if len(given.known) == 0 or any(each is None for each in found):
        return None
    return by(foreign(without_none(given)), RULE)


def _argument(ask: Ask, made: _Made, name: str) -> Types | None:
    """What a call gives the attribute of the object that it makes; None where something else may get there."""
    kept_by = _kept_by(ask, made.cls, name)
    if kept_by is None:
        return None
    span = Span(made.call.start_byte, made.call.end_byte)
    argument = argument_of(ask, Call(made.path, span, 1), *kept_by)
    if argument is None or isinstance(argument, str):
        return None
    types = without_none(ask.expression(made.path, argument))
    return types if has_every_assignment(ask, made.cls, name, False, types) else None


def _kept_by(ask: Ask, cls: Symbol, name: str) -> _Kept | None:
    """The parameter of a class's constructor that is all that the class and its bases give an attribute."""
    memo: dict[tuple[Symbol, str], _Kept | None] = ask.symbols.snapshot.memo.setdefault("kept arguments", {})
    key = (cls, name)
    if key not in memo:
        memo[key] = _found_kept(ask, cls, name)
    return memo[key]


def _found_kept(ask: Ask, cls: Symbol, name: str) -> _Kept | None:
    if member(ask.look, cls, name).values or has_own_new(ask.look, cls) or is_made_with_others(ask.look, cls):
        return None  # a property, or another object
    if is_made_again(ask, cls, is_exact=True) or may_be_turned(ask.look, cls, cls):
        return None
    values = [each.symbol for each in member(ask.look, cls, _CONSTRUCTOR).values]
    constructor = values[0] if len(values) == 1 else Symbol(None, "")
    owner = Symbol(constructor.path, constructor.name.rpartition(".")[0])
    order = [each for each in mro(ask.symbols, cls) if each.path is not None]
    functions = definitions_of(ask.look, constructor) if constructor.path is not None else ()
    is_plain = len(functions) == 1 and not functions[0].decorators and owner in order
    if not is_plain or any(
        definition.decorators for each in order for definition in definitions_of(ask.look, each)
    ):
        return None
    assigned = [each for each in order if any(is_left(node) for node, _ in of_self(ask, each, name))]
    parameter = kept(ask, owner, functions[0], name) if assigned == [owner] else None
    return _Kept(functions[0], parameter) if parameter is not None and _is_always(ask, owner, name) else None


def _is_always(ask: Ask, owner: Symbol, name: str) -> bool:
    """Whether the assignment stands in the body of the constructor itself, and nothing leaves that before."""
    for node, _ in of_self(ask, owner, name):
        statement = node.parent.parent if is_left(node) and node.parent is not None else None
        block = statement.parent if statement is not None else None
        if statement is None or block is None:
            continue
        if block.parent is None or block.parent.type != "function_definition":
            return False
        before = ask.symbols.snapshot.files[owner.path or ""].text.utf8[
            block.start_byte : statement.start_byte
        ]
        if b"return" in before:
            return False
    return True


def _makers(ask: Ask, path: str, node: Node, left: int) -> list[_Made] | None:
    """The calls that make the objects which an expression stands for; None where others may."""
    if left < 0:
        return None
    while node.type == "parenthesized_expression" and len(node.named_children) == 1:
        node = node.named_children[0]
    match node.type:
        case "call":
            return _by_call(ask, path, node, left)
        case "identifier":
            return _by_name(ask, path, node, left)
        case "attribute":
            return _by_self(ask, path, node, left)
    return None


def _by_call(ask: Ask, path: str, call: Node, left: int) -> list[_Made] | None:
    function = call.child_by_field_name("function")
    called = ask.expression(path, function)
    if function is None or len(called.known) != 1 or not called.complete or not called.via <= PROVEN:
        return None
    (known,) = called.known
    if known.symbol.path is None:
        return None
    if known.kind == "class":  # and no other that derives from it, as a variable may hold
        is_it = class_named(ask, path, function) == known.symbol
        return [_Made(path, call, known.symbol)] if is_it else None
    if known.kind != "function" or known.bound is not None:
        return None
    definitions = definitions_of(ask.look, known.symbol)
    is_plain = len(definitions) == 1 and not definitions[0].decorators and not definitions[0].is_async
    return _every(ask, returned_by(ask, known.symbol), left - 1) if is_plain else None


def _every(ask: Ask, values: Iterator[tuple[str, Node]], left: int) -> list[_Made] | None:
    found, is_any = list[_Made](), False
    for path, value in values:
        made = _makers(ask, path, value, left)
        if made is None:
            return None
        found, is_any = [*found, *made], True
    return found if is_any else None


def _by_name(ask: Ask, path: str, name: Node, left: int) -> list[_Made] | None:
    file_map = ask.symbols.map(path)
    if file_map is None:
        return None
    text, at = source(ask.symbols, path, name), name.start_byte
    values: list[tuple[str, Node]] = []
    for binding in reaching(file_map, scope_at(file_map, at), text, at).bindings:
        target = ask.symbols.node(path, binding.span)
        if binding.kind == "assign" and (value := _value(target)) is not None:
            values.append((path, value))
        elif binding.kind == "parameter":
            function = definition_of_body(ask.look, path, binding.scope)
            fixture = fixture_of(ask, path, function, text) if function is not None else None
            given = [*_yielded(ask, fixture)] if fixture is not None else []
            if not given:
                return None
            values += given
        else:
            return None
    return _every(ask, iter(values), left - 1)


def _yielded(ask: Ask, fixture: Symbol) -> Iterator[tuple[str, Node]]:
    """What a fixture returns or yields; nothing where that is not all in statements of its own."""
    definitions = definitions_of(ask.look, fixture)
    if len(definitions) != 1 or len(definitions[0].decorators) != 1:
        return
    returned = [*returned_by(ask, fixture)]
    path = fixture.path or ""
    function = nearest(ask.symbols.node(path, definitions[0].span), "function_definition")
    waiting = [function] if function is not None else []
    while waiting:
        node = waiting.pop()
        if node.type == "yield" and node.named_children:
            returned.append((path, node.named_children[0]))
        waiting += [each for each in node.named_children if each.type != "lambda"]
    yield from returned


def _by_self(ask: Ask, path: str, node: Node, left: int) -> list[_Made] | None:
    """What the methods of a class give an attribute of its objects, where nothing else does."""
    of, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
    if of is None or attribute is None or of.type != "identifier":
        return None
    cls = class_of_self(ask, path, node.start_byte, of.text or b"")
    name = source(ask.symbols, path, attribute)
    if cls is None or member(ask.look, cls, name).values:
        return None
    if not has_every_assignment(ask, cls, name, True, NOTHING):
        return None
    values: list[tuple[str, Node]] = []
    for owner in mro(ask.symbols, cls):
        for target, _ in of_self(ask, owner, name) if owner.path is not None else ():
            if is_left(target):
                value = _value(target)
                if value is None:
                    return None
                values.append((owner.path or "", value))
    return _every(ask, iter(values), left - 1)


def _value(target: Node | None) -> Node | None:
    """What a plain assignment gives just this target."""
    statement = target.parent if target is not None else None
    if target is None or statement is None or statement.type != "assignment":
        return None
    left, right = statement.child_by_field_name("left"), statement.child_by_field_name("right")
    is_it = left is not None and left.byte_range == target.byte_range
    return right if is_it and right is not None and right.type != "assignment" else None

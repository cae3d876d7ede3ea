"""What calling gives: instances, annotated results, and what unannotated functions return or yield."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Symbol
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, Decided, Within, source
from refactor_cli.inference.calling.builtin_results import result_outside
from refactor_cli.inference.calling.coroutines import RULE as COROUTINE
from refactor_cli.inference.calling.coroutines import is_driven, results, uses_what_is_sent
from refactor_cli.inference.calling.decided import chosen, gone_through_with, is_left_out
from refactor_cli.inference.calling.decorators import is_decorated_anyhow
from refactor_cli.inference.calling.handing_back import hands_back
from refactor_cli.inference.calling.left_out import gone_through_without
from refactor_cli.inference.calling.narrower import narrowed_by
from refactor_cli.inference.calling.wrappers import given_by_wrappers, gives_made_anew, gives_partials
from refactor_cli.inference.classes.made_by_calls import is_called_otherwise
from refactor_cli.inference.items.iterating import gone_through
from refactor_cli.inference.members.kept_by_classes import as_of_bases
from refactor_cli.inference.members.overriding import gone_through_for, may_depend
from refactor_cli.inference.values import (
    ENDLESS,
    NONE,
    PROVEN,
    UNKNOWN,
    Known,
    Types,
    by,
    display,
    exactly,
    gives_nothing_yet,
    held,
    or_others,
    received,
    union,
)
from refactor_cli.inference.written_types import documented, type_comments
from refactor_cli.inference.written_types.annotations import annotated
from refactor_cli.resolution import definitions_of, mro, scope_at, twin
from refactor_cli.resolution.class_calls import makes_others
from refactor_cli.resolution.definitions import class_of_body, decorator_names, definition_of_body
from refactor_cli.resolution.names import gives_others, has_own_new

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "returns"
GENERATIVE = "generative"
_FIRST_PARAMETER = re.compile(r"\bdef \w{1,80}\((\w{1,80})")
_RETURNED = re.compile(r"\breturn (\w{1,80})[ \t]*$", re.MULTILINE)
_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
_STATEMENT_LISTS = frozenset(
    {
        "block",
        "if_statement",
        "elif_clause",
        "else_clause",
        "for_statement",
        "while_statement",
        "try_statement",
        "except_clause",
        "except_group_clause",
        "finally_clause",
        "with_statement",
        "match_statement",
        "case_clause",
    }
)
_MOST_RETURNS = 30
_GENERATOR = "builtins.generator"
_OWN = re.compile(rb"\.__new__\b|\bcls\(|\btype\(|\bcopy\b")


def result_of(
    ask: Ask,
    known: Known,
    left_out: frozenset[str] = frozenset(),
    part: int | None = None,
    decided: Decided = (),
) -> Types:
    """What calling a thing gives; arguments are not looked at. `left_out`: what the call leaves to the defaults of a
    function's parameters, where that may tell more. `part`: the only part of it that is asked for. `decided`: what the
    call gives parameters that are tested."""
    match known.kind:
        case "class":
            return _made(ask, known, decided)
        case "function" if known.symbol.path is None:
            return result_outside(known)
        case "function":

            def of(each: Known) -> Types:
                return _given_by(ask, each, left_out, part, decided)

            return of(known) if known.kept is None else as_of_bases(ask, known, of(known), of)
        case "instance" if known.symbol.path is not None:
            calls = ask.attribute(known, "__call__").known
            return union(result_of(ask, call, part=part) for call in calls if call.symbol.path is not None)
        case "lambda":
            return _value(ask, known.symbol.path or "", _lambda(ask, known.symbol), part)
    return UNKNOWN


def _given_by(ask: Ask, known: Known, left_out: frozenset[str], part: int | None, decided: Decided) -> Types:
    """The same of a function of the repository."""
    key = ("result", known.symbol) if part is None else ("result", known.symbol, part)
    types = ask.once(key, lambda: returned(ask, known.symbol, part))
    within = gone_through_for(ask, known) if known.bound is not None and may_depend(types) else None
    if left_out and not is_one(types):
        within = gone_through_without(ask, known.symbol, within, left_out)
    if decided:
        within = gone_through_with(ask, known.symbol, within, decided)
    if within is not None:
        types = ask.once(key, lambda: returned(ask, known.symbol, part), within)
    if known.bound is None:
        return types
    return received(types, known.bound, known.own)


def is_one(types: Types) -> bool:
    """Whether it is nothing but one kind of thing, whatever a call passes."""
    return types.complete and len({(each.kind, each.symbol) for each in types.known}) < 2


def _made(ask: Ask, known: Known, decided: Decided = ()) -> Types:
    """An object of a class, or what its `__new__` gives instead.
    https://docs.python.org/3/reference/datamodel.html#object.__new__"""
    instance = Known("instance", known.symbol, items=known.items, values=known.values, own=known.own)
    own = exactly(instance._replace(maker=known.maker))
    if gives_others(ask.look, known.symbol) or is_called_otherwise(ask, known):
        return or_others(own)
    if known.symbol.path is None or not has_own_new(ask.look, known.symbol):
        return own
    constructors = [each for each in ask.attribute(known, "__new__").known if each.symbol.path]
    given = union(
        result_of(ask, each, decided=decided) if decided else ask.result(each) for each in constructors
    )
    others = frozenset(each for each in given.known if each.kind == "instance" and each.symbol.path)
    if all(each.symbol == known.symbol for each in others):
        is_other = not given.complete and makes_others(ask.look, mro(ask.symbols, known.symbol))
        return or_others(own) if is_other else own
    is_all = given.complete and others == given.known and given.via <= PROVEN
    if is_all and not _makes_own(ask, known.symbol):
        return by(given, RULE)
    return by(union((own, given._replace(known=others)))._replace(complete=False), RULE)


def _makes_own(ask: Ask, cls: Symbol) -> bool:
    """Whether a constructor asks that of a base for an object, or calls what it is given, which may be the class."""
    found = ask.attribute(Known("class", cls), "__new__").known
    bodies = [(each.symbol.path or "", d) for each in found for d in definitions_of(ask.look, each.symbol)]
    files = ask.symbols.snapshot.files
    return any(_OWN.search(files[path].text.utf8, *body.span) for path, body in bodies if path)


def _lambda(ask: Ask, symbol: Symbol) -> Node | None:
    start = int(symbol.name)
    node = ask.symbols.node(symbol.path or "", (start, start + 6))
    while node is not None and not (node.type == "lambda" and node.is_named):  # the keyword has that type too
        node = node.parent
    return node.child_by_field_name("body") if node is not None else None


def returned(ask: Ask, symbol: Symbol, part: int | None) -> Types:
    """What a function gives, by its annotation or its statements."""
    found = list[Types]()
    for file in (twin(ask.look, symbol.path or ""), symbol.path or ""):
        for definition in definitions_of(ask.look, Symbol(file, symbol.name)) if file else ():
            if definition.kind == "function":
                found.append(_result(ask, file, definition, part))
        if any(types.known for types in found):
            break
    types = union(types for types in found if types.known or not types.complete)
    if found and all(map(gives_nothing_yet, found)):
        types = ENDLESS
    if not is_decorated_anyhow(ask, symbol):
        return types
    if types.complete and hands_back(ask, symbol):
        return union((types, NONE))
    others = given_by_wrappers(ask, symbol)
    given = union((types, *others))._replace(complete=False)
    # the decorator may run it, for what it yields
    is_run = not others and any(each.symbol.name == _GENERATOR for each in types.known)
    is_other = is_run or gives_partials(ask, symbol) or gives_made_anew(ask, symbol)
    return or_others(given) if is_other else given


def _result(ask: Ask, path: str, definition: Definition, part: int | None) -> Types:
    node = nearest(ask.symbols.node(path, definition.span), "function_definition")
    if node is None:
        return UNKNOWN
    owner = definition_of_body(ask.look, path, definition.scope)
    symbol = (
        Symbol(path.removesuffix("i") if path.endswith(".pyi") else path, owner.qualname) if owner else None
    )
    is_manager = not decorator_names(definition).isdisjoint(_MANAGERS)
    types = UNKNOWN
    annotation = node.child_by_field_name("return_type")
    text = (
        type_comments.returned(ask, path, node)
        if annotation is None
        else source(ask.symbols, path, annotation)
    )
    if text:
        types = annotated(ask, path, definition.scope, text, symbol)
    if is_manager and not any(each.items for each in types.known):
        types = UNKNOWN  # `-> Cart` for what `with` gives: of a generator that says nothing
    is_run = types.known and not is_manager and not path.endswith(".pyi")
    if is_run and not is_decorated_anyhow(ask, Symbol(path, definition.qualname)):
        types = narrowed_by(ask, types, lambda: _by_statements(ask, path, node, part))
    if not types.known:
        types = _by_statements(ask, path, node, part) if not path.endswith(".pyi") else UNKNOWN
        if not types.known and not types.complete and documented.has_any(ask, path):
            told = documented.of_result(ask, path, node, definition)
            types = told if told.known else types
    if is_manager:
        items = frozenset[Known]().union(*(known.items for known in types.known))
        return exactly(Known("instance", Symbol(None, "contextlib.contextmanager"), items=items))
    return types


def _by_statements(ask: Ask, path: str, function: Node, part: int | None) -> Types:
    if not ask.allows(RULE):
        return UNKNOWN
    body = function.child_by_field_name("body")
    statements = _reached(ask, path, function, _statements(body))
    given = [next(iter(each.named_children), None) for each in statements if each.type == "return_statement"]
    yielded = _yields(ask, path, body)
    if yielded and is_driven(ask, path, function):
        waited_for = list(results(ask, path, statements))
        if waited_for or uses_what_is_sent(yielded):
            return by(
                union(ask.expression(path, each) for each in waited_for[:_MOST_RETURNS]), RULE, COROUTINE
            )
    if yielded:
        items = union(_yielded(ask, path, each) for each in yielded[:_MOST_RETURNS])
        if len(yielded) > _MOST_RETURNS:
            items = items._replace(complete=False)
        return by(exactly(display("generator", held(items))), RULE)
    values = [value for value in given if value is not None]
    if not values:
        return _by_decorators(ask, path, function)
    if len(values) > _MOST_RETURNS:
        return UNKNOWN
    if (within := _gone_through(ask, path, function)) is not None:
        values = [chosen(ask, path, value, within) for value in values]
    return by(union(_value(ask, path, value, part) for value in values), RULE)


def _gone_through(ask: Ask, path: str, function: Node) -> Within | None:
    """The calls that a function is gone through for, where their arguments decide something in it."""
    within = ask.within(path, function.start_byte)
    is_own = within is not None and within.span.start == function.start_byte
    return within if is_own and within is not None and within.decided else None


def _reached(ask: Ask, path: str, function: Node, statements: Iterator[Node]) -> list[Node]:
    """The statements that those calls may come to; all where none is known that they do."""
    found, within = list(statements), _gone_through(ask, path, function)
    left = [each for each in found if within is not None and not is_left_out(ask, path, each, within)]
    return left or found


def _value(ask: Ask, path: str, node: Node | None, part: int | None) -> Types:
    return ask.expression(path, node) if part is None else ask.part(path, node, part)


def returned_by(ask: Ask, symbol: Symbol) -> Iterator[tuple[str, Node]]:
    """What the `return` statements of a function give back, with its file."""
    path = symbol.path or ""
    for definition in definitions_of(ask.look, symbol):
        function = nearest(ask.symbols.node(path, definition.span), "function_definition")
        for statement in _statements(function.child_by_field_name("body")) if function is not None else ():
            value = next(iter(statement.named_children), None)
            if statement.type == "return_statement" and value is not None:
                yield path, value


def _by_decorators(ask: Ask, path: str, function: Node) -> Types:
    """A method without a result, whose decorator gives back what the method was called on (`@_generative`)."""
    above, file_map = function.parent, ask.symbols.map(path)
    if above is None or above.type != "decorated_definition" or file_map is None:
        return NONE
    scope = scope_at(file_map, above.start_byte)
    owner = class_of_body(ask.look, path, scope)
    if owner is None or not ask.allows(GENERATIVE):
        return NONE
    for decorator in above.named_children:
        if decorator.type == "decorator" and decorator.named_children:
            named = decorator.named_children[0]
            called = named.child_by_field_name("function") if named.type == "call" else named
            types = ask.expression(path, called)
            if any(known.kind == "function" and _gives_receiver(ask, known.symbol) for known in types.known):
                own = Known("instance", owner, own=True)
                return by(exactly(own), GENERATIVE)
    return NONE


def _gives_receiver(ask: Ask, symbol: Symbol) -> bool:
    """Whether a decorator has a `return` of what is called `self`, or of the first parameter of a function in it."""
    for definition in definitions_of(ask.look, symbol):
        node = ask.symbols.node(symbol.path or "", definition.span)
        text = source(ask.symbols, symbol.path or "", node) if node is not None else ""
        names = {"self", *_FIRST_PARAMETER.findall(text)[1:]}
        if any(returned in names for returned in _RETURNED.findall(text)):
            return True
    return False


def _yielded(ask: Ask, path: str, node: Node) -> Types:
    value = next(iter(code_children(node)), None)
    if value is None:
        return NONE
    if any(child.type == "from" for child in node.children):
        return gone_through(ask, path, value, ask.expression(path, value))
    return ask.expression(path, value)


def _statements(body: Node | None) -> Iterator[Node]:
    """The simple statements of a function, those of nested functions and classes left out."""
    waiting = [body] if body is not None else []
    while waiting:
        node = waiting.pop()
        for child in reversed(node.named_children):
            if child.type in _STATEMENT_LISTS:
                waiting.append(child)
            elif child.type.endswith("_statement"):
                yield child


def _yields(ask: Ask, path: str, body: Node | None) -> list[Node]:
    """The `yield`s of a function, those of functions in it left out."""
    if body is None or b"yield" not in ask.symbols.snapshot.files[path].text.utf8[slice(*body.byte_range)]:
        return []
    return [each for each in own_nodes(body) if each.type == "yield" and each.is_named]

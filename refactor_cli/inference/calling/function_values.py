"""Functions that are values: which calls reach what holds one, and what goes through them.

A function that nobody calls by its name may be a handler in a table, a callback that an object keeps, or a visitor that
`getattr` finds. The value is followed by where it is put: into a parameter of a function of the repository, a variable,
an attribute (by its name), a container; and, where a function returns it, to the calls of that. Whoever else has an
attribute of the name is not told apart, and what leads out of the repository is not followed: so what such calls pass
makes a usage likely at most, and never rules one out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.called_names import Call
from refactor_cli.inference.computed.put_together import asking_for
from refactor_cli.inference.read_places import (
    MOST_FILES,
    is_read,
    is_target,
    read_as_attribute,
    read_as_variable,
)
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, is_subclass, scope_at
from refactor_cli.resolution.definitions import class_of_body, definition_of_body, home
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# from hand to hand so often
_DEEPEST = 5
_MOST_CALLS = 40
_MOST_STEPS = 300
_AROUND = frozenset({"parenthesized_expression", "conditional_expression", "boolean_operator", "await"})
_DISPLAYS = frozenset({"list", "tuple", "set", "dictionary", "expression_list"})
_SEVERAL = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "tuple", "expression_list"})
# what takes something out of a container, and what puts something in: which argument that is
_TAKING = frozenset({"get", "pop", "popleft", "setdefault"})
_PUTTING = {"append": 0, "add": 0, "appendleft": 0, "insert": 1, "setdefault": 1}
# what gives all that a container holds
_ALL_OF = frozenset({"values", "items", "copy"})

CallsOf = Callable[[Ask, Symbol, Definition], list[Call]]


class Followed(NamedTuple):
    """One function as it is followed. `skipped`: how many of its parameters it has got already (`self`)."""

    ask: Ask
    skipped: int
    calls_of: CallsOf
    calls: dict[Call, None]
    seen: set[tuple[str, int, int, str]]

    @property
    def is_enough(self) -> bool:
        """Whether no more of it is looked at."""
        return len(self.calls) >= _MOST_CALLS or len(self.seen) >= _MOST_STEPS

    def is_new(self, path: str, node: Node, how: str) -> bool:
        """Whether a place was not looked at before."""
        key = (path, node.start_byte, node.end_byte, how)
        if key in self.seen or self.is_enough:
            return False
        self.seen.add(key)
        return True


def calls_by_value(ask: Ask, symbol: Symbol, function: Definition, calls_of: CallsOf) -> list[Call]:
    """The calls that may reach a function where it is a value, as far as that is followed."""
    found = dict[Call, None]()
    cls = class_of_body(ask.look, symbol.path or "", function.scope)
    is_method = cls is not None and "staticmethod" not in function.decorators
    bound = Followed(ask, int(is_method), calls_of, found, set())
    free = Followed(ask, 0, calls_of, found, set())
    for path, node, is_bound in _given(ask, symbol, function, cls):
        _follow(bound if is_bound else free, path, node, _DEEPEST)
    for path, decorator in _decorating(ask, symbol, function):
        for each in ask.expression(path, decorator).known:
            if each.kind == "function" and each.symbol.path is not None:
                _into(free, each.symbol, 0, "", _DEEPEST)
    return list(found)


def _given(
    ask: Ask, symbol: Symbol, function: Definition, cls: Symbol | None
) -> Iterator[tuple[str, Node, bool]]:
    """Where a function is a value, and whether it has got its object there."""
    name = last_part(symbol.name)
    paths = python_files_with(ask.symbols.snapshot, name)
    if len(paths) > MOST_FILES:
        return
    is_method = cls is not None and "staticmethod" not in function.decorators
    for path in paths:
        for each in occurrences_in(ask.symbols, path, name):
            if each.role != "reference" or each.place not in ("name", "attribute"):
                continue
            node = ask.symbols.node(path, each.expression)
            if node is None or not is_read(node):
                continue
            known = [one for one in ask.expression(path, node).known if one.symbol == symbol]
            if known:
                yield path, node, is_method and any(one.bound is not None for one in known)
    if cls is None:
        return
    for path, node in asking_for(ask.symbols, name):
        of = ask.expression(path, _first_argument(node)).known
        if any(
            one.kind == "instance" and one.symbol.path is not None and _has(ask, one.symbol, cls)
            for one in of
        ):
            yield path, node, is_method


def _has(ask: Ask, cls: Symbol, other: Symbol) -> bool:
    """Whether objects of a class may be of another one."""
    return is_subclass(ask.symbols, cls, other) or is_subclass(ask.symbols, other, cls)


def _first_argument(call: Node) -> Node | None:
    return next(iter(code_children(call.child_by_field_name("arguments"))), None)


def _decorating(ask: Ask, symbol: Symbol, function: Definition) -> Iterator[tuple[str, Node]]:
    """What decorates a function: it is called with the function itself, or with what the decorator below gives."""
    if not function.decorators or symbol.path is None:
        return
    node = nearest(ask.symbols.node(symbol.path, function.span), "decorated_definition")
    for each in node.named_children if node is not None else ():
        if each.type == "decorator" and each.named_children:
            yield symbol.path, each.named_children[0]


def _follow(of: Followed, path: str, node: Node, deeper: int) -> None:
    """From an expression that is the function to the calls of it."""
    node = _whole(node)
    parent = node.parent
    if parent is None or deeper <= 0 or not of.is_new(path, node, "value"):
        return
    match parent.type:
        case "call" if parent.child_by_field_name("function") == node:
            of.calls[Call(path, Span(parent.start_byte, parent.end_byte), of.skipped)] = None
        case "argument_list":
            _handed(of, path, node, parent, "", deeper)
        case "keyword_argument" if parent.parent is not None and parent.parent.type == "argument_list":
            name = parent.child_by_field_name("name")
            if name is not None and name != node:
                _handed(of, path, node, parent.parent, source(of.ask.symbols, path, name), deeper)
        case "assignment" | "named_expression":
            _assigned(of, path, parent, _follow, deeper)
        case "pair" | "list" | "tuple" | "set" | "expression_list":
            if (display := _display(parent)) is not None:
                _held(of, path, display, deeper)
        case "return_statement":
            _returned(of, path, node, _follow, deeper)


_Follow = Callable[[Followed, str, "Node", int], None]


def _assigned(of: Followed, path: str, statement: Node, follow: _Follow, deeper: int) -> None:
    """Whatever the target of an assignment is called, where that is read."""
    target = statement.child_by_field_name("left") or statement.child_by_field_name("name")
    if target is not None:
        _read_as(of, path, target, follow, deeper)
    if statement.parent is not None and statement.parent.type == "assignment":  # `one = other = value`
        _assigned(of, path, statement.parent, follow, deeper)


def _read_as(of: Followed, path: str, target: Node, follow: _Follow, deeper: int) -> None:
    """Where the variable or attribute is read that a target, or what something is put into, names."""
    if target.type == "identifier":
        for file, node in read_as_variable(of.ask, path, target):
            follow(of, file, node, deeper - 1)
    elif target.type == "attribute":
        name = target.child_by_field_name("attribute")
        for file, node in read_as_attribute(
            of.ask, source(of.ask.symbols, path, name) if name is not None else ""
        ):
            follow(of, file, node, deeper - 1)
    elif target.type == "subscript":
        container = target.child_by_field_name("value")
        if container is not None:
            _kept_in(of, path, container, deeper)
    elif target.type in _SEVERAL:  # `one, other = value, function`
        for each in code_children(target):
            _read_as(of, path, each, _follow, deeper)


def _kept_in(of: Followed, path: str, container: Node, deeper: int) -> None:
    """From what something is put into to where that is read."""
    inner: Node | None = container
    while inner is not None and inner.type in (
        "call",
        "subscript",
    ):  # `table.setdefault(key, []).append(function)`
        if inner.type == "call":
            function = inner.child_by_field_name("function")
            inner = function.child_by_field_name("object") if function is not None else None
        else:
            inner = inner.child_by_field_name("value")
    if inner is not None and inner.type in ("identifier", "attribute"):
        _read_as(of, path, inner, _held, deeper)


def _held(of: Followed, path: str, node: Node, deeper: int) -> None:
    """From an expression that is a container of the function to where it is taken out."""
    node = _whole(node)
    parent = node.parent
    if parent is None or deeper <= 0 or not of.is_new(path, node, "container"):
        return
    match parent.type:
        case "subscript" if parent.child_by_field_name("value") == node:
            if not is_target(parent):
                _follow(of, path, parent, deeper)
                _held(of, path, parent, deeper - 1)  # a table of tables, or of lists
        case "attribute" if parent.child_by_field_name("object") == node:
            call, name = parent.parent, parent.child_by_field_name("attribute")
            if call is None or name is None or call.type != "call":
                return
            method = source(of.ask.symbols, path, name)
            if method in _TAKING:
                _follow(of, path, call, deeper)
                _held(of, path, call, deeper - 1)
            elif method in _ALL_OF:
                _held(of, path, call, deeper - 1)
        case "for_statement" | "for_in_clause" if parent.child_by_field_name("right") == node:
            left = parent.child_by_field_name("left")
            for each in _names(left) if left is not None else ():
                for file, use in read_as_variable(of.ask, path, each):
                    _follow(of, file, use, deeper - 1)
        case "assignment":
            _assigned(of, path, parent, _held, deeper)
        case "pair" | "list" | "tuple" | "set" | "expression_list":
            if (display := _display(parent)) is not None:
                _held(of, path, display, deeper - 1)
        case "return_statement":
            _returned(of, path, node, _held, deeper)


def _names(target: Node) -> Iterator[Node]:
    """The names of a loop's target."""
    waiting = [target]
    while waiting:
        node = waiting.pop()
        if node.type == "identifier":
            yield node
        elif node.type in _SEVERAL:
            waiting += code_children(node)


def _whole(node: Node) -> Node:
    """The expression that gives what another gives, through brackets and conditions around it."""
    while node.parent is not None and node.parent.type in _AROUND:
        node = node.parent
    return node


def _display(parent: Node) -> Node | None:
    """The display in which an element stands whose parent this is."""
    display = parent.parent if parent.type == "pair" else parent
    return display if display is not None and display.type in _DISPLAYS else None


def _returned(of: Followed, path: str, node: Node, follow: _Follow, deeper: int) -> None:
    """From what a function gives back to its calls."""
    file_map = of.ask.symbols.map(path)
    around = (
        definition_of_body(of.ask.look, path, scope_at(file_map, node.start_byte))
        if file_map is not None
        else None
    )
    if around is None or around.kind != "function":
        return
    for call in of.calls_of(of.ask, Symbol(home(of.ask.look, path), around.qualname), around):
        made = of.ask.symbols.node(call.path, call.span)
        while made is not None and not (made.type == "call" and made.end_byte == call.span.end):
            made = made.parent
        if made is not None:
            follow(of, call.path, made, deeper - 1)


def _handed(of: Followed, path: str, node: Node, arguments: Node, keyword: str, deeper: int) -> None:
    """From an argument to the parameter that gets it."""
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    if function is None:
        return
    given = code_children(arguments)
    at = -1 if keyword else given.index(node) if node in given else len(given)
    if at >= 0 and any(each.type == "list_splat" for each in given[:at]):
        return
    name = function.child_by_field_name("attribute") if function.type == "attribute" else None
    if name is not None and _PUTTING.get(source(of.ask.symbols, path, name), -1) == at:
        container = function.child_by_field_name("object")
        if container is not None:
            _kept_in(of, path, container, deeper)
    for each in of.ask.expression(path, function).known:
        if each.symbol.path is None:
            continue
        if each.kind == "function":
            _into(of, each.symbol, at + int(each.bound is not None), keyword, deeper)
        elif each.kind == "class":
            for made in of.ask.attribute(each._replace(kind="instance"), "__init__").known:
                if made.kind == "function" and made.symbol.path is not None:
                    _into(of, made.symbol, at + 1, keyword, deeper)


def _into(of: Followed, symbol: Symbol, at: int, keyword: str, deeper: int) -> None:
    """From the parameter of a function, by its position or name, to where the function reads it."""
    for definition in definitions_of(of.ask.look, symbol) if deeper > 0 else ():
        if definition.kind != "function":
            continue
        plain = [each for each in definition.parameters if each.kind in ("positional", "positional_only")]
        named = [each for each in definition.parameters if keyword and each.name == keyword]
        parameter = named[0] if named else plain[at] if not keyword and 0 <= at < len(plain) else None
        path, file_map = symbol.path or "", of.ask.symbols.map(symbol.path or "")
        if parameter is None or file_map is None:
            continue
        for binding in file_map.named.get(parameter.name, ()):
            if binding.kind == "parameter" and binding.scope == definition.body:
                node = of.ask.symbols.node(path, binding.span)
                for file, use in read_as_variable(of.ask, path, node) if node is not None else ():
                    _follow(of, file, use, deeper - 1)

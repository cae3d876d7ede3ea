"""A computed `getattr` -> the strings of its file that its name is drawn from, by a loop or as a test's parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.data import Binding, FileMap, Span
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, is_starred
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import source
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import Lookup, bindings_at, evaluate, qualified_name, scope_at
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# steps from a loop to a display; a bound for Python's stack
_MOST_STEPS = 20
_LOOPS = ("for_statement", "for_in_clause")
_PATTERNS = frozenset({"list_pattern", "pattern_list", "tuple_pattern"})
_DISPLAYS = frozenset({"expression_list", "list", "set", "tuple"})
_ROWS = frozenset({"list", "tuple"})
# what gives the elements of its first argument
_SAME = frozenset({"frozenset", "iter", "list", "reversed", "set", "sorted", "tuple"})
_JOINING = frozenset({"+", "|"})
_DOTTED = lazy_pattern(r"[^\W\d]\w*(?:\.[^\W\d]\w*){1,5}\Z")


class _File(Struct, frozen=True):
    """A file in one search. `seen`: what has been looked at, with what is taken of its elements: assignments go round
    in circles, and a name may have many values."""

    symbols: SymbolMap
    path: str
    map: FileMap
    seen: set[tuple[int, int, int | None]]

    def source(self, node: Node) -> str:
        """The source of a node."""
        return source(self.symbols, self.path, node)

    def bindings(self, name: Node) -> tuple[Binding, ...]:
        """What a name may be bound by where it stands."""
        at = name.start_byte
        return bindings_at(self.map, scope_at(self.map, at), self.source(name), at)

    def node(self, span: Span) -> Node | None:
        """The node at a span."""
        return self.symbols.node(self.path, span)


def drawn_strings(symbols: SymbolMap, path: str, offset: int) -> list[Node]:
    """The strings that the `getattr`, or `globals()`, at an offset may get as a name; none where that comes from
    elsewhere."""
    file_map = symbols.map(path)
    call = nearest(symbols.node(path, Span(offset, offset + 1)), "call")
    asked = _asked(call) if call is not None else None
    if file_map is None or asked is None or asked.type != "identifier":
        return []
    file = _File(symbols, path, file_map, set())
    found: dict[int, Node] = {}
    for binding in file.bindings(asked):
        node = file.node(binding.span)
        if node is None:
            continue
        if binding.kind in ("for", "comprehension"):
            found |= {each.start_byte: each for each in _of_loop(file, node)}
        elif binding.kind == "parameter":
            found |= {each.start_byte: each for each in _of_parameter(file, node)}
    return [found[start] for start in sorted(found)]


def _asked(call: Node) -> Node | None:
    """What says the name: the second argument of `getattr`; what `globals()`, or a method of that, is asked for."""
    given = code_children(call.child_by_field_name("arguments"))
    if given:
        return given[1] if len(given) > 1 else None
    behind = call.parent
    if behind is not None and behind.type == "subscript":
        return behind.child_by_field_name("subscript")
    if behind is not None and behind.type == "attribute":
        around = behind.parent
        given = code_children(around.child_by_field_name("arguments")) if around is not None else []
        return given[0] if given else None
    return None


def _of_loop(file: _File, name: Node) -> Iterator[Node]:
    loop = nearest(name, *_LOOPS)
    left = loop.child_by_field_name("left") if loop is not None else None
    right = loop.child_by_field_name("right") if loop is not None else None
    if left is None or right is None:
        return
    if left == name:
        yield from _items(file, right, None)
    elif left.type in _PATTERNS and name in (names := code_children(left)):
        yield from _items(file, right, names.index(name))


def _of_parameter(file: _File, name: Node) -> Iterator[Node]:
    """https://docs.pytest.org/en/stable/how-to/parametrize.html"""
    function = nearest(name, "function_definition", "lambda")
    around = function.parent if function is not None else None
    if around is None or around.type != "decorated_definition":
        return
    for decorator in around.named_children:
        call = decorator.named_children[0] if decorator.type == "decorator" else None
        callee = call.child_by_field_name("function") if call is not None and call.type == "call" else None
        if call is None or callee is None or last_part(file.source(callee)) != "parametrize":
            continue
        given = code_children(call.child_by_field_name("arguments"))
        if len(given) < 2 or given[1].type == "keyword_argument":
            continue
        names = re.findall(r"\w+", file.source(given[0]))
        if (own := file.source(name)) in names:
            yield from _items(file, given[1], names.index(own) if len(names) > 1 else None)


def _items(file: _File, node: Node, position: int | None, steps: int = 0) -> Iterator[Node]:
    """The strings among what is iterated over; of a `position`, those there in each of its tuples."""
    here = (node.start_byte, node.end_byte, position)
    if steps > _MOST_STEPS or here in file.seen:
        return
    file.seen.add(here)
    match node.type:
        case "parenthesized_expression" | "list_splat" | "unary_operator":
            for each in code_children(node):
                yield from _items(file, each, position, steps + 1)
        case kind if kind in _DISPLAYS:
            for each in code_children(node):
                if is_starred(each):
                    yield from _items(file, each, position, steps + 1)
                else:
                    yield from _picked(file, each, position)
        case "dictionary" if position is None:
            for pair in code_children(node):
                key = pair.child_by_field_name("key")
                if key is not None and key.type == "string":
                    yield key
        case "binary_operator":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            operator = node.child_by_field_name("operator")
            if left is not None and right is not None and operator is not None and operator.type in _JOINING:
                yield from _items(file, left, position, steps + 1)
                yield from _items(file, right, position, steps + 1)
        case "call":
            yield from _of_call(file, node, position, steps + 1)
        case "identifier":
            for binding in file.bindings(node):
                yield from _assigned(file, binding, position, steps + 1)
        case "attribute":
            for binding in _attributes(file, node):
                yield from _assigned(file, binding, position, steps + 1)


def _picked(file: _File, element: Node, position: int | None) -> Iterator[Node]:
    parts = [element]
    if element.type in _ROWS and position is not None:
        parts = code_children(element)
    elif element.type == "call":  # `pytest.param("old", 1)`
        callee = element.child_by_field_name("function")
        if callee is None or file.source(callee) not in ("param", "pytest.param"):
            return
        parts = code_children(element.child_by_field_name("arguments"))
    elif position is not None:
        return
    at = position or 0
    if at < len(parts) and parts[at].type == "string":
        if not any(is_starred(each) for each in parts[:at]):
            yield parts[at]


def _of_call(file: _File, call: Node, position: int | None, steps: int) -> Iterator[Node]:
    callee, given = call.child_by_field_name("function"), code_children(call.child_by_field_name("arguments"))
    if callee is None:
        return
    if callee.type == "attribute" and not given:
        of, method = callee.child_by_field_name("object"), callee.child_by_field_name("attribute")
        # the keys of a dictionary, by themselves or before its values
        wanted = {"keys": None, "items": 0}
        name = file.source(method) if method is not None else ""
        if of is not None and name in wanted and wanted[name] == position:
            yield from _items(file, of, None, steps)
    elif given and (name := file.source(callee)) in _SAME:
        yield from _items(file, given[0], position, steps)
    elif given and name == "enumerate" and position == 1:
        yield from _items(file, given[0], None, steps)


def _assigned(file: _File, binding: Binding, position: int | None, steps: int) -> Iterator[Node]:
    name = file.node(binding.span) if binding.kind in ("assign", "augmented") else None
    statement = nearest(name, "assignment", "augmented_assignment")
    if statement is None or statement.child_by_field_name("left") != name:
        return
    value = statement.child_by_field_name("right")
    while value is not None and value.type == "assignment":  # `a = b = […]`
        value = value.child_by_field_name("right")
    if value is not None:
        yield from _items(file, value, position, steps)


def _attributes(file: _File, node: Node) -> Iterator[Binding]:
    """What binds `self.names`, `Class.names` in the body of a class of this file."""
    dotted, at = file.source(node), node.start_byte
    if not _DOTTED.match(dotted):
        return
    name = last_part(dotted)
    led = evaluate(Lookup(file.symbols), file.path, scope_at(file.map, at), dotted, at)
    wanted = {value.symbol.name for value in led.values if value.symbol.path == file.path}
    for binding in file.map.named.get(name, ()):
        if qualified_name(file.map, binding.scope, name) in wanted:
            yield binding

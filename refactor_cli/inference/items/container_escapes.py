"""Ways in which others get a container that stand for it under no name of its own: functions and properties that give
it back, imports under another name, and places from which nothing is followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import FileMap, Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.called_names import resolved
from refactor_cli.inference.items.container_uses import METHODS, classes_of, may_be_of, uses_of
from refactor_cli.occurrences.reading import occurrences_in, occurrences_within
from refactor_cli.resolution import definitions_of, scope_at
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_Use = tuple[str, Span]

# what a name stands in where somebody else gets the container from
_KEEPING = frozenset(
    {"list", "tuple", "set", "default_parameter", "typed_default_parameter", "yield", "lambda"}
)
_KEEPING_PARTS = {"pair": "value", "with_item": "value", "match_statement": "subject"}
_LOOPS = frozenset({"for_statement", "while_statement"})
_PUTTING = b"|".join(each.encode() for each in sorted(METHODS))
_MOST_ACCESSORS = 5


def is_kept_unseen(ask: Ask, path: str, file_map: FileMap, name: str, scope: int, until: Node) -> bool:
    """Whether a variable of a function stands where others may keep its container, before something is taken out of
    it: in another container, as a default, where it is yielded or matched, or as the method of it that puts something
    in (`map(found.append, more)`)."""
    span = file_map.scopes[scope].span
    for each in occurrences_within(ask.symbols, path, name, span):
        node = ask.symbols.node(path, each.span) if each.place == "name" else None
        if node is None or not _is_before(node, until, scope_at(file_map, node.start_byte) != scope):
            continue
        if _is_keeping(node):
            return True
    return False


def _is_before(node: Node, until: Node, is_inner: bool) -> bool:
    if is_inner or node.start_byte < until.start_byte:
        return True
    outer: Node | None = until
    while outer is not None and outer.type != "function_definition":
        if outer.type in _LOOPS and outer.start_byte <= node.start_byte < outer.end_byte:
            return True
        outer = outer.parent
    return False


def _is_keeping(node: Node) -> bool:
    outer = node.parent
    while outer is not None and outer.type in ("parenthesized_expression", "as_pattern"):
        node, outer = outer, outer.parent
    if outer is None:
        return False
    if outer.type == "attribute" and outer.child_by_field_name("object") == node:
        name, further = outer.child_by_field_name("attribute"), outer.parent
        is_called = further is not None and further.child_by_field_name("function") == outer
        is_named = further is not None and further.type == "assignment"
        return not is_called and not is_named and name is not None and (name.text or b"").decode() in METHODS
    if outer.type == "assignment":
        left = outer.child_by_field_name("left")
        return left is not None and left.type == "subscript" and outer.child_by_field_name("right") == node
    if outer.type in _KEEPING_PARTS:
        return _KEEPING_PARTS[outer.type] != "value" or outer.named_children[-1] == node
    return outer.type in _KEEPING


def uses_by_others(ask: Ask, path: str, node: Node, with_tests: bool) -> Iterator[tuple[str, Node]]:
    """Where the container that a variable of a module, or an attribute, stands for is had by a function, a property or
    a method that gives it back."""
    attribute = node.child_by_field_name("attribute")
    name = source(ask.symbols, path, attribute or node)
    classes = classes_of(ask, path, node.child_by_field_name("object")) if attribute is not None else set()
    modules = {path} if attribute is None else {each.path for each in classes if not each.name}
    for file, accessor in _accessors(ask, name, False) if modules else ():
        if file in modules:
            yield from ((where, _called(use)) for where, use in uses_of(ask, accessor, with_tests))
    for _, accessor in _accessors(ask, name, True) if attribute is not None else ():
        for where, use in uses_of(ask, accessor, with_tests):
            if use.type == "attribute" and may_be_of(ask, where, use, classes):
                yield where, _called(use)


def uses_of_result(ask: Ask, function: Symbol, with_tests: bool) -> Iterator[tuple[str, Node]]:
    """Where something may be put into what a function gives, which is the same each time, as it is cached."""
    definitions = definitions_of(ask.look, function)
    if any("cache" in decorator.lower() for each in definitions for decorator in each.decorators):
        for where, use in uses_of(ask, last_part(function.name), with_tests):
            yield where, _called(use)


def _called(node: Node) -> Node:
    outer = node.parent
    return outer if outer is not None and outer.child_by_field_name("function") == node else node


def _accessors(ask: Ask, name: str, is_attribute: bool) -> list[tuple[str, str]]:
    """The functions that return what a name, or an attribute, stands for, each with its file."""
    memo: dict[tuple[str, bool], list[tuple[str, str]]]
    memo = ask.symbols.snapshot.memo.setdefault("containers given back", {})
    key = (name, is_attribute)
    if key not in memo:
        before = rb"\w+\." if is_attribute else b""
        given = re.compile(rb"\breturn[ \t]+%b%b[ \t]*(?:[\r\n#;]|\Z)" % (before, re.escape(name.encode())))
        memo[key] = [
            (path, each)
            for path in python_files_with(ask.symbols.snapshot, name)
            for each in _around(ask, path, given)
        ][:_MOST_ACCESSORS]
    return memo[key]


def _around(ask: Ask, path: str, given: re.Pattern[bytes]) -> Iterator[str]:
    for found in given.finditer(ask.symbols.snapshot.files[path].text.utf8):
        file_map = ask.symbols.map(path)
        function = definition_of_body(ask.look, path, scope_at(file_map, found.start())) if file_map else None
        if function is not None and function.kind == "function":
            yield function.name


def uses_under_other_names(ask: Ask, symbol: Symbol) -> Iterator[tuple[str, Node]]:
    """Where a variable of a module stands under another name: `from state import ACTIVE as running`."""
    renamed = re.compile(rb"\b%b[ \t]+as[ \t]+(\w+)" % re.escape(symbol.name.encode()))
    for path in python_files_with(ask.symbols.snapshot, symbol.name):
        utf8 = ask.symbols.snapshot.files[path].text.utf8
        for name in {found[1].decode("utf-8", "replace") for found in renamed.finditer(utf8)}:
            for each in occurrences_in(ask.symbols, path, name):
                led = resolved(ask, path, each) if each.place == "name" else None
                node = ask.symbols.node(path, each.expression) if led is not None else None
                if led is not None and node is not None and symbol in led.symbols:
                    yield path, node


def is_filled_by_text(ask: Ask, name: str) -> bool:
    """Whether something is put into what is asked for by a string of the name: `getattr(state, "active").append(x)`."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("filled by text", {})
    if name not in memo:
        given = re.compile(
            rb"[\"']%b[\"'][^()\n]{0,40}[)\]]\.(?:%b)\(" % (re.escape(name.encode()), _PUTTING)
        )
        files = ask.symbols.snapshot.files
        memo[name] = any(
            given.search(files[path].text.utf8)
            for path in python_files_with(ask.symbols.snapshot, name)
            if b"getattr" in files[path].data or b"__dict__" in files[path].data
        )
    return memo[name]


def named_together(node: Node) -> Iterator[Node]:
    """The other names that one statement gives the same container: `found = pending = []`."""
    outer = node.parent
    while outer is not None and outer.parent is not None and outer.parent.type == "assignment":
        outer = outer.parent
    while outer is not None and outer.type == "assignment":
        left = outer.child_by_field_name("left")
        if left is not None and left != node and left.type in ("identifier", "attribute"):
            yield left
        outer = outer.child_by_field_name("right")

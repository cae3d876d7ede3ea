"""Where attributes of objects, classes and modules are assigned to, by bytes first: what they are given is asked
elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.members.own_dictionary import put_into
from refactor_cli.inference.members.set_by_text import set_by_class
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, evaluate_at, scope_at
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# an attribute that more files assign to is everybody's
_MOST_FILES = 40
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"})

# what follows a name that is assigned to
GIVEN = rb"[ \t]*(?:=(?!=)|:[^\n=]{1,80}=)"
_ASSIGNED = lazy_pattern(rb"\.([\w\x80-\xff]++)(?=%b)" % GIVEN)
# a dotted name, parts of which may be called without arguments; nothing of it begins before it
_RECEIVER = lazy_pattern(rb"(?<![\w.)\]])([^\W\d]\w*(?:\(\))?(?:\.[^\W\d]\w*(?:\(\))?)*)\Z")
_LONGEST_RECEIVER = 200  # bytes
_OWN = (b"self", b"cls")
_BY_TEXT = (b"setattr(", b"__setattr__(", b"__dict__", b"__globals__", b"vars(")


class Set(NamedTuple):
    """An assignment to an attribute of an object of `cls`, or of that class or module; `span`: of the attribute's
    name; `is_class`: of no object, but of the class or module itself."""

    path: str
    span: Span
    cls: Symbol
    is_class: bool


def of_self(ask: Ask, cls: Symbol, name: str) -> Iterator[tuple[Node, Span]]:
    """The attribute expressions `self.name` of a class's methods, each with the span of the name."""
    for node, span in targets(ask, cls.path or "", name, bodies_of(ask, cls)):
        if _is_self(ask, cls.path or "", node, cls):
            yield node, span


def targets(
    ask: Ask, path: str, name: str, within: Sequence[Span] | None = None
) -> Iterator[tuple[Node, Span]]:
    """The attribute expressions `….name` of a file, or of stretches of it, each with the span of the name."""
    if ask.symbols.map(path) is None:
        return
    root = ask.symbols.tree(path).root_node
    for each in occurrences_in(ask.symbols, path, name):
        if each.place != "attribute" or not (within is None or any(b.contains(each.span) for b in within)):
            continue
        node = root.descendant_for_byte_range(each.span.start, each.span.end)
        if node is not None and node.parent is not None and node.parent.type == "attribute":
            yield node.parent, each.span


def _is_self(ask: Ask, path: str, node: Node, cls: Symbol) -> bool:
    receiver = node.child_by_field_name("object")
    file_map = ask.symbols.map(path)
    if receiver is None or receiver.type != "identifier" or file_map is None:
        return False
    scope = scope_at(file_map, node.start_byte)
    name = source(ask.symbols, path, receiver)
    while scope > 0:
        method = definition_of_body(ask.look, path, scope)
        if method is not None and file_map.scopes[method.scope].kind == "class":
            owner = definition_of_body(ask.look, path, method.scope)
            first = method.parameters[0].name if method.parameters else ""
            return owner is not None and owner.qualname == cls.name and first == name
        scope = file_map.scopes[scope].parent
    return False


def is_beside(given: Set) -> bool:
    """Whether the file of a class gives that class an attribute: so it has it, as if its body said so."""
    return given.is_class and given.path == given.cls.path


def set_elsewhere(ask: Ask, name: str) -> tuple[Set, ...]:
    """The assignments to an attribute of this name of what is no `self`, in a bounded number of files, where it is
    known whose it is. Read from bytes: few files are parsed."""
    memo: dict[str, tuple[Set, ...]] = ask.symbols.snapshot.memo.setdefault("attributes set elsewhere", {})
    if name not in memo:
        files = files_assigning(ask.symbols, name)
        every = (each for path in files for each in _set_in(ask, path, name))
        memo[name] = tuple(every) if len(files) <= _MOST_FILES else ()
    return memo[name]


def _set_in(ask: Ask, path: str, name: str) -> Iterator[Set]:
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    for found in _assigned_to(name).finditer(utf8):
        before = _RECEIVER.search(utf8, max(0, found.start() - _LONGEST_RECEIVER), found.start())
        if before is None:
            continue
        receiver, span = before[1].decode("utf-8", "replace"), Span(*found.span(1))
        if receiver in ("self", "cls"):
            continue
        for value in evaluate_at(ask.look, path, receiver, span.start).values:
            of = value.type or (value.symbol if value.kind in ("class", "module") else None)
            if of is not None and of.path is not None:
                yield Set(path, span, of, value.type is None)


def files_assigning(symbols: SymbolMap, name: str) -> list[str]:
    """The files that assign to an attribute of this name, by their bytes."""
    memo: dict[str, list[str]] = symbols.snapshot.memo.setdefault("files assigning", {})
    if name not in memo:
        word = name.encode()
        memo[name] = [
            path
            for path in python_files_with(symbols.snapshot, name)
            if word in _assigned_names(symbols, path)
        ]
    return memo[name]


def gives_beside(symbols: SymbolMap, paths: Iterable[str], name: str) -> bool:
    """Whether one of these files assigns to an attribute of this name of what is no `self`, by its bytes."""
    given, files = _assigned_to(name), symbols.snapshot.files
    texts = (files[path].data for path in paths if path in files)
    return any(not text.endswith(_OWN, 0, found.start()) for text in texts for found in given.finditer(text))


def is_given_anywhere(symbols: SymbolMap, name: str) -> bool:
    """Whether some file assigns to an attribute of this name, or may do so by a string, by their bytes: quicker than to
    learn which."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("given anywhere", {})
    if name not in memo:
        given, files = _assigned_to(name), symbols.snapshot.files
        memo[name] = any(
            given.search(files[path].data) for path in python_files_with(symbols.snapshot, name)
        ) or bool(files_giving_by_text(symbols, name))
    return memo[name]


def _assigned_names(symbols: SymbolMap, path: str) -> frozenset[bytes]:
    """The attributes that a file assigns to, by its bytes."""
    memo: dict[str, frozenset[bytes]] = symbols.snapshot.memo.setdefault("attributes assigned to", {})
    if path not in memo:
        memo[path] = frozenset(_ASSIGNED.findall(symbols.snapshot.files[path].data))
    return memo[path]


def files_giving_by_text(symbols: SymbolMap, name: str) -> list[str]:
    """The files that may give something an attribute of this name by a string, by their bytes."""
    files, quoted = symbols.snapshot.files, (f'"{name}"'.encode(), f"'{name}'".encode())
    return [
        path
        for path in python_files_with(symbols.snapshot, name)
        if _gives_by_text(symbols, path) and any(each in files[path].data for each in quoted)
    ]


def _gives_by_text(symbols: SymbolMap, path: str) -> bool:
    """Whether a file may give anything an attribute by a string: asked for hundreds of names, so read once a file."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("gives by text", {})
    if path not in memo:
        data = symbols.snapshot.files[path].data
        memo[path] = any(each in data for each in _BY_TEXT)
    return memo[path]


def _assigned_to(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"\.(%b)%b" % (re.escape(name.encode()), GIVEN))


def is_assigned(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a method of a class of the repository assigns to `self.name`, by itself or among other targets, in one of
    the class's own bodies."""
    memo: dict[tuple[Symbol, str], bool] = ask.symbols.snapshot.memo.setdefault("assigned by classes", {})
    if (cls, name) not in memo:
        memo[cls, name] = _is_assigned(ask, cls, name)
    return memo[cls, name]


def _is_assigned(ask: Ask, cls: Symbol, name: str) -> bool:
    path = cls.path or ""
    if name.encode() not in ask.symbols.snapshot.files[path].data:
        return False
    if any(is_left(node) for node, _ in of_self(ask, cls, name)):
        return True
    bodies = bodies_of(ask, cls)
    by_text = (*put_into(ask, path, name, bodies), *set_by_class(ask, cls, name, bodies))
    return bool(by_text)


def bodies_of(ask: Ask, cls: Symbol) -> list[Span]:
    """The stretches of its file in which a class is defined."""
    return [each.span for each in definitions_of(ask.look, cls)]


def is_left(node: Node) -> bool:
    """Whether an expression is assigned to, by itself or among other targets."""
    outer = node.parent
    while outer is not None and outer.type in _PATTERNS:
        outer = outer.parent
    if outer is None or outer.type not in ("assignment", "augmented_assignment"):
        return False
    left = outer.child_by_field_name("left")
    return left is not None and left.start_byte <= node.start_byte and node.end_byte <= left.end_byte

"""What a method gave an attribute of its object just before: `self.store = Store(); return self.store`.

Nothing may give it something else in between: no call that gets the object, no other assignment to such an attribute.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining
from refactor_cli.inference.members.kept_objects import class_of_self
from refactor_cli.inference.values import UNKNOWN, Types, by
from refactor_cli.resolution import is_subclass, member, scope_at

if TYPE_CHECKING:
    from refactor_cli.data import Symbol
    from refactor_cli.grammar import Node

RULE = "just-given"
_ASSIGNED = re.compile(
    rb"\.([A-Za-z_]\w*+)[ \t]*+=(?!=)"
)  # begins with a literal, which is searched for fast
_RECEIVER = re.compile(rb"(?<![\w.])[A-Za-z_]\w*\Z")
_LONGEST = 100  # bytes of a receiver
_LOOPS = frozenset({"for_statement", "while_statement"})
_STOPS = re.compile(rb"\b(?:super|setattr|__dict__|vars|yield|await|del|exec|eval|global|nonlocal)\b")


def just_given(ask: Ask, path: str, node: Node, text: str) -> Types | None:
    """What the attribute `text` (`self.name`) was given before `node` on every way there; None where that is not known
    to be all of it."""
    receiver, _, name = text.partition(".")
    places = _assigned(ask, path).get(text) if name.isidentifier() and ask.allows(RULE) else None
    before = bisect_left(places, node.start_byte) if places else 0
    if not places or not before:
        return None
    target = ask.symbols.node(path, Span(places[before - 1], places[before - 1] + len(text.encode())))
    if target is None or _is_given_later(ask, path, node, places):
        return None
    value = _value(ask, path, target, node)
    cls = class_of_self(ask, path, node.start_byte, receiver.encode()) if value is not None else None
    types = ask.expression(path, value) if cls is not None else UNKNOWN
    if not types.known or any(each.symbol.path is None or each.kind != "instance" for each in types.known):
        return None
    # asked last: it may read every file that has a class with such an attribute
    return by(types, RULE) if cls is not None and _is_plain(ask, cls, name) else None


def _assigned(ask: Ask, path: str) -> dict[str, list[int]]:
    """Where each `name.attribute` of a file is assigned to."""
    memo: dict[str, dict[str, list[int]]] = ask.symbols.snapshot.memo.setdefault("attributes assigned in", {})
    if path not in memo:
        memo[path] = found = dict[str, list[int]]()
        utf8 = ask.symbols.snapshot.files[path].text.utf8
        for each in _ASSIGNED.finditer(utf8):
            receiver = _RECEIVER.search(utf8, max(0, each.start() - _LONGEST), each.start())
            if receiver is not None:
                found.setdefault(utf8[receiver.start() : each.end(1)].decode(), []).append(receiver.start())
    return memo[path]


def _is_given_later(ask: Ask, path: str, node: Node, places: list[int]) -> bool:
    """Whether a function that the method defines assigns to the attribute: who knows when it is called."""
    file_map = ask.symbols.map(path)
    if file_map is None:
        return True
    scope = scope_at(file_map, node.start_byte)
    while scope > 0 and file_map.scopes[scope].kind != "function":
        scope = file_map.scopes[scope].parent
    around = file_map.scopes[scope].span
    return any(around.start <= each < around.end and scope_at(file_map, each) != scope for each in places)


def _value(ask: Ask, path: str, target: Node, node: Node) -> Node | None:
    """What is assigned there, where the statement is run before each time that `node` is, and nothing between them may
    assign something else."""
    assignment = target.parent
    statement = assignment.parent if assignment is not None else None
    block = statement.parent if statement is not None else None
    if assignment is None or statement is None or block is None:
        return None
    if assignment.type != "assignment" or statement.type != "expression_statement":
        return None
    left, value = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if left is None or value is None or value.type == "assignment" or left.byte_range != target.byte_range:
        return None
    if not block.start_byte <= node.start_byte < block.end_byte:
        return None
    end, outer = node.start_byte, node.parent
    while outer is not None and outer.byte_range != block.byte_range:
        if outer.type in ("function_definition", "class_definition", "lambda"):
            return None
        if outer.type in _LOOPS or outer.type.endswith(("comprehension", "generator_expression")):
            end = outer.end_byte
        outer = outer.parent
    between = ask.symbols.snapshot.files[path].text.utf8[statement.end_byte : end]
    return value if not between.strip() or _is_quiet(between, target) else None


def _is_quiet(between: bytes, target: Node) -> bool:
    receiver, _, name = (target.text or b"").partition(b".")
    of_self, word = re.escape(receiver), re.escape(name)
    given = re.compile(
        # the object is handed on, or one of its methods is called
        rb"(?<![\w.])%b\b(?!\s*\.\s*\w)|(?<![\w.])%b\s*\.\s*\w+\s*\(|(?<![\w.])%b[ \t]*=(?!=)"
        # such an attribute is given something
        rb"|\.\s*%b\b[^\n]*(?<![=!<>])=(?!=)|\b(?:as|for)\b[^\n:]*\.\s*%b\b"
        % (of_self, of_self, of_self, word, word)
    )
    return _STOPS.search(between) is None and given.search(between) is None


def _is_plain(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether an attribute of a class's objects is what was assigned to it: no descriptor, no `__setattr__`."""
    if member(ask.look, cls, name).values:
        return False
    symbols = ask.symbols
    return not any(
        is_subclass(symbols, each, cls) or is_subclass(symbols, cls, each)
        for made in (name, "__setattr__", "__getattribute__")
        for each in defining(ask, made)
    )

"""A variable whose object the same block has just made one of another class: `order.__class__ = Paid; order.pay()`.

Nothing may turn it again in between: nobody gets the object, and its own classes turn none.
https://docs.python.org/3/library/stdtypes.html#instance.__class__
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.values import PROVEN, Types, instance
from refactor_cli.resolution import ANY_CLASS, mro

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "turned"
_GIVEN = re.compile(rb"\.__class__[ \t]*=(?!=)")
_TURNS = re.compile(rb"__class__\W{0,4}[,=](?!=)")
_STOPS = re.compile(rb"\b(?:exec|eval|global|nonlocal|locals|globals|setattr|__class__)\b")
_LOOPS = frozenset({"for_statement", "while_statement"})
_OTHER_TIMES = frozenset({"function_definition", "class_definition", "lambda"})


def turned_before(ask: Ask, path: str, node: Node) -> Types | None:
    """The class that the object in a variable was given on every way there; None where that is not seen."""
    if node.type != "identifier" or not ask.allows(RULE) or not _turns_any(ask, path):
        return None
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    name = utf8[node.start_byte : node.end_byte]
    assignment = _last_before(ask, path, utf8, name, node.start_byte)
    statement = assignment.parent if assignment is not None else None
    end = _end_of_ways(statement, node) if statement is not None else 0
    if assignment is None or statement is None or not end or not _is_quiet(utf8, statement, node, end):
        return None
    types = ask.expression(path, assignment.child_by_field_name("right"))
    classes = {each.symbol for each in types.known if each.kind == "class"}
    if not classes or len(classes) < len(types.known) or not types.complete or not types.via <= PROVEN:
        return None
    if any(_turns_itself(ask, each) for each in classes):
        return None
    return Types(frozenset(map(instance, classes)), True, types.via | {RULE})


def _turns_any(ask: Ask, path: str) -> bool:
    """Whether a file assigns to the class of any object, by its bytes."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("files turning objects", {})
    if path not in memo:
        memo[path] = _GIVEN.search(ask.symbols.snapshot.files[path].text.utf8) is not None
    return memo[path]


def _last_before(ask: Ask, path: str, utf8: bytes, name: bytes, at: int) -> Node | None:
    """The last assignment to the class of the object."""
    given = re.compile(rb"(?<![\w.])%b\.__class__(?=[ \t]*=(?!=))" % re.escape(name))
    found = [*given.finditer(utf8, 0, at)]
    target = ask.symbols.node(path, Span(*found[-1].span())) if found else None
    assignment = target.parent if target is not None else None
    if target is None or assignment is None or assignment.type != "assignment":
        return None
    return assignment if assignment.child_by_field_name("left") == target else None


def _end_of_ways(statement: Node, node: Node) -> int:
    """Where the code ends that may run between a statement and what stands in the same block after it; 0 where the
    statement may not have run."""
    block, end, outer = statement.parent, node.start_byte, node.parent
    if block is None or statement.type != "expression_statement":
        return 0
    while outer is not None and outer != block:
        if outer.type in _OTHER_TIMES:
            return 0
        if outer.type in _LOOPS or outer.type.endswith(("comprehension", "generator_expression")):
            end = outer.end_byte
        outer = outer.parent
    return end if outer is not None else 0


def _is_quiet(utf8: bytes, statement: Node, node: Node, end: int) -> bool:
    """Whether the code between only asks the object for attributes, or gives it some."""
    between = (
        utf8[statement.end_byte : node.start_byte] + b" " + utf8[node.end_byte : max(end, node.end_byte)]
    )
    name = re.escape(utf8[node.start_byte : node.end_byte])
    others = re.compile(rb"(?<![\w.])%b\b(?!\s*\.\s*[A-Za-z])" % name)
    return _STOPS.search(between) is None and others.search(between) is None


def _turns_itself(ask: Ask, cls: Symbol) -> bool:
    """Whether methods of a class may turn what they are called on, as far as anybody knows."""
    order = mro(ask.symbols, cls)
    files = ask.symbols.snapshot.files
    return ANY_CLASS in order or any(
        _TURNS.search(files[each.path].text.utf8) is not None for each in order if each.path is not None
    )

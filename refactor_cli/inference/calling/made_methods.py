"""Methods that a function in the body of a class makes: `def operator(sign): def visit(self): …; return visit`, and
`visit_add = operator("+")`. Their `self` is an object of that class, as nobody else calls the function, and what it
makes becomes nothing but methods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Span, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.definitions import class_of_body, definition_of_body
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.occurrences.values import Occurrence

_GIVEN_BACK = re.compile(rb"\breturn[ \t]+\Z")
# by which a name of the class's body is read or bound; in comments and attributes it is another one
_OF_BODY = frozenset({"name", "binding", "definition", "string"})


def owner_of_made(ask: Ask, path: str, function: Definition) -> Symbol | None:
    """The class that a function in a function is a method of, None where it is none, or may be another's as well."""
    maker = definition_of_body(ask.look, path, function.scope)
    if maker is None or maker.kind != "function" or maker.decorators:
        return None
    owner = class_of_body(ask.look, path, maker.scope)
    if owner is None:
        return None
    memo: dict[tuple[str, int], bool] = ask.symbols.snapshot.memo.setdefault("made methods", {})
    key = path, function.body
    if key not in memo:
        memo[key] = _is_only_given_back(ask, path, maker, function) and _makes_methods(ask, path, maker)
    return owner if memo[key] else None


def _is_only_given_back(ask: Ask, path: str, maker: Definition, function: Definition) -> bool:
    """Whether a function does nothing with one in it but give it back."""
    every = [
        each for each in occurrences_in(ask.symbols, path, function.name) if maker.span.contains(each.span)
    ]
    others = [each for each in every if each.place != "definition"]
    is_one = len(every) - len(others) == 1
    return is_one and len(others) == 1 and _stands_behind(ask, path, others[0], _GIVEN_BACK)


def _makes_methods(ask: Ask, path: str, maker: Definition) -> bool:
    """Whether what stands in the body of a class under a name is called there for names of the class, of which nothing
    else is made, and asked of nothing by its own. (From functions, and from other classes, a name does not lead into
    the body.)"""
    body = definition_of_body(ask.look, path, maker.scope)
    if body is None or _is_asked_for(ask, maker.name):
        return False
    made, targets = set[str](), set[int]()
    for each in _in_body(ask, path, body.span, maker.name):
        if each.place == "definition":
            continue
        node = ask.symbols.node(path, each.span)
        names = _made_of(node) if _scope_of(ask, path, each) == maker.scope else None
        if names is None:
            return False
        made |= {(name.text or b"").decode() for name in names}
        targets |= {name.start_byte for name in names}
    return all(each.span.start in targets for name in made for each in _in_body(ask, path, body.span, name))


def _is_asked_for(ask: Ask, name: str) -> bool:
    """Whether some file asks an object for the name: `Shop.operator`, `getattr(shop, "operator")`."""
    files, asked = ask.symbols.snapshot.files, re.compile(rb"\.%b\b|([\"'])%b\1" % (2 * (name.encode(),)))
    return any(asked.search(files[each].data) for each in python_files_with(ask.symbols.snapshot, name))


def _in_body(ask: Ask, path: str, body: Span, name: str) -> Iterator[Occurrence]:
    for each in occurrences_in(ask.symbols, path, name):
        if each.place in _OF_BODY and body.contains(each.span):
            yield each


def _made_of(node: Node | None) -> list[Node] | None:
    """The names that get what a call of the function at `node` makes (`visit_add = visit_sum = operator("+")`), none
    where its own is taken out of the class again; None for any other use."""
    call = node.parent if node is not None else None
    if call is not None and _is_deleted(call):
        return []
    if call is None or call.type != "call" or call.child_by_field_name("function") != node:
        return None
    names: list[Node] = []
    value, statement = call, call.parent
    while statement is not None and statement.type == "assignment":
        left = statement.child_by_field_name("left")
        if left is None or left.type != "identifier" or statement.child_by_field_name("right") != value:
            return None
        names.append(left)
        value, statement = statement, statement.parent
    is_statement = statement is not None and statement.type == "expression_statement"
    return names if names and is_statement else None


def _is_deleted(node: Node) -> bool:
    above = node.parent if node.type == "expression_list" else node
    return above is not None and above.type == "delete_statement"


def _scope_of(ask: Ask, path: str, found: Occurrence) -> int:
    file_map = ask.symbols.map(path)
    return scope_at(file_map, found.span.start) if file_map is not None else -1


def _stands_behind(ask: Ask, path: str, found: Occurrence, before: re.Pattern[bytes]) -> bool:
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    line = utf8.rfind(b"\n", 0, found.span.start) + 1
    return before.search(utf8, line, found.span.start) is not None

"""Usages -> the definitions that the code around them calls: what takes the old function, what it is called with.

Where a repository is there as a map, these are quoted: a file as a whole takes the room of many. Names are followed by
their spelling, to what few files define; those of a usage's own statement come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, DefinitionSite, Usage
from refactor_cli.dotted import last_part
from refactor_cli.grammar import of_kinds
from refactor_cli.pack.named import in_few
from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.words.files import look_for

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MOST_NAMES = 200
_MOST = 60  # definitions
_MOST_LINES = 80  # of one
_MOST_CALLS = 400  # of one function
_IN_STATEMENT = 1000  # as much as so many calls elsewhere
_FUNCTION = "function_definition"
_NAMED = ("call", "decorator")
_CONTAINERS = (list, dict, set, str, bytes)


def called_definitions(symbols: SymbolMap, usages: Sequence[Usage]) -> list[DefinitionSite]:
    """Where they stand, the most asked for first; without those that hold a usage themselves, and without long ones."""
    weights = Counter[str]()
    functions = dict[tuple[str, int, int], None]()  # each once, in order
    for usage in usages:
        if symbols.map(usage.path) is None:
            continue
        root = symbols.tree(usage.path).root_node
        statement, function = _around(root.descendant_for_byte_range(*usage.expression))
        if statement is not None:
            weights.update(dict.fromkeys(_names(symbols, usage.path, _header(statement)), _IN_STATEMENT))
        if function is not None:
            functions[usage.path, function.start_byte, function.end_byte] = None
    for path, start, end in functions:
        node = symbols.node(path, (start, end))
        weights.update(set(_names(symbols, path, [node] if node is not None else [])))
    for usage in usages:
        weights.pop(last_part(usage.target), None)
    names = [name for name, _ in sorted(weights.items(), key=lambda each: (-each[1], each[0]))][:_MOST_NAMES]
    look_for(symbols.snapshot, names)
    held = {(usage.path, usage.enclosing) for usage in usages}
    sites = dict.fromkeys(site for name in names for site in _sites(symbols, name, held))
    return list(sites)[:_MOST]


def _around(node: Node | None) -> tuple[Node | None, Node | None]:
    """The statement that a node stands in, and the outermost function."""
    statement: Node | None = None
    function: Node | None = None
    while node is not None and node.parent is not None:
        if statement is None and node.parent.type in ("block", "module"):
            statement = node
        if node.type == _FUNCTION:
            function = node
        node = node.parent
    return statement, function


def _header(statement: Node) -> list[Node]:
    """A statement without the statements inside."""
    if statement.type in (_FUNCTION, "decorated_definition"):
        return [child for child in statement.children if child.type == "decorator"]
    blocks = ("block", "elif_clause", "else_clause", "except_clause", "finally_clause")
    inner = [child for child in statement.children if child.type not in blocks]
    return inner if len(inner) < statement.child_count else [statement]


def _names(symbols: SymbolMap, path: str, nodes: Iterable[Node]) -> Iterator[str]:
    """The last names of what is called."""
    utf8 = symbols.snapshot.files[path].text.utf8
    for node in nodes:
        for number, found in enumerate(of_kinds(LANGUAGE, _NAMED, node)):
            if number == _MOST_CALLS:
                break
            called = found.child_by_field_name("function") if found.type == "call" else found.named_child(0)
            is_member = called is not None and called.type == "attribute"
            if called is not None and is_member:
                called = called.child_by_field_name("attribute")
            if called is not None and called.type == "identifier":
                name = utf8[called.start_byte : called.end_byte].decode("utf-8", "replace")
                # `rows.append(…)` is hardly ever of a class of the repository
                if not (is_member and any(hasattr(each, name) for each in _CONTAINERS)):
                    yield name


def _sites(symbols: SymbolMap, name: str, held: set[tuple[str, str]]) -> Iterator[DefinitionSite]:
    """What is defined under a name, and what a class that is inherits from."""
    for path, each in in_few(symbols, name, name):
        if path.endswith(".pyi") and path[:-1] in symbols.snapshot.files:
            continue
        yield from _site(symbols, path, each, held)
        for base in each.bases:
            last = last_part(base)
            for place, inherited in in_few(symbols, last, last) if last else ():
                yield from _site(symbols, place, inherited, held)


def _site(
    symbols: SymbolMap, path: str, definition: Definition, held: set[tuple[str, str]]
) -> Iterator[DefinitionSite]:
    text = symbols.snapshot.files[path].text
    first, last = (text.position(offset)[0] for offset in definition.outer)
    if last - first <= _MOST_LINES and (path, definition.qualname) not in held:
        yield DefinitionSite(path, text.position(definition.name_span.start)[0])

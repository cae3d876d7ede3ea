"""The import statements of a file as they are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.data import Span
from refactor_cli.imports.values import Import

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree
    from refactor_cli.symbols import SymbolMap

_STATEMENTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
NO_CODE = frozenset({"comment", ";"})
_IMPORT = re.compile(rb"\bimport\b")


class ImportedName(Struct, frozen=True):
    """One name of a statement: `name [as alias]`, dotted in a plain import, "*" for all of a module."""

    name: str
    alias: str
    span: Span


class Statement(Struct, frozen=True):
    """An import statement. `module`: as written, with its dots; "" in a plain import. `parentheses`: from `(`
    to `)`. `block`: the statement list that holds it; `alone`: it is the only statement there. `is_top`: it
    stands directly in the module, in no other statement.
    """

    span: Span
    module: str
    names: tuple[ImportedName, ...]
    parentheses: Span | None
    block: Span
    alone: bool
    is_top: bool

    @property
    def is_from(self) -> bool:
        """Whether it is `from … import …`."""
        return bool(self.module)

    @property
    def imports(self) -> tuple[Import, ...]:
        """The imports it makes, in order."""
        if self.is_from:
            return tuple(Import(self.module, name.name, name.alias) for name in self.names)
        return tuple(Import(name.name, "", name.alias) for name in self.names)


class ParsedFile(Struct, frozen=True):
    """A Python file's text, its tree, and its import statements in order."""

    utf8: bytes
    tree: Tree
    statements: tuple[Statement, ...]

    def at(self, offset: int) -> Statement | None:
        """The import statement that covers an offset."""
        return next((found for found in self.statements if found.span.start <= offset < found.span.end), None)


def parsed(symbols: SymbolMap, path: str) -> ParsedFile:
    """A Python file of the snapshot.

    Raises:
        KeyError: there is no such file, or it is not Python.
    """
    memo: dict[str, tuple[Statement, ...]] = symbols.snapshot.memo.setdefault("import statements", {})
    utf8, tree = symbols.snapshot.files[path].text.utf8, symbols.tree(path)
    if path not in memo:
        memo[path] = read_statements(utf8, tree).statements
    return ParsedFile(utf8, tree, memo[path])


def read_statements(utf8: bytes, tree: Tree) -> ParsedFile:
    """The import statements of a text; those that the parser could not read are left out."""
    found = dict[int, Statement]()
    for match in _IMPORT.finditer(utf8):
        node = tree.root_node.descendant_for_byte_range(match.start(), match.end())
        if node is not None and node.type == "import" and (parent := node.parent) is not None:
            if parent.type in _STATEMENTS and not parent.has_error:
                found[parent.start_byte] = _statement(parent)
    return ParsedFile(utf8, tree, tuple(found[start] for start in sorted(found)))


def node_at(parsed_file: ParsedFile, span: Span) -> Node | None:
    """The smallest node that covers a span."""
    return parsed_file.tree.root_node.descendant_for_byte_range(span.start, span.end)


def _statement(node: Node) -> Statement:
    module, names, opening, closing = "", list[ImportedName](), None, None
    if node.type == "future_import_statement":
        module = "__future__"
    elif (written := node.child_by_field_name("module_name")) is not None:
        module = _dotted(written)
    for child in node.children_by_field_name("name"):
        names.append(_name(child))
    for child in node.children:
        if child.type == "wildcard_import":
            names.append(ImportedName("*", "", _span(child)))
        elif child.type == "(":
            opening = child.start_byte
        elif child.type == ")":
            closing = child.end_byte
    parent = node.parent
    assert parent is not None
    is_top = parent.type == "module"
    return Statement(
        span=_span(node),
        module=module,
        names=tuple(names),
        parentheses=Span(opening, closing) if opening is not None and closing is not None else None,
        block=_span(parent),
        alone=not is_top and _is_alone(parent),
        is_top=is_top,
    )


def _is_alone(block: Node) -> bool:
    return sum(child.type not in NO_CODE for child in block.named_children) == 1


def _name(node: Node) -> ImportedName:
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    return ImportedName(
        _dotted(name if name is not None else node), _dotted(alias) if alias is not None else "", _span(node)
    )


def _dotted(node: Node) -> str:
    # white space, comments and line continuations may stand between the parts of a dotted name
    if node.type == "identifier" or not node.child_count:
        return (node.text or b"").decode("utf-8", "replace")
    return "".join(
        _dotted(child) for child in node.children if child.type not in ("comment", "line_continuation")
    )


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)

"""The dotted names that a name is a part of, and what they lead to where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.resolution import Lookup, evaluate_at
from refactor_cli.words import offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap


def whole_name(node: Node | None) -> Node | None:
    """`shop.Cart` for either of its names, as far as the dots go on."""
    while node is not None and node.parent is not None and node.parent.type == "attribute":
        node = node.parent
    return node


def whole_names(symbols: SymbolMap, path: str, name: str) -> Iterator[Node]:
    """The dotted names of a Python file that one is a part of; in a comment or a string that is the text itself."""
    if symbols.map(path) is None:
        return
    word, root = name.encode(), symbols.tree(path).root_node
    for at in offsets(symbols.snapshot.files[path].text.utf8, word):
        if (node := whole_name(root.descendant_for_byte_range(at, at + len(word)))) is not None:
            yield node


def led_to(symbols: SymbolMap, path: str, node: Node) -> frozenset[Symbol]:
    """What a dotted name leads to, the values of variables included."""
    written = (node.text or b"").decode("utf-8", "replace")
    values = evaluate_at(Lookup(symbols), path, written, node.start_byte).values
    return frozenset(each.symbol for each in values)

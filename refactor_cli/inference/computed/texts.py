"""Whether a text of the repository holds a name, from which code may compute it: a string, a keyword, a
configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.inference.asking import Ask
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import offsets
from refactor_cli.words.files import files_with, python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CONFIGURATIONS = (".json", ".toml", ".ini", ".cfg", ".conf", ".yaml", ".yml", ".xml", ".csv", ".properties")
_QUOTES = re.compile(rb"[\"']")
_TRIPLE = re.compile(rb"\"\"\"|'''")
_KEYWORD = re.compile(rb"[(,]\s*(?:#[^\n]*\n\s*)*\Z")
_GIVEN = re.compile(rb"\s*=(?!=)")
_FAR = 200  # bytes


def is_in_texts(ask: Ask, name: str) -> bool:
    """Whether a string of a Python file, or a configuration, holds the name, or a call gives it as a keyword. Not in a
    docstring, nor the letter of a format (`%s`)."""
    return text_holds(ask.symbols, name)


def text_holds(symbols: SymbolMap, name: str) -> bool:
    """The same where nothing is inferred."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("names in texts", {})
    if name not in memo:
        memo[name] = any(
            _holds(symbols, path, name) for path in python_files_with(symbols.snapshot, name)
        ) or any(path.endswith(_CONFIGURATIONS) for path in files_with(symbols.snapshot, name))
    return memo[name]


def _holds(symbols: SymbolMap, path: str, name: str) -> bool:
    utf8, word = symbols.snapshot.files[path].text.utf8, name.encode()
    is_long = _TRIPLE.search(utf8) is not None
    for at in offsets(utf8, word):
        end = at + len(word)
        if _GIVEN.match(utf8, end) and _KEYWORD.search(utf8, max(at - _FAR, 0), at):
            return True
        line = utf8.rfind(b"\n", 0, at) + 1
        if utf8[at - 1 : at] != b"%" and (is_long or _QUOTES.search(utf8, line, at)):
            if _is_in_string(symbols.node(path, Span(at, end))):
                return True
    return False


def _is_in_string(node: Node | None) -> bool:
    """Whether a node is the content of a string that is no docstring."""
    while node is not None and node.type in ("string_content", "escape_sequence"):
        node = node.parent
    if node is None or node.type != "string" or node.parent is None:
        return False
    return node.parent.type != "expression_statement"

"""Names that code puts together and asks objects for: `getattr(self, f"visit_{kind}")`, also by a variable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.grammar import nearest
from refactor_cli.occurrences.joined import files_naming
from refactor_cli.resolution import scope_at
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# a `getattr` by a name that is no text
_COMPUTED = re.compile(
    rb"getattr\((?:[^,()]|\([^()\n]{0,80}\)){1,120},(?![ \t\r\n]*[rRuU]?(?:\"\w*\"|'\w*')[ \t\r\n]*[,)])"
)
# https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting
_CONVERSION = rb"%(?:\([^()\"'\n]*\))?[#0 +-]*[\d*]*(?:\.[\d*]+)?[hlL]?[diouxXeEfFgGcrsa]"
# https://docs.python.org/3/library/string.html#format-string-syntax
_FIELD = rb"\{[\w.\[\]]*(?:![rsa])?(?::[^\"'\n]*)?\}"
# `"visit_%s" % kind`, `"visit_{}".format(kind)`, `f"visit_{kind}"`, `"visit_" + kind`; what else has a brace or
# a percent sign (`'p{$1}'`, `"75%"`) stays as it is, and is no name. It begins with a quote, which is searched for fast
_BEGINNING = re.compile(
    rb"(?P<quote>[\"'])(?P<formatted>(?<=[fF].)|(?<=[fF][rR].))?(?P<text>\w+)"
    rb"(?:%b|%b|(?P=quote)[ \t\r\n]*[+%%]|(?(formatted)\{(?!\{)|(?!)))" % (_CONVERSION, _FIELD)
)


def is_put_together(symbols: SymbolMap, name: str, but: str = "") -> bool:
    """Whether a file that asks for attributes by computed names puts together names that begin like this one. `but`: a
    beginning that says too little."""
    memo: dict[str, tuple[bytes, ...]] = symbols.snapshot.memo
    key = "beginnings of computed names"
    if key not in memo:
        texts = (symbols.snapshot.files[path].text.utf8 for path in files_naming(symbols, "getattr"))
        asking = (text for text in texts if _COMPUTED.search(text))
        found = [each for text in asking for each in _BEGINNING.finditer(text)]
        memo[key] = tuple({each["text"] for each in found})
    return name.encode().startswith(
        tuple(each for each in memo[key] if each != but.encode()) if but else memo[key]
    )


def asking_for(symbols: SymbolMap, name: str) -> Iterator[tuple[str, Node]]:
    """The calls of `getattr` that may ask for a name, as the function around them puts together names that begin
    so."""
    memo: dict[str, list[tuple[str, int, tuple[bytes, ...]]]] = symbols.snapshot.memo
    key = "calls by computed names"
    if key not in memo:
        memo[key] = [*_asking(symbols)]
    for path, start, beginnings in memo[key]:
        if name.encode().startswith(beginnings):
            call = nearest(symbols.tree(path).root_node.descendant_for_byte_range(start, start), "call")
            if call is not None:
                yield path, call


def _asking(symbols: SymbolMap) -> Iterator[tuple[str, int, tuple[bytes, ...]]]:
    for path in files_naming(symbols, "getattr"):
        utf8 = symbols.snapshot.files[path].text.utf8
        for found in _COMPUTED.finditer(utf8):
            file_map = symbols.map(path)
            if file_map is None:
                break
            around = file_map.scopes[scope_at(file_map, found.start())].span
            texts = {each["text"] for each in _BEGINNING.finditer(utf8, around.start, around.end)}
            if texts:
                yield path, found.start(), tuple(sorted(texts))

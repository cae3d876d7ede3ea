"""Names that code puts together and asks objects for: `getattr(self, f"visit_{kind}")`, also by a variable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.grammar import nearest
from refactor_cli.resolution import scope_at
from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.data import FileMap
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
        memo[key] = tuple({each for found in _beginnings(symbols).values() for each in found})
    return name.encode().startswith(
        tuple(each for each in memo[key] if each != but.encode()) if but else memo[key]
    )


def begins_like(symbols: SymbolMap, name: str) -> bool:
    """Whether any file puts together texts that begin like this name."""
    memo: dict[str, tuple[bytes, ...]] = symbols.snapshot.memo
    key = "beginnings of texts"
    if key not in memo:
        files = symbols.snapshot.files.items()
        texts = (file.text.utf8 for path, file in files if file.language == LANGUAGE)
        memo[key] = tuple({each for utf8 in texts for each in _begin_in(utf8)})
    return name.encode().startswith(memo[key])


def is_one_text(node: Node) -> bool:
    """Whether an expression is nothing but a text that something is put into, or behind."""
    if node.type == "call":
        function = node.child_by_field_name("function")
        of = function.child_by_field_name("object") if function is not None else None
        attribute = function.child_by_field_name("attribute") if function is not None else None
        return (
            of is not None and of.type == "string" and attribute is not None and attribute.text == b"format"
        )
    if node.type == "binary_operator":
        left, operator = node.child_by_field_name("left"), node.child_by_field_name("operator")
        is_sum = operator is not None and operator.text in (b"+", b"%")
        return is_sum and left is not None and is_one_text(left)
    return node.type == "string"


def beginning_of(utf8: bytes, start: int, end: int) -> str:
    """How every name begins that an expression puts together, as `"_" + name` does; "" where that is not known."""
    found = _BEGINNING.search(utf8, start, end)
    is_first = found is not None and not utf8[start : found.start()].strip(b"fFrRuU")
    return found["text"].decode("utf-8", "replace") if found is not None and is_first else ""


def asking_for(symbols: SymbolMap, name: str) -> Iterator[tuple[str, Node]]:
    """The calls of `getattr` that may ask for a name, as the function around them puts together names that begin
    so."""
    word = name.encode()
    for path, beginnings in _beginnings(symbols).items():
        for start, around in _asking(symbols, path) if word.startswith(beginnings) else ():
            if word.startswith(around):
                call = nearest(symbols.node(path, (start, start)), "call")
                if call is not None:
                    yield path, call


def _beginnings(symbols: SymbolMap) -> dict[str, tuple[bytes, ...]]:
    """The files that ask for attributes by computed names, each with how the names begin that it puts together."""
    memo: dict[str, dict[str, tuple[bytes, ...]]] = symbols.snapshot.memo
    key = "beginnings of computed names by file"
    if key not in memo:
        files = symbols.snapshot.files
        texts = ((path, files[path].text.utf8) for path in python_files_with(symbols.snapshot, "getattr"))
        memo[key] = {path: _begin_in(utf8) for path, utf8 in texts if _COMPUTED.search(utf8)}
    return memo[key]


def _begin_in(utf8: bytes, start: int = 0, end: int | None = None) -> tuple[bytes, ...]:
    found = _BEGINNING.finditer(utf8, start, len(utf8) if end is None else end)
    return tuple(sorted({each["text"] for each in found}))


def _asking(symbols: SymbolMap, path: str) -> list[tuple[int, tuple[bytes, ...]]]:
    """The calls by computed names in a file, and how the names begin that the function around each puts together."""
    memo: dict[str, list[tuple[int, tuple[bytes, ...]]]]
    memo = symbols.snapshot.memo.setdefault("calls by computed names", {})
    if path not in memo:
        file_map = symbols.map(path)
        memo[path] = [*_asking_in(symbols.snapshot.files[path].text.utf8, file_map)] if file_map else []
    return memo[path]


def _asking_in(utf8: bytes, file_map: FileMap) -> Iterator[tuple[int, tuple[bytes, ...]]]:
    for found in _COMPUTED.finditer(utf8):
        around = file_map.scopes[scope_at(file_map, found.start())].span
        if texts := _begin_in(utf8, around.start, around.end):
            yield found.start(), texts

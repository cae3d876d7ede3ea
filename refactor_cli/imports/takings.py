"""By what the text of a file may take names from other modules: `taking_of`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from refactor_cli.data import SourceFile
from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import SymbolMap

# `(?<!\wfrom)` is `\b` before it; a pattern that begins with a literal is searched for ten times as fast
_FROM = lazy_pattern(rb"from(?<!\wfrom)\s+([\w.]+)\s+import\b[ \t\\]*(\([^)]*\)?|(?:[^\n\\]|\\\r?\n)*)")
LONGEST_NAME = 255  # bytes, of a file and so of a module
# begins with a literal too, and what stands before that is read back from there
_ALIAS = lazy_pattern(rb"as(?<=[ \t]as)[ \t]+(\w+)")
_LAST_WORD = lazy_pattern(rb"\w+\Z")
# whom code asks for a name that it gives as a string, perhaps a computed one, or as a keyword; each pattern with the
# literal that is in whatever it finds: files without it need not be searched
_OWNER = rb"((?:[^,()\n]|\([^()\n]*\))+?)"
_OF_TARGET = rb"\s*(?:target\s*=\s*)?%b\s*," % _OWNER
_BY_STRING = {
    b"object(": lazy_pattern(rb"object\((?<!\wobject\()" + _OF_TARGET),
    b"multiple(": lazy_pattern(rb"multiple\((?<!\wmultiple\()" + _OF_TARGET),
    b"attr(": lazy_pattern(rb"attr\((?<=[gs]etattr\(|hasattr\(|delattr\()(?<!\w\w{7}\()" + _OF_TARGET),
    b"vars(": lazy_pattern(rb"vars\((?<!\wvars\()\s*%b\s*\)" % _OWNER),
    b".__dict__": lazy_pattern(rb"(?<![\w.])([\w.]+)\.__dict__"),
}
_BY_KEYWORD = {
    b"multiple(": lazy_pattern(rb"multiple\((?<!\wmultiple\()\s*%b\s*," % _OWNER),
    b".__dict__.update(": lazy_pattern(rb"(?<![\w.])([\w.]+)\.__dict__\.update\("),
    b"vars(": lazy_pattern(rb"vars\((?<!\wvars\()\s*%b\s*\)\.update\(" % _OWNER),
}


class Mention(NamedTuple):
    """`module.name` or the like in the file `path`: the module's part of it, and where that begins."""

    path: str
    dotted: str
    start: int
    is_quoted: bool = False


class Taking(Struct, frozen=True, dict=True, eq=False):
    """By what a file may take names from others, whatever they are; each part is read when it is asked for."""

    file: SourceFile

    @cached_property
    def imports(self) -> list[tuple[str, str, bytes]]:
        """Its imports, as the last part of the module, the module and what is named of it."""
        found = _FROM.finditer(self.file.text.utf8)
        modules = ((match[1].decode("utf-8", "replace"), match[2]) for match in found)
        return [(last_part(module), module, names) for module, names in modules]

    @cached_property
    def by_keyword(self) -> list[Mention]:
        """Whom it asks for names that are keywords."""
        return list(_owners(self.file, _BY_KEYWORD)) if self.file.language == "python" else []

    @cached_property
    def by_string(self) -> list[Mention]:
        """Whom it asks for names that are strings."""
        return list(_owners(self.file, _BY_STRING)) if self.file.language == "python" else []

    @cached_property
    def aliases(self) -> dict[bytes, bytes]:
        """What it calls otherwise, by the new name."""
        return dict(_aliases(self.file.text.utf8))


def taking_of(symbols: SymbolMap, file: SourceFile) -> Taking:
    """Read once a file and snapshot."""
    memo: dict[str, Taking] = symbols.snapshot.memo.setdefault("by what files take names", {})
    if file.path not in memo:
        memo[file.path] = Taking(file)
    return memo[file.path]


def _aliases(utf8: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is renamed, after its new name."""
    for match in _ALIAS.finditer(utf8):
        start = match.start()
        old = _LAST_WORD.search(utf8[max(0, start - LONGEST_NAME) : start].rstrip(b" \t"))
        if old is not None:
            yield match[1], old[0]


def _owners(file: SourceFile, patterns: Mapping[bytes, re.Pattern[bytes]]) -> Iterator[Mention]:
    """Whom a file asks for names that are given as strings or keywords: `patch.object(module, "name")`."""
    utf8 = file.text.utf8
    for literal, pattern in patterns.items():
        for match in pattern.finditer(utf8) if literal in utf8 else ():
            source = match[1].decode("utf-8", "replace").strip()
            bare = source.strip("\"'")
            yield Mention(file.path, bare, match.start(1), bare != source)

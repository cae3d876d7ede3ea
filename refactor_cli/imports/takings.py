"""By what the text of a file may take names from other modules: `taking_of`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from refactor_cli.data import SourceFile
from refactor_cli.symbols import SymbolMap

# `(?<!\wfrom)` is `\b` before it; a pattern that begins with a literal is searched for ten times as fast
_FROM = re.compile(rb"from(?<!\wfrom)\s+([\w.]+)\s+import\b[ \t\\]*(\([^)]*\)?|(?:[^\n\\]|\\\r?\n)*)")
LONGEST_NAME = 255  # bytes, of a file and so of a module
# begins with a literal too, and what stands before that is read back from there
_ALIAS = re.compile(rb"as(?<=[ \t]as)[ \t]+(\w+)")
_LAST_WORD = re.compile(rb"\w+\Z")
# whom code asks for a name that it gives as a string, perhaps a computed one; by `multiple`, as a keyword
_OWNER = rb"((?:[^,()\n]|\([^()\n]*\))+?)"
_ASKS = re.compile(
    rb"(?<!\w)(?:object|multiple|[gs]etattr|(?:has|del)attr)\(\s*(?:target\s*=\s*)?%b\s*," % _OWNER
)
_LOOKS_INTO = re.compile(rb"(?<!\w)vars\(\s*%b\s*\)" % _OWNER)
_LOOKS_INTO_DICT = re.compile(rb"(?<![\w.])([\w.]+)\.__dict__")
_MULTIPLE = re.compile(rb"(?<!\w)multiple\(\s*%b\s*," % _OWNER)
_UPDATES = re.compile(rb"(?<![\w.])([\w.]+)\.__dict__\.update\(")
_UPDATES_VARS = re.compile(rb"(?<!\w)vars\(\s*%b\s*\)\.update\(" % _OWNER)
_BY_KEYWORD = (_MULTIPLE, _UPDATES, _UPDATES_VARS)
_ASKING = (b"object(", b"multiple(", b"attr(", b"vars(", b"__dict__")


class Mention(NamedTuple):
    """`module.name` or the like in the file `path`: the module's part of it, and where that begins."""

    path: str
    dotted: str
    start: int
    is_quoted: bool = False


class Taking(NamedTuple):
    """By what a file may take names from others, whatever they are: its imports, as the last part of the module, the
    module and what is named of it; whom it asks for names that are keywords, and for those that are strings; and what
    it calls otherwise, by the new name."""

    imports: list[tuple[str, str, bytes]]
    by_keyword: list[Mention]
    by_string: list[Mention]
    aliases: dict[bytes, bytes]


def taking_of(symbols: SymbolMap, file: SourceFile) -> Taking:
    """Read once a file and snapshot."""
    memo: dict[str, Taking] = symbols.snapshot.memo.setdefault("by what files take names", {})
    if file.path not in memo:
        utf8 = file.text.utf8
        modules = ((m[1].decode("utf-8", "replace"), m[2]) for m in _FROM.finditer(utf8))
        is_python = file.language == "python"
        memo[file.path] = Taking(
            [(module.rpartition(".")[2], module, names) for module, names in modules],
            list(_owners(file, _BY_KEYWORD))
            if is_python and (b"multiple" in utf8 or b".update(" in utf8)
            else [],
            _asked_by_string(file) if is_python else [],
            dict(_aliases(utf8)),
        )
    return memo[file.path]


def _aliases(utf8: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is renamed, after its new name."""
    for match in _ALIAS.finditer(utf8):
        start = match.start()
        old = _LAST_WORD.search(utf8[max(0, start - LONGEST_NAME) : start].rstrip(b" \t"))
        if old is not None:
            yield match[1], old[0]


def _asked_by_string(file: SourceFile) -> list[Mention]:
    utf8 = file.text.utf8
    if not any(word in utf8 for word in _ASKING):
        return []
    patterns = [_ASKS, _LOOKS_INTO, *([_LOOKS_INTO_DICT] if b"__dict__" in utf8 else [])]
    return list(_owners(file, patterns))


def _owners(file: SourceFile, patterns: Iterable[re.Pattern[bytes]]) -> Iterator[Mention]:
    """Whom a file asks for names that are given as strings or keywords: `patch.object(module, "name")`."""
    for pattern in patterns:
        for match in pattern.finditer(file.text.utf8):
            source = match[1].decode("utf-8", "replace").strip()
            bare = source.strip("\"'")
            yield Mention(file.path, bare, match.start(1), bare != source)

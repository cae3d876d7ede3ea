"""Which files may call a name, define it in a class, or derive from it: by their bytes, before any map is read.

What these leave out is none of it; what they keep may be in a comment or a string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set

from refactor_cli.occurrences.joined import files_naming
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import offsets, words_of

_CALLED = re.compile(rb"[\s\\]*\(")
_DEFINED = re.compile(rb"(?:\bdef|\bclass)[\s\\]+\Z")
# what follows a name that is bound: `name = …`, `name: …`, one of several targets, the end of an import
_BOUND = re.compile(rb"[ \t\f\\]*(?:=(?!=)|[:,)\];#\r\n]|in\b|\Z)")
_BLANKS = re.compile(rb"[ \t]*")
# how the header of a block begins, `async` and all
_OPENS = re.compile(
    rb"[ \t]*(?:async[ \t\\]+)?(class|def|if|elif|else|for|while|with|try|except|finally|match|case)\b"
)
# the look back stands behind the word: a pattern that begins with a literal is searched for much faster
_HEADER = re.compile(rb"class(?<!\wclass)[\s\\]+[\w\x80-\xff]+[\s\\]*[(\[]")
_LONGEST_HEADER = 4_000


def calling(symbols: SymbolMap, name: str) -> list[str]:
    """The files where a name may be called."""
    return _matching(symbols, "files calling", name, lambda data, _, end: _CALLED.match(data, end))


def binding_in_classes(symbols: SymbolMap, name: str) -> list[str]:
    """The files where a name may be bound in the body of a class."""
    return _matching(symbols, "files binding in classes", name, _is_bound)


def _is_bound(data: bytes, start: int, end: int) -> bool:
    if data[start - 1 : start] == b".":
        return False
    is_defined = _DEFINED.search(data, max(start - 20, 0), start) is not None
    if not is_defined and _BOUND.match(data, end) is None:
        return False
    line = data.rfind(b"\n", 0, start) + 1
    opens = _OPENS.match(data, line)
    if opens is not None and opens[1] == b"def" and not is_defined:
        return False  # a parameter
    return (opens is not None and opens[1] == b"class") or _may_be_in_class(data, line)


def _may_be_in_class(data: bytes, line: int) -> bool:
    """Whether the innermost block around a line, by its offset, may be the body of a class, by what stands further left
    above it. A header that a string holds says nothing."""
    depth, above = _indentation(data, line), line
    while depth and above:
        above = data.rfind(b"\n", 0, above - 1) + 1
        opens = _OPENS.match(data, above)
        if opens is None or _indentation(data, above) >= depth:
            continue
        between = data[above:line]
        if (between.count(b'"""') + between.count(b"'''")) % 2:
            return True
        if opens[1] in (b"class", b"def"):
            return opens[1] == b"class"
        depth = _indentation(data, above)
    return depth > 0


def _indentation(data: bytes, line: int) -> int:
    blanks = _BLANKS.match(data, line)
    return len(blanks[0].expandtabs()) if blanks is not None else 0


def deriving(symbols: SymbolMap, name: str) -> list[str]:
    """The files where a class may have a base of that name."""
    word = name.encode()
    return [path for path in files_naming(symbols, name) if word in _headers(symbols, path)]


def _matching(
    symbols: SymbolMap, kind: str, name: str, matches: Callable[[bytes, int, int], object]
) -> list[str]:
    memo: dict[str, list[str]] = symbols.snapshot.memo.setdefault(kind, {})
    if name not in memo:
        memo[name] = [path for path in files_naming(symbols, name) if _has(symbols, path, name, matches)]
    return memo[name]


def _has(symbols: SymbolMap, path: str, name: str, matches: Callable[[bytes, int, int], object]) -> bool:
    data, word = symbols.snapshot.own.files[path].data, name.encode()
    return any(matches(data, at, at + len(word)) for at in offsets(data, word))


def _headers(symbols: SymbolMap, path: str) -> Set[bytes]:
    """The words behind the names of the classes that a file has."""
    memo: dict[str, Set[bytes]] = symbols.snapshot.memo.setdefault("words of class headers", {})
    if path not in memo:
        data, words = symbols.snapshot.own.files[path].data, set[bytes]()
        for header in _HEADER.finditer(data):
            end = data.find(b"):", header.end(), header.end() + _LONGEST_HEADER)
            words |= words_of(data[header.end() : end if end >= 0 else header.end() + _LONGEST_HEADER])
        memo[path] = words
    return memo[path]

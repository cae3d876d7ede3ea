"""Which files may call a name, define it in a class, derive from it, or make classes by a call: by their bytes, before
any map is read.

What these leave out is none of it; what they keep may be in a comment or a string.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import offsets, words_of
from refactor_cli.words.files import python_files_with

_CALLED = lazy_pattern(rb"[\s\\]*\(")
_FAR = 20  # bytes
_DOT = ord(b".")
_DEFINED = lazy_pattern(rb"(?:\bdef|\bclass)[\s\\]+\Z")
# what follows a name that is bound: `name = …`, `name: …`, one of several targets, the end of an import
_AFTER_BOUND = rb"[ \t\f\\]*(?:=(?!=)|[:,)\];#\r\n]|in\b|\Z)"
_BOUND = lazy_pattern(_AFTER_BOUND)
_MAY_BE_BOUND = lazy_pattern(rb"%b|[\s\\]*[(\[]" % _AFTER_BOUND)
_BLANKS = lazy_pattern(rb"[ \t]*")
# how the header of a block begins, `async` and all; by its first letter most lines are passed over
_OPENS = lazy_pattern(
    rb"\n([ \t]*)(?=[acdefimtw])(?:async[ \t\\]+)?"
    rb"(class|def|if|elif|else|for|while|with|try|except|finally|match|case)\b"
)
# the look back stands behind the word: a pattern that begins with a literal is searched for much faster
_HEADER = lazy_pattern(rb"class(?<!\wclass)[\s\\]+[\w\x80-\xff]+[\s\\]*[(\[]")
_LONGEST_HEADER = 4_000
# how a call begins that makes a class, as far as the first of its bases
# https://docs.python.org/3/library/functions.html#type
MAKES_CLASS = rb"type\((?<![\w.]type\()[^()]{1,80}(?:\([^()]{0,80}\))?,[ \t\r\n]*\("
_MAKES_CLASS = lazy_pattern(MAKES_CLASS)


class _Block(NamedTuple):
    """A line that begins as the header of a block does: where, how far it is indented, and with what word."""

    offset: int
    indentation: int
    keyword: bytes


_offset = attrgetter("offset")
# without a call of Python code: most lines of a file may begin so
_new_block: Callable[[tuple[int, int, bytes]], _Block] = partial(tuple.__new__, _Block)


def calling(symbols: SymbolMap, name: str) -> list[str]:
    """The files where a name may be called."""
    memo: dict[str, list[str]] = symbols.snapshot.memo.setdefault("files calling", {})
    if name not in memo:
        word = name.encode()
        memo[name] = [
            path for path in python_files_with(symbols.snapshot, name) if _calls(symbols, path, word)
        ]
    return memo[name]


def binding_in_classes(symbols: SymbolMap, name: str) -> list[str]:
    """The files where a name may be bound in the body of a class."""
    memo: dict[str, list[str]] = symbols.snapshot.memo.setdefault("files binding in classes", {})
    if name not in memo:
        memo[name] = [
            path for path in python_files_with(symbols.snapshot, name) if _binds(symbols, path, name)
        ]
    return memo[name]


def defining_methods(symbols: SymbolMap, name: str) -> Iterator[str]:
    """The files where the body of a class may have a `def` of a name, or a class."""
    word = name.encode()
    for path in python_files_with(symbols.snapshot, name):
        known = symbols.known_map(path)
        if known is not None:
            bound = known.named.get(name, ())
            if any(each.definition >= 0 and known.scopes[each.scope].kind == "class" for each in bound):
                yield path
            continue
        data = symbols.snapshot.own.files[path].data
        starts = (at for at in offsets(data, word) if _is_defined(data, at))
        if any(_is_bound(symbols, path, start, start + len(word)) for start in starts):
            yield path


def _calls(symbols: SymbolMap, path: str, word: bytes) -> bool:
    data, size = symbols.snapshot.own.files[path].data, len(word)
    return any(_CALLED.match(data, at + size) and not _is_defined(data, at) for at in offsets(data, word))


def _binds(symbols: SymbolMap, path: str, name: str) -> bool:
    known = symbols.known_map(path)
    if known is not None:  # it has been read: it tells more than the bytes, and takes less
        return any(known.scopes[each.scope].kind == "class" for each in known.named.get(name, ()))
    data, word = symbols.snapshot.own.files[path].data, name.encode()
    starts = (at for at in offsets(data, word) if _MAY_BE_BOUND.match(data, at + len(word)))
    return any(
        _is_bound(symbols, path, start, start + len(word))
        for start in starts
        if not start or data[start - 1] != _DOT
    )


def _is_defined(data: bytes, start: int) -> bool:
    return _DEFINED.search(data, max(start - _FAR, 0), start) is not None


def _is_bound(symbols: SymbolMap, path: str, start: int, end: int) -> bool:
    data = symbols.snapshot.own.files[path].data
    is_defined = _is_defined(data, start)
    if not is_defined and _BOUND.match(data, end) is None:
        return False
    line = data.rfind(b"\n", 0, start) + 1
    headers = _block_headers(symbols, path)
    above = bisect_left(headers, line, key=_offset)
    opens = headers[above].keyword if above < len(headers) and headers[above].offset == line else b""
    if opens == b"def" and not is_defined:
        return False  # a parameter
    return opens == b"class" or _may_be_in_class(
        data, line, islice(reversed(headers), len(headers) - above, None)
    )


def _may_be_in_class(data: bytes, line: int, above: Iterable[_Block]) -> bool:
    """Whether the innermost block around a line, by its offset, may be the body of a class, by the headers that
    stand further left above it, the nearest first. A header that a string holds says nothing."""
    blanks = _BLANKS.match(data, line)
    depth = len(blanks[0].expandtabs()) if blanks is not None else 0
    if not depth:
        return False
    for header in above:
        if header.indentation >= depth:
            continue
        between = data[header.offset : line]
        if (between.count(b'"""') + between.count(b"'''")) % 2:
            return True
        if header.keyword in (b"class", b"def"):
            return header.keyword == b"class"
        depth = header.indentation
        if not depth:
            return False
    return True


def _block_headers(symbols: SymbolMap, path: str) -> Sequence[_Block]:
    """The lines of a file that begin as headers of blocks do, in order."""
    memo: dict[str, Sequence[_Block]] = symbols.snapshot.own.memo.setdefault("block headers", {})
    if path not in memo:
        data = b"\n" + symbols.snapshot.own.files[path].data  # so that offsets are those of the lines
        memo[path] = [
            _new_block((found.start(), len(found[1].expandtabs()), found[2]))
            for found in _OPENS.finditer(data)
        ]
    return memo[path]


def deriving(symbols: SymbolMap, name: str) -> list[str]:
    """The files where a class may have a base of that name."""
    memo: dict[str, list[str]] = symbols.snapshot.memo.setdefault("files deriving", {})
    if name not in memo:
        word = name.encode()
        memo[name] = [
            path for path in python_files_with(symbols.snapshot, name) if word in _headers(symbols, path)
        ]
    return memo[name]


def making_classes(symbols: SymbolMap) -> Set[str]:
    """The files where a call of `type` may make a class: few, and asked for by the name of each class."""
    memo: dict[str, Set[str]] = symbols.snapshot.memo
    key = "files that make classes"
    if key not in memo:
        files = symbols.snapshot.files
        memo[key] = {
            path
            for path in python_files_with(symbols.snapshot, "type")
            if _MAKES_CLASS.search(files[path].text.utf8)
        }
    return memo[key]


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

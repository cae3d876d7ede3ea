"""Words in bytes: where they stand, which files hold one (`files`), and what is kept of that (`index`)."""

from __future__ import annotations

from collections.abc import Iterator

from refactor_cli.data import SourceFile
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.words.letters import in_other_letters

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
_SPACED = bytes(byte if byte in _WORD_BYTES else 32 for byte in range(256))
_UTF8_BOM = b"\xef\xbb\xbf"
_LONE_RETURN = lazy_pattern(rb"\r(?!\n)")
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# a name, or the star of `from module import *`
NAME = lazy_pattern(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*|\*")
# a name behind `\n` and the like in a string, where it reads as a part of the longer word
_ESCAPE = 92
_ESCAPED_LETTERS = b"nrt"
_BEHIND_ESCAPE = lazy_pattern(rb"\\(?<!\\\\)[nrt]([A-Za-z_][\w\x80-\xff]*)")
# what an indented line begins with
BLANK = (b" ", b"\t")


def offsets(data: bytes, word: bytes, start: int = 0) -> Iterator[int]:
    """Where `word` begins in `data`, from `start` on, not as a part of a longer name; an empty one stands nowhere."""
    size = len(word)
    at = data.find(word, start) if word else -1
    while at >= 0:
        end = at + size
        if not (
            (at and data[at - 1] in _WORD_BYTES and not is_escape(data, at - 1))
            or (end < len(data) and data[end] in _WORD_BYTES)
        ):
            yield at
        at = data.find(word, end)


def is_escape(data: bytes, at: int) -> bool:
    """Whether the letter at `at` is that of `\\n`, `\\r` or `\\t`, as strings have them."""
    if data[at] not in _ESCAPED_LETTERS or not at or data[at - 1] != _ESCAPE:
        return False
    return at < 2 or data[at - 2] != _ESCAPE


def holds_word(file: SourceFile, word: bytes) -> bool:
    """Whether an ASCII word stands in a file, not as a part of a longer name."""
    data = ascii_bytes(file)
    if next(offsets(data, word), -1) >= 0:
        return True
    return file.language == "python" and any(name == word for name, *_ in in_other_letters(data))


def words_in(file: SourceFile) -> set[bytes]:
    """Every word of a file, and the names that it has in other letters."""
    data = ascii_bytes(file)
    words = words_of(data)
    if file.language == "python":
        words.update(name for name, *_ in in_other_letters(data))
    return words


def words_of(data: bytes) -> set[bytes]:
    """Every word of a text."""
    words = set(spaced(data).split())
    if b"\\" in data:
        words.update(_BEHIND_ESCAPE.findall(data))
    return words


def name_of(word: bytes) -> str:
    """A word of a file, or of its path, as the text that it is looked for by; neither need be UTF-8."""
    return word.decode("utf-8", "surrogateescape")


def spaced(data: bytes) -> bytes:
    """The same with a space in the place of each byte that is no part of a word."""
    return data.translate(_SPACED)


def ascii_bytes(file: SourceFile) -> bytes:
    """A file's bytes, in which ASCII is ASCII and lines end with a line feed, without a byte order mark."""
    data = file.data
    is_other = (
        data[:2] in UTF16_BOMS or data[:3] == _UTF8_BOM or (b"\r" in data and _LONE_RETURN.search(data))
    )
    return file.text.utf8 if is_other else data

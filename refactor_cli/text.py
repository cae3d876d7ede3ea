"""bytes of a file <-> UTF-8 text, offsets and positions.

All stages work on offsets into `Text.utf8`, the file's text as UTF-8 without its byte order mark, which is
what tree-sitter reads; `raw_offset` leads back to the bytes on disk, so that everything outside an edit stays.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from functools import cache, cached_property
from itertools import accumulate

from msgspec import Struct

from refactor_cli.lazy_pattern import lazy_pattern

# `name`, `package.module.name`, up to the end of the text
DOTTED_NAME = lazy_pattern(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
# https://peps.python.org/pep-0263/
_COOKIE = lazy_pattern(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_BLANK = lazy_pattern(rb"^[ \t\f]*(?:#[^\r\n]*)?$")
_COOKIE_REACH = 65_536  # bytes: two lines longer than this hold no cookie that anybody wrote
_NEWLINE = lazy_pattern(rb"\r\n|\r|\n")
_LONE_RETURN = lazy_pattern(rb"\r(?!\n)")
# Encodings whose code units are independent of what stands before them: only in these can bytes be spliced.
_STATEFUL = frozenset(
    {"utf-7", "utf-16", "utf-32", "hz", "punycode", "idna", "unicode-escape", "raw-unicode-escape"}
)
_ASCII = bytes(range(128))
_UTF_16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class UndecodableError(ValueError):
    """The bytes are not text in the encoding that the file declares; `str()` is the reason, for people."""


class Text(Struct, frozen=True, dict=True):
    """The text of one file.

    `utf8` holds no byte order mark and has every lone carriage return replaced by a line feed for the parser
    (same length, so offsets hold). `encoding` is a codec name, `bom` the bytes before the text.
    """

    utf8: bytes
    encoding: str = "utf-8"
    bom: bytes = b""

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of each line's first byte, as Python counts lines: \\n, \\r\\n and \\r end one."""
        lines = self.utf8.splitlines(keepends=True)
        if lines and not lines[-1].endswith((b"\n", b"\r")):
            lines.pop()
        return (0, *accumulate(map(len, lines)))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column from 1, the column in code points."""
        line = bisect_right(self.line_starts, offset)
        start = self.line_starts[line - 1]
        return line, len(self.utf8[start:offset].decode("utf-8", "replace")) + 1

    def line(self, number: int) -> str:
        """The source of a line, from 1, without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.utf8)
        return self.utf8[start:end].rstrip(b"\r\n").decode("utf-8", "replace")

    def slice(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return self.utf8[start:end].decode("utf-8", "replace")

    def raw_offset(self, offset: int) -> int:
        """Where `offset` lies in the bytes on disk."""
        if self.encoding == "utf-8":
            return len(self.bom) + offset
        return len(self.bom) + len(self.utf8[:offset].decode("utf-8").encode(self.encoding))

    def encode(self, text: str) -> bytes:
        """`text` in the file's own encoding; raises UnicodeEncodeError when it has no such character."""
        return text.encode(self.encoding)


def decode_python(data: bytes) -> Text:
    """Decodes Python source by byte order mark and coding cookie (PEP 263).

    Raises:
        UndecodableError: not text in the declared encoding, or an encoding that cannot be spliced safely.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UndecodableError("UTF-16 is not supported for Python source")
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    body = data[len(bom) :]
    declared = declared_encoding(body)
    name = _codec_name(declared) if declared else "utf-8"
    if bom and name != "utf-8":
        raise UndecodableError(f"a UTF-8 byte order mark contradicts the coding cookie {declared!r}")
    return _decode(body, name, bom)


def decode_plain(data: bytes) -> Text:
    """Decodes any other file: UTF-8, by its byte order mark UTF-16, else latin-1, which reads every byte.

    Raises:
        UndecodableError: a UTF-16 byte order mark before what is not UTF-16, or one of UTF-32.
    """
    if data.startswith(codecs.BOM_UTF32_LE):
        raise UndecodableError("UTF-32 is not supported")
    for bom, name in _UTF_16:
        if data.startswith(bom):
            return _decode(data[2:], name, bom)
    try:
        bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        return _decode(data[len(bom) :], "utf-8", bom)
    except UndecodableError:
        return _decode(data, "iso8859-1", b"")


def declared_encoding(body: bytes) -> str | None:
    """The coding cookie of the first or second line, the second only below a comment or nothing."""
    if b"coding" not in body[:_COOKIE_REACH]:
        return None
    for line in _NEWLINE.split(body[:_COOKIE_REACH], maxsplit=2)[:2]:
        if found := _COOKIE.match(line):
            return found[1].decode("ascii")
        if not _BLANK.match(line):
            return None
    return None


@cache
def _codec_name(declared: str) -> str:
    """The codec that Python reads a file with this cookie by, when bytes can be spliced in it.

    Raises:
        UndecodableError: there is none, or they cannot.
    """
    try:
        info = codecs.lookup(_normal_name(declared))
    except (LookupError, ValueError) as error:
        raise UndecodableError(f"unknown encoding {declared!r}") from error
    name = "utf-8" if info.name == "utf-8-sig" else info.name
    is_stateful = name in _STATEFUL or name.startswith(("utf-16", "utf-32", "iso2022"))
    if not getattr(info, "_is_text_encoding", True) or is_stateful or not _extends_ascii(name):
        raise UndecodableError(f"encoding {declared!r} is not supported for Python source")
    return name


def _normal_name(declared: str) -> str:
    """As Python's tokenizer does (`get_normal_name`): what follows utf-8 and latin-1 after a hyphen is for editors."""
    name = declared[:12].lower().replace("_", "-")
    for normal, spellings in (
        ("utf-8", ("utf-8",)),
        ("iso-8859-1", ("latin-1", "iso-8859-1", "iso-latin-1")),
    ):
        if name in spellings or name.startswith(tuple(f"{each}-" for each in spellings)):
            return normal
    return declared


def _extends_ascii(name: str) -> bool:
    """Whether ASCII bytes mean the same in it (not so in EBCDIC): the cookie itself was read as ASCII."""
    try:
        return _ASCII.decode(name) == _ASCII.decode("ascii")
    except (UnicodeDecodeError, ValueError):
        return False


def _decode(body: bytes, name: str, bom: bytes) -> Text:
    if name == "utf-8" and body.isascii():  # most files: nothing to decode
        return Text(_LONE_RETURN.sub(b"\n", body) if b"\r" in body else body, name, bom)
    try:
        text = body.decode(name)
    except (UnicodeDecodeError, ValueError) as error:
        raise UndecodableError(f"not text in {name}") from error
    if name == "utf-8":
        utf8 = body
    else:
        utf8 = text.encode("utf-8")
        if text.encode(name) != body:
            raise UndecodableError(f"does not survive decoding and encoding in {name}")
    if b"\r" in utf8:
        utf8 = _LONE_RETURN.sub(b"\n", utf8)
    return Text(utf8, name, bom)


def has_word(text: str, word: str) -> bool:
    """Whether a word, or a dotted name, stands in a text, and not as a part of a longer word."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def indentation(line: str) -> str:
    """The blanks that a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]

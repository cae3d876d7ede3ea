"""SourceFile -> its block of a prompt, and back.

    <file path="a.py">
    …the text…
    </file>

Attributes of a file say what its text does not: `encoding` when it is not UTF-8, `bom`, `newline="no"` when the last
line has no end, and `masked`, how many secrets were taken out. Text that looks like a tag or a control token is
escaped (see `delimiters`). What was learned of a file (where its secrets are, its tokens) is cached by its blob.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

from refactor_cli.cache import Key, MapCache
from refactor_cli.data import SourceFile
from refactor_cli.delimiters import escape, unescape
from refactor_cli.delimiters import version as delimiters_version
from refactor_cli.pack.blocks import Block, Part, hash_of
from refactor_cli.secrets import Secret, constant, secrets
from refactor_cli.secrets import version as secrets_version
from refactor_cli.tokens import DEFAULT_MODEL, count_tokens, is_exact

Layout = Literal["xml", "markdown"]

_OPEN = re.compile(r'<file path=("(?:[^"\\\n]|\\.)*")((?: [a-z]+="[^"\n]*")*)>\n')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"\n]*)"')
_CLOSE = "</file>\n"
_BACKTICKS = re.compile(rb"`{3,}")
_BOMS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
_VERSION = "1"  # of what a block looks like
# `json.dumps` with an argument makes an encoder each time
_as_json = json.JSONEncoder(ensure_ascii=False).encode
_PLACES = ("<repository>\n", "<nearest>\n")


class FileBlock(NamedTuple):
    """A file's block, and where its secrets are, in characters of its text."""

    block: Block
    masked: tuple[Secret, ...]


class _Known(msgspec.Struct, array_like=True, frozen=True):
    """What is cached. `is_plain`: the block's text is the file's own bytes."""

    tokens: int
    hash: str
    is_plain: bool
    masked: tuple[Secret, ...]


class Writing(Struct, frozen=True):
    """How blocks are made: for which model's tokens, with which secrets allowed, and what is known already."""

    model: str = DEFAULT_MODEL
    allowed: tuple[str, ...] = ()
    layout: Layout = "xml"
    cache: MapCache | None = None

    @property
    def key(self) -> Key:
        """Under which blocks are cached. All models whose tokenizer is known have the same one."""
        allowed = hashlib.sha256("\0".join(self.allowed).encode("utf-8", "surrogateescape")).hexdigest()[:12]
        return Key(
            "prompt",
            f"{_VERSION}-{delimiters_version()}-{secrets_version()}",
            f"{self.counted}-{self.layout}-{allowed}",
        )

    @property
    def counted(self) -> str:
        """How tokens are counted."""
        return "exact" if is_exact(self.model) else "estimate"

    def block(self, part: Part, text: str) -> Block:
        """A block of this text, which is no file; its tokens are counted, or known."""
        data = (text.encode("utf-8"),)
        hash, key = hash_of(data), Key("tokens", _VERSION, self.counted)
        row = self.cache.rows(key, (hash,)).get(hash) if self.cache else None
        if row is not None and row.isdigit():
            return Block(part, "", data, int(row), hash)
        tokens = count_tokens(text, self.model).count
        if self.cache is not None:
            self.cache.add(key, hash, b"%d" % tokens)
        return Block(part, "", data, tokens, hash)


DEFAULT = Writing()


def file_blocks(
    files: Iterable[SourceFile], writing: Writing
) -> Iterator[tuple[SourceFile, FileBlock | None]]:
    """The block of each file; None for one that cannot be written as a prompt's text."""
    wanted = list(files)
    key = writing.key
    rows = writing.cache.rows(key, map(cache_id, wanted)) if writing.cache else {}
    decode = msgspec.msgpack.Decoder(_Known).decode
    for file in wanted:
        row = rows.get(cache_id(file))
        try:
            known = decode(row) if row is not None else None
        except msgspec.DecodeError:  # a row that somebody else made
            known = None
        if known is not None:
            yield file, _known_block(file, known, writing.layout)
            continue
        made = _new_block(file, writing)
        if made is not None and writing.cache is not None:
            found, is_plain = made
            value = _Known(found.block.tokens, found.block.hash, is_plain, found.masked)
            writing.cache.add(key, cache_id(file), msgspec.msgpack.encode(value))
        yield file, made[0] if made else None


def cache_id(file: SourceFile) -> str:
    """A block depends on the file's bytes and its path."""
    path = file.path.encode("utf-8", "surrogateescape")
    return f"{file.blob}-{hashlib.blake2b(path, digest_size=8).hexdigest()}"


def unpack(prompt: str) -> dict[str, bytes]:
    """Every file of a prompt, by path, in the bytes it has in the repository; where a secret was, its mask stands.

    Raises:
        ValueError: this is not the text of a prompt.
    """
    found = dict(_files(prompt, prompt.index(_PLACES[0]) + len(_PLACES[0])))
    # files that stand near the usages follow the repository, and no text of a file can begin such a line
    near = prompt.find("\n" + _PLACES[1])
    return found if near < 0 else found | dict(_files(prompt, near + 1 + len(_PLACES[1])))


def quoted(path: str) -> str:
    """A path as a JSON string without angle brackets or anything unprintable (escapes, surrogates, bidi)."""
    text = _as_json(path)
    if text.isascii() and text.isprintable() and "<" not in text and ">" not in text:
        return text
    return "".join(_unicode_escape(c) if c in "<>|｜" or not c.isprintable() else c for c in text)


def found_in(file: SourceFile, writing: Writing) -> tuple[Secret, ...]:
    """The secrets of a file that is not sent in full."""
    text = _text(file)
    return secrets(text, file.path, writing.allowed) if text is not None else ()


def _text(file: SourceFile) -> str | None:
    text = file.text
    try:
        decoded = file.data[len(text.bom) :].decode(text.encoding)
        decoded.encode("utf-8")
    except UnicodeError:
        return None
    return decoded


def _new_block(file: SourceFile, writing: Writing) -> tuple[FileBlock, bool] | None:
    """Every file text passes here and only here; what must not be sent is taken out in this place."""
    text = _text(file)
    if text is None:
        return None
    found = secrets(text, file.path, writing.allowed)
    body = _body(text, found)
    is_plain = file.text.encoding == "utf-8" and body == text
    data = _data(file, found, None if is_plain else body, writing.layout)
    whole = b"".join(data).decode("utf-8")
    tokens = count_tokens(whole, writing.model).count
    return FileBlock(Block("file", file.path, data, tokens, hash_of(data)), found), is_plain


def _known_block(file: SourceFile, known: _Known, layout: Layout) -> FileBlock | None:
    if known.is_plain:
        data = _data(file, known.masked, None, layout)
    else:
        text = _text(file)
        if text is None:
            return None
        data = _data(file, known.masked, _body(text, known.masked), layout)
    return FileBlock(Block("file", file.path, data, known.tokens, known.hash), known.masked)


def _body(text: str, found: Sequence[Secret]) -> str:
    ends = [0, *(end for secret in found for end in (secret.start, secret.end)), len(text)]
    kept = [text[start:end] for start, end in list(pairwise(ends))[::2]]
    masks = [*(constant(secret.kind) for secret in found), ""]
    return escape("".join(part for pair in zip(kept, masks, strict=True) for part in pair))


def _data(file: SourceFile, found: Sequence[Secret], body: str | None, layout: Layout) -> tuple[bytes, ...]:
    """The block's bytes; without a body, it is the file's own bytes."""
    bom = file.text.bom
    content = (file.data[len(bom) :] if bom else file.data) if body is None else body.encode("utf-8")
    end = b"" if not content or content.endswith(b"\n") else b"\n"
    if layout == "markdown":
        fence = b"`" * (1 + max(map(len, _BACKTICKS.findall(content)), default=2))
        head = b"## %b\n\n%b%b\n" % (quoted(file.path)[1:-1].encode(), fence, (file.language or "").encode())
        return head, content, end + fence + b"\n\n"
    attributes = "" if file.text.encoding == "utf-8" else f' encoding="{file.text.encoding}"'
    attributes += ' bom="yes"' if bom else ""
    attributes += ' newline="no"' if end else ""
    attributes += f' masked="{len(found)}"' if found else ""
    head = f"<file path={quoted(file.path)}{attributes}>\n".encode()
    return head, content, end + _CLOSE.encode()


def _files(prompt: str, at: int) -> Iterator[tuple[str, bytes]]:
    while found := _OPEN.match(prompt, at):
        # an escaped text has no line that begins with the closing tag
        end = (
            found.end()
            if prompt.startswith(_CLOSE, found.end())
            else prompt.index("\n" + _CLOSE, found.end()) + 1
        )
        text = unescape(prompt[found.end() : end])
        attributes = dict(_ATTRIBUTE.findall(found[2]))
        text = text[:-1] if attributes.get("newline") == "no" else text
        encoding = attributes.get("encoding", "utf-8")
        yield json.loads(found[1]), (_BOMS[encoding] if "bom" in attributes else b"") + text.encode(encoding)
        at = end + len(_CLOSE)


def _unicode_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))

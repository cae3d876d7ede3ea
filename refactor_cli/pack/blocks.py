"""The pieces a prompt is put together from, each with its tokens and a hash.

Every block ends with a line feed and begins with a character that is no white space: there the tokenizer always
begins a new token, so that the tokens of a prompt are the sum of its blocks'.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from msgspec import Struct

Part = Literal["frame", "file", "omitted", "map", "priming", "format", "nearest", "task"]


class Block(Struct, frozen=True):
    """A piece of a prompt. `name`: the file's path, "" for what is no file. `data`: its bytes in several pieces, so
    that a file's own bytes are not copied. `hash`: of these bytes, 16 hex digits."""

    part: Part
    name: str
    data: tuple[bytes, ...]
    tokens: int
    hash: str

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(map(len, self.data))


def hash_of(data: tuple[bytes, ...]) -> str:
    """16 hex digits that stand for these bytes."""
    digest = hashlib.blake2b(digest_size=8)
    for piece in data:
        digest.update(piece)
    return digest.hexdigest()


def tokens_of(blocks: tuple[Block, ...]) -> int:
    """The tokens of all of them."""
    return sum(each.tokens for each in blocks)


def bytes_of(blocks: tuple[Block, ...]) -> bytes:
    """All of them as they are sent."""
    return b"".join(piece for each in blocks for piece in each.data)

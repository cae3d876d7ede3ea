"""Files as they are scanned."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from msgspec import Struct, field

from refactor_cli.text import Text, decode_plain, decode_python


class Span(NamedTuple):
    """Half-open range of offsets into `Text.utf8`."""

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside, ends included."""
        return self.start <= other.start and other.end <= self.end


class SourceFile:
    """A file as it was read; nothing of it is changed later.

    `path` is relative to the repository's top, with `/`, bytes that are not UTF-8 as surrogate escapes;
    `blob` the git object id of exactly these bytes, in the repository's hash; `mode` git's (0o100644, 0o100755);
    `language` a folder of `grammars/`, None for plain text.
    """

    def __init__(self, path: str, blob: str, mode: int, language: str | None, data: bytes) -> None:
        self.path, self.blob, self.mode, self.language, self.data = path, blob, mode, language, data

    @cached_property
    def text(self) -> Text:
        """The decoded text. scan leaves out what cannot be decoded, so this does not raise for its files."""
        return decode_python(self.data) if self.language == "python" else decode_plain(self.data)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SourceFile):
            return NotImplemented
        mine = (self.path, self.blob, self.mode, self.language, self.data)
        return mine == (other.path, other.blob, other.mode, other.language, other.data)

    def __hash__(self) -> int:
        return hash((self.path, self.blob, self.mode, self.language))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.path!r}, {self.blob!r}, {self.mode:#o}, {self.language!r})"


class UnreadFile(SourceFile):
    """A file whose bytes are read when they are first asked for; `data` is given as a function that reads them."""

    def __init__(
        self, path: str, blob: str, mode: int, language: str | None, read: Callable[[], bytes]
    ) -> None:
        self.path, self.blob, self.mode, self.language, self._read = path, blob, mode, language, read

    @cached_property
    def data(self) -> bytes:  # type: ignore[override]
        """The bytes, read at the first time; raises what `read` raises."""
        return self._read()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SourceFile):
            return NotImplemented
        mine = (self.path, self.blob, self.mode, self.language)
        return mine == (other.path, other.blob, other.mode, other.language)

    __hash__ = SourceFile.__hash__


_UNREAD = ("unreadable", "too large", "missing object", "unsafe path", "undecodable")


class LeftOut(Struct, frozen=True):
    """A file that is in the repository and not in the snapshot, and why.

    `reason`: one of "binary", "symlink", "submodule", "lfs pointer", "too large", "missing object",
    "unsafe path", "unreadable", "not checked out" (a sparse checkout), or "undecodable: …".
    """

    path: str
    reason: str

    @property
    def is_unread(self) -> bool:
        """Whether it is a file of the repository's own that should have been read: no symbolic link or the like.
        Python's own reader refuses a NUL byte, so that what is binary is unread where its name says Python; and what
        a pointer of LFS stands for is source there."""
        return self.reason.startswith(_UNREAD) or (
            self.reason in ("binary", "lfs pointer") and self.is_python
        )

    @property
    def is_lost(self) -> bool:
        """Whether the repository says that there is source, and has it no more: it is damaged, or a clone in part."""
        return self.reason == "missing object" and self.is_python

    @property
    def is_python(self) -> bool:
        """Whether its name says that it is Python source, or a stub of it."""
        return self.path.endswith((".py", ".pyi"))


BEFORE = "before"
"""In a snapshot's `memo`, the one that it was made of: most files are the same in both."""


class Snapshot(Struct, frozen=True, dict=True):
    """The repository's files, by path in path order. `base` is the commit they are read from, None for the
    working tree. `object_format` is "sha1" or "sha256". `copies`: modules that stand for another project's, by the path
    of the file that is a copy, or by a dotted name -> the dotted name of the original (`{"shop/six.py": "six"}`)."""

    files: Mapping[str, SourceFile]
    left_out: tuple[LeftOut, ...] = ()
    base: str | None = None
    object_format: str = "sha1"
    copies: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What was derived from these files, so that it is derived once; a copy with `replace` has one of its own."""
        return {}

    @cached_property
    def own(self) -> Snapshot:
        """The same files as the repository has them, where others stand in their places (see `embedded_sources`)."""
        return self


def blob_id(data: bytes, object_format: str = "sha1") -> str:
    """git's object id of a blob with these bytes."""
    made = hashlib.sha1 if object_format == "sha1" else hashlib.sha256  # `new` takes longer than a small file
    return made(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()

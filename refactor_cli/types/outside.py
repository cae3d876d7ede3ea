"""Files outside the snapshot that answers point into: which module they are, and what is defined at a place.

Only files of installed packages and of a server's own stubs are read, and only so far that the definition is known:
by its line, and the indentation of the lines above.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from refactor_cli.text import Text, UndecodableError, decode_python
from refactor_cli.types.positions import Encoding, offset_of
from refactor_cli.types.values import NOWHERE, Pointer

_LARGEST = 4_000_000
_DEFINES = re.compile(rb"([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+([^\W\d]\w*)")
# what else may hold an indented block; anything else further left is inside of a bracket or a string
_BLOCK = re.compile(rb"([ \t]*)(?:async|case|elif|else|except|finally|for|if|match|try|while|with)\b")
_NAME = re.compile(rb"[^\W\d]\w*")


class Outside(Struct, frozen=True, dict=True):
    """`stubs`: the folder where a server puts its own stubs; `packages`: folders of installed packages."""

    stubs: Path
    packages: tuple[Path, ...]
    texts: dict[str, Text | None] = field(default_factory=dict)

    def pointer(self, file: str, position: Any, encoding: Encoding) -> Pointer:
        """What is defined at a position of a file."""
        module = self._module(file)
        if module is None:
            return NOWHERE
        if file not in self.texts:
            self.texts[file] = _read(file)
        text = self.texts[file]
        offset = offset_of(text, position, encoding) if text is not None else None
        if text is None or offset is None:
            return NOWHERE
        qualname, kind = defined_at(text, offset)
        return Pointer(None, 0, module, qualname, kind)

    def _module(self, file: str) -> str | None:
        """The dotted name: below `stdlib` or `stubs/DISTRIBUTION` of the server's own stubs, or installed."""
        inside = below(file, self.stubs)
        if inside is not None:
            _, found, path = inside.partition("/stdlib/")
            return _dotted(path if found else inside.partition("/stubs/")[2].partition("/")[2])
        paths = (below(file, folder) for folder in self._folders)
        return next((_dotted(path) for path in paths if path is not None), None)

    @cached_property
    def _folders(self) -> tuple[Path, ...]:
        return (*self.packages, *(Path(os.path.realpath(folder)) for folder in self.packages))


def file_of(uri: Any) -> str | None:
    """The path that a `file:` address means; None when it is no such address."""
    if not isinstance(uri, str):
        return None
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if parts.scheme != "file" or parts.netloc or "\0" in path:
        return None
    if os.name == "nt":
        path = path.lstrip("/")
    return os.path.normpath(path)


def below(file: str, folder: Path) -> str | None:
    """The path of a file relative to a folder that it lies in, with `/`; None when it does not."""
    prefix = f"{folder}{os.sep}"
    return file.removeprefix(prefix).replace(os.sep, "/") if file.startswith(prefix) else None


def defined_at(text: Text, offset: int) -> tuple[str, str]:
    """The qualified name and kind ("function", "class") of the definition whose name begins at an offset; for any
    other line that begins with the name (an alias, an attribute) its qualified name, and no kind."""
    number = bisect_right(text.line_starts, offset) - 1
    line = _line(text, number)
    column = offset - text.line_starts[number]
    found = _DEFINES.match(line)
    if found and found.start(3) == column:
        name, kind = found[3], "class" if found[2] == b"class" else "function"
    else:
        match = _NAME.match(line, column)
        if match is None or line[:column].strip():
            return "", ""
        name, kind = match[0], ""
    indentation = line[: len(line) - len(line.lstrip(b" \t"))]
    outer = _around(text, number, len(indentation.expandtabs()))
    if indentation and not outer:
        return "", ""  # inside of something that was not understood
    return ".".join([*outer, name.decode("utf-8", "replace")]), kind


def _around(text: Text, number: int, indentation: int) -> list[str]:
    """The names of the definitions around a line, outermost first."""
    names = list[str]()
    while number > 0 and indentation > 0:
        number -= 1
        line = _line(text, number)
        found = _DEFINES.match(line)
        header = found or _BLOCK.match(line)
        if header and (width := len(header[1].expandtabs())) < indentation:
            indentation = width
            if found:
                suffix = ".<locals>" if found[2] == b"def" else ""
                names.append(found[3].decode("utf-8", "replace") + suffix)
    return names[::-1]


def _line(text: Text, number: int) -> bytes:
    starts = text.line_starts
    return text.utf8[starts[number] : starts[number + 1] if number + 1 < len(starts) else len(text.utf8)]


def _read(file: str) -> Text | None:
    try:
        if not os.path.isfile(file) or os.path.getsize(file) > _LARGEST:
            return None
        with open(file, "rb") as stream:
            return decode_python(stream.read(_LARGEST))
    except (OSError, UndecodableError):
        return None


def _dotted(path: str) -> str | None:
    stem, dot, suffix = path.rpartition(".")
    if not dot or suffix not in ("py", "pyi"):
        return None
    first, *rest = stem.removesuffix("/__init__").split("/")
    parts = [first.removesuffix("-stubs"), *rest]
    return ".".join(parts) if all(part.isidentifier() for part in parts) else None

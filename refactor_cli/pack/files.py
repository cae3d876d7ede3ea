"""Snapshot -> the repository part of a prompt, and back.

This part does not depend on the task, and equal commits give equal bytes on every machine: a provider's prefix
cache holds over rounds, targets and days.

    <repository>
    <file path="a.py">
    …the text…
    </file>
    <omitted>
    "logo.png": binary
    </omitted>
    <map>
    …
    </map>
    </repository>

Attributes of a file say what its text does not: `encoding` when it is not UTF-8, `bom`, and `newline="no"` when the
last line has no end. Text that looks like a tag is escaped (see `delimiters`).
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator

from refactor_cli.data import Omitted, Snapshot, SourceFile
from refactor_cli.delimiters import escape, unescape

_OPEN = re.compile(r'<file path=("(?:[^"\\\n]|\\.)*")((?: [a-z]+="[^"\n]*")*)>\n')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"\n]*)"')
_CLOSE = "</file>\n"
_BOMS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def repository_part(snapshot: Snapshot, rendered_map: str) -> tuple[str, tuple[Omitted, ...]]:
    """The text between `<repository>` and `</repository>`, and the files that are not in it."""
    parts, omitted = ["<repository>\n"], [Omitted(left.path, left.reason) for left in snapshot.left_out]
    for path in sorted(snapshot.files):
        element = _element(snapshot.files[path])
        if element is None:
            omitted.append(Omitted(path, "not text"))
        else:
            parts += element
    omitted.sort(key=lambda each: (each.path, each.reason))
    if omitted:
        parts += [
            "<omitted>\n",
            *(f"{quoted(each.path)}: {each.reason}\n" for each in omitted),
            "</omitted>\n",
        ]
    if rendered_map:
        parts += ["<map>\n", escape(_ended(_printable(rendered_map))), "</map>\n"]
    parts.append("</repository>\n")
    return "".join(parts), tuple(omitted)


def unpack(prompt: str) -> dict[str, bytes]:
    """Every file of a prompt, by path, in the bytes it has in the repository.

    Raises:
        ValueError: this is not the text of a prompt.
    """
    return dict(_files(prompt))


def quoted(path: str) -> str:
    """A path as a JSON string without angle brackets or anything unprintable (escapes, surrogates, bidi)."""
    text = json.dumps(path, ensure_ascii=False)
    return "".join(_unicode_escape(c) if c in "<>" or not c.isprintable() else c for c in text)


def sendable(file: SourceFile) -> str | None:
    """A file's text as it may leave the machine, None when it cannot be written as a prompt's text.

    Every file text passes here and only here; what must not be sent is taken out in this place.
    """
    text = file.text
    try:
        decoded = file.data[len(text.bom) :].decode(text.encoding)
        decoded.encode("utf-8")
    except UnicodeError:
        return None
    return decoded


def _element(file: SourceFile) -> tuple[str, str, str] | None:
    text = sendable(file)
    if text is None:
        return None
    attributes = "" if file.text.encoding == "utf-8" else f' encoding="{file.text.encoding}"'
    attributes += ' bom="yes"' if file.text.bom else ""
    attributes += ' newline="no"' if text and not text.endswith("\n") else ""
    return f"<file path={quoted(file.path)}{attributes}>\n", escape(_ended(text)), _CLOSE


def _files(prompt: str) -> Iterator[tuple[str, bytes]]:
    at = prompt.index("<repository>\n") + len("<repository>\n")
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


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _printable(text: str) -> str:
    """Without lone surrogates, which paths may hold: a prompt must be writable as UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _unicode_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))

"""Files with their secrets hidden in place, for quoting pieces of them.

Every character of a secret but line ends becomes a DEL, as many as it has bytes in UTF-8: spans and lines of what
was found in a file hold in the redacted one. A control character behind the first says its kind. `shown` makes of each
run the constant that stands for the secret in the whole file, too, and says no length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from msgspec.structs import replace

from refactor_cli.data import SourceFile, Usage
from refactor_cli.secrets import Secret, constant, kinds
from refactor_cli.symbols import SymbolMap

HIDDEN = "\x7f"
# none of them is white space to Python
_MARKS = [*map(chr, (*range(0x01, 0x09), *range(0x0E, 0x1C)))]
_MARK = f"[{''.join(_MARKS)}]"
_RUN = re.compile(f"{HIDDEN}({_MARK}?)(?:{HIDDEN}(?!{_MARK}))*")
_LINES = re.compile(r"([\r\n]+)")
_OTHER = "secret"


def redacted(symbols: SymbolMap, masked: Mapping[str, Sequence[Secret]]) -> SymbolMap:
    """The same maps over files without their secrets. `masked`: spans in characters, by file."""
    changed = {
        path: _redacted(symbols.snapshot.files[path], found)
        for path, found in masked.items()
        if found and path in symbols.snapshot.files
    }
    if not changed:
        return symbols
    return symbols.with_snapshot(replace(symbols.snapshot, files={**symbols.snapshot.files, **changed}))


def shown(text: str) -> str:
    """Text of a redacted file with a constant for each hidden piece."""
    return _RUN.sub(lambda run: constant(_kinds().get(run[1], _OTHER)), text) if HIDDEN in text else text


def redacted_usage(symbols: SymbolMap, usage: Usage) -> Usage:
    """The same with its text as it stands in files that may be redacted."""
    text = symbols.snapshot.files[usage.path].text
    now = text.slice(*usage.call_span) if usage.call_span else text.line(usage.location.line).strip()
    return replace(usage, text=now) if HIDDEN in now else usage


@cache
def _kinds() -> dict[str, str]:
    return dict(zip(_MARKS, kinds(), strict=False))


def _redacted(file: SourceFile, found: Sequence[Secret]) -> SourceFile:
    bom, encoding = file.text.bom, file.text.encoding
    text, marks = file.data[len(bom) :].decode(encoding), {kind: mark for mark, kind in _kinds().items()}
    parts, at = list[str](), 0
    for secret in found:
        hidden, mark = text[secret.start : secret.end], marks.get(secret.kind, HIDDEN)
        parts += [text[at : secret.start], *(_run(line, mark) for line in _LINES.split(hidden))]
        at = secret.end
    # the blob stays: it is what the maps are known by
    data = bom + "".join((*parts, text[at:])).encode(encoding)
    return SourceFile(file.path, file.blob, file.mode, file.language, data)


def _run(line: str, mark: str) -> str:
    """As many bytes as a line of a secret has; line ends stay."""
    size = len(line.encode()) if line.strip("\r\n") else 0
    return f"{HIDDEN}{mark}{HIDDEN * (size - 2)}"[:size] if size else line

"""Files with their secrets hidden in place, for quoting pieces of them.

Every character of a secret but line ends becomes a DEL, as many as it has bytes in UTF-8: spans and lines of what
was found in a file hold in the shaded one. `shown` makes one constant of each run, which says no length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from refactor_cli.data import SourceFile
from refactor_cli.secrets import Secret, constant
from refactor_cli.symbols import SymbolMap

SHADE = "\x7f"
_RUN = re.compile(SHADE + "{1,}")


def shaded(symbols: SymbolMap, masked: Mapping[str, Sequence[Secret]]) -> SymbolMap:
    """The same maps over files without their secrets. `masked`: spans in characters, by file."""
    changed = {
        path: _shaded(symbols.snapshot.files[path], found)
        for path, found in masked.items()
        if found and path in symbols.snapshot.files
    }
    if not changed:
        return symbols
    return symbols.with_snapshot(replace(symbols.snapshot, files={**symbols.snapshot.files, **changed}))


def shown(text: str) -> str:
    """Text of a shaded file with a constant for each hidden piece."""
    return _RUN.sub(constant("secret"), text) if SHADE in text else text


def _shaded(file: SourceFile, found: Sequence[Secret]) -> SourceFile:
    bom, encoding = file.text.bom, file.text.encoding
    text = file.data[len(bom) :].decode(encoding)
    parts, at = list[str](), 0
    for secret in found:
        hidden = text[secret.start : secret.end]
        parts += [
            text[at : secret.start],
            "".join(c if c in "\r\n" else SHADE * len(c.encode()) for c in hidden),
        ]
        at = secret.end
    # the blob stays: it is what the maps are known by
    return replace(file, data=bom + "".join((*parts, text[at:])).encode(encoding))

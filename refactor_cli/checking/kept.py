"""Findings kept between runs: they hold for exactly these files of the repository, and these recipes.

A name may lead anywhere, and a fix depends on imports all over, so nothing less than all files is what they depend on.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli import __version__
from refactor_cli.checking.findings import Finding, Ignored

if TYPE_CHECKING:
    from refactor_cli.cache import Key, MapCache
    from refactor_cli.checking.recipes import Rules
    from refactor_cli.symbols import SymbolMap

# the rules of evidence ask this interpreter what the standard library has
_PYTHON = ".".join(map(str, sys.version_info[:3]))
# to be raised when the same files and recipes give other findings
_FORMAT = 11
_KIND = "check"


class Kept(NamedTuple):
    """What is kept of a check."""

    findings: tuple[Finding, ...]
    ignored: tuple[Ignored, ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def digest(symbols: SymbolMap, rules: Rules, asked: Iterable[str]) -> str:
    """A hash over all files, the recipes, and what was asked."""
    found = hashlib.sha256(f"{_FORMAT}\0{__version__}\0{_PYTHON}\0{symbols.version}\0".encode())
    rows = [f"{file.path}\0{file.blob}\0{file.language}\n" for file in symbols.snapshot.files.values()]
    rows += [f"{left.path}\0{left.reason}\n" for left in symbols.snapshot.left_out]
    rows += [f"{copy}\0{original}\n" for copy, original in symbols.snapshot.copies.items()]
    for part in ("".join(rows), *(f"{name}\0{source}" for name, source in rules.sources.items()), *asked):
        data = part.encode("utf-8", "surrogatepass")
        found.update(b"%d\0" % len(data) + data)
    return found.hexdigest()


def kept(cache: MapCache, name: str) -> Kept | None:
    """What an earlier run found."""
    return cache.decoded(_key(), name, Kept)


def keep(cache: MapCache, name: str, found: Kept) -> None:
    """Remembers what was found; what names a path that is no text is found anew each time."""
    import msgspec

    try:
        cache.add(_key(), name, msgspec.msgpack.encode(found))
    except UnicodeEncodeError:
        return


def _key() -> Key:
    from refactor_cli.cache import Key

    return Key(_KIND, str(_FORMAT))

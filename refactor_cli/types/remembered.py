"""Answers kept between runs. They hold for exactly these Python files, this environment, and this server."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.cache import Key, MapCache
from refactor_cli.symbols import files_digest
from refactor_cli.types.environment import python_version
from refactor_cli.types.values import Answers, Place, Pointer

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap
    from refactor_cli.types.asking import InstalledServer

# to be raised when the same server is asked otherwise, or its answer is read otherwise
_FORMAT = 1
_KIND = "types"

_Row = dict[int, tuple[Pointer, ...]]


class RememberedServer(Struct, frozen=True):
    """A `Checker` that asks its server only what it has not been asked before."""

    server: InstalledServer
    cache: MapCache

    @property
    def name(self) -> str:
        return self.server.name

    @property
    def rules_out(self) -> bool:
        return self.server.rules_out

    def ask(self, symbols: SymbolMap, places: Sequence[Place]) -> Answers:
        """Asks about what is not known; starts nothing when all is."""
        version = python_version(self.server.environment, symbols.snapshot)
        try:
            identity = self.server.identity
        except OSError:
            return self.server.ask(symbols, places)  # which says why it cannot
        key = Key(_KIND, f"{_FORMAT} {identity} {version}", files_digest(symbols))
        known = self._known(key, {place.path for place in places})
        new = [place for place in places if place.offset not in known.get(place.path, {})]
        answers = self.server.ask(symbols, new) if new else Answers(self.name, {})
        self._remember(key, known, answers.pointers)
        both = {
            place: known[place.path][place.offset]
            for place in places
            if place.offset in known.get(place.path, {})
        }
        return Answers(self.name, {**both, **answers.pointers}, answers.notes)

    def _known(self, key: Key, paths: set[str]) -> dict[str, _Row]:
        import msgspec

        names = {_name(path): path for path in paths}
        found = dict[str, _Row]()
        for name, row in self.cache.rows(key, names).items():
            try:
                found[names[name]] = msgspec.msgpack.decode(row, type=_Row)
            except msgspec.DecodeError:
                continue  # not written by us: asked again
        return found

    def _remember(
        self, key: Key, known: Mapping[str, _Row], new: Mapping[Place, tuple[Pointer, ...]]
    ) -> None:
        import msgspec

        rows = dict[str, _Row]()
        for place, pointers in new.items():
            rows.setdefault(place.path, dict(known.get(place.path, {})))[place.offset] = pointers
        for path, row in rows.items():
            self.cache.add(key, _name(path), msgspec.msgpack.encode(row))


def _name(path: str) -> str:
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()

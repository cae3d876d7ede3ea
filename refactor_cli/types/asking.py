"""SymbolMap, Places -> Answers: a copy of the files, one server on it, one batch of questions, one restart."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from refactor_cli.data import Snapshot
from refactor_cli.resolution import layout
from refactor_cli.symbols import SymbolMap
from refactor_cli.types.conversation import Conversation, conversation
from refactor_cli.types.copying import copy, write_configuration
from refactor_cli.types.environment import Environment, python_version
from refactor_cli.types.outside import Outside, below, file_of
from refactor_cli.types.positions import Encoding, offset_of
from refactor_cli.types.process import ServerEndedError
from refactor_cli.types.reachable import reachable
from refactor_cli.types.roots import source_roots
from refactor_cli.types.values import NOWHERE, PATIENT, Answers, Limits, Place, Pointer, Server, Setting

_MOST_POINTERS = 64
_PACKAGES = "site-packages"


class InstalledServer(Struct, frozen=True):
    """A `Checker`: a server that is installed, with the environment whose packages it may read."""

    server: Server
    program: Path
    environment: Environment
    limits: Limits = PATIENT

    @property
    def name(self) -> str:
        return self.server.name

    @property
    def rules_out(self) -> bool:
        return self.server.rules_out

    @property
    def identity(self) -> str:
        """What an answer depends on, besides the files. Raises OSError when the program is gone."""
        found = self.program.stat()
        return f"{self.name} {found.st_size} {found.st_mtime_ns} {self.environment.identity}"

    def ask(self, symbols: SymbolMap, places: Sequence[Place]) -> Answers:
        """Asks about all places at once, in a folder that is gone afterwards."""
        found, notes = dict[Place, tuple[Pointer, ...]](), list[str]()
        try:
            with tempfile.TemporaryDirectory(prefix="refactor-types-", ignore_cleanup_errors=True) as name:
                folder = Path(os.path.realpath(name))
                batch = prepare(self, symbols, {place.path for place in places}, folder)
                waiting = [place for place in places if place.path in batch.copied]
                notes += _ask_all(batch, waiting, found)
        except OSError as error:
            notes.append(f"{self.name} was not asked: {error.strerror or error}")
        return Answers(self.name, found, tuple(notes))


class MissingServer(Struct, frozen=True):
    """A `Checker` that was asked for and is not installed: it says so when there is something to ask."""

    server: Server

    @property
    def name(self) -> str:
        return self.server.name

    @property
    def rules_out(self) -> bool:
        return False

    def ask(self, symbols: SymbolMap, places: Sequence[Place]) -> Answers:
        """Answers nothing."""
        note = f"{self.name} is not installed beside refactor, so {len(places)} names were not looked up"
        return Answers(self.name, {}, (note,))


class Batch(Struct, frozen=True):
    """What one run of a server works on."""

    asked: InstalledServer
    snapshot: Snapshot
    code: Path
    copied: frozenset[str]
    deadline: float
    outside: Outside


def prepare(asked: InstalledServer, symbols: SymbolMap, paths: set[str], folder: Path) -> Batch:
    """Copies what the server may read to answer about these files. Raises OSError."""
    code, environment = folder / "code", asked.environment
    version = python_version(environment, symbols.snapshot)
    packages = folder / "environment" / "lib" / f"python{version}" / _PACKAGES
    for each in (code, packages, folder / "home", folder / "cache"):
        each.mkdir(mode=0o700, parents=True)
    snapshot = symbols.snapshot
    needed = sorted(reachable(symbols, paths))
    copied = copy((snapshot.files[path] for path in needed), code)
    _link_packages(environment, packages)
    configuration = f"home = {folder}\nversion = {version}\n"
    (folder / "environment" / "pyvenv.cfg").write_text(configuration, "utf-8")
    setting = Setting(code, source_roots(layout(symbols)), packages, version)
    write_configuration(asked.server.configuration(setting), code)
    deadline = time.monotonic() + asked.limits.whole
    outside = Outside(folder / "cache", (packages, *environment.packages))
    return Batch(asked, snapshot, code, copied, deadline, outside)


def _link_packages(environment: Environment, packages: Path) -> None:
    """An environment of our own that has the packages and nothing else: no interpreter, and no editable install
    that leads back into the repository."""
    for name, target in environment.entries.items():
        (packages / name).symlink_to(target)


def _ask_all(batch: Batch, places: Sequence[Place], found: dict[Place, tuple[Pointer, ...]]) -> list[str]:
    """Asks until all is said or the server has ended twice; gives what went wrong."""
    server, note = batch.asked.server, ""
    texts = {place.path: batch.snapshot.files[place.path].text for place in places}
    left = list(places)
    for _ in range(2):
        command = (str(batch.asked.program), *server.arguments)
        try:
            with conversation(server, command, batch.code, batch.asked.limits, batch.deadline) as talk:
                for place, result in talk.ask(texts, left):
                    found[place] = _pointers(batch, talk, result)
            return []
        except ServerEndedError as error:
            left = _rest(left, found, server.at_once)
            note = f"{server.name} was given up with {len(left)} of {len(places)} names left: {error}"
            if not error.again:
                break
        if not left:
            return []
    return [note]


def _rest(places: Sequence[Place], found: Mapping[Place, object], window: int) -> list[Place]:
    """What is not answered yet; what may have ended the server comes last."""
    left = [place for place in places if place not in found]
    return [*left[window:], *left[:window]]


def _pointers(batch: Batch, talk: Conversation, result: Any) -> tuple[Pointer, ...]:
    """The pointers in an answer. What is not understood counts: it may be the one that decides."""
    rows = result if isinstance(result, list) else [result] if result is not None else []
    found = dict.fromkeys(_pointer(batch, talk.encoding, row) for row in rows[:_MOST_POINTERS])
    return (*found, NOWHERE) if len(rows) > _MOST_POINTERS else tuple(found)


def _pointer(batch: Batch, encoding: Encoding, row: Any) -> Pointer:
    if not isinstance(row, dict):
        return NOWHERE
    file = file_of(row.get("uri") or row.get("targetUri"))
    span = row.get("range") or row.get("targetSelectionRange")
    if file is None or not isinstance(span, dict):
        return NOWHERE
    path = below(file, batch.code)
    if path is None:
        return batch.outside.pointer(file, span.get("start"), encoding)
    if path not in batch.copied:
        return NOWHERE
    offset = offset_of(batch.snapshot.files[path].text, span.get("start"), encoding)
    return NOWHERE if offset is None else Pointer(path, offset)

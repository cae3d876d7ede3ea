"""Snapshot, Places -> Answers: a copy of the files, one server on it, one batch of questions, one restart."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from refactor_cli.data import Snapshot
from refactor_cli.text import Text, UndecodableError, decode_python
from refactor_cli.types.conversation import Conversation, conversation
from refactor_cli.types.copying import copy, write_configuration
from refactor_cli.types.environment import Environment
from refactor_cli.types.installed import version_of
from refactor_cli.types.positions import Encoding, offset_of
from refactor_cli.types.process import ServerEndedError
from refactor_cli.types.values import Answers, Limits, OutsideModule, Place, Pointer, Server, Setting

_MOST_POINTERS = 64
_LARGEST_OUTSIDE = 4_000_000
_PACKAGES = "site-packages"


@dataclass(frozen=True)
class InstalledServer:
    """A `Checker`: a server that is installed, with the environment whose packages it may read."""

    server: Server
    program: Path
    environment: Environment
    limits: Limits = Limits()

    @property
    def name(self) -> str:
        return self.server.name

    @property
    def rules_out(self) -> bool:
        return self.server.rules_out

    @property
    def identity(self) -> str:
        """What an answer depends on, besides the files."""
        return f"{self.name} {version_of(self.server.distribution)} {self.environment.identity}"

    def ask(self, snapshot: Snapshot, roots: Sequence[str], places: Sequence[Place]) -> Answers:
        """Asks about all places at once, in a folder that is gone afterwards."""
        found, notes = dict[Place, tuple[Pointer, ...]](), list[str]()
        outside = dict[str, OutsideModule]()
        try:
            with tempfile.TemporaryDirectory(prefix="refactor-types-", ignore_cleanup_errors=True) as name:
                folder = Path(os.path.realpath(name))
                batch = _prepare(self, snapshot, roots, folder)
                waiting = [place for place in places if place.path in batch.copied]
                notes += _ask_all(batch, waiting, found)
                outside = _outside(batch, found)
        except OSError as error:
            notes.append(f"{self.name} was not asked: {error.strerror or error}")
        return Answers(self.name, found, outside, tuple(notes))


@dataclass(frozen=True)
class _Batch:
    """What one run of a server works on."""

    asked: InstalledServer
    snapshot: Snapshot
    code: Path
    packages: Path
    copied: frozenset[str]
    deadline: float
    read: dict[str, Text | None] = field(default_factory=dict)


def _prepare(asked: InstalledServer, snapshot: Snapshot, roots: Sequence[str], folder: Path) -> _Batch:
    code, environment = folder / "code", asked.environment
    version = environment.version
    packages = folder / "environment" / "lib" / f"python{version or '3'}" / _PACKAGES
    for each in (code, packages, folder / "home", folder / "cache"):
        each.mkdir(mode=0o700, parents=True)
    copied = copy(snapshot.files.values(), code)
    _link_packages(environment, packages, folder / "environment")
    setting = Setting(code, tuple(roots) or ("",), packages, version)
    write_configuration(asked.server.configuration(setting), code)
    deadline = time.monotonic() + asked.limits.whole
    return _Batch(asked, snapshot, code, packages, copied, deadline)


def _link_packages(environment: Environment, packages: Path, prefix: Path) -> None:
    """An environment of our own that has the packages and nothing else: no interpreter, and no editable install
    that leads back into the repository."""
    (prefix / "pyvenv.cfg").write_text(f"home = {prefix}\nversion = {environment.version or '3'}\n", "utf-8")
    for name, target in environment.entries.items():
        (packages / name).symlink_to(target)


def _ask_all(batch: _Batch, places: Sequence[Place], found: dict[Place, tuple[Pointer, ...]]) -> list[str]:
    """Asks until all is said or the server has ended twice; gives what went wrong."""
    server, notes = batch.asked.server, list[str]()
    texts = {place.path: batch.snapshot.files[place.path].text for place in places}
    left = list(places)
    for _ in range(2):
        command = (str(batch.asked.program), *server.arguments)
        try:
            with conversation(
                server, command, batch.code, batch.asked.limits, batch.deadline
            ) as talk:
                for place, result in talk.ask(texts, left):
                    found[place] = _pointers(batch, talk, result)
            return notes
        except ServerEndedError as error:
            asked = len(left)
            left = _rest(left, found, batch.asked.limits.window)
            notes.append(f"{server.name} was given up with {len(left)} of {len(places)} names left: {error}")
            if not error.again or (len(left) == asked and not found):
                return notes[-1:]
        if not left:
            return notes
    return notes[-1:]


def _rest(places: Sequence[Place], found: Mapping[Place, object], window: int) -> list[Place]:
    """What is not answered yet; what may have ended the server comes last."""
    left = [place for place in places if place not in found]
    return [*left[window:], *left[:window]]


def _pointers(batch: _Batch, talk: Conversation, result: Any) -> tuple[Pointer, ...]:
    """The pointers in an answer; what is none is passed over."""
    rows = result if isinstance(result, list) else [result]
    found = dict[Pointer, None]()
    for row in rows[:_MOST_POINTERS]:
        if isinstance(row, dict):
            pointer = _pointer(batch, talk.encoding, row)
            found.update({pointer: None} if pointer else {})
    return tuple(found)


def _pointer(batch: _Batch, encoding: Encoding, row: dict[str, Any]) -> Pointer | None:
    uri, span = row.get("uri") or row.get("targetUri"), row.get("range") or row.get("targetSelectionRange")
    file = _file(uri)
    if file is None or not isinstance(span, dict):
        return None
    inside = _relative(file, batch.code)
    if inside is not None:
        source = batch.snapshot.files.get(inside)
        text = source.text if source is not None and inside in batch.copied else None
        path: str | None = inside
    else:
        text, path = _outside_text(batch, file), None
    offset = offset_of(text, span.get("start"), encoding) if text is not None else None
    return Pointer(path, file, offset) if offset is not None else None


def _file(uri: Any) -> str | None:
    if not isinstance(uri, str) or "\0" in unquote(uri):
        return None
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc:
        return None
    return os.path.normpath(os.fsdecode(unquote(parts.path).encode("utf-8", "surrogateescape")))


def _relative(file: str, folder: Path) -> str | None:
    prefix = f"{folder}{os.sep}"
    return file.removeprefix(prefix).replace(os.sep, "/") if file.startswith(prefix) else None


def _outside_text(batch: _Batch, file: str) -> Text | None:
    """The text of a file outside, where it is one of a package or of the server's own stubs."""
    if file not in batch.read:
        is_known = _module(batch, file) is not None
        batch.read[file] = _read(file) if is_known else None
    return batch.read[file]


def _read(file: str) -> Text | None:
    try:
        if not os.path.isfile(file) or os.path.getsize(file) > _LARGEST_OUTSIDE:
            return None
        with open(file, "rb") as stream:
            return decode_python(stream.read(_LARGEST_OUTSIDE))
    except (OSError, UndecodableError):
        return None


def _module(batch: _Batch, file: str) -> str | None:
    """The dotted name of a module outside: below `stdlib` or `stubs/NAME` of the server's own stubs, or installed."""
    stubs = _relative(file, batch.code.parent / "cache")
    if stubs is not None:
        _, found, below = stubs.partition("/stdlib/")
        return _dotted(below) if found else _dotted(stubs.partition("/stubs/")[2].partition("/")[2])
    for folder in (batch.packages, *batch.asked.environment.packages):
        below_packages = _relative(file, folder)
        if below_packages is not None:
            return _dotted(below_packages)
    for folder in batch.asked.environment.packages:
        below_packages = _relative(file, Path(os.path.realpath(folder)))
        if below_packages is not None:
            return _dotted(below_packages)
    return None


def _dotted(path: str) -> str | None:
    stem, dot, suffix = path.rpartition(".")
    if not dot or suffix not in ("py", "pyi"):
        return None
    first, *rest = stem.removesuffix("/__init__").split("/")
    parts = [first.removesuffix("-stubs"), *rest]
    return ".".join(parts) if all(part.isidentifier() for part in parts) else None


def _outside(batch: _Batch, found: Mapping[Place, Iterable[Pointer]]) -> dict[str, OutsideModule]:
    """The modules that the answers point into."""
    files = {pointer.file for some in found.values() for pointer in some if pointer.path is None}
    known = ((file, _module(batch, file), batch.read.get(file)) for file in sorted(files))
    return {file: OutsideModule(dotted, text.utf8) for file, dotted, text in known if dotted and text}

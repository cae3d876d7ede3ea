"""What was asked and what came back, written before it is used: one folder a run in the user's state directory.

    runs/20261127-072647-3f9a/
        run.json              what was ordered, and of which commit
        texts/SHA256.txt      messages, each once: a later turn repeats the first
        0001-request.json     model, address, switches, and the digest by which an answer is found again
        0001-stream.jsonl     every attempt, and its answer as it comes
        0001-answer.json      the whole answer with what it cost; there only when it is whole
        tests-SHA256.json     how the user's tests ended on these files
        types-SHA256.json     what the type server said of these answers
        end.json              how the run ended

Nobody else can read it (0700, 0600). Secrets are masked before a prompt is made, keys are in no request's body.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from refactor_cli.data import Answer, Billed
from refactor_cli.errors import RefactorError
from refactor_cli.journal.files import (
    append_line,
    cannot_write,
    damaged,
    put_elsewhere,
    read_lines,
    read_sealed,
    sealed,
    write_whole,
)
from refactor_cli.journal.spent import Spent, perhaps_usd

VERSION = 1
LATEST = "latest"
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")
_REQUEST = re.compile(r"(\d{4,6})-request\.json")


class Entry(Struct, frozen=True):
    """One request of a run. `stem`: how its files begin."""

    stem: Path
    model: str

    def note(self, event: str, **values: object) -> None:
        """Adds a line to the stream."""
        append_line(
            self.stem.with_name(f"{self.stem.name}-stream.jsonl"), json.dumps({"event": event, **values})
        )

    def finish(self, digest: str, answer: Answer) -> None:
        """Writes the whole answer; when this returns, it is on the disk.

        Raises:
            RefactorError: it cannot be written, and is where the error says.
        """
        billed = list(answer.billed) if answer.billed else None
        value = {
            "request": digest,
            "text": answer.text,
            "provider": answer.provider,
            "model": answer.model,
            "usd": answer.cost_usd,
            "billed": billed,
        }
        place, data = self.stem.with_name(f"{self.stem.name}-answer.json"), sealed(value)
        try:
            write_whole(place, data)
        except RefactorError as error:
            raise put_elsewhere(place, data, error) from error


class Run(Struct, frozen=True):
    """A run's folder. `known`: what `run.json` says."""

    folder: Path
    known: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its name, which sorts by time."""
        return self.folder.name

    def begin(self, request: Mapping[str, Any], endpoint: str) -> Entry:
        """Writes a request down, before it is sent. Raises RefactorError when it cannot be written."""
        number = max((number for number, _ in self._requests()), default=0) + 1
        stem = self.folder / f"{number:04}"
        messages = [
            {"role": each["role"], "text": self._text(each["content"])} for each in request["messages"]
        ]
        value = {
            **request,
            "messages": messages,
            "endpoint": endpoint,
            "digest": digest_of(request, endpoint),
        }
        write_whole(stem.with_name(f"{stem.name}-request.json"), sealed(value))
        return Entry(stem, request["model"])

    def answer(self, digest: str) -> Answer | None:
        """The whole answer to a request, if it came; a partial one is none."""
        for number, _ in self._requests():
            found = self._answer(number)
            if found is not None and found[0] == digest:
                return found[1]
        return None

    def spent(self) -> tuple[Spent, ...]:
        """What each request took, in order."""
        return tuple(self._spent(number, path) for number, path in self._requests())

    def end(self, **values: object) -> None:
        """Writes how the run ended."""
        write_whole(self.folder / "end.json", sealed(values))

    def outcome(self) -> Mapping[str, Any] | None:
        """How it ended; None for a run that can go on."""
        path = self.folder / "end.json"
        return read_sealed(path) if os.path.lexists(path) else None

    def remember(self, name: str, value: Mapping[str, Any]) -> None:
        """Writes down what must not be had anew when the run goes on."""
        write_whole(self.folder / f"{name}.json", sealed(value))

    def remembered(self, name: str) -> Mapping[str, Any] | None:
        """What was written under this name; None when nothing was."""
        path = self.folder / f"{name}.json"
        return read_sealed(path) if os.path.lexists(path) else None

    def texts(self) -> Iterator[tuple[str, str]]:
        """The name and text of each answer that is whole."""
        for number, _ in self._requests():
            found = self._answer(number)
            if found is not None:
                yield f"{number:04} {found[1].model}", found[1].text

    def _requests(self) -> list[tuple[int, Path]]:
        found = ((_REQUEST.fullmatch(path.name), path) for path in self.folder.iterdir())
        return sorted((int(match[1]), path) for match, path in found if match)

    def _answer(self, number: int) -> tuple[str, Answer] | None:
        """The digest of a request and its answer, None when there is none."""
        path = self.folder / f"{number:04}-answer.json"
        if not os.path.lexists(path):
            return None
        value = read_sealed(path)
        try:
            billed = Billed(*value["billed"]) if value["billed"] else None
            answer = Answer(
                str(value["text"]), str(value["provider"]), str(value["model"]), value["usd"], billed
            )
            return str(value["request"]), answer
        except (KeyError, TypeError) as error:
            raise damaged(path, "another version of refactor wrote it") from error

    def _spent(self, number: int, request: Path) -> Spent:
        lines = list(read_lines(self.folder / f"{number:04}-stream.jsonl"))
        attempts = sum(line.get("event") == "sending" for line in lines)
        model, found = str(read_sealed(request).get("model", "")), self._answer(number)
        perhaps = perhaps_usd(lines, is_answered=found is not None)
        if found is None:
            return Spent(model, attempts, False, None, None, perhaps)
        return Spent(model, attempts, True, found[1].billed, found[1].cost_usd, perhaps)

    def _text(self, text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        name = hashlib.sha256(data).hexdigest()
        path = self.folder / "texts" / f"{name}.txt"
        if not path.exists():
            write_whole(path, data)
        return name


def digest_of(request: Mapping[str, Any], endpoint: str) -> str:
    """What makes two requests the same: the address and everything that is sent to it."""
    text = json.dumps([endpoint, request], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def new_run(state: Path, known: Mapping[str, Any]) -> Run:
    """A new folder.

    Raises:
        RefactorError: it cannot be made.
    """
    now = datetime.now(UTC)
    folder = state / "runs" / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        (folder / "texts").mkdir(mode=0o700)
    except OSError as error:
        raise cannot_write(folder, error) from error
    value = {"version": VERSION, "started": now.isoformat(timespec="seconds"), **known}
    write_whole(folder / "run.json", sealed(value))
    return Run(folder, value)


def _begun(run: Path) -> tuple[str, int, str]:
    """The second in which a run began, and the time of its first file."""
    first = run / "run.json"
    return run.name[:15], first.stat().st_mtime_ns if first.is_file() else 0, run.name


def run_folders(state: Path) -> tuple[Path, ...]:
    """The folders of all runs, oldest first, whether what is in them can be used or not; a folder that is no run is
    passed over."""
    folder = state / "runs"
    if not os.path.isdir(folder):  # not Path.is_dir, which fails where nobody may look
        return ()
    found = (path for path in folder.iterdir() if _ID.fullmatch(path.name) and not path.is_symlink())
    # two may begin in one second: the file that is written first in each tells them apart
    return tuple(path for path in sorted(found, key=_begun) if (path / "run.json").exists())


def opened(folder: Path) -> Run:
    """The run in a folder.

    Raises:
        RefactorError: it was changed after it was written, or another version wrote it.
    """
    path = folder / "run.json"
    value = read_sealed(path)
    if value.get("version") != VERSION or not _is_run(value):
        raise damaged(path, "another version of refactor wrote it")
    return Run(folder, value)


def open_run(state: Path, name: str, repository: str | None = None, command: str | None = None) -> Run:
    """A run by its id, or the latest, of this repository and this command where they are given.

    Raises:
        RefactorError: there is none, or it was changed after it was written.
    """
    if name != LATEST:
        return opened(find_folder(state, name))
    for folder in reversed(run_folders(state)):
        run = opened(
            folder
        )  # one that cannot be read may be the one that is meant: no older one takes its place
        if repository in (None, run.known["repository"]) and command in (None, command_of(run)):
            return run
    raise RefactorError("there is no run to go on with", "list them: refactor runs list")


def last_folder(state: Path, repository: str | None) -> Path | None:
    """That of the last run of a repository, or of all; one that cannot be read may be of any."""
    for folder in reversed(run_folders(state)):
        try:
            run = opened(folder)
        except RefactorError:
            return folder
        if repository in (None, run.known["repository"]):
            return folder
    return None


def command_of(run: Run) -> str:
    """The command that began a run, and can go on with it."""
    return str(run.known["order"].get("command", "migrate"))


@contextlib.contextmanager
def held(run: Run) -> Iterator[None]:
    """Keeps a run for one process, as long as it lives.

    Raises:
        RefactorError: another one has it.
    """
    try:
        import fcntl
    except ImportError:  # not on Windows
        yield
        return
    try:
        handle = os.open(run.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise cannot_write(run.folder / "lock", error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise RefactorError(
            f"another process is at work on the run {run.id}", "wait until it ends"
        ) from error
    finally:
        os.close(handle)


def find_folder(state: Path, name: str) -> Path:
    """The folder of a run, whatever is in it. Raises RefactorError when there is none of this id."""
    folder = state / "runs" / name
    if not _ID.fullmatch(name) or folder.is_symlink() or not folder.is_dir():
        raise RefactorError(f"there is no run {name}", "list them: refactor runs list")
    return folder


def delete_run(folder: Path) -> None:
    """Takes a run away with all it holds. Raises RefactorError when it cannot be."""
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _is_run(value: Mapping[str, Any]) -> bool:
    order = value.get("order")
    return (
        all(isinstance(value.get(name), str) for name in ("started", "repository"))
        and isinstance(value.get("base"), str | None)
        and isinstance(order, dict)
        and isinstance(order.get("targets"), list)
        and all(isinstance(each, str) for each in order["targets"])
    )

"""The plan: what a dry run showed, kept so that `apply` does exactly that.

A JSON file with a digest over everything else in it: a plan that was cut, edited or comes from another version
is refused, never read in part. It holds splices, not files, and the blob each file must still have.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from refactor_cli.data import blob_id
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.renderers.clean import indented
from refactor_cli.splice import Splice, spliced

VERSION = 1
_MAX_BYTES = 512 * 1024 * 1024


class PlannedFile(Struct, frozen=True):
    """One file's splices; `before` and `after` are the blob ids they lead from and to."""

    path: str
    before: str
    after: str
    splices: tuple[Splice, ...]

    def result(self, data: bytes) -> bytes:
        """The new bytes. Raises RefactorError when `data` is not what the plan stands on."""
        object_format = "sha1" if len(self.before) == 40 else "sha256"
        if blob_id(data, object_format) == self.before:
            new = spliced(data, self.splices)
            if blob_id(new, object_format) == self.after:
                return new
        raise stale([self.path])


class PlannedCommit(Struct, frozen=True):
    """One commit of several. Its files lead from what the plan stands on to what they are after this commit: what
    earlier ones do is in them. `is_plain`: made by a recipe's rules that say they change no behaviour, or by a
    formatter, so that `git blame` may pass over it. `is_unclaimed`: by a rule just so, but nobody says
    that the new code does the same."""

    message: str
    files: tuple[PlannedFile, ...]
    is_plain: bool = True
    is_unclaimed: bool = False


class Plan(Struct, frozen=True):
    """A migration that was decided: `report` is the JSON report as `migrate` prints it; `commits`: how the files'
    changes are divided; `replay`: what it takes to do the same on another commit (see
    `commands/migrations/replaying`)."""

    base: str
    branch: str
    files: tuple[PlannedFile, ...]
    report: Mapping[str, Any]
    commits: tuple[PlannedCommit, ...] = ()
    replay: Mapping[str, Any] = field(default_factory=dict)


def dump(plan: Plan) -> bytes:
    """The plan as a file's bytes."""
    value = {
        "version": VERSION,
        "base": plan.base,
        "branch": plan.branch,
        "message": plan.commits[0].message if plan.commits else "",
        "files": [_file_value(file) for file in plan.files],
        "report": plan.report,
        "commits": [
            {
                "message": each.message,
                "files": [_file_value(file) for file in each.files],
                "is_plain": each.is_plain,
                "is_unclaimed": each.is_unclaimed,
            }
            for each in plan.commits
        ],
        "replay": plan.replay,
    }
    return indented(json.dumps({"digest": _digest(value), **value}), 1).encode() + b"\n"


def load(path: Path) -> Plan:
    """Reads a plan.

    Raises:
        RefactorError: not there, a symbolic link, not a plan of this version, or its digest does not fit.
    """
    try:
        value = json.loads(_read(path))
        digest = value.pop("digest")
        if value["version"] != VERSION:
            raise _bad(path, f"it has version {value['version']}, this refactor reads {VERSION}")
        if digest != _digest(value):
            raise _bad(path, "its digest does not fit: it was changed after it was written")
        files = tuple(_file(file) for file in value["files"])
        commits = tuple(
            PlannedCommit(
                str(each["message"]),
                tuple(map(_file, each["files"])),
                each["is_plain"] is True,
                each.get("is_unclaimed") is True,
            )
            for each in value.get("commits", [{**value, "is_plain": False}] if files else [])
        )
        if not _is_divided(files, commits):
            raise _bad(path, "its commits do not come to what its files say")
        return Plan(
            str(value["base"]),
            str(value["branch"]),
            files,
            dict(value["report"]),
            commits,
            dict(value.get("replay", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _bad(path, "it is not a plan") from error


def save(plan: Plan, path: Path) -> None:
    """Writes the plan for its owner alone, whole or not at all. Devices and pipes are written to, not replaced."""
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            path.write_bytes(dump(plan))  # fails for a folder
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(dump(plan))
            scratch.replace(path)
        except OSError:  # a full disk: half a plan would lie about, often in the working tree
            with suppress(OSError):
                scratch.unlink()
            raise
    except OSError as error:
        raise RefactorError(
            f"cannot write the plan {path}: {error.strerror or error}",
            "name another place with --plan-out FILE",
            ExitCode.REPOSITORY,
        ) from error


def _read(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        raise _bad(path, error.strerror or str(error)) from error
    try:
        with open(handle, "rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:  # a folder
        os.close(handle)
        raise _bad(path, error.strerror or str(error)) from error
    if len(data) > _MAX_BYTES:
        raise _bad(path, "it is too large")
    return data


def _file_value(file: PlannedFile) -> dict[str, Any]:
    changes = [
        {"start": start, "end": end, "data": base64.b64encode(data).decode()}
        for start, end, data in file.splices
    ]
    return {"path": file.path, "before": file.before, "after": file.after, "splices": changes}


def _file(value: Mapping[str, Any]) -> PlannedFile:
    changes, last = list[Splice](), 0
    for change in value["splices"]:
        splice = Splice(
            int(change["start"]), int(change["end"]), base64.b64decode(change["data"], validate=True)
        )
        if not last <= splice.start <= splice.end:
            raise ValueError("splices out of order")
        last = splice.end
        changes.append(splice)
    return PlannedFile(str(value["path"]), str(value["before"]), str(value["after"]), tuple(changes))


def _is_divided(files: Sequence[PlannedFile], commits: Sequence[PlannedCommit]) -> bool:
    """Whether the commits lead each file from where the plan says to where it says. Anyone can make a digest fit."""
    said = {file.path: (file.before, file.after) for file in files}
    done = {file.path: (file.before, file.after) for each in commits for file in each.files}
    return done == said and all(said[file.path][0] == file.before for each in commits for file in each.files)


def _digest(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _bad(path: Path, reason: str) -> RefactorError:
    return RefactorError(
        f"cannot use the plan {path}: {reason}", "make a new one with `refactor migrate --dry-run`"
    )


def foreign(plan: Plan, named: str) -> RefactorError:
    """The error for a plan of another repository. `named`: how the user named it."""
    return RefactorError(
        f"{named} is of another repository: this one has no commit {plan.base[:12]}, which it was made on",
        "name the repository that it was made in: --repo DIR",
        ExitCode.REPOSITORY,
    )


def stale(paths: Sequence[str]) -> RefactorError:
    """The error for files that are not as a plan has them."""
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return RefactorError(
        f"stale plan: {paths[0]}{more} changed since the plan was made",
        "do the same on what is there now: refactor migrate --onto HEAD --from PLAN",
        ExitCode.REPOSITORY,
    )

"""Where a baseline lies, and what it says: in a file, or in a commit."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.checking.baseline import Baseline, read_baseline
from refactor_cli.commands.checks.checking import BASELINE, Asked, look
from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from refactor_cli.checking.recipes import Rules
    from refactor_cli.commands.checks.searching import Looked
    from refactor_cli.commands.reading import Reading
    from refactor_cli.project_settings import ProjectSettings

_BASELINE_LIMIT = 100_000_000


def baseline_from(place: Path, named: Path | None = None) -> Baseline:
    """The baseline that lies in a file; a symbolic link is not followed. `named`: how the command line names it.

    Raises:
        RefactorError: it is not there, cannot be read, or is no baseline.
    """
    try:
        descriptor = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            is_plain = stat.S_ISREG(os.fstat(descriptor).st_mode)
            data = file.read(_BASELINE_LIMIT + 1) if is_plain else b""
    except FileNotFoundError:
        command = "refactor baseline" if named is None else f"refactor baseline --baseline {named}"
        raise RefactorError(f"there is no baseline {place}", f"write it: {command}") from None
    except OSError as error:
        raise RefactorError(
            f"cannot read the baseline {place}: {error.strerror}", "name a plain file"
        ) from error
    if not is_plain or len(data) > _BASELINE_LIMIT:
        raise RefactorError(f"the baseline {place} is no plain file of a sane size", "name another one")
    return read_baseline(data, str(place))


def baseline_at(reading: Reading, revision: str, asked: Asked, rules: Rules) -> Baseline:
    """The uses that a commit has, read from its blobs: what was there then is not new.

    Raises:
        RefactorError: no such commit.
    """
    from refactor_cli.checking.baseline import baseline_of
    from refactor_cli.commands.reading import read, with_copies

    with read(reading.repository.top, revision=revision, use_cache=reading.cache is not None) as there:
        before = with_copies(there, rules.sources.values())
        return baseline_of(look(before, replace(asked, files=()), rules).found.findings)


def followed_to(reading: Reading, known: Baseline, looked: Looked) -> Baseline:
    """The baseline as it stands for the files of today (see `followed`)."""
    from refactor_cli.checking.baseline import followed

    top = os.fsencode(reading.repository.top)

    def is_gone(path: str) -> bool:
        return not os.path.lexists(os.path.join(top, path.encode("utf-8", "surrogateescape")))

    return followed(known, looked.found.findings, is_gone)


def baseline_place(reading: Reading, named: Path | None, settings: ProjectSettings) -> Path | None:
    """Where the baseline lies: as named on the command line, else as the project says, relative to its top, else
    where `refactor baseline` writes when nobody says anything, if it did.

    Raises:
        RefactorError: the project names a file outside of the repository.
    """
    if named is not None:
        return named
    if not settings.baseline:
        usual = reading.repository.top / BASELINE
        return usual if os.path.lexists(usual) else None
    from refactor_cli.repository.paths import is_safe_path

    if not is_safe_path(os.fsencode(settings.baseline)):
        raise RefactorError(
            f"tool.refactor.baseline is no file inside the repository: {settings.baseline}", "name one"
        )
    return reading.repository.top / settings.baseline

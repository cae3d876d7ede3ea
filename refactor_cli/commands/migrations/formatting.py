"""`--format-command`: the user's formatter on the files that a migration changes, as a commit of its own.

It runs on copies in a temporary folder, beside the repository's tracked configuration files, and without a shell. The
command comes from the command line or the user's own file, never from the repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.shell_words import shell_words
from refactor_cli.data import SourceFile, blob_id
from refactor_cli.errors import RefactorError
from refactor_cli.plan import PlannedCommit, PlannedFile
from refactor_cli.renderers.clean import clean_path
from refactor_cli.splice import Splice

if TYPE_CHECKING:
    from refactor_cli.migration import Migration
    from refactor_cli.repository import Repository

_CONFIGURATION = frozenset(
    {
        ".black", ".editorconfig", ".flake8", ".isort.cfg", ".ruff.toml", ".style.yapf", ".yapfignore",
        "pyproject.toml", "ruff.toml", "setup.cfg", "tox.ini",
    }
)  # fmt: skip
_SECONDS = 600
_BATCH = 200  # files of one call: a command line has an end
_MOST_FAILED = 40  # calls, to find the files that the formatter refuses


def format_command(asked: str | None, repository: Repository) -> list[str]:
    """The formatter's words, empty when there is none: from the command line, else from the user's file.

    Raises:
        RefactorError: it cannot be read, or there is no such program outside of the repository.
    """
    from refactor_cli.keys import user_config

    text = user_config().format_command if asked is None else asked
    words = shell_words(text, "--format-command")
    if not words:
        return []
    if os.sep in words[0]:  # named by the user, wherever it is
        program = os.path.abspath(words[0])
    else:
        entries = repository.place.search  # without folders of the repository
        program = shutil.which(words[0], path=entries) or ""
    if not os.access(program, os.X_OK):
        raise RefactorError(
            f"--format-command: there is no program {words[0]!r}", "install it, or give its path"
        )
    return [program, *words[1:]]


def formatted(
    command: Sequence[str], before: Mapping[str, SourceFile], migration: Migration, run: str, part: int
) -> PlannedCommit | None:
    """What the formatter makes of the changed files; None when it changes nothing, or fails, which is told."""
    from refactor_cli.commit_messages import Record, message, prose, shortened

    after = migration.symbols.snapshot.files
    changed = {
        path: after[path] for path in after if path in before and after[path].blob != before[path].blob
    }
    made = _run(command, changed, before)
    shown = " ".join([Path(command[0]).name, *command[1:]])
    files = list[PlannedFile]()
    for path, data in made.items():
        if data == changed[path].data:
            continue
        if not _is_whole(migration, path, data):
            output.note(
                f"warning: {path} would not parse after {shown}, and is left as the migration made it"
            )
            continue
        object_format = "sha1" if len(before[path].blob) == 40 else "sha256"
        files.append(
            PlannedFile(
                path, before[path].blob, blob_id(data, object_format), _spliced(before[path].data, data)
            )
        )
    if not files:
        return None
    body = [prose("Only the files that the migration changed, formatted. Nothing else is in this commit.")]
    text = message(
        shortened("Format what the migration changed"), body, Record(run, (part, part), command=shown)
    )
    return PlannedCommit(text, tuple(files))


def _run(
    command: Sequence[str], changed: Mapping[str, SourceFile], before: Mapping[str, SourceFile]
) -> dict[str, bytes]:
    paths = [path for path in sorted(changed) if changed[path].language == "python"]
    with _copied(paths, changed, before) as folder:
        waiting = [paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH)]
        refused, failed = dict[str, str](), 0
        while waiting:
            batch = waiting.pop(0)
            problem, is_final = _failure([*command, *(f"./{path}" for path in batch)], folder)
            if not problem:
                continue
            failed += 1
            for path in batch:  # it may have got half way
                _written(folder, path, changed[path])
            if len(batch) == 1:
                refused[batch[0]] = problem
            elif failed < _MOST_FAILED:
                waiting[:0] = [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
            if is_final or failed >= _MOST_FAILED or len(refused) == len(paths):
                output.note(f"warning: the formatter failed, so there is no commit of its own: {problem}")
                return {}
        for path, problem in refused.items():
            output.note(
                f"warning: the formatter failed on {clean_path(path)}, which is left as it was: {problem}"
            )
        found = {}
        for path in paths:
            if path in refused:
                continue
            place = folder / path
            if place.is_file() and not place.is_symlink():
                found[path] = place.read_bytes()
        return found


def _failure(command: Sequence[str], folder: Path) -> tuple[str, bool]:
    """What went wrong, "" when nothing did, and whether it would with other files too."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error), True
    if done.returncode == 0:
        return "", False
    said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
    return f"it ended with code {done.returncode}: {said[0] if said else 'it said nothing'}", False


@contextmanager
def _copied(
    paths: Sequence[str], changed: Mapping[str, SourceFile], before: Mapping[str, SourceFile]
) -> Iterator[Path]:
    try:
        with tempfile.TemporaryDirectory(prefix="refactor-format-") as name:
            folder = Path(name)
            tracked = [path for path in before if path.rpartition("/")[2] in _CONFIGURATION]
            for path in (*tracked, *paths):
                _written(folder, path, changed.get(path) or before[path])
            yield folder
    except OSError as error:
        raise RefactorError(
            f"cannot write to the temporary folder: {error.strerror}", "set TMPDIR"
        ) from error


def _written(folder: Path, path: str, file: SourceFile) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)  # the formatter may have put a link there
    place.write_bytes(file.data)


def _is_whole(migration: Migration, path: str, data: bytes) -> bool:
    from refactor_cli.data import Edit, Span
    from refactor_cli.text import decode_python
    from refactor_cli.verify.result import check_result

    now = migration.symbols.snapshot.files[path]
    try:
        text = decode_python(data).utf8.decode()
    except ValueError:
        return False
    whole = Edit(path, Span(0, len(now.text.utf8)), text)
    return path not in check_result([whole], replace(migration.symbols)).refused


def _spliced(before: bytes, after: bytes) -> tuple[Splice, ...]:
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n] != after[n]), most)
    tail = next((n for n in range(most - head) if before[-1 - n] != after[-1 - n]), most - head)
    return (Splice(head, len(before) - tail, after[head : len(after) - tail]),)

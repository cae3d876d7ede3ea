"""git, started so that nothing of a repository is ever run: the only door to it, and to GitPython.

A repository is untrusted input, and porcelain commands run its hooks, filters, textconv and fsmonitor. Only
plumbing is started here, with those switched off; no text of a user, a model or a file becomes an option.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO, NamedTuple

from refactor_cli.errors import ExitCode, RefactorError

_CONFIG = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "diff.external=",
    "commit.gpgSign=false",
    "safe.bareRepository=explicit",
)
_OPTIONS = ("--no-pager", "--literal-pathspecs", *(part for each in _CONFIG for part in ("-c", each)))
_ENVIRONMENT = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # a git too old for GIT_NO_LAZY_FETCH finds no way to fetch either
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "LANGUAGE": "C",
    "LC_ALL": "C",
}
# what a command of ours needs that finds, reads or writes a branch; loading GitPython, which starts git to ask its
# version, takes longer than most of these together
_DIRECT = frozenset(
    {
        "rev-parse",
        "ls-files",
        "ls-tree",
        "cat-file",
        "check-ref-format",
        "for-each-ref",
        "symbolic-ref",
        "config",
        "var",
        "fast-import",
        "update-ref",
    }
)
# Which of the user's own configuration files git reads: nothing a repository or a hook sets.
_INHERITED = frozenset(
    {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES"}
)
_COMPLAINT_LIMIT = 10_000


class Place(NamedTuple):
    """Where git is started: the program's absolute path, a folder, the PATH it may search, and the git directory
    where git is not to look for one."""

    program: str
    folder: str
    search: str
    git_dir: str | None = None


class Completed(NamedTuple):
    """A git that has ended: exit code, standard output, and what it complained of."""

    code: int
    output: bytes
    complaint: str


def find_program(folder: Path, untrusted: Iterable[Path]) -> Place:
    """Finds git on PATH, never relative to the current folder and never below an `untrusted` one.

    Raises:
        RefactorError: there is no such git.
    """
    roots = [os.path.realpath(root) for root in untrusted]
    entries = [
        entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(entry)
    ]
    search = [entry for entry in entries if not _is_below(os.path.realpath(entry), roots)]
    for entry in search:
        program = os.path.join(entry, "git.exe" if os.name == "nt" else "git")
        is_program = os.path.isfile(program) and os.access(program, os.X_OK)
        if is_program and not _is_below(os.path.realpath(program), roots):
            return Place(program, str(folder), os.pathsep.join(search))
    raise RefactorError(
        "git was not found on PATH, outside of the repository",
        "install git 2.31 or newer",
        ExitCode.REPOSITORY,
    )


def _is_below(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)


def run(
    place: Place, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> Completed:
    """Runs one git command to its end, in `place`. `environment` is added to the cleared one."""
    # the block's end closes the pipes, also when it is left by an interrupt
    with _start(place, arguments, environment or {}) as process:
        try:
            output, complaint = process.communicate(stdin)
        except BaseException:  # interrupted: it must not go on writing behind our back
            process.kill()
            raise
    return Completed(process.returncode, output, complaint.decode("utf-8", "replace"))


@contextmanager
def stream(place: Place, *arguments: str, stdin: bytes = b"") -> Iterator[IO[bytes]]:
    """The output of a git command while it runs. Leaving early ends it.

    Raises:
        RefactorError: git failed, when its output was read to the end.
    """
    process = _start(place, arguments, {})
    assert process.stdin is not None, "all three are pipes"
    assert process.stdout is not None
    assert process.stderr is not None
    complaint = bytearray()
    threads = [
        Thread(target=_feed, args=(process.stdin, stdin), daemon=True),
        Thread(target=_drain, args=(process.stderr, complaint), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield process.stdout
        ended = not process.stdout.read(1)
    except BaseException:
        process.kill()
        raise
    finally:
        process.stdout.close()
        code = process.wait()
        for thread in threads:
            thread.join()
        process.stderr.close()
    if ended and code != 0:
        raise refusal(Completed(code, b"", complaint.decode("utf-8", "replace")))


def _feed(pipe: IO[bytes], data: bytes) -> None:
    with suppress(BrokenPipeError), pipe:  # git ended before it read all; its exit code says why
        pipe.write(data)


def _drain(pipe: IO[bytes], into: bytearray) -> None:
    while chunk := pipe.read(8192):
        if len(into) < _COMPLAINT_LIMIT:
            into += chunk


def _start(place: Place, arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    named = () if place.git_dir is None else (f"--git-dir={place.git_dir}",)
    # -C rather than GitPython's working directory, which falls back to the current one
    command = [place.program, *_OPTIONS, *named, "-C", place.folder, *arguments]
    added = {**_ENVIRONMENT, "PATH": place.search, **environment}
    with _own_environment(place.program):
        if arguments[0] in _DIRECT:
            pipe = subprocess.PIPE
            return subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=pipe, env={**os.environ, **added}
            )
        from git.cmd import Git

        started = Git().execute(command, istream=subprocess.PIPE, as_process=True, env=added)
    process = started.proc
    started.proc = None  # the wrapper ends the process when it is collected; our callers see to its end
    assert process is not None
    return process


@contextmanager
def _own_environment(program: str) -> Iterator[None]:
    """Takes away what GitPython would hand on to git: a hook's GIT_DIR, GIT_INDEX_FILE, GIT_CONFIG_PARAMETERS….

    GitPython reads its own variables when it is imported, and starts `git version` then.
    """
    taken = [name for name in os.environ if name.startswith("GIT_") and name not in _INHERITED]
    before = {name: os.environ.pop(name) for name in taken}
    own = {"GIT_PYTHON_REFRESH": "quiet", "GIT_PYTHON_GIT_EXECUTABLE": program}
    if "git" not in sys.modules:
        os.environ.update(own)
    try:
        yield
    finally:
        for name in own:
            os.environ.pop(name, None)
        os.environ.update(before)


# What git says (in LC_ALL=C), our words for it, and what to do about it.
_REFUSALS = (
    (
        "dubious ownership",
        "the repository belongs to another user",
        "run this as its owner; if you trust it: git config --global --add safe.directory FOLDER",
    ),
    (
        "unsafe repository",
        "the repository belongs to another user",
        "run this as its owner; if you trust it: git config --global --add safe.directory FOLDER",
    ),
    (
        "cannot use bare repository",
        "a bare repository has no files to read",
        "clone it, and name the clone: --repo DIR",
    ),
    ("must be run in a work tree", "this folder is no working tree", "name one: --repo DIR"),
    ("not a git repository", "not a git repository", "run `git init`, or name another folder: --repo DIR"),
    ("No space left on device", "the disk is full", "make room, then run the same command again"),
    ("Out of diskspace", "the disk is full", "make room, then run the same command again"),
    ("Disk quota exceeded", "the disk quota is used up", "make room, then run the same command again"),
    ("Read-only file system", "the repository cannot be written to", "make it writable"),
    (
        "Permission denied",
        "no permission to use the repository",
        "change its permissions",
    ),
    (
        ".lock': File exists",
        "another git process is using the repository",
        "wait, or remove its stale .lock file",
    ),
)


# of the errors that a diff gets around
UNWRITABLE = frozenset({"make it writable", "make room", "change its permissions"})


def refusal(completed: Completed) -> RefactorError:
    """What git complained of, as an error the user can mend."""
    for said, problem, hint in _REFUSALS:
        if said in completed.complaint:
            return RefactorError(problem, hint, ExitCode.REPOSITORY)
    lines = [line for line in completed.complaint.splitlines() if line.startswith(("fatal: ", "error: "))]
    said = lines[0].partition(": ")[2] if lines else f"it ended with code {completed.code}"
    return RefactorError(f"git cannot use the repository: {said}", "see `git fsck`", ExitCode.REPOSITORY)

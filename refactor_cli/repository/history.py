"""Reading history: when the files of a commit last changed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import IO

from refactor_cli.errors import RefactorError
from refactor_cli.repository.objects import borrowed, tree
from refactor_cli.repository.opening import Repository
from refactor_cli.repository.process import Place, refusal, run, stream

_AT_ONCE = 1 << 16


def last_changes(repository: Repository, commit: str) -> tuple[str, ...] | None:
    """The paths of a commit in the order of their last change, oldest first; files of one commit in path order.

    A merge counts as one change, made when it was merged: only first parents are followed, so that each step of a
    branch moves to the end what it changed and leaves the order of the rest alone. None where history ends
    early (a shallow clone, missing objects): the order would differ from clone to clone.
    """
    if (repository.common_dir / "shallow").exists():
        return None
    wanted = {entry.path for entry in tree(repository, commit)}
    newest_first = list[list[bytes]]()
    try:
        # leaving early ends git before its folder goes
        with borrowed(repository) as place, closing(_changes(place, commit)) as changes:
            for changed in changes:
                found = [path for path in changed if path in wanted]
                wanted.difference_update(found)
                newest_first.append(sorted(found))
                if not wanted:
                    break
    except RefactorError:
        return None
    oldest_first = [*sorted(wanted), *(path for group in reversed(newest_first) for path in group)]
    return tuple(path.decode("utf-8", "surrogateescape") for path in oldest_first)


def _changes(place: Place, commit: str) -> Generator[list[bytes], None, None]:
    """What each commit changed, from this one back. Plumbing: neither configuration nor attributes count."""
    listed = run(place, "rev-list", "--first-parent", "--parents", commit)
    if listed.code != 0:
        raise refusal(listed)
    lines = (line.split(b" ")[:2] for line in listed.output.splitlines())
    asked = b"".join(b" ".join(commits) + b"\n" for commits in lines)
    switches = ("-r", "--root", "--no-renames", "--name-only", "-z")
    with stream(place, "diff-tree", "--stdin", *switches, stdin=asked) as output:
        group = list[bytes]()
        for record in _records(output):
            if _is_commit(record, len(commit)):
                yield group
                group = []
            else:
                group.append(record)
        yield group


def _records(output: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := output.read(_AT_ONCE):
        *records, rest = (rest + chunk).split(b"\0")
        yield from records


def _is_commit(record: bytes, length: int) -> bool:
    """Whether a record is a commit's id. A file of such a name counts as never changed: it stands first."""
    return len(record) == length and not record.translate(None, b"0123456789abcdef")

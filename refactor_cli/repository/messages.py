"""Reading what commits say: the messages of a branch, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.repository.opening import Repository
from refactor_cli.repository.process import refusal, run

_AT_MOST = 2_000
# as `git revert` writes it, of a merge with the parent that stays
_REVERTS = re.compile(
    r"^This reverts commit ([0-9a-f]{7,64})(?:,\s+reversing\s+changes\s+made\s+to\s+([0-9a-f]{7,64}))?",
    re.MULTILINE,
)


class Logged(NamedTuple):
    """A commit's id, its first parent ("" for a first commit), and its message."""

    commit: str
    parent: str
    message: str


def messages(repository: Repository, commit: str, *, with_merged: bool = False) -> Iterator[Logged]:
    """The commit and those before it, along first parents, or `with_merged` along all; not further back than 2,000.

    Raises:
        RefactorError: git cannot read them.
    """
    form = "--format=%H%x00%P%x00%B%x00"
    walk = "--topo-order" if with_merged else "--first-parent"
    asked = (walk, f"--max-count={_AT_MOST}", "--encoding=UTF-8", form, commit)
    done = run(repository.place, "rev-list", *asked)
    if done.code != 0:
        raise refusal(done)
    fields = done.output.decode("utf-8", "replace").split("\0")[:-1]
    for header, parents, text in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        yield Logged(header.rpartition("\n")[2], parents.partition(" ")[0], text)


def reverted(repository: Repository, message: str) -> Iterator[str]:
    """The commits that a message says it takes back; of a merge, those that it brought."""
    for commit, stays in _REVERTS.findall(message):
        done = run(
            repository.place, "rev-list", f"--max-count={_AT_MOST}", commit, f"^{stays or f'{commit}^'}"
        )
        yield from done.output.decode("ascii").split() if done.code == 0 else ()

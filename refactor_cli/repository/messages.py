"""Reading what commits say: the messages of a branch, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.repository.opening import Repository
from refactor_cli.repository.process import refusal, run

_AT_MOST = 2_000


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

"""What is told on stderr while a person waits: one line that is written over, on a terminal; plain lines in CI; in
other pipes one line, of what takes long."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from refactor_cli.commands.command_line.streams import say
from refactor_cli.renderers.live_line import fitted

# seconds between two looks at the line
_OFTEN = 0.1
# seconds after which a pipe is told as well: somebody may look at it, and take silence for a hang
_LONG = 10.0


def is_live() -> bool:
    """Whether a line can be written over: a terminal, and no log."""
    return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Cells of the line."""
    import shutil

    return max(shutil.get_terminal_size().columns - 1, 20)


def show(text: str) -> None:
    """Writes the line anew, where it can be."""
    if is_live():
        say(f"\r{fitted(text, width())}\x1b[K")


def clear() -> None:
    """Takes the line away."""
    if is_live():
        say("\r\x1b[K")


@contextmanager
def stage(what: str) -> Iterator[None]:
    """Says what is under way: on a terminal until the block ends, in CI as a line that stays, in other pipes not."""
    if os.environ.get("CI"):
        say(f"{what} ...\n")
    show(f"{what} ...")
    try:
        yield
    finally:
        clear()


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """A stage over files: gives what is to be called with how many are done, and of how many."""
    last, live = [0.0], is_live()
    due = [monotonic() + _LONG] if not live and not os.environ.get("CI") else []

    def count(done: int, total: int) -> None:
        now = monotonic()
        if live and now - last[0] >= _OFTEN:
            last[0] = now
            show(f"{what}: {done} of {total} files")
        elif due and now >= due[0]:
            due.clear()
            say(f"{what}: {done} of {total} files ...\n")

    with stage(what):
        yield count

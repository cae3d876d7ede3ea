"""One line on stderr that counts, while a person waits; nothing in pipes and in CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

# seconds between two looks at the line
_OFTEN = 0.1


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """Gives what is to be called with how much is done, and of how much; the line is gone when the block ends."""
    is_shown = sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"
    last = [0.0]

    def show(done: int, total: int) -> None:
        now = monotonic()
        if is_shown and now - last[0] >= _OFTEN:
            last[0] = now
            print(f"\r{what} {done}/{total}\x1b[K", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if last[0]:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

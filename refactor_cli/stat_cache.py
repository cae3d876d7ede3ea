"""What a file of the working tree was when it was read, so that one that has not changed since is not read again.

As git's index does it: by size, times and inode. A file that changed as late as this was noted may change again within
the same tick of the clock, and is read anew
(https://git-scm.com/docs/racy-git); so is one whose times lie in the future.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from refactor_cli import __version__

if TYPE_CHECKING:
    from refactor_cli.cache import Key, MapCache

# to be raised when the same bytes are taken otherwise
_FORMAT = 1
_KIND = "stat"
# nanoseconds; the coarsest clock of a file system in use, that of FAT
_TICK = 2_000_000_000


class Stamp(NamedTuple):
    """What tells that a file is the same; times in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int
    device: int


class Noted(NamedTuple):
    """What was read of a file: its blob id and language, or with `reason` why it was left out."""

    stamp: Stamp
    blob: str
    language: str | None = None
    reason: str = ""


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file as it lies there."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)


def is_same(stamp: Stamp, status: os.stat_result) -> bool:
    """Whether a file as it lies there has a stamp; one of its own would take longer to make than to compare."""
    times = status.st_mtime_ns, status.st_ctime_ns
    return stamp == (status.st_size, *times, status.st_ino, status.st_dev)


class StatCache(Struct, frozen=True):
    """What the run before noted, by path, and what this one does; `began`: when, in nanoseconds."""

    cache: MapCache
    place: str
    before: Mapping[bytes, Noted]
    now: dict[bytes, Noted] = field(default_factory=dict)
    began: int = 0

    def note(self, path: bytes, noted: Noted) -> None:
        """Remembers what was read, of a file that had come to rest before this run began."""
        stamp = noted.stamp
        if max(stamp.modified, stamp.changed) < self.began - _TICK:
            self.now[path] = noted

    def keep(self) -> None:
        """Hands what was noted to the cache, if it is anything new."""
        import msgspec

        if self.now != self.before:
            self.cache.add(_key(self.place), "", msgspec.msgpack.encode(self.now))


def stat_cache(cache: MapCache, place: str) -> StatCache:
    """What is known of the working tree at `place`, which says too how blobs are named there."""
    before = cache.decoded(_key(place), "", dict[bytes, Noted]) or {}
    return StatCache(cache, place, before, began=time.time_ns())


def _key(place: str) -> Key:
    from refactor_cli.cache import Key

    return Key(_KIND, f"{_FORMAT}:{__version__}", place)

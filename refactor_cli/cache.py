"""What was learned of a file, kept between runs: one sqlite file in the user's cache folder.

Rows are found by what they were computed from: a blob id, a kind, a version of the program that computed them, and
`extra` (a name, say). A row therefore never becomes wrong, only unused. A cache that cannot be used is no error:
the run goes on without it, and `close` says so.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec import Struct, field

if TYPE_CHECKING:
    import sqlite3

    from refactor_cli.data import FileMap

_T = TypeVar("_T")
_FILE = "maps.sqlite"
_SCHEMA = 1
_TABLE = """
create table rows(
    kind text not null, version text not null, extra text not null, blob text not null,
    day integer not null, digest blob not null, value blob not null,
    unique (kind, version, extra, blob)
)
"""
_LARGEST = 200_000_000  # bytes; when there are more, a third of the rows goes, those used longest ago
_TIMEOUT = 5.0  # seconds to wait for another run
_IN_ONE_QUERY = 500
_DAY = 86_400
_MAPS = "map"


class Key(NamedTuple):
    """What rows of one sort have in common: `version` is the program's that computed them."""

    kind: str
    version: str
    extra: str = ""


class MapCache(Struct, frozen=True, dict=True):
    """The cache of one run. `close` writes the `new` rows, and the day into the `old` ones that were of use.

    `damages` and `troubles`: why the file cannot be read as it is, and why there can be no cache at all.
    """

    file: Path
    new: dict[tuple[Key, str], bytes] = field(default_factory=dict)
    old: list[tuple[Key, str]] = field(default_factory=list)
    damages: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def rows(self, key: Key, blobs: Iterable[str]) -> Mapping[str, bytes]:
        """The values that are known, by blob id. Much cheaper for many at once than one by one."""
        wanted = list(blobs)
        if not wanted or self.damages or self.troubles:
            return {}
        import sqlite3

        try:
            return self._read(self._connection, key, wanted) if self._connection is not None else {}
        except (sqlite3.Error, OSError) as error:
            self._note(error)
            return {}

    def decoded(self, key: Key, blob: str, kind: type[_T]) -> _T | None:
        """One value, as msgpack has it; None when it is not known, or when it was not written by us."""
        import msgspec

        row = self.rows(key, (blob,)).get(blob)
        if row is None:
            return None
        try:
            return msgspec.msgpack.decode(row, type=kind)
        except msgspec.DecodeError:
            return None

    def add(self, key: Key, blob: str, value: bytes) -> None:
        """Remembers a value; it is written when the cache is closed."""
        self.new[key, blob] = value

    def maps(self, blobs: Iterable[str], version: str) -> dict[str, FileMap]:
        """The symbol maps that are known, by blob id; what is no map is left out."""
        found = self.rows(Key(_MAPS, version), blobs)
        if not found:
            return {}
        from refactor_cli.stored_map import restored

        maps = ((blob, restored(value)) for blob, value in found.items())
        return {blob: file_map for blob, file_map in maps if file_map is not None}

    def add_map(self, blob: str, version: str, file_map: FileMap) -> None:
        """Remembers a symbol map."""
        from refactor_cli.stored_map import stored

        self.add(Key(_MAPS, version), blob, stored(file_map))

    def close(self) -> str | None:
        """Writes what is new, in one transaction. Gives a warning of one line when there was no usable cache."""
        if self.new or self.old:
            import sqlite3

            for _ in range(2):  # a damaged file is seen when it is read, or only now
                try:
                    if not self.troubles:
                        self._write()
                    break
                except (sqlite3.Error, OSError) as error:
                    self._note(error)
        self._disconnect()
        return f"no cache between runs ({self.troubles[0]}): {self.file}" if self.troubles else None

    @cached_property
    def _connection(self) -> sqlite3.Connection | None:
        """None when there is nothing to read yet."""
        return _opened(self.file) if os.path.lexists(self.file) else None

    def _disconnect(self) -> None:
        connection = self.__dict__.pop("_connection", None)
        if connection is not None:
            connection.close()

    def _note(self, error: Exception) -> None:
        (self.damages if _is_damage(error) else self.troubles).append(str(error))

    def _read(self, connection: sqlite3.Connection, key: Key, blobs: list[str]) -> Mapping[str, bytes]:
        found, today = dict[str, bytes](), _today()
        for first in range(0, len(blobs), _IN_ONE_QUERY):
            some = blobs[first : first + _IN_ONE_QUERY]
            query = (
                "select blob, day, digest, value from rows where kind = ? and version = ? and extra = ?"
                f" and blob in ({','.join('?' * len(some))})"
            )
            for blob, day, digest, value in connection.execute(query, (*key, *some)):
                if isinstance(value, bytes) and digest == _digest(key, blob, value):
                    found[blob] = value
                    if day != today:
                        self.old.append((key, blob))
        return found

    def _write(self) -> None:
        if self.damages:
            self._disconnect()
            self.file.unlink(missing_ok=True)
            self.damages.clear()
        if self._connection is None:
            self._disconnect()
            self.__dict__["_connection"] = _created(self.file)
        connection = self.__dict__["_connection"]
        today = _today()
        rows = (
            (*key, blob, today, _digest(key, blob, value), value) for (key, blob), value in self.new.items()
        )
        used = ((today, *key, blob) for key, blob in self.old)
        connection.execute("begin immediate")
        with connection:
            connection.executemany("insert or replace into rows values (?, ?, ?, ?, ?, ?, ?)", rows)
            connection.executemany(
                "update rows set day = ? where kind = ? and version = ? and extra = ? and blob = ?", used
            )
            _prune(connection)


def open_cache(folder: Path) -> MapCache:
    """The cache that lies in a folder, which need not exist yet. Nothing is opened before it is needed."""
    return MapCache(folder / _FILE)


def _opened(file: Path) -> sqlite3.Connection | None:
    """A connection to an existing cache, None when it has no table yet.

    Raises:
        OSError: something else, or somebody else's, lies in its place; a symbolic link is not followed.
        sqlite3.Error: it cannot be read, or is no cache of ours.
    """
    import sqlite3

    found = file.lstat()
    if not stat.S_ISREG(found.st_mode) or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
        raise OSError("not a plain file of yours")
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=_TIMEOUT, isolation_level=None
    )
    try:
        # A rollback journal: twice as fast to write as a log, and it works on network drives. After a power
        # failure the file may be damaged; then it is made anew.
        connection.execute("pragma synchronous = off")
        [schema] = connection.execute("pragma user_version").fetchone()
        if schema == _SCHEMA:
            return connection
        if schema != 0 or connection.execute("select 1 from sqlite_master").fetchone():
            raise sqlite3.DatabaseError("another schema")
    except sqlite3.Error:
        connection.close()
        raise
    connection.close()
    return None


def _created(file: Path) -> sqlite3.Connection:
    """A connection to a new cache, or to one that another run has made meanwhile. Raises as `_opened`."""
    import sqlite3

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=_TIMEOUT, isolation_level=None
    )
    connection.execute("pragma synchronous = off")
    connection.execute("begin immediate")
    with connection:
        if connection.execute("pragma user_version").fetchone() == (0,):
            connection.execute(_TABLE)
            connection.execute(f"pragma user_version = {_SCHEMA}")
    return connection


def _prune(connection: sqlite3.Connection) -> None:
    def pragma(name: str) -> int:
        return int(connection.execute(f"pragma {name}").fetchone()[0])

    if (pragma("page_count") - pragma("freelist_count")) * pragma("page_size") > _LARGEST:
        connection.execute(
            "delete from rows where rowid in (select rowid from rows order by day, rowid"
            " limit (select count(*) / 3 from rows))"
        )


def _is_damage(error: Exception) -> bool:
    """Whether the file is no database, a damaged one, or has not our table: then it is made anew."""
    import sqlite3

    if not isinstance(error, sqlite3.DatabaseError):
        return False
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def _digest(key: Key, blob: str, value: bytes) -> bytes:
    named = "\0".join((*key, blob, "")).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(named + value, digest_size=16).digest()


def _today() -> int:
    return int(time.time()) // _DAY

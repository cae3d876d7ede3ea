"""refactor_cli.cache and refactor_cli.stored_map: rows between runs, and files that are no cache."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from refactor_cli import cache as cache_module
from refactor_cli.cache import Key, MapCache, open_cache
from refactor_cli.data import FileMap
from refactor_cli.errors import RefactorError
from refactor_cli.grammar import parse
from refactor_cli.index.file_map import file_map
from refactor_cli.stored_map import restored, stored

KEY = Key("kind", "1", "extra")
SOURCE = b"""\
import a.b as c
from . import d
__all__ = ["K"]
print "two"
class K(c.Base[int], metaclass=M):
    '''Doc.'''
    def m(self, x: "d.T" = 1, *, y) -> None:
        global g
        g = [x for x in y if (z := x)]
"""


def written(folder: Path, rows: dict[str, bytes]) -> Path:
    """A cache folder that holds these rows of KEY."""
    cache = open_cache(folder)
    for blob, value in rows.items():
        cache.add(KEY, blob, value)
    assert cache.close() is None
    return folder


def read(folder: Path, *blobs: str, key: Key = KEY) -> dict[str, bytes]:
    cache = open_cache(folder)
    found = dict(cache.rows(key, blobs))
    assert cache.close() is None
    return found


def test_nothing_is_made_when_nothing_is_learned(tmp_path: Path) -> None:
    assert read(tmp_path / "new", "a") == {}
    assert not (tmp_path / "new").exists()


def test_rows_come_back_by_everything_they_were_computed_from(tmp_path: Path) -> None:
    written(tmp_path, {"a": b"1", "b": b"", "c": b"\0\xff"})
    assert read(tmp_path, "a", "b", "c", "d") == {"a": b"1", "b": b"", "c": b"\0\xff"}
    for key in (Key("other", "1", "extra"), Key("kind", "2", "extra"), Key("kind", "1", "")):
        assert read(tmp_path, "a", key=key) == {}


def test_rows_in_bulk(tmp_path: Path) -> None:
    rows = {f"{number:040x}": b"%d" % number for number in range(1_800)}
    assert read(written(tmp_path, rows), *rows) == rows


def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    written(tmp_path / "deep" / "folder", {"a": b"1"})
    modes = [
        stat.S_IMODE((tmp_path / "deep" / name).stat().st_mode) for name in ("folder", "folder/maps.sqlite")
    ]
    assert modes == [0o700, 0o600]


def test_a_later_value_replaces_an_earlier_one(tmp_path: Path) -> None:
    written(tmp_path, {"a": b"1", "b": b"1"})
    assert read(written(tmp_path, {"a": b"2"}), "a", "b") == {"a": b"2", "b": b"1"}


def garbage(file: Path) -> None:
    file.write_bytes(b"this is no database at all\n" * 1000)


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def torn(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[1024:12_000] = b"\xaa" * (12_000 - 1024)
    file.write_bytes(data)


def no_table(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("drop table rows")
    connection.close()


def other_columns(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.executescript("drop table rows; create table rows(blob text)")
    connection.close()


def another_schema(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()


def another_program(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("create table other(thing)")
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [garbage, truncated, torn, no_table, other_columns, another_schema, another_program],
    ids=lambda f: f.__name__,
)
def test_a_damaged_file_is_made_anew_without_a_word(tmp_path: Path, damage: object) -> None:
    rows = {f"blob{number}": bytes(2000) for number in range(50)}
    written(tmp_path, rows)
    damage(tmp_path / "maps.sqlite")  # type: ignore[operator]
    cache = open_cache(tmp_path)
    assert set(cache.rows(KEY, rows)) <= set(rows)
    cache.add(KEY, "new", b"2")
    assert cache.close() is None
    assert read(tmp_path, "new") == {"new": b"2"}


def test_an_empty_file_is_an_empty_cache(tmp_path: Path) -> None:
    (tmp_path / "maps.sqlite").touch()
    assert read(written(tmp_path, {"a": b"1"}), "a") == {"a": b"1"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("update rows set value = x'00'", id="value"),
        pytest.param("update rows set value = 'text'", id="type"),
        pytest.param("update rows set blob = 'b'", id="another blob"),
        pytest.param("update rows set digest = x'00'", id="digest"),
        pytest.param("update rows set digest = 7", id="digest type"),
    ],
)
def test_a_row_that_was_tampered_with_is_not_used(tmp_path: Path, change: str) -> None:
    written(tmp_path, {"a": b"1"})
    with sqlite3.connect(tmp_path / "maps.sqlite") as connection:
        connection.execute(change)
    connection.close()
    assert read(tmp_path, "a", "b") == {}


def test_a_folder_in_its_place_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "maps.sqlite").mkdir()
    assert (
        warning_of(tmp_path) == f"no cache between runs (not a plain file of yours): {tmp_path}/maps.sqlite"
    )


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    written(other, {"a": b"1"})
    before = (other / "maps.sqlite").read_bytes()
    (tmp_path / "maps.sqlite").symlink_to(other / "maps.sqlite")
    assert (
        warning_of(tmp_path) == f"no cache between runs (not a plain file of yours): {tmp_path}/maps.sqlite"
    )
    assert (other / "maps.sqlite").read_bytes() == before


def test_a_dangling_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "maps.sqlite").symlink_to(tmp_path / "elsewhere")
    assert warning_of(tmp_path) is not None
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    warning = warning_of(tmp_path / "file" / "cache")
    assert warning is not None
    assert "\n" not in warning


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_a_warning(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert warning_of(tmp_path) is not None


def warning_of(folder: Path) -> str | None:
    cache = open_cache(folder)
    assert cache.rows(KEY, ["a"]) == {}
    cache.add(KEY, "a", b"2")
    return cache.close()


def test_a_full_disk_is_a_warning_and_what_was_there_stays(tmp_path: Path) -> None:
    written(tmp_path, {"a": b"1"})
    code = (
        "import resource, sys; from pathlib import Path; from refactor_cli.cache import Key, open_cache\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "cache = open_cache(Path(sys.argv[1]))\n"
        "for n in range(100): cache.add(Key('kind', '1', 'extra'), str(n), bytes(10_000))\n"
        "print(cache.close())"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("no cache between runs (")
    assert done.stderr == ""
    assert read(tmp_path, "a", "0") == {"a": b"1"}


def test_a_cache_in_use_by_another_run_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, {"a": b"1"})
    monkeypatch.setattr(cache_module, "_TIMEOUT", 0.05)
    other = sqlite3.connect(tmp_path / "maps.sqlite", isolation_level=None)
    other.execute("begin exclusive")
    warning = warning_of(tmp_path)
    other.close()
    assert warning == f"no cache between runs (database is locked): {tmp_path}/maps.sqlite"
    assert read(tmp_path, "a") == {"a": b"1"}


WRITER = """
import sys
from pathlib import Path
from refactor_cli.cache import Key, open_cache
for turn in range(10):
    cache = open_cache(Path(sys.argv[1]))
    cache.rows(Key("kind", "1", "extra"), ["x"])
    for number in range(20):
        cache.add(Key("kind", "1", "extra"), f"{sys.argv[2]}-{turn}-{number}", bytes(3000))
    assert cache.close() is None
"""


def test_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    runs = [subprocess.Popen([sys.executable, "-c", WRITER, tmp_path, name]) for name in "abc"]
    assert [run.wait() for run in runs] == [0, 0, 0]
    blobs = [f"{name}-{turn}-{number}" for name in "abc" for turn in range(10) for number in range(20)]
    assert set(read(tmp_path, *blobs)) == set(blobs)


def test_rows_used_longest_ago_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_LARGEST", 60_000)
    monkeypatch.setattr(cache_module, "_today", lambda: 1)
    written(tmp_path, {"old": bytes(10_000), "used": bytes(10_000), "older": bytes(10_000)})
    monkeypatch.setattr(cache_module, "_today", lambda: 2)
    assert read(tmp_path, "used").keys() == {"used"}
    monkeypatch.setattr(cache_module, "_today", lambda: 3)
    written(tmp_path, {f"new{number}": bytes(10_000) for number in range(3)})
    assert read(tmp_path, "old", "used", "older", "new0").keys() == {"used", "new0"}


def a_map(source: bytes = SOURCE) -> FileMap:
    return file_map(source, parse("python", source))


def test_a_stored_map_equals_the_map() -> None:
    before = a_map()
    after = restored(stored(before))
    assert after is not None
    assert after.named["g"] == before.named["g"]
    assert "nothing" not in after.named
    assert dict(after.named) == dict(before.named)
    assert after == before
    assert before == after
    assert hash(after) == hash(before)
    assert after != a_map(b"x = 1")
    assert after.scope_order == before.scope_order


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xc1",
        b"\x90",
        stored(a_map())[:-1],
        stored(a_map()) + b"\0",
        stored(a_map()).replace(b"class", b"clasp"),
    ],
    ids=["nothing", "garbage", "too short", "cut off", "more behind", "no such kind"],
)
def test_what_is_no_map_is_none(value: bytes) -> None:
    assert restored(value) is None


def test_a_forged_part_of_a_map_is_an_error_of_one_line() -> None:
    forged = restored(stored(a_map(b"x = 1")).replace(b"assign", b"forged"))
    assert forged is not None
    with pytest.raises(RefactorError):
        forged.bindings  # noqa: B018


def test_maps_go_through_the_cache(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    cache.add_map("blob", "1", a_map())
    assert cache.close() is None
    again: MapCache = open_cache(tmp_path)
    assert again.maps(["blob", "other"], "1") == {"blob": a_map()}
    assert again.maps(["blob"], "2") == {}
    assert again.close() is None

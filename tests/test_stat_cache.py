"""A file of the working tree is read again when, and only when, it may have changed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import GitRepo

from refactor_cli.cache import open_cache
from refactor_cli.commands.reading import read as open_and_read
from refactor_cli.data import Snapshot
from refactor_cli.errors import RefactorError
from refactor_cli.repository import open_repository, working_tree
from refactor_cli.scan import scan
from refactor_cli.stat_cache import stat_cache

MakeRepo = Callable[..., GitRepo]
FILES: dict[str, str | bytes] = {
    "a.py": "x = 1\n",
    "bad.py": b"# coding: nonsense\n",
    "b.txt": "text",
    "run": "#!/usr/bin/env python3\n",
    "logo.png": b"\0\1",
}


@pytest.fixture
def repo(make_repo: MakeRepo) -> GitRepo:
    """Files that have come to rest."""
    made = make_repo(FILES)
    for path in FILES:
        settle(made.top / path)
    return made


def settle(path: Path, seconds: int = 3600) -> None:
    past = time.time_ns() - seconds * 1_000_000_000
    os.utime(path, ns=(past, past))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs begin a minute after the files were written, whose `ctime` nobody can set."""
    now = time.time_ns
    monkeypatch.setattr("refactor_cli.stat_cache.time.time_ns", lambda: now() + 60_000_000_000)


def scanned(repo: GitRepo, folder: Path) -> Snapshot:
    cache = open_cache(folder)
    found = scan(open_repository(repo.top), stats=stat_cache(cache, str(repo.top)))
    assert cache.close() is None
    return found


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are opened, in order."""
    opened, really = list[str](), working_tree._bytes_of

    def noted(name: bytes, size: int, limit: int) -> bytes:
        opened.append(os.fsdecode(name).rpartition("/")[2])
        return really(name, size, limit)

    monkeypatch.setattr(working_tree, "_bytes_of", noted)
    return opened


@pytest.mark.usefixtures("later")
def test_what_has_not_changed_is_read_when_it_is_asked_for(
    repo: GitRepo, tmp_path: Path, read: list[str]
) -> None:
    first = scanned(repo, tmp_path / "cache")
    assert sorted(read) == sorted(FILES)
    read.clear()
    second = scanned(repo, tmp_path / "cache")
    assert read == []
    assert second == first
    assert second.left_out == first.left_out
    assert {path: file.data for path, file in second.files.items()} == {
        path: content.encode() for path, content in FILES.items() if isinstance(content, str)
    }
    assert sorted(read) == ["a.py", "b.txt", "run"]
    assert second.files["a.py"].text.slice(0, 5) == "x = 1"


def written(path: Path) -> None:
    path.write_bytes(b"x = 23\n")


def with_the_same_size_and_time(path: Path) -> None:
    status = path.stat()
    path.write_bytes(b"y = 1\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def put_in_its_place(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"y = 1\n")
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


CHANGES = [
    pytest.param(written, id="another size"),
    pytest.param(with_the_same_size_and_time, id="the same size and time of change"),
    pytest.param(put_in_its_place, id="another file under the name"),
]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_read(
    repo: GitRepo, tmp_path: Path, read: list[str], change: Callable[[Path], None]
) -> None:
    scanned(repo, tmp_path / "cache")
    read.clear()
    change(repo.top / "a.py")
    found = scanned(repo, tmp_path / "cache")
    assert read == ["a.py"]
    assert found == scan(open_repository(repo.top))


def test_what_changed_as_late_as_it_was_noted_is_read_again(
    repo: GitRepo, tmp_path: Path, read: list[str]
) -> None:
    scanned(repo, tmp_path / "cache")  # the files' inodes changed just now, whatever their times say
    read.clear()
    scanned(repo, tmp_path / "cache")
    assert sorted(read) == sorted(FILES)


@pytest.mark.usefixtures("later")
def test_blobs_are_named_as_the_repository_names_them(repo: GitRepo, read: list[str]) -> None:
    """A repository that was made anew in the same place may name the same bytes otherwise."""
    for object_format in ("sha1", "sha256", "sha1"):
        shutil.rmtree(repo.top / ".git")
        repo.git("init", "--quiet", f"--object-format={object_format}")
        expected = {path: repo.git("hash-object", path) for path in ("a.py", "b.txt", "run")}
        for _ in range(2):  # the second run knows the files
            with open_and_read(repo.top, only_changed=True) as reading:
                found = {path: file.blob for path, file in reading.symbols.snapshot.files.items()}
            assert found == expected
    assert len(read) == 2 * len(FILES), "once for each format"


@pytest.mark.usefixtures("later")
def test_a_mode_that_changes_is_seen(repo: GitRepo, tmp_path: Path) -> None:
    scanned(repo, tmp_path / "cache")
    (repo.top / "a.py").chmod(0o755)
    assert scanned(repo, tmp_path / "cache").files["a.py"].mode == 0o100755


@pytest.mark.usefixtures("later")
def test_a_link_in_its_place_is_not_followed(repo: GitRepo, tmp_path: Path) -> None:
    first = scanned(repo, tmp_path / "cache")
    secret = tmp_path / "secret.py"
    secret.write_bytes(b"x = 1\n")
    lazy = scanned(repo, tmp_path / "cache").files["a.py"]
    (repo.top / "a.py").unlink()
    (repo.top / "a.py").symlink_to(secret)
    with pytest.raises(RefactorError, match=r"a\.py has changed while it was looked at"):
        _ = lazy.data
    again = scanned(repo, tmp_path / "cache")
    assert "a.py" not in again.files
    assert len(again.files) == len(first.files) - 1


@pytest.mark.usefixtures("later")
def test_a_file_that_changes_between_is_an_error(repo: GitRepo, tmp_path: Path) -> None:
    scanned(repo, tmp_path / "cache")
    found = scanned(repo, tmp_path / "cache")
    (repo.top / "a.py").write_bytes(b"x = 2\n")
    with pytest.raises(RefactorError) as error:
        _ = found.files["a.py"].text
    assert (error.value.problem, error.value.hint) == (
        "a.py has changed while it was looked at",
        "run the same command again",
    )

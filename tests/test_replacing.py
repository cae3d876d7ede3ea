"""Replacing files of the working tree: whole or not at all, modes kept, no link followed."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.repository import open_repository
from refactor_cli.repository.replacing import replace_file


@pytest.fixture
def repo(make_repo: Callable[..., Any]) -> Any:
    return make_repo({"pkg/a.py": "old\n", "b.py": "old\n"})


@pytest.mark.parametrize("path", [pytest.param("b.py", id="top"), pytest.param("pkg/a.py", id="folder")])
@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600])
def test_replaced(repo: Any, path: str, mode: int) -> None:
    (repo.top / path).chmod(mode)
    assert replace_file(open_repository(repo.top), path, b"old\n", b"new\n") is None
    assert (repo.top / path).read_bytes() == b"new\n"
    assert (repo.top / path).stat().st_mode & 0o777 == mode
    assert sorted(each.name for each in (repo.top / path).parent.iterdir()) in (
        ["a.py"],
        [".git", "b.py", "pkg"],
    )


def link(repo: Any) -> None:
    (repo.top / "b.py").rename(repo.top / "real.py")
    os.symlink("real.py", repo.top / "b.py")


def outside(repo: Any) -> None:
    (repo.top / "pkg").rename(repo.top.parent / "outside")
    os.symlink("../outside", repo.top / "pkg")


REFUSED = [
    pytest.param("b.py", lambda repo: repo.write({"b.py": "mine\n"}), "it changed meanwhile", id="changed"),
    pytest.param("b.py", lambda repo: (repo.top / "b.py").unlink(), "No such file or directory", id="gone"),
    pytest.param("b.py", link, "Too many levels of symbolic links", id="a link"),
    pytest.param("pkg/a.py", outside, "Not a directory", id="a linked folder"),
    pytest.param("../b.py", lambda repo: None, "its path leads out of the working tree", id="outside"),
    pytest.param(".git/config", lambda repo: None, "its path leads out of the working tree", id="git's"),
]


@pytest.mark.parametrize(("path", "change", "reason"), REFUSED)
def test_refused(repo: Any, path: str, change: Callable[[Any], object], reason: str) -> None:
    change(repo)
    before = repo.state()
    assert replace_file(open_repository(repo.top), path, b"old\n", b"new\n") == reason
    assert repo.state() == before
    assert not any("old" not in each.read_text() for each in (repo.top.parent / "outside").glob("*"))


def test_a_full_disk_leaves_the_file(repo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = repo.state()
    monkeypatch.setattr(os, "fsync", full)
    assert replace_file(open_repository(repo.top), "b.py", b"old\n", b"new\n") == "No space left on device"
    assert repo.state() == before

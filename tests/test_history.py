"""The order of the last changes, from history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import GitRepo

from refactor_cli.repository import head, last_changes, open_repository

MakeRepo = Callable[..., GitRepo]


def order(repo: GitRepo) -> tuple[str, ...] | None:
    repository = open_repository(repo.top)
    commit = head(repository)
    assert commit is not None
    return last_changes(repository, commit)


def test_one_commit(make_repo: MakeRepo) -> None:
    assert order(make_repo({"b.py": "", "a.py": "", "a/c.py": ""})) == ("a.py", "a/c.py", "b.py")


def test_later_changes_stand_later(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "1", "b.py": "1", "c.py": "1", "gone.py": "1"})
    repo.write({"a.py": "2"})
    repo.commit()
    repo.write({"c.py": "2", "\x01odd\nname": "x"})
    (repo.top / "gone.py").unlink()
    repo.commit()
    assert order(repo) == ("b.py", "a.py", "\x01odd\nname", "c.py")


def test_a_merge_is_one_change(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "1", "b.py": "1", "c.py": "1"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.write({"a.py": "2"})
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.write({"b.py": "2"})
    repo.commit()
    repo.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    assert order(repo) == ("c.py", "b.py", "a.py")


def test_a_file_called_as_a_commit_stands_first(make_repo: MakeRepo) -> None:
    assert order(make_repo({"a.py": "", "f" * 40: "x"})) == ("f" * 40, "a.py")


def test_a_shallow_clone_has_no_order(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": "1"})
    repo.commit()
    shallow = GitRepo(tmp_path / "shallow")
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.top}", str(shallow.top))
    assert order(shallow) is None


def test_missing_objects_are_no_error(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "1"})
    first = repo.git("rev-parse", "HEAD")
    repo.write({"a.py": "2"})
    repo.commit()
    (repo.top / ".git/objects" / first[:2] / first[2:]).unlink()
    assert order(repo) is None


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_configuration_and_attributes_do_not_count(make_repo: MakeRepo, object_format: str) -> None:
    repo = make_repo({"a.py": "1", "b.py": "1"}, "repo", f"--object-format={object_format}")
    canary = repo.top.parent / "canary"
    canary.write_text(f"#!/bin/sh\ntouch '{repo.top.parent / 'sang'}'\nexit 1\n")
    canary.chmod(0o755)
    repo.write({"a.py": "2", ".gitattributes": "* diff=evil\n", "order": "b.py\na.py\n"})
    repo.commit()
    for name in ("diff.external", "diff.evil.textconv", "diff.evil.command", "core.fsmonitor", "gpg.program"):
        repo.git("config", name, str(canary))
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "diff.orderFile", "order")
    assert order(repo) == ("b.py", ".gitattributes", "a.py", "order")
    assert not (repo.top.parent / "sang").exists()

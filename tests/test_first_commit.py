"""A repository that tests begin with is one that git would have made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import GitRepo
from first_commit import first_commit

MakeRepo = Callable[..., GitRepo]

FILES = {
    "a.py": "x = 1\n",
    "a/b.py": b"\xff\r\n",
    "a-b.py": "",
    "a.b/c/é.py": "x = 1\n",
    "p" * 90 + "/" + "q" * 200 + ".py": "long\n",
    ".gitignore": "*.log\n",
    "ignored.log": "and committed\n",
}


@pytest.mark.parametrize("files", [pytest.param({}, id="none"), pytest.param(FILES, id="some")])
def test_as_git_makes_it(
    make_repo: MakeRepo, git_dir: Path, files: Mapping[str, str | bytes], tmp_path: Path
) -> None:
    ours, theirs = make_repo(name="ours"), make_repo(name="theirs")
    for repo in (ours, theirs):
        repo.write({**files, "tool": "#!/bin/sh\n"} if files else {})
        if files:
            (repo.top / "tool").chmod(0o755)
    made = first_commit(ours.top, "a commit", git_dir)
    theirs.git("add", "--all", "--force")
    theirs.git("commit", "--quiet", "--allow-empty", "--message", "a commit")
    assert ours.git("status", "--porcelain") == ""
    assert ours.git("fsck", "--strict", "--full") == ""
    for asked in (
        ("ls-files", "--stage"),
        ("log", "--format=%T %an %ae %cn %ce %s %b %D"),
        ("log", "--walk-reflogs", "--format=%gd %gs %T"),
        ("symbolic-ref", "HEAD"),
    ):
        assert ours.git(*asked) == theirs.git(*asked)
    assert ours.git("rev-parse", "HEAD") == made


@pytest.mark.parametrize(
    "touch",
    [
        pytest.param(lambda repo: repo.git("config", "core.autocrlf", "true"), id="configured"),
        pytest.param(lambda repo: repo.write({"a/.gitattributes": "* text\n"}), id="attributes"),
        pytest.param(lambda repo: (repo.top / "link").symlink_to("a.py"), id="a link"),
        pytest.param(lambda repo: repo.git("init", "inner"), id="a nested repository"),
        pytest.param(lambda repo: repo.write({".git/hooks/pre-commit": ""}), id="a hook"),
        pytest.param(lambda repo: repo.git("add", "--all"), id="an index"),
        pytest.param(lambda repo: repo.git("commit", "--allow-empty", "-m", "x"), id="a commit"),
        pytest.param(lambda repo: repo.git("switch", "--orphan", "other"), id="another branch"),
    ],
)
def test_left_to_git(make_repo: MakeRepo, git_dir: Path, touch: Callable[[GitRepo], object]) -> None:
    repo = make_repo()
    repo.write({"a.py": ""})
    touch(repo)
    before = repo.state()
    assert first_commit(repo.top, "a commit", git_dir) is None
    assert repo.state() == before


def test_another_person_is_left_to_git(
    make_repo: MakeRepo, git_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make_repo()
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Another")
    assert first_commit(repo.top, "a commit", git_dir) is None
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    repo.git("config", "--global", "user.name", "Another")
    assert first_commit(repo.top, "a commit", git_dir) is None

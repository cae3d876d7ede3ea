"""A commit's files in a folder: bytes and modes as git has them, and nothing of the repository runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository import head, open_repository
from refactor_cli.repository.exporting import export


def exported(repo: Any, folder: Path, changes: dict[str, bytes]) -> dict[str, object]:
    repository = open_repository(repo.top)
    commit = head(repository)
    assert commit is not None
    folder.mkdir()
    export(repository, commit, changes, folder)
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"-> {os.readlink(path)}"
        elif path.is_file():
            found[name] = (path.read_bytes(), bool(path.stat().st_mode & 0o100))
    return found


def test_export(make_repo: Callable[..., Any], tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    repo = make_repo({"a.py": b"a\r\n", "run.sh": "#!/bin/sh\n", "data.bin": b"\0\xff", "copy.py": b"a\r\n"})
    repo.write({".gitattributes": "*.py filter=evil text eol=lf export-ignore\n"})
    repo.git("config", "filter.evil.smudge", f"touch {canary}")
    (repo.top / "run.sh").chmod(0o755)
    (repo.top / "inside").symlink_to("a.py")
    (repo.top / "outside").symlink_to("/etc")
    # by name: of all files git may take `a.py` anew, with other line ends, where the clock is too coarse to tell
    repo.git("add", ".gitattributes", "run.sh", "inside", "outside")
    repo.git("commit", "--quiet", "--message", "more")
    before = repo.state()
    assert exported(repo, tmp_path / "out", {"copy.py": b"new"}) == {
        ".gitattributes": (b"*.py filter=evil text eol=lf export-ignore\n", False),
        "a.py": (b"a\r\n", False),
        "copy.py": (b"new", False),
        "data.bin": (b"\0\xff", False),
        "inside": "-> a.py",
        "outside": "-> /etc",
        "run.sh": (b"#!/bin/sh\n", True),
    }
    assert repo.state() == before
    assert not canary.exists()


def test_a_folder_that_is_not_empty(make_repo: Callable[..., Any], tmp_path: Path) -> None:
    repo = make_repo({"a.py": "a\n"})
    repository = open_repository(repo.top)
    commit = head(repository)
    assert commit is not None
    (tmp_path / "a.py").touch()
    with pytest.raises(RefactorError) as caught:
        export(repository, commit, {}, tmp_path)
    assert caught.value.exit_code is ExitCode.REPOSITORY

"""Fixtures: real git repositories in temporary directories, and an environment that is nobody's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# machines are slow and busy: no test fails for the time it takes
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@dataclass(frozen=True)
class GitRepo:
    """A real repository. `write` takes text (UTF-8, line ends as they are) or bytes."""

    top: Path

    def git(self, *arguments: str) -> str:
        """Runs git here and gives its output, stripped; raises when it fails."""
        done = subprocess.run(["git", *arguments], cwd=self.top, check=True, capture_output=True)
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Writes files below the top, folders made as needed."""
        for name, content in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def commit(self, message: str = "a commit") -> str:
        """Commits everything, ignored files too; gives the commit's id."""
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def state(self) -> dict[str, object]:
        """What no run may touch: HEAD, every ref, the index's bytes, the working tree with its modes."""
        git_dir = Path(self.git("rev-parse", "--absolute-git-dir"))
        refs = self.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        index = git_dir / "index"
        return {
            "HEAD": (git_dir / "HEAD").read_bytes(),
            "refs": dict(line.split(" ") for line in refs),
            "index": index.read_bytes() if index.exists() else None,
            "files": {path: _content(path) for path in self.top.rglob("*") if ".git" not in path.parts},
        }


def _content(path: Path) -> tuple[int, bytes]:
    mode = path.lstat().st_mode
    if path.is_symlink():
        return mode, os.fsencode(os.readlink(path))
    return mode, path.read_bytes() if path.is_file() else b""


@pytest.fixture(autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    for name in [
        name for name in os.environ if name.startswith(("GIT_", "REFACTOR_", "DEEPSEEK_", "OPENAI_"))
    ]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "CI", "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (home / ".gitconfig").write_text(
        "[user]\n\tname = A Tester\n\temail = tester@example.com\n[init]\n\tdefaultBranch = main\n"
    )


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., GitRepo]:
    """Makes a repository with these files committed: `make_repo({"a.py": "..."}, name="repo")`."""

    def make(files: Mapping[str, str | bytes] | None = None, name: str = "repo", *init: str) -> GitRepo:
        repo = GitRepo(tmp_path / name)
        repo.top.mkdir()
        repo.git("init", "--quiet", *init)
        if files is not None:
            repo.write(files)
            repo.commit()
        return repo

    return make

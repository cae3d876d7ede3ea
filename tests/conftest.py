"""Fixtures: real git repositories in temporary directories, and an environment that is nobody's."""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from first_commit import GIT_CONFIG, first_commit
from hypothesis import HealthCheck, settings

# machines are slow and busy: no test fails for the time it takes
settings.register_profile("few", max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("many", settings.get_profile("few"), max_examples=400)  # ./check --full
settings.load_profile("few")

# thousands of collected tests are kept to the end: to look for garbage among them costs time and finds none
gc.disable()


def pytest_collection_finish() -> None:
    """From here on garbage is collected, of what tests make alone."""
    gc.collect()
    gc.freeze()
    gc.enable()


@dataclass(frozen=True)
class GitRepo:
    """A real repository. `write` takes text (UTF-8, line ends as they are) or bytes. `template`: the git directory
    that it is a copy of, if any."""

    top: Path
    template: Path | None = None

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
        return self.record(message) or self.git("rev-parse", "HEAD")

    def record(self, message: str = "a commit") -> str | None:
        """As `commit`, where nobody asks for the id, which is given if it is known."""
        if self.template is not None and (made := first_commit(self.top, message, self.template)):
            return made
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return None

    def state(self) -> dict[str, object]:
        """What no run may touch: HEAD, every ref, the index's bytes, the working tree with its modes."""
        git_dir = self.top / ".git"
        if not git_dir.is_dir():  # a linked working tree, a bare repository
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


@pytest.fixture(scope="session")
def git_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `git init` makes, to be copied: less than half the work of another process and its templates."""
    home = tmp_path_factory.mktemp("git")
    (home / ".gitconfig").write_text(GIT_CONFIG)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "init", "--quiet", "repo"], cwd=home, env=environment, check=True)
    for sample in (home / "repo" / ".git" / "hooks").glob("*.sample"):
        sample.unlink()
    return home / "repo" / ".git"


@pytest.fixture(scope="session")
def scratch_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folders of tests lie."""
    return tmp_path_factory.mktemp("tests")


@pytest.fixture
def tmp_path(scratch_root: Path, request: pytest.FixtureRequest) -> Path:
    """As pytest's own, which reads the folders of all tests before to number one: thousands here."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=scratch_root))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the homes of tests lie: pytest reads a whole folder for each new one that it numbers."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def _own_environment(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path(tempfile.mkdtemp(dir=homes))
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
    (home / ".gitconfig").write_text(GIT_CONFIG)


@pytest.fixture(autouse=True)
def _disks_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test pulls the plug; those of full disks put their own in its place."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def make_repo(tmp_path: Path, git_dir: Path) -> Callable[..., GitRepo]:
    """Makes a repository with these files committed: `make_repo({"a.py": "..."}, name="repo")`."""

    def make(files: Mapping[str, str | bytes] | None = None, name: str = "repo", *init: str) -> GitRepo:
        repo = GitRepo(tmp_path / name, None if init else git_dir)
        repo.top.mkdir()
        if init:
            repo.git("init", "--quiet", *init)
        else:
            shutil.copytree(git_dir, repo.top / ".git")
        if files is not None:
            repo.write(files)
            repo.record()
        return repo

    return make


@pytest.fixture
def repo(
    request: pytest.FixtureRequest, make_repo: Callable[..., GitRepo], monkeypatch: pytest.MonkeyPatch
) -> GitRepo:
    """The module's own `FILES`, committed; the working directory is in it."""
    made = make_repo(request.module.FILES)
    monkeypatch.chdir(made.top)
    return made

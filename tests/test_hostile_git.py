"""Hostile repositories: nothing of theirs is ever run.

Each configuration here leaves a canary when git runs it. For each, a control runs a porcelain command in the same
repository and sees the canary: a case that proves nothing fails.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import GitRepo

from refactor_cli.commit import CommitRequest, commit
from refactor_cli.data import ChangeSet
from refactor_cli.errors import RefactorError
from refactor_cli.repository import changed_in_working_tree, open_repository, read_blobs, state
from refactor_cli.scan import scan

MakeRepo = Callable[..., GitRepo]


@dataclass(frozen=True)
class Hostile:
    """`configuration` (with {canary} for the command), attributes for all files, and the command that trips it."""

    configuration: tuple[tuple[str, str], ...]
    control: tuple[str, ...]
    attributes: str = ""


HOSTILE = {
    "fsmonitor": Hostile((("core.fsmonitor", "{canary}"),), ("status",)),
    "clean filter": Hostile((("filter.evil.clean", "{canary}"),), ("status",), "filter=evil"),
    "smudge filter": Hostile(
        (("filter.evil.smudge", "{canary}"),), ("checkout", "HEAD", "--", "."), "filter=evil"
    ),
    "process filter": Hostile((("filter.evil.process", "{canary}"),), ("status",), "filter=evil"),
    "required filter": Hostile(
        (("filter.evil.clean", "{canary}"), ("filter.evil.required", "true")), ("status",), "filter=evil"
    ),
    "textconv": Hostile((("diff.evil.textconv", "{canary}"),), ("diff",), "diff=evil"),
    "diff driver": Hostile((("diff.evil.command", "{canary}"),), ("diff",), "diff=evil"),
    "external diff": Hostile((("diff.external", "{canary}"),), ("diff",)),
    "merge driver": Hostile((("merge.evil.driver", "{canary}"),), ("merge", "side"), "merge=evil"),
    "gpg": Hostile(
        (("commit.gpgSign", "true"), ("gpg.program", "{canary}")), ("commit", "--allow-empty", "-m", "x")
    ),
    "pager": Hostile((("core.pager", "{canary}"),), ("log",)),
    "pager of a command": Hostile(
        (("pager.ls-files", "{canary}"), ("pager.status", "{canary}")), ("status",)
    ),
    "editor": Hostile((("core.editor", "{canary}"),), ("commit", "--allow-empty")),
    "ssh command": Hostile((("core.sshCommand", "{canary}"),), ("fetch", "ssh://localhost/x")),
    "proxy": Hostile((("core.gitProxy", "{canary}"),), ("fetch", "git://localhost/x")),
    "credential helper": Hostile((("credential.helper", "{canary}"),), ("credential", "fill")),
    "upload pack": Hostile(
        (("remote.origin.url", "."), ("remote.origin.uploadpack", "{canary}")), ("fetch", "origin")
    ),
    "alias": Hostile((("alias.x", "!{canary}"), ("alias.ls-files", "!{canary}")), ("x",)),
    "included file": Hostile((("include.path", "{include}"),), ("status",)),
    "hooks path": Hostile((("core.hooksPath", "{hooks}"),), ("commit", "--allow-empty", "-m", "x")),
}
HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout", "post-commit",
    "post-index-change", "post-merge", "post-receive", "post-rewrite", "post-update", "pre-applypatch",
    "pre-auto-gc", "pre-commit", "pre-merge-commit", "pre-push", "pre-rebase", "pre-receive",
    "prepare-commit-msg", "proc-receive", "push-to-checkout", "reference-transaction", "sendemail-validate", "update",
)  # fmt: skip


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A program that leaves `sang` beside itself."""
    program = tmp_path / "canary"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path / 'sang'}'\nexit 1\n")
    program.chmod(0o755)
    return program


def sang(canary: Path) -> bool:
    return canary.with_name("sang").exists()


def plant(repo: GitRepo, hostile: Hostile, canary: Path) -> None:
    hooks, include = canary.parent / "hooks", canary.parent / "include"
    plant_hooks(hooks, canary)
    include.write_text(f"[core]\n\tfsmonitor = {canary}\n")
    if hostile.attributes:
        repo.write({".git/info/attributes": f"* {hostile.attributes}\n"})
    for name, value in hostile.configuration:
        repo.git("config", name, value.format(canary=canary, include=include, hooks=hooks))


def plant_hooks(folder: Path, canary: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name in HOOKS:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(canary)


def worked_on(make_repo: MakeRepo) -> GitRepo:
    """A repository with two branches, and changes in the index and on disk."""
    repo = make_repo({"a.py": "x\n", "b.py": "x\n", "d/c.txt": "x\n", ".gitattributes": "*.none text\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.write({"b.py": "side\n"})
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.write({"b.py": "main\n"})
    repo.commit()
    repo.write({"a.py": "y\n", "new.py": ""})
    return repo


def use_all(repo: GitRepo) -> None:
    """Everything this package does to a repository; what it may not touch is as before."""
    before = repo.state()
    repository = open_repository(repo.top / "d")
    on_disk, at_head = scan(repository), scan(repository, revision="HEAD")
    assert {"a.py", "b.py", "d/c.txt"} <= on_disk.files.keys() & at_head.files.keys()
    assert changed_in_working_tree(repository, at_head.files) == {"a.py"}
    assert state(repository) == ()
    read_blobs(repository, [file.blob for file in at_head.files.values()])
    assert at_head.base is not None
    changes = {path: file.data + b"\n" for path, file in at_head.files.items()}
    made = commit(
        ChangeSet(at_head.base, changes), repository, CommitRequest("refactor/x", "m", at_head.base)
    )
    refs = before["refs"]
    assert isinstance(refs, dict)
    assert repo.state() == {**before, "refs": {**refs, "refs/heads/refactor/x": made.commit}}


def porcelain(repo: GitRepo, command: Sequence[str]) -> None:
    """Runs git on a terminal, where it would start a pager; what it may ask for stands on its standard input."""
    terminal, inner = pty.openpty()
    try:
        subprocess.run(
            ["git", *command],
            cwd=repo.top,
            input=b"protocol=https\nhost=localhost\n\n",
            stdout=inner,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=20,
        )
    finally:
        os.close(inner)
        os.close(terminal)


def test_a_harmless_repository(make_repo: MakeRepo, canary: Path) -> None:
    repo = worked_on(make_repo)
    use_all(repo)
    for hostile in HOSTILE.values():
        if hostile.control != ("x",):
            porcelain(repo, hostile.control)
    assert not sang(canary)


@pytest.mark.parametrize("name", HOSTILE)
def test_configuration(make_repo: MakeRepo, canary: Path, name: str) -> None:
    repo = worked_on(make_repo)
    plant(repo, HOSTILE[name], canary)
    use_all(repo)
    assert not sang(canary)
    if name == "merge driver":
        repo.git("checkout", "--quiet", "--", ".")
    porcelain(repo, HOSTILE[name].control)
    assert sang(canary)


def test_all_configurations_at_once(make_repo: MakeRepo, canary: Path) -> None:
    repo = worked_on(make_repo)
    for hostile in HOSTILE.values():
        plant(repo, hostile, canary)
    repo.write({".git/info/attributes": "* filter=evil diff=evil merge=evil text eol=crlf ident\n"})
    use_all(repo)
    assert not sang(canary)


@pytest.mark.parametrize(
    "name", ["clean filter", "smudge filter", "process filter", "textconv", "diff driver"]
)
def test_attributes_in_the_tree(make_repo: MakeRepo, canary: Path, name: str) -> None:
    repo = worked_on(make_repo)
    repo.write(
        {".gitattributes": f"*.py {HOSTILE[name].attributes}\n*.txt working-tree-encoding=UTF-16 eol=crlf\n"}
    )
    repo.git("add", ".gitattributes")
    repo.git("commit", "--quiet", "--message", "attributes")
    for key, value in HOSTILE[name].configuration:
        repo.git("config", key, value.format(canary=canary))
    use_all(repo)
    assert not sang(canary)


def test_hooks(make_repo: MakeRepo, canary: Path) -> None:
    repo = worked_on(make_repo)
    plant_hooks(repo.top / ".git/hooks", canary)
    use_all(repo)
    assert not sang(canary)
    porcelain(repo, ("branch", "control"))
    assert sang(canary)


def test_the_users_own_hooks_stay_silent_too(make_repo: MakeRepo, canary: Path) -> None:
    repo = worked_on(make_repo)
    plant_hooks(canary.parent / "hooks", canary)
    repo.git("config", "--global", "core.hooksPath", str(canary.parent / "hooks"))
    use_all(repo)
    assert not sang(canary)
    porcelain(repo, ("branch", "control"))
    assert sang(canary)


def test_a_promisor_remote(make_repo: MakeRepo, canary: Path, tmp_path: Path) -> None:
    """git runs what remote.*.uploadpack says to get a missing object."""
    repo = worked_on(make_repo)
    missing = repo.git("rev-parse", "HEAD:d/c.txt")
    (repo.top / ".git/objects" / missing[:2] / missing[2:]).unlink()
    repo.write({"left.txt": "left\n"})
    for key, value in (
        ("remote.origin.url", str(tmp_path)),
        ("remote.origin.promisor", "true"),
        ("remote.origin.uploadpack", str(canary)),
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
    ):
        repo.git("config", key, value)
    repository = open_repository(repo.top)
    found = scan(repository, revision="HEAD")
    # a.py and c.txt had the same bytes
    assert [each.path for each in found.left_out] == ["a.py", "d/c.txt"]
    assert {each.reason for each in found.left_out} == {"missing object"}
    scan(repository)
    changed_in_working_tree(repository, ["a.py", "b.py", "d/c.txt"])
    assert found.base is not None
    made = commit(
        ChangeSet(found.base, {"b.py": b"new"}), repository, CommitRequest("refactor/x", "m", found.base)
    )
    assert repo.git("rev-parse", "refactor/x") == made.commit
    with pytest.raises(RefactorError):
        read_blobs(repository, [missing])
    assert not sang(canary)
    porcelain(repo, ("cat-file", "-p", missing))
    assert sang(canary)


@pytest.mark.parametrize("missing", ["commit", "tree"])
def test_a_promisor_remote_with_missing_commits_and_trees(
    make_repo: MakeRepo, canary: Path, missing: str
) -> None:
    repo = worked_on(make_repo)
    oid = repo.git("rev-parse", "HEAD" if missing == "commit" else "HEAD^{tree}")
    (repo.top / ".git/objects" / oid[:2] / oid[2:]).unlink()
    settings = {"url": ".", "promisor": "true", "uploadpack": str(canary)}
    for key, value in settings.items():
        repo.git("config", f"remote.origin.{key}", value)
    repository = open_repository(repo.top)
    scan(repository)
    with pytest.raises(RefactorError) as error:
        scan(repository, revision="HEAD")
    assert error.value.exit_code == 5
    assert not sang(canary)
    porcelain(repo, ("cat-file", "-p", oid))
    assert sang(canary)


def test_replaced_objects(make_repo: MakeRepo) -> None:
    """refs/replace, or a graft, puts other content under the same id: what was committed counts."""
    repo = worked_on(make_repo)
    original, evil = repo.git("rev-parse", "HEAD:a.py"), repo.git("rev-parse", "HEAD:b.py")
    repo.git("replace", original, evil)
    repo.git("replace", "HEAD", "side")
    found = scan(open_repository(repo.top), revision="HEAD")
    assert found.files["a.py"].data == b"x\n"
    assert found.files["b.py"].data == b"main\n"
    assert repo.git("show", "HEAD:b.py") == "side"
    use_all(repo)


def test_python_files_of_the_repository_are_not_imported(
    make_repo: MakeRepo, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = worked_on(make_repo)
    trap = f"import pathlib; pathlib.Path({str(canary.with_name('sang'))!r}).touch()\n"
    names = (
        "sitecustomize.py",
        "usercustomize.py",
        "git.py",
        "git/__init__.py",
        "gitdb.py",
        "platformdirs.py",
        "tempfile.py",
    )
    repo.write(dict.fromkeys(names, trap))
    monkeypatch.chdir(repo.top)
    use_all(repo)
    code = (
        "from pathlib import Path\n"
        "from refactor_cli.repository import open_repository\n"
        "from refactor_cli.scan import scan\n"
        "assert scan(open_repository(Path())).files"
    )
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-P", "-c", code], cwd=repo.top, env=environment, check=True)
    assert not sang(canary)
    subprocess.run([sys.executable, "-c", "import git"], cwd=repo.top, env=environment, check=True)
    assert sang(canary)


def test_a_bare_repository_inside_is_only_files(make_repo: MakeRepo, canary: Path) -> None:
    repo = worked_on(make_repo)
    planted = GitRepo(repo.top / "planted")
    planted.top.mkdir()
    planted.git("init", "--quiet", "--bare")
    planted.git("config", "core.fsmonitor", str(canary))
    planted.git("config", "core.bare", "false")
    planted.git("config", "core.worktree", str(planted.top))
    use_all(repo)
    with pytest.raises(RefactorError) as error:
        open_repository(planted.top)
    assert error.value.exit_code == 5
    assert not sang(canary)
    porcelain(planted, ("status",))
    assert sang(canary)

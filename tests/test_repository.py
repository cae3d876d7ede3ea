"""Opening repositories of every shape, and reading them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import GitRepo
from msgspec.structs import replace

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository import (
    blobs_at,
    branch_name,
    changed_in_working_tree,
    head,
    open_repository,
    read_blobs,
    resolve,
    state,
)
from refactor_cli.repository.paths import is_safe_path

MakeRepo = Callable[..., GitRepo]


def refused(path: Path) -> tuple[str, str, ExitCode]:
    with pytest.raises(RefactorError) as error:
        open_repository(path)
    assert "\n" not in error.value.problem + error.value.hint
    return error.value.problem, error.value.hint, error.value.exit_code


def test_opens_from_any_folder_inside(make_repo: MakeRepo) -> None:
    repo = make_repo({"a/b/c.py": ""})
    opened = open_repository(repo.top / "a/b")
    assert opened == open_repository(repo.top)
    git_dir = repo.top / ".git"
    assert opened == replace(
        opened,
        top=repo.top,
        git_dir=git_dir,
        common_dir=git_dir,
        objects=git_dir / "objects",
        object_format="sha1",
    )


def test_opens_through_a_symbolic_link(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": ""})
    (tmp_path / "link").symlink_to(repo.top)
    assert open_repository(tmp_path / "link").top == repo.top


@pytest.mark.parametrize("name", ["with space", "-leading", "a'b", "%0A", "\u202egpj", "[x]", "a\udcffb"])
def test_opens_a_folder_of_any_name(make_repo: MakeRepo, name: str) -> None:
    repo = make_repo({"a.py": ""}, name)
    assert open_repository(repo.top).top == repo.top


def test_opens_sha256(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""}, "repo", "--object-format=sha256")
    opened = open_repository(repo.top)
    assert opened.object_format == "sha256"
    assert len(resolve(opened, "HEAD")) == 64


def test_opens_a_linked_worktree(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": ""})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    opened = open_repository(tmp_path / "linked")
    assert opened.top == tmp_path / "linked"
    assert opened.git_dir == repo.top / ".git/worktrees/linked"
    assert opened.common_dir == repo.top / ".git"
    assert opened.objects == repo.top / ".git/objects"


def test_opens_a_separate_git_directory(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": ""}, "repo", f"--separate-git-dir={tmp_path / 'elsewhere'}")
    assert open_repository(repo.top).git_dir == tmp_path / "elsewhere"


def test_opens_a_submodule(make_repo: MakeRepo) -> None:
    inner, outer = make_repo({"a.py": ""}, "inner"), make_repo({"b.py": ""}, "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.top), "sub")
    opened = open_repository(outer.top / "sub")
    assert (opened.top, opened.git_dir) == (outer.top / "sub", outer.top / ".git/modules/sub")
    assert open_repository(outer.top).top == outer.top


def test_opens_shallow_and_partial_clones(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": ""})
    repo.git("config", "uploadpack.allowFilter", "true")
    for name, option in (("shallow", "--depth=1"), ("partial", "--filter=blob:none")):
        repo.git("clone", "--quiet", option, f"file://{repo.top}", str(tmp_path / name))
        assert resolve(open_repository(tmp_path / name), "HEAD") == repo.git("rev-parse", "HEAD")


def test_a_hooks_variables_lead_nowhere(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo, other = make_repo({"a.py": ""}), make_repo({"b.py": ""}, "other")
    for name, value in (
        ("GIT_DIR", str(other.top / ".git")),
        ("GIT_WORK_TREE", str(other.top)),
        ("GIT_INDEX_FILE", str(other.top / ".git/index")),
        ("GIT_OBJECT_DIRECTORY", str(other.top / ".git/objects")),
        ("GIT_CONFIG_PARAMETERS", "'core.bare=true'"),
    ):
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    opened = open_repository(repo.top)
    assert opened.top == repo.top
    assert set(blobs_at(opened, resolve(opened, "HEAD"), ["a.py", "b.py"])) == {"a.py"}
    assert dict(os.environ) == before


# ---------------------------------------------------------------- refusals


def test_not_a_repository(tmp_path: Path) -> None:
    assert refused(tmp_path) == (
        "not a git repository",
        "run `git init`, or name another folder: --repo DIR",
        ExitCode.REPOSITORY,
    )


def test_an_empty_git_folder_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert refused(tmp_path)[0] == "not a git repository"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    problem, _, code = refused(tmp_path / "none")
    assert problem.startswith(f"{tmp_path / 'none'} cannot be opened")
    assert code == ExitCode.REPOSITORY


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    assert refused(tmp_path / "a.py")[0] == f"{tmp_path / 'a.py'} is not a folder"


def test_a_bare_repository(make_repo: MakeRepo) -> None:
    bare = make_repo(None, "bare", "--bare")
    assert refused(bare.top) == (
        f"{bare.top} is a bare repository",
        "clone it, and name the clone: --repo DIR",
        ExitCode.REPOSITORY,
    )


def test_inside_the_git_folder(make_repo: MakeRepo) -> None:
    assert refused(make_repo({"a.py": ""}).top / ".git")[0] == "this folder is inside of .git"


def test_a_planted_bare_repository_is_not_used(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    planted = GitRepo(repo.top / "planted")
    planted.top.mkdir()
    planted.git("init", "--quiet", "--bare")
    assert refused(planted.top) == (
        "a bare repository has no files to read",
        "clone it, and name the clone: --repo DIR",
        ExitCode.REPOSITORY,
    )
    assert open_repository(repo.top).git_dir == repo.top / ".git"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a repository away")
def test_a_repository_of_another_user(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    for path in (repo.top, repo.top / ".git"):
        os.chown(path, 4711, 4711)
    assert subprocess.run(["git", "status"], cwd=repo.top, capture_output=True, check=False).returncode == 128
    assert refused(repo.top) == (
        "the repository belongs to another user",
        "run this as its owner; if you trust it: git config --global --add safe.directory FOLDER",
        ExitCode.REPOSITORY,
    )


# ---------------------------------------------------------------- crafted .git (each is what git itself would follow)


def test_a_git_file_that_points_to_another_repository(make_repo: MakeRepo, tmp_path: Path) -> None:
    victim = make_repo({"a.py": ""}, "victim")
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / ".git").write_text(f"gitdir: {victim.top / '.git'}\n")
    assert refused(planted)[0] == f"{planted / '.git'} points to another repository"


def test_a_git_link_that_points_to_another_repository(make_repo: MakeRepo, tmp_path: Path) -> None:
    victim = make_repo({"a.py": ""}, "victim")
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / ".git").symlink_to(victim.top / ".git")
    assert refused(planted)[0] == f"{planted / '.git'} points to another repository"


def test_a_git_file_that_points_to_anothers_submodule(make_repo: MakeRepo, tmp_path: Path) -> None:
    inner, outer = make_repo({"a.py": ""}, "inner"), make_repo({"b.py": ""}, "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.top), "sub")
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / ".git").write_text(f"gitdir: {outer.top / '.git/modules/sub'}\n")
    assert refused(planted)[0].startswith("the working tree of ")


def test_a_git_file_that_points_to_anothers_worktree(make_repo: MakeRepo, tmp_path: Path) -> None:
    victim = make_repo({"a.py": ""}, "victim")
    victim.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / ".git").write_text(f"gitdir: {victim.top / '.git/worktrees/linked'}\n")
    assert refused(planted)[0] == f"{planted / '.git'} borrows the branches of another repository"


def test_a_commondir_that_points_to_another_repository(make_repo: MakeRepo) -> None:
    victim, planted = make_repo({"a.py": ""}, "victim"), make_repo({"b.py": ""}, "planted")
    (planted.top / ".git/commondir").write_text(f"{victim.top / '.git'}\n")
    assert refused(planted.top)[0] == f"{planted.top / '.git'} borrows the branches of another repository"


@pytest.mark.parametrize("worktree", ["/", "..", "sub"])
def test_a_work_tree_elsewhere(make_repo: MakeRepo, worktree: str) -> None:
    repo = make_repo({"sub/a.py": ""})
    repo.git("config", "core.worktree", os.path.normpath(repo.top / worktree))
    assert refused(repo.top)[0].startswith("the working tree of ")


def test_alternates_lend_objects_and_nothing_else(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": "x\n"})
    repo.git("clone", "--quiet", "--shared", str(repo.top), str(tmp_path / "borrower"))
    opened = open_repository(tmp_path / "borrower")
    oid = blobs_at(opened, resolve(opened, "HEAD"), ["a.py"])["a.py"]
    assert read_blobs(opened, [oid]) == {oid: b"x\n"}
    (tmp_path / "borrower/.git/objects/info/alternates").write_text("/nowhere\n")
    with pytest.raises(RefactorError) as error:
        blobs_at(opened, resolve(opened, "HEAD"), ["a.py"])
    assert error.value.exit_code == ExitCode.REPOSITORY


# ---------------------------------------------------------------- which git


def plant_git(folder: Path) -> Path:
    """A `git` that leaves a canary beside itself."""
    folder.mkdir(exist_ok=True)
    (folder / "git").write_text(f"#!/bin/sh\ntouch '{folder / 'canary'}'\n")
    (folder / "git").chmod(0o755)
    return folder / "canary"


@pytest.mark.parametrize("entry", ["", ".", "bin", "{top}", "{top}/bin", "{link}"])
def test_a_planted_git_is_not_run(
    make_repo: MakeRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    repo = make_repo({"a.py": ""})
    canaries = [plant_git(repo.top), plant_git(repo.top / "bin")]
    (tmp_path / "link").symlink_to(repo.top / "bin")
    monkeypatch.chdir(repo.top)
    first = entry.format(top=repo.top, link=tmp_path / "link")
    monkeypatch.setenv("PATH", os.pathsep.join([first, os.environ["PATH"]]))
    opened = open_repository(Path())
    assert head(opened) is not None
    assert not any(canary.exists() for canary in canaries)
    subprocess.run(["git"], check=True)  # the canary sings when this PATH is followed
    assert any(canary.exists() for canary in canaries)


def test_a_git_that_goes_by_its_name(
    make_repo: MakeRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version managers link `git` to a program that looks at the name it was called by."""
    repo = make_repo({"a.py": ""})
    shim = tmp_path / "shim"
    shim.write_text(
        f'#!/bin/sh\n[ "$(basename "$0")" = git ] || exit 1\nPATH={os.environ["PATH"]} exec git "$@"\n'
    )
    shim.chmod(0o755)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").symlink_to(shim)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    opened = open_repository(repo.top)
    assert opened.place.program == str(tmp_path / "bin/git")
    assert head(opened) is not None


def test_no_git(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repo({"a.py": ""})
    monkeypatch.setenv("PATH", f".{os.pathsep}{repo.top}")
    assert refused(repo.top) == (
        "git was not found on PATH, outside of the repository",
        "install git 2.31 or newer",
        ExitCode.REPOSITORY,
    )


# ---------------------------------------------------------------- reading


def test_an_unborn_head(make_repo: MakeRepo) -> None:
    opened = open_repository(make_repo(None).top)
    assert head(opened) is None
    with pytest.raises(RefactorError) as error:
        resolve(opened, "main")
    assert (error.value.problem, error.value.exit_code) == (
        "the repository has no commits",
        ExitCode.REPOSITORY,
    )


def test_resolve(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    repo.git("tag", "--annotate", "--message", "x", "v1")
    first = repo.git("rev-parse", "HEAD")
    second = repo.commit()
    opened = open_repository(repo.top)
    asked = {name: resolve(opened, name) for name in ("HEAD", "main", "HEAD~1", "v1", first[:8])}
    assert asked == {"HEAD": second, "main": second, "HEAD~1": first, "v1": first, first[:8]: first}


@pytest.mark.parametrize(
    "revision", ["", "none", "--all", "-n1", "--git-dir", "HEAD:a.py", "main\n", "a\0b", "HEAD main"]
)
def test_what_is_no_revision(make_repo: MakeRepo, revision: str) -> None:
    opened = open_repository(make_repo({"a.py": ""}).top)
    with pytest.raises(RefactorError) as error:
        resolve(opened, revision)
    assert (error.value.problem, error.value.exit_code) == (
        f"no commit is called {revision!r}",
        ExitCode.USAGE,
    )


def test_blobs_at(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x\n", "d/é.py": "y\n", "-z": "z\n"})
    (repo.top / "link").symlink_to("a.py")
    repo.commit()
    opened = open_repository(repo.top)
    data = {"a.py": b"x\n", "d/é.py": b"y\n", "-z": b"z\n"}
    oids = {name: repo.git("rev-parse", f"HEAD:{name}") for name in data}
    assert blobs_at(opened, resolve(opened, "HEAD"), [*data, "link", "d", "none"]) == oids
    assert read_blobs(opened, list(oids.values())) == {oids[name]: data[name] for name in data}


def test_read_blobs_says_what_is_missing(make_repo: MakeRepo) -> None:
    opened = open_repository(make_repo({"a.py": "x\n"}).top)
    with pytest.raises(RefactorError) as error:
        read_blobs(opened, ["1" * 40])
    assert (error.value.problem, error.value.exit_code) == (
        f"the repository has no object {'1' * 40}",
        ExitCode.REPOSITORY,
    )


def test_a_replaced_blob_is_not_followed(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "original\n", "b.py": "evil\n"})
    original, evil = repo.git("rev-parse", "HEAD:a.py"), repo.git("rev-parse", "HEAD:b.py")
    repo.git("replace", original, evil)
    assert repo.git("cat-file", "-p", original) == "evil"
    assert read_blobs(open_repository(repo.top), [original]) == {original: b"original\n"}


def conflict(repo: GitRepo) -> None:
    """Two branches that change the same line; `side` is left for the test to bring in."""
    repo.git("checkout", "--quiet", "-b", "side")
    repo.write({"a.py": "side\n"})
    repo.commit("side")
    repo.git("checkout", "--quiet", "main")
    repo.write({"a.py": "main\n"})
    repo.commit("main")


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        pytest.param([], (), id="nothing"),
        pytest.param([["checkout", "--quiet", "--detach"]], (), id="detached HEAD"),
        pytest.param([["merge", "side"]], ("merge",), id="merge"),
        pytest.param([["rebase", "side"]], ("rebase",), id="rebase"),
        pytest.param([["rebase", "--apply", "side"]], ("rebase",), id="rebase with patches"),
        pytest.param([["cherry-pick", "side"]], ("cherry-pick",), id="cherry-pick"),
        pytest.param(
            [["revert", "HEAD~1", "--no-edit"], ["revert", "side", "--no-edit"]], ("revert",), id="revert"
        ),
        pytest.param([["bisect", "start"]], ("bisect",), id="bisect"),
        pytest.param([["bisect", "start"], ["merge", "side"]], ("merge", "bisect"), id="two at once"),
    ],
)
def test_state(make_repo: MakeRepo, commands: list[list[str]], expected: tuple[str, ...]) -> None:
    repo = make_repo({"a.py": "base\n"})
    conflict(repo)
    for command in commands:
        subprocess.run(["git", *command], cwd=repo.top, capture_output=True, check=False)
    assert state(open_repository(repo.top)) == expected


def changed(repo: GitRepo, *paths: str) -> set[str]:
    return changed_in_working_tree(open_repository(repo.top), paths)


def test_changed_in_working_tree(make_repo: MakeRepo) -> None:
    names = [
        "same.py",
        "disk.py",
        "staged.py",
        "gone.py",
        "removed.py",
        "touched.py",
        "linked.py",
        "sub/x.py",
    ]
    repo = make_repo(dict.fromkeys(names, "x\n"))
    assert changed(repo, *names, "never.py") == set()
    repo.write({"disk.py": "y\n", "staged.py": "y\n", "new.py": "", "added.py": ""})
    repo.git("add", "staged.py", "added.py")
    repo.write({"staged.py": "x\n"})  # as in HEAD again on disk, but not in the index
    (repo.top / "gone.py").unlink()
    repo.git("rm", "--quiet", "--cached", "removed.py")
    os.utime(repo.top / "touched.py", (1, 1))
    (repo.top / "linked.py").unlink()
    (repo.top / "linked.py").symlink_to("same.py")
    (repo.top / "sub").rename(repo.top / "elsewhere")
    (repo.top / "sub").symlink_to("elsewhere")
    expected = {
        "disk.py",
        "staged.py",
        "gone.py",
        "removed.py",
        "linked.py",
        "new.py",
        "added.py",
        "sub/x.py",
    }
    assert changed(repo, *names, "new.py", "added.py", "never.py") == expected


def test_changed_before_the_first_commit(make_repo: MakeRepo) -> None:
    repo = make_repo(None)
    repo.write({"a.py": ""})
    assert changed(repo, "a.py") == {"a.py"}


def test_a_file_in_conflict_is_changed(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "base\n", "b.py": ""})
    conflict(repo)
    subprocess.run(["git", "merge", "side"], cwd=repo.top, capture_output=True, check=False)
    repo.write({"a.py": "main\n"})  # HEAD's bytes
    assert changed(repo, "a.py", "b.py") == {"a.py"}


def test_a_file_that_sparse_checkout_leaves_out_is_not_changed(make_repo: MakeRepo) -> None:
    repo = make_repo({"in/a.py": "", "out/b.py": ""})
    repo.git("sparse-checkout", "set", "in")
    assert not (repo.top / "out").exists()
    assert changed(repo, "in/a.py", "out/b.py") == set()


@pytest.mark.parametrize(
    ("configuration", "attributes", "expected"),
    [
        pytest.param([], "", {"a.py"}, id="line ends are a change"),
        pytest.param([("core.autocrlf", "true")], "", set(), id="autocrlf"),
        pytest.param([("core.autocrlf", "input")], "", set(), id="autocrlf=input"),
        pytest.param([("core.autocrlf", "true")], "*.py -text\n", {"a.py"}, id="autocrlf, but not this file"),
        pytest.param([], "*.py text eol=crlf\n", set(), id="eol attribute"),
        pytest.param([], "* text=auto\n", set(), id="text attribute"),
    ],
)
def test_converted_line_ends(
    make_repo: MakeRepo, configuration: list[tuple[str, str]], attributes: str, expected: set[str]
) -> None:
    repo = make_repo({"a.py": "x\ny\n", "b.py": "x\n", ".gitattributes": attributes})
    for name, value in configuration:
        repo.git("config", name, value)
    repo.write({"a.py": "x\r\ny\r\n", "b.py": "z\r\n"})
    assert changed(repo, "a.py", "b.py") == expected | {"b.py"}


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    "path",
    [
        "a.py",
        ".gitignore",
        ".github/workflows/x.yml",
        "a/.gitattributes",
        "git",
        "a.git/x",
        "..a",
        "a..b/c",
        "é/x",
        "a b",
        "with\\backslash",
        "ab:c",
        "-x",
        "a\udcff",
    ],
)
def test_safe_paths(path: str) -> None:
    assert is_safe_path(path.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "..",
        "/etc/passwd",
        "a//b",
        "a/",
        "a/./b",
        "../x",
        "a/../../x",
        "a/..",
        ".git",
        ".git/config",
        "a/.git/hooks/x",
        ".GIT/config",
        ".Git",
        "git~1/config",
        "GIT~2",
        ".git /x",
        ".git./x",
        ".git...",
        ".git::$INDEX_ALLOCATION/x",
        ".git:x",
        ".g\u200cit/config",
        "\ufeff.git/x",
        "a\\.git\\config",
        "..\\x",
        ".. /x",
        "C:/x",
        "c:x",
        "a:b",
        "a\0b",
    ],
)
def test_unsafe_paths(path: str) -> None:
    assert not is_safe_path(path.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["pkg.mod.func"], "refactor/pkg.mod.func", id="dotted"),
        pytest.param(["a.b", "c.d"], "refactor/a.b-and-1", id="two"),
        pytest.param(["a", "b", "c"], "refactor/a-and-2", id="three"),
        pytest.param(["pkg/mod.py:Shop.total"], "refactor/pkg-mod.py-shop.total", id="path"),
        pytest.param(["my_recipe"], "refactor/my_recipe", id="recipe"),
        pytest.param(["x.lock"], "refactor/x-lock", id="what git keeps for itself"),
        pytest.param(["a..b"], "refactor/a.b", id="two dots"),
        pytest.param(["-x."], "refactor/x", id="ends"),
        pytest.param(["Größe"], "refactor/gr-e", id="not ASCII"),
        pytest.param(["名前"], "refactor/migration", id="nothing left"),
        pytest.param(["$(touch x)@{-1}"], "refactor/touch-x-1", id="hostile"),
        pytest.param(["a" * 300], f"refactor/{'a' * 100}", id="long"),
        pytest.param(["a" * 95 + ".lock.py"], f"refactor/{'a' * 95}-lock", id="long, cut to what git keeps"),
    ],
)
def test_branch_name(make_repo: MakeRepo, names: list[str], expected: str) -> None:
    assert branch_name(names) == expected
    make_repo(None).git("check-ref-format", "--branch", expected)

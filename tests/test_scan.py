"""Snapshots of working trees and commits: what is in them, and what was left out and why."""

from __future__ import annotations

import codecs
import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import GitRepo

from refactor_cli.data import LeftOut, Snapshot, SourceFile, blob_id
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository import objects, open_repository
from refactor_cli.scan import Selection, scan

MakeRepo = Callable[..., GitRepo]
LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12345\n" % (b"0" * 64)


def scanned(
    repo: GitRepo, revision: str | None = None, selection: Selection | None = None, limit: int = 5_000_000
) -> Snapshot:
    return scan(open_repository(repo.top), revision=revision, selection=selection or Selection(), limit=limit)


def source(path: str, data: bytes = b"", language: str | None = "python", mode: int = 0o100644) -> SourceFile:
    return SourceFile(path, blob_id(data), mode, language, data)


def snapshot(*files: SourceFile, base: str | None = None, left_out: tuple[LeftOut, ...] = ()) -> Snapshot:
    return Snapshot({file.path: file for file in files}, left_out, base)


def test_an_empty_repository(make_repo: MakeRepo) -> None:
    assert scanned(make_repo(None)) == Snapshot({})


def test_a_commit_of_nothing(make_repo: MakeRepo) -> None:
    repo = make_repo({})
    assert scanned(repo, "HEAD") == Snapshot({}, base=repo.git("rev-parse", "HEAD"))


def test_no_commits(make_repo: MakeRepo) -> None:
    repo = make_repo(None)
    repo.write({"a.py": "x\n"})
    assert scanned(repo) == snapshot(source("a.py", b"x\n"))
    with pytest.raises(RefactorError) as error:
        scanned(repo, "HEAD")
    assert (error.value.problem, error.value.exit_code) == (
        "the repository has no commits",
        ExitCode.REPOSITORY,
    )


def test_a_commit_and_the_working_tree(make_repo: MakeRepo) -> None:
    repo = make_repo({"b.py": "b\r\n", "a/z.txt": "text", "gone.py": "", "run": "#!/usr/bin/env python3\n"})
    (repo.top / "run").chmod(0o755)
    base = repo.commit()
    at_head = (
        source("a/z.txt", b"text", None),
        source("b.py", b"b\r\n"),
        source("gone.py"),
        source("run", b"#!/usr/bin/env python3\n", mode=0o100755),
    )
    assert scanned(repo, "HEAD") == snapshot(*at_head, base=base)
    assert list(scanned(repo, "HEAD").files) == [file.path for file in at_head]
    repo.write(
        {"b.py": "changed", "new.py": "new", "ignored.py": "", ".gitignore": "ignored.py\n", "staged.py": "1"}
    )
    repo.git("add", "staged.py")
    repo.write({"staged.py": "2"})
    (repo.top / "gone.py").unlink()
    on_disk = (
        source(".gitignore", b"ignored.py\n", None),
        source("a/z.txt", b"text", None),
        source("b.py", b"changed"),
        source("new.py", b"new"),
        source("run", b"#!/usr/bin/env python3\n", mode=0o100755),
        source("staged.py", b"2"),
    )
    assert scanned(repo) == snapshot(*on_disk)
    assert list(scanned(repo).files) == [file.path for file in on_disk]
    assert scanned(repo, "HEAD") == snapshot(*at_head, base=base)


def test_sha256(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x\n"}, "repo", "--object-format=sha256")
    file = SourceFile("a.py", repo.git("rev-parse", "HEAD:a.py"), 0o100644, "python", b"x\n")
    assert scanned(repo) == Snapshot({"a.py": file}, object_format="sha256")
    assert scanned(repo, "HEAD") == Snapshot({"a.py": file}, (), repo.git("rev-parse", "HEAD"), "sha256")


def test_the_same_bytes_twice(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x\n", "b/a.py": "x\n"})
    assert scanned(repo, "HEAD").files == {"a.py": source("a.py", b"x\n"), "b/a.py": source("b/a.py", b"x\n")}


def test_a_conflict_is_one_file(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "base\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.write({"a.py": "side\n"})
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.write({"a.py": "main\n"})
    repo.commit()
    subprocess.run(["git", "merge", "side"], cwd=repo.top, capture_output=True, check=False)
    assert list(scanned(repo).files) == ["a.py"]
    assert scanned(repo).files["a.py"].data.startswith(b"<<<<<<< HEAD\n")


# ---------------------------------------------------------------- selection


@pytest.mark.parametrize("revision", [None, "HEAD"], ids=["working tree", "commit"])
def test_selection(make_repo: MakeRepo, revision: str | None) -> None:
    repo = make_repo(
        {"lib/a.py": "", "lib/b.py": "", "lib-x/c.py": "", "lib/logo.png": b"\0", "logo.png": b"\0"}
    )
    found = scanned(repo, revision, Selection(("lib",), exclude=("b.*",)))
    assert (list(found.files), found.left_out) == (["lib/a.py"], (LeftOut("lib/logo.png", "binary"),))


@pytest.mark.parametrize("revision", [None, "HEAD"], ids=["working tree", "commit"])
@pytest.mark.parametrize("path", ["none.py", "lib/none", "li", "lib/a.py/x", "ignored.py"])
def test_a_selected_path_that_is_not_there(make_repo: MakeRepo, revision: str | None, path: str) -> None:
    repo = make_repo({"lib/a.py": "", "lib-x/c.py": "", ".gitignore": "ignored.py"})
    repo.write({"ignored.py": ""})
    with pytest.raises(RefactorError) as error:
        scanned(repo, revision, Selection(("lib", path)))
    assert error.value.exit_code == ExitCode.USAGE
    assert error.value.problem.startswith(f"{path} holds no file of the ")


# ---------------------------------------------------------------- what is left out


@pytest.mark.parametrize("revision", [None, "HEAD"], ids=["working tree", "commit"])
@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("a.py", b"x" * 100, None, id="as large as allowed"),
        pytest.param("a.py", b"x" * 101, "too large", id="too large"),
        pytest.param("a.bin", b"\0" * 200, "too large", id="large and binary"),
        pytest.param("a.bin", b"a\0b", "binary", id="binary"),
        pytest.param("a.py", b"x = '\0'", "binary", id="binary Python"),
        pytest.param("a.bin", LFS_POINTER[:90], "lfs pointer", id="LFS pointer"),
        pytest.param("a.py", b"\xff", "undecodable: not text in utf-8", id="not UTF-8"),
        pytest.param("a.txt", b"\xff", None, id="any bytes are text"),
        pytest.param(
            "a.py", b"# coding: x-none\n", "undecodable: unknown encoding 'x-none'", id="unknown encoding"
        ),
        pytest.param("a.py", b"# coding: latin-1\n\xff", None, id="latin-1"),
        pytest.param("a.txt", codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), None, id="UTF-16 text"),
        pytest.param(
            "a.txt", codecs.BOM_UTF16_BE + b"a", "undecodable: not text in utf-16-be", id="half UTF-16"
        ),
        pytest.param(
            "a.py",
            codecs.BOM_UTF16_LE + "x".encode("utf-16-le"),
            "undecodable: UTF-16 is not supported for Python source",
            id="UTF-16 Python",
        ),
        pytest.param(
            "a.txt", codecs.BOM_UTF32_LE + b"a\0\0\0", "undecodable: UTF-32 is not supported", id="UTF-32"
        ),
    ],
)
def test_left_out_for_its_bytes(
    make_repo: MakeRepo, name: str, data: bytes, reason: str | None, revision: str | None
) -> None:
    found = scanned(make_repo({name: data}), revision, limit=100)
    expected = {} if reason else {name: data}
    assert {path: file.data for path, file in found.files.items()} == expected
    assert found.left_out == ((LeftOut(name, reason),) if reason else ())


def test_nul_after_the_first_bytes_is_text_to_git_too(make_repo: MakeRepo) -> None:
    data = b"x" * 8000 + b"\0"
    assert scanned(make_repo({"a.txt": data})).files["a.txt"].data == data
    assert scanned(make_repo({"a.txt": data[1:]}, "other")).left_out == (LeftOut("a.txt", "binary"),)


def test_links_are_not_followed(make_repo: MakeRepo, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("secret")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/x.py").write_text("secret")
    repo = make_repo({"a.py": "", "folder/x.py": "", "folder/deep/y.py": ""})
    (repo.top / "link.py").symlink_to(tmp_path / "secret.py")
    (repo.top / "inner.py").symlink_to("a.py")
    (repo.top / "dangling.py").symlink_to("nowhere")
    (repo.top / "out").symlink_to(tmp_path)
    base = repo.commit()
    links = tuple(LeftOut(path, "symlink") for path in ("dangling.py", "inner.py", "link.py", "out"))
    files = (source("a.py"), source("folder/deep/y.py"), source("folder/x.py"))
    assert scanned(repo, "HEAD") == snapshot(*files, base=base, left_out=links)
    assert scanned(repo) == snapshot(*files, left_out=links)
    (repo.top / "folder").rename(repo.top / "moved")
    (repo.top / "folder").symlink_to(tmp_path / "folder")
    (repo.top / "moved/x.py").unlink()
    found = scanned(repo)
    assert list(found.files) == ["a.py", "moved/deep/y.py"]
    expected = {*links, *(LeftOut(path, "symlink") for path in ("folder", "folder/deep/y.py", "folder/x.py"))}
    assert set(found.left_out) == expected


def test_a_file_where_a_folder_was(make_repo: MakeRepo) -> None:
    repo = make_repo({"d/a.py": "", "b.py": ""})
    (repo.top / "d/a.py").unlink()
    (repo.top / "d").rmdir()
    repo.write({"d": "text"})
    assert scanned(repo) == snapshot(source("b.py"), source("d", b"text", None))


@pytest.mark.parametrize("kind", ["fifo", "socket", "folder"])
def test_what_is_no_file(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    repo = make_repo({"a.py": ""})
    (repo.top / "a.py").unlink()
    monkeypatch.chdir(repo.top)  # a socket's path has to be short
    if kind == "fifo":
        os.mkfifo("a.py")
    elif kind == "folder":
        os.mkdir("a.py")
    else:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("a.py")
    reason = "submodule" if kind == "folder" else "unreadable"
    assert scanned(repo) == snapshot(left_out=(LeftOut("a.py", reason),))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_no_permission(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    (repo.top / "a.py").chmod(0)
    assert scanned(repo) == snapshot(left_out=(LeftOut("a.py", "unreadable"),))


def test_submodules_and_nested_repositories_are_not_entered(make_repo: MakeRepo) -> None:
    inner, repo = make_repo({"secret.py": ""}, "inner"), make_repo({"b.py": ""}, "outer")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.top), "sub")
    base = repo.commit()
    modules = source(".gitmodules", (repo.top / ".gitmodules").read_bytes(), None)
    expected = snapshot(modules, source("b.py"), base=base, left_out=(LeftOut("sub", "submodule"),))
    assert scanned(repo, "HEAD") == expected
    subprocess.run(["cp", "-r", inner.top, repo.top / "nested"], check=True)
    left_out = (LeftOut("nested", "submodule"), LeftOut("sub", "submodule"))
    assert scanned(repo) == snapshot(modules, source("b.py"), left_out=left_out)


def test_sparse_checkout(make_repo: MakeRepo) -> None:
    repo = make_repo({"in/a.py": "", "out/b.py": "", "gone.py": ""})
    repo.git("sparse-checkout", "set", "in")
    (repo.top / "gone.py").unlink()
    assert scanned(repo) == snapshot(source("in/a.py"), left_out=(LeftOut("out/b.py", "not checked out"),))
    assert list(scanned(repo, "HEAD").files) == ["gone.py", "in/a.py", "out/b.py"]


def test_missing_objects_are_not_fetched(make_repo: MakeRepo, tmp_path: Path) -> None:
    origin = make_repo({"a.py": "x\n", "b.py": "y\n"}, "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    options = ("--quiet", "--no-checkout", "--filter=blob:none")
    origin.git("clone", *options, f"file://{origin.top}", str(tmp_path / "partial"))
    partial = GitRepo(tmp_path / "partial")
    partial.git("cat-file", "-p", "HEAD:b.py")  # git itself fetches this one
    objects_before = partial.git("count-objects", "-v")
    expected = snapshot(
        source("b.py", b"y\n"),
        base=partial.git("rev-parse", "HEAD"),
        left_out=(LeftOut("a.py", "missing object"),),
    )
    assert scanned(partial, "HEAD") == expected
    assert partial.git("count-objects", "-v") == objects_before


# ---------------------------------------------------------------- hostile names and trees

HOSTILE_NAMES = (
    b"-rf.py",
    b"--version.py",
    b"\x1b[31mred.py",
    "\u202egpj.py".encode(),
    b"[/red]x.py",
    b"%0A::error::x.py",
    b"new\nline.py",
    b"tab\t.py",
    b"quote\".py",
    b"back\\slash.py",
    b" space .py",
    b"inv\xffalid.py",
    b"\xed\xb3\xbf.py",
    b"*.py",
    b":(glob)x.py",
    b"$(touch x).py",
    "e\u0301.py".encode(),
)  # fmt: skip


def test_hostile_names(make_repo: MakeRepo) -> None:
    repo = make_repo(None)
    for name in HOSTILE_NAMES:
        repo.write({os.fsdecode(name): name.hex()})
    names = sorted(HOSTILE_NAMES)
    untracked = scanned(repo)
    base = repo.commit()
    for found in (untracked, scanned(repo), scanned(repo, "HEAD")):
        assert [path.encode("utf-8", "surrogateescape") for path in found.files] == names
        assert [file.data for file in found.files.values()] == [name.hex().encode() for name in names]
        assert found.left_out == ()
    assert scanned(repo, base, Selection(("-rf.py", "*.py"))).files.keys() == {"-rf.py", "*.py"}


def write_tree(repo: GitRepo, entries: list[tuple[str, bytes, str]]) -> str:
    """A tree object with any names at all."""
    data = b"".join(b"%s %s\0%s" % (mode.encode(), name, bytes.fromhex(oid)) for mode, name, oid in entries)
    command = ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"]
    return (
        subprocess.run(command, cwd=repo.top, input=data, capture_output=True, check=True)
        .stdout.decode()
        .strip()
    )


def commit_tree(repo: GitRepo, tree: str) -> None:
    repo.git("update-ref", "refs/heads/main", repo.git("commit-tree", "-m", "hostile", tree))


UNSAFE_NAMES = (
    b".git",
    b".GIT",
    b"git~1",
    b"..",
    b".",
    b"a/../b",
    b"/etc",
    ".g\u200cit".encode(),
    b"C:",
    b"a" * 5000,
)


def test_unsafe_paths_of_a_commit(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x\n"})
    blob = repo.git("rev-parse", "HEAD:a.py")
    folder = write_tree(repo, [("100644", b"config", blob)])
    entries = [("40000", name, folder) for name in UNSAFE_NAMES] + [("100644", b"a.py", blob)]
    commit_tree(repo, write_tree(repo, sorted(entries, key=lambda entry: entry[1])))
    found = scanned(repo, "HEAD")
    assert found.files == {"a.py": source("a.py", b"x\n")}
    expected = sorted(name + b"/config" for name in UNSAFE_NAMES)
    assert [each.path.encode("utf-8", "surrogateescape") for each in found.left_out] == expected
    assert {each.reason for each in found.left_out} == {"unsafe path"}


def test_a_tree_that_unfolds_without_end(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repo({"a.py": ""})
    monkeypatch.setattr(objects, "_LISTING_LIMIT", 1_000_000)  # the real one is met too, a second later
    kind, oid = "100644", repo.git("rev-parse", "HEAD:a.py")
    for _ in range(12):
        oid, kind = write_tree(repo, [(kind, b"%d" % number, oid) for number in range(10)]), "40000"
    commit_tree(repo, oid)
    with pytest.raises(RefactorError) as error:
        scanned(repo, "HEAD")
    expected = "the list of the repository's files is longer than 1,000,000 bytes"
    assert (error.value.problem, error.value.exit_code) == (expected, ExitCode.REPOSITORY)


def test_a_deep_tree(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    path = "d/" * 1500 + "d"
    oid = repo.git("rev-parse", "HEAD:a.py")
    commands = f"commit refs/heads/deep\ncommitter a <a@b> 1 +0000\ndata 0\nM 100644 {oid} {path}\n"
    subprocess.run(["git", "fast-import", "--quiet"], cwd=repo.top, input=commands.encode(), check=True)
    assert list(scanned(repo, "deep", Selection(include=("none", "/d/**"))).files) == [path]


def test_more_bytes_than_memory_should_hold(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repo({"a.py": "x" * 600, "b.py": "y" * 600, "c/d.py": "z" * 600})
    monkeypatch.setattr("refactor_cli.scan._TOTAL_LIMIT", 1000)
    for revision in (None, "HEAD"):
        with pytest.raises(RefactorError) as error:
            scanned(repo, revision)
        assert (error.value.problem, error.value.exit_code) == (
            "the files hold more than 1,000 bytes",
            ExitCode.USAGE,
        )
        assert list(scanned(repo, revision, Selection(("c",))).files) == ["c/d.py"]


@pytest.mark.parametrize("kind", ["commit", "tree", "index"])
def test_damage_is_an_error_not_a_traceback(make_repo: MakeRepo, kind: str) -> None:
    repo = make_repo({"a.py": "x\n", "b.py": "y\n"})
    if kind == "index":
        (repo.top / ".git/index").write_bytes(b"damaged")
    else:
        oid = repo.git("rev-parse", "HEAD" if kind == "commit" else "HEAD^{tree}")
        file = repo.top / ".git/objects" / oid[:2] / oid[2:]
        file.chmod(0o644)
        file.write_bytes(b"damaged")
    with pytest.raises(RefactorError) as error:
        scanned(repo, None if kind == "index" else "HEAD")
    starts = {
        "commit": "HEAD's commit ",
        "tree": "git cannot use the repository: ",
        "index": "git cannot use the repository: ",
    }
    assert error.value.problem.startswith(starts[kind])
    assert error.value.exit_code == ExitCode.REPOSITORY


def test_a_damaged_blob_is_left_out(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x\n", "b.py": "y\n"})
    oid = repo.git("rev-parse", "HEAD:a.py")
    (repo.top / ".git/objects" / oid[:2] / oid[2:]).unlink()
    repo.write({f".git/objects/{oid[:2]}/{oid[2:]}": b"damaged"})
    found = scanned(repo, "HEAD")
    assert (list(found.files), found.left_out) == (["b.py"], (LeftOut("a.py", "missing object"),))


def test_source_bombs_are_only_bytes_to_scan(make_repo: MakeRepo) -> None:
    bombs = {
        "nested.py": b"(" * 100_000,
        "long.py": b"x = " + b"1 + " * 500_000 + b"1\n",
        "huge.py": b"#" * 5_000_001,
        "line.py": b"# coding" * 600_000,
    }
    found = scanned(make_repo(bombs))
    assert {path: file.data for path, file in found.files.items()} == {
        name: bombs[name] for name in ("line.py", "long.py", "nested.py")
    }
    assert found.left_out == (LeftOut("huge.py", "too large"),)

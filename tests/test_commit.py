"""Branches: exactly the changes asked for, whole or absent, and nothing else of the repository moved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from conftest import GitRepo

from refactor_cli.__main__ import main
from refactor_cli.commit import CommitRequest, commit
from refactor_cli.data import Branch, ChangeSet, blob_id
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository import blobs_at, open_repository
from refactor_cli.repository.branches import check_new_branch

MakeRepo = Callable[..., GitRepo]


def committed(
    repo: GitRepo, changes: Mapping[str, bytes], branch: str = "refactor/x", message: str = "a message"
) -> Branch:
    repository = open_repository(repo.top)
    parent = repo.git("rev-parse", "HEAD")
    before = blobs_at(repository, parent, changes)
    return commit(ChangeSet(parent, changes, before), repository, CommitRequest(branch, message, parent))


def refused(repo: GitRepo, changes: Mapping[str, bytes], branch: str = "refactor/x") -> RefactorError:
    """The error; nothing of the repository is touched, and nothing is left behind."""
    before, objects = repo.state(), all_objects(repo)
    with pytest.raises(RefactorError) as error:
        committed(repo, changes, branch)
    assert repo.state() == before
    assert all_objects(repo) == objects
    assert "\n" not in error.value.problem + error.value.hint
    return error.value


def all_objects(repo: GitRepo) -> set[Path]:
    return set(Path(repo.git("rev-parse", "--path-format=absolute", "--git-path", "objects")).rglob("*"))


def only_added(repo: GitRepo, before: dict[str, object], made: Branch) -> None:
    refs = before["refs"]
    assert isinstance(refs, dict)
    assert repo.state() == {**before, "refs": {**refs, f"refs/heads/{made.name}": made.commit}}
    assert not [path for path in all_objects(repo) if path.name.startswith("tmp_")]


def changed_paths(repo: GitRepo, made: Branch) -> dict[str, bytes]:
    def output(*arguments: str) -> bytes:
        return subprocess.run(["git", *arguments], cwd=repo.top, capture_output=True, check=True).stdout

    records = output("diff-tree", "-r", "-z", "--no-renames", f"{made.commit}^", made.commit).split(b"\0")[
        :-1
    ]
    found = zip(records[::2], records[1::2], strict=True)
    return {os.fsdecode(path): output("cat-file", "blob", kind.split()[3].decode()) for kind, path in found}


@pytest.mark.parametrize("count", [1, 250], ids=["loose objects", "a pack"])
@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_commit(make_repo: MakeRepo, object_format: str, count: int) -> None:
    files = {f"d{number % 7}/f{number}.py": f"{number}\r\n" for number in range(count)}
    repo = make_repo({**files, "kept.py": "kept"}, "repo", f"--object-format={object_format}")
    before, parent = repo.state(), repo.git("rev-parse", "HEAD")
    changes = {name: b"new " + data.encode() for name, data in files.items()}
    made = committed(repo, changes, message="Größe\n\nbody\n")
    tip = repo.git("rev-parse", "refs/heads/refactor/x")
    assert made == Branch("refactor/x", tip, (tip,))
    assert changed_paths(repo, made) == changes
    only_added(repo, before, made)
    headers, _, message = repo.git("cat-file", "-p", made.commit).partition("\n\n")
    assert message == "Größe\n\nbody"
    lines = headers.splitlines()
    assert lines[1] == f"parent {parent}"
    assert [line.rpartition(">")[0] for line in lines[2:]] == [
        "author A Tester <tester@example.com",
        "committer A Tester <tester@example.com",
    ]
    repo.git("fsck", "--strict", "--no-dangling")


def test_a_branch_is_moved_on_from_where_it_is_known_to_be(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x", "b.py": "y"})
    made = committed(repo, {"a.py": b"1"})
    repository, before = open_repository(repo.top), repo.state()
    request = CommitRequest(
        made.name, "more", made.commit, [("last", ChangeSet(None, {"b.py": b"3"}))], False
    )
    moved = commit(ChangeSet(None, {"a.py": b"2"}), repository, request)
    only_added(repo, before, moved)
    assert repo.git("log", "--format=%s", f"main..{made.name}").splitlines() == ["last", "more", "a message"]
    objects = repo.state()
    with pytest.raises(RefactorError) as error:
        commit(ChangeSet(None, {"a.py": b"4"}), repository, request)
    assert (error.value.problem, error.value.exit_code) == (
        "the branch refactor/x was moved meanwhile",
        ExitCode.REPOSITORY,
    )
    assert repo.state() == objects


def test_modes_are_kept(make_repo: MakeRepo) -> None:
    repo = make_repo({"run.py": "x", "plain.py": "y", "link-target": ""})
    (repo.top / "run.py").chmod(0o755)
    (repo.top / "link").symlink_to("link-target")
    repo.commit()
    made = committed(repo, {"run.py": b"1", "plain.py": b"2"})
    modes = [line.split()[0] for line in repo.git("ls-tree", made.commit).splitlines()]
    assert modes == ["120000", "100644", "100644", "100755"]


@pytest.mark.parametrize(
    "name",
    [
        "-x.py",
        "new\nline.py",
        'quote".py',
        "back\\slash.py",
        "tab\t.py",
        " x ",
        "é.py",
        "inv\udcff.py",
        "a b/c d.py",
        "\x1b[31m",
        "*",
    ],
)
def test_names_of_any_kind(make_repo: MakeRepo, name: str) -> None:
    repo = make_repo({name: "x"})
    before = repo.state()
    made = committed(repo, {name: b"y"})
    assert changed_paths(repo, made) == {name: b"y"}
    only_added(repo, before, made)


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"no newline", b"done\ndata 5\nM 100644 inline x\n", b"\0\xff\r\n"]
)
def test_data_of_any_kind(make_repo: MakeRepo, data: bytes) -> None:
    repo = make_repo({"a.py": "x", "b.py": "x"})
    made = committed(repo, {"a.py": data, "b.py": data})
    assert changed_paths(repo, made) == {"a.py": data, "b.py": data}


def test_a_message_of_any_kind(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x"})
    made = committed(repo, {"a.py": b"y"}, message="from 0000\nM 100644 inline evil\n\0 \udcff\n\n")
    message = repo.git("cat-file", "commit", made.commit).partition("\n\n")[2]
    assert message == "from 0000\nM 100644 inline evil\n\\0 \\udcff"
    assert changed_paths(repo, made) == {"a.py": b"y"}


def test_the_authors_own_variables_count(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repo({"a.py": "x"})
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "1700000000 +0100")
    made = committed(repo, {"a.py": b"y"})
    author = repo.git("log", "-1", "--format=%an %ae %ad %cn", "--date=raw", made.commit)
    assert author == "Somebody Else tester@example.com 1700000000 +0100 A Tester"


def test_nobody_is_the_author(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x"})
    repo.git("config", "user.useConfigOnly", "true")
    (Path(os.environ["HOME"]) / ".gitconfig").unlink()
    error = refused(repo, {"a.py": b"y"})
    assert (error.problem, error.exit_code) == ("git does not know who you are", ExitCode.REPOSITORY)
    assert (
        error.hint
        == 'git config --global user.name "Your Name" and git config --global user.email you@example.com'
    )


# ---------------------------------------------------------------- whatever state the repository is in


def detached(repo: GitRepo) -> None:
    repo.git("checkout", "--quiet", "--detach")


def dirty(repo: GitRepo) -> None:
    repo.write({"a.py": "dirty", "b.py": "staged", "new.py": "untracked"})
    repo.git("add", "b.py")
    (repo.top / "c.py").unlink()


def locked_index(repo: GitRepo) -> None:
    repo.write({".git/index.lock": ""})


def no_index(repo: GitRepo) -> None:
    (repo.top / ".git/index").unlink()


def merging(repo: GitRepo) -> None:
    repo.git("checkout", "--quiet", "-b", "side")
    repo.write({"a.py": "side"})
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.write({"a.py": "main"})
    repo.commit()
    subprocess.run(["git", "merge", "side"], cwd=repo.top, capture_output=True, check=False)
    assert (repo.top / ".git/MERGE_HEAD").exists()


def rebasing(repo: GitRepo) -> None:
    merging(repo)
    repo.git("merge", "--abort")
    subprocess.run(["git", "rebase", "side"], cwd=repo.top, capture_output=True, check=False)
    assert (repo.top / ".git/rebase-merge").exists()


def packed_refs(repo: GitRepo) -> None:
    repo.git("branch", "other")
    repo.git("pack-refs", "--all")
    repo.git("gc", "--quiet")


@pytest.mark.parametrize("prepare", [detached, dirty, locked_index, no_index, merging, rebasing, packed_refs])
def test_no_state_hinders(make_repo: MakeRepo, prepare: Callable[[GitRepo], None]) -> None:
    repo = make_repo({"a.py": "x", "b.py": "x", "c.py": "x"})
    prepare(repo)
    before = repo.state()
    made = committed(repo, {"a.py": b"y", "c.py": b"z"})
    assert changed_paths(repo, made) == {"a.py": b"y", "c.py": b"z"}
    only_added(repo, before, made)


def test_linked_worktree(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": "x"})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    linked = GitRepo(tmp_path / "linked")
    states = repo.state(), linked.state()
    made = committed(linked, {"a.py": b"y"})
    assert repo.git("rev-parse", "refactor/x") == made.commit
    for each, before in zip((repo, linked), states, strict=True):
        only_added(each, before, made)


@pytest.mark.parametrize(
    "options",
    [["--depth=1"], ["--filter=blob:none", "--no-checkout"], ["--shared"]],
    ids=["shallow", "partial", "alternates"],
)
def test_clones(make_repo: MakeRepo, tmp_path: Path, options: list[str]) -> None:
    origin = make_repo({"a.py": "x", "b.py": "y", "d/c.py": "z"}, "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    url = str(origin.top) if "--shared" in options else f"file://{origin.top}"
    origin.git("clone", "--quiet", *options, url, str(tmp_path / "clone"))
    repo = GitRepo(tmp_path / "clone")
    before = repo.state()
    made = committed(repo, {"d/c.py": b"new"})
    only_added(repo, before, made)
    assert repo.git("diff-tree", "-r", "--name-only", "HEAD", made.commit) == "d/c.py"


def test_a_sparse_checkout(make_repo: MakeRepo) -> None:
    repo = make_repo({"in/a.py": "", "out/b.py": ""})
    repo.git("sparse-checkout", "set", "in")
    before = repo.state()
    made = committed(repo, {"out/b.py": b"new"})
    assert changed_paths(repo, made) == {"out/b.py": b"new"}
    only_added(repo, before, made)


def test_new_folders_of_objects_are_shared_as_the_others(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x"}, "repo", "--shared=group")
    existing = all_objects(repo)
    committed(repo, {"a.py": b"y"})
    objects = repo.top / ".git/objects"
    made = {path for path in all_objects(repo) - existing if path.is_dir()}
    assert made
    assert {path.stat().st_mode for path in made} == {objects.stat().st_mode}


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("existing", "wanted", "problem"),
    [
        pytest.param("refactor/x", "refactor/x", "the branch refactor/x exists", id="exists"),
        pytest.param("main", "main", "the branch main exists", id="checked out"),
        pytest.param(
            "refactor",
            "refactor/x",
            "the branch refactor exists, so there can be none called refactor/x",
            id="file where a folder is needed",
        ),
        pytest.param(
            "refactor/x/y",
            "refactor/x",
            "the branch refactor/x/y exists, so there can be none called refactor/x",
            id="folder where a file is needed",
        ),
    ],
)
@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_a_branch_in_the_way(
    make_repo: MakeRepo, existing: str, wanted: str, problem: str, packed: bool
) -> None:
    repo = make_repo({"a.py": "x"})
    if existing != "main":
        repo.git("branch", existing)
    if packed:
        repo.git("pack-refs", "--all")
    error = refused(repo, {"a.py": b"y"}, wanted)
    assert (error.problem, error.hint, error.exit_code) == (
        problem,
        "choose another name: --branch NAME",
        ExitCode.USAGE,
    )


@pytest.mark.parametrize(
    ("existing", "wanted"),
    [("Refactor/X", "refactor/x"), ("REFACTOR", "refactor/x"), ("refactor/X/y", "refactor/x")],
)
def test_case_clashes(make_repo: MakeRepo, existing: str, wanted: str) -> None:
    repo = make_repo({"a.py": "x"})
    repo.git("branch", existing)
    check_new_branch(open_repository(repo.top), wanted)  # this file system tells them apart
    repo.git("config", "core.ignoreCase", "true")
    error = refused(repo, {"a.py": b"y"}, wanted)
    assert error.problem.startswith(f"the branch {existing} exists")
    assert error.exit_code == ExitCode.USAGE


def test_the_branch_that_head_waits_for(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x"})
    parent = repo.git("rev-parse", "HEAD")
    repo.git("symbolic-ref", "HEAD", "refs/heads/refactor/x")
    request = CommitRequest("refactor/x", "", parent)
    with pytest.raises(RefactorError) as error:
        commit(ChangeSet(parent, {"a.py": b"y"}), open_repository(repo.top), request)
    assert error.value.problem == "the branch refactor/x exists"


@pytest.mark.parametrize(
    "name",
    [
        "", "-x", "--all", "-", "@", "HEAD", "@{-1}", "a..b", "a.lock", "a/.b", "a//b", "/a", "a/", "a b", "a\nb",
        "a\0b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "\x1b[31m", "a@{b", "a.",
    ],
)  # fmt: skip
def test_what_is_no_branch_name(make_repo: MakeRepo, name: str) -> None:
    repo = make_repo({"a.py": "x"})
    repo.git("checkout", "--quiet", "-b", "previous")
    repo.git("checkout", "--quiet", "main")
    error = refused(repo, {"a.py": b"y"}, name)
    assert (error.problem, error.exit_code) == (f"{name!r} cannot be the name of a branch", ExitCode.USAGE)


@pytest.mark.parametrize(
    "name", ["x", "ü", "$(touch${IFS}canary)", "a;b", "refs/heads/x", "é/\u202e", "'x'", "a%0A"]
)
def test_odd_names_that_git_allows(make_repo: MakeRepo, name: str) -> None:
    repo = make_repo({"a.py": "x"})
    before = repo.state()
    made = committed(repo, {"a.py": b"y"}, name)
    assert made.name == name
    only_added(repo, before, made)


@pytest.mark.parametrize(
    "path",
    [
        "../evil",
        "/etc/x",
        ".git/hooks/x",
        ".GIT/config",
        "git~1/config",
        ".g\u200cit/x",
        "a/../x",
        "",
        "a\0b",
    ],
)
def test_unsafe_paths(make_repo: MakeRepo, path: str) -> None:
    error = refused(make_repo({"a.py": "x"}), {"a.py": b"y", path: b"evil"})
    assert (error.problem, error.exit_code) == (f"unsafe path {path!r}", ExitCode.REPOSITORY)


@pytest.mark.parametrize("path", ["new.py", "d", "link", "a.py/x"])
def test_what_is_no_file_of_the_parent(make_repo: MakeRepo, path: str) -> None:
    repo = make_repo({"a.py": "x", "d/b.py": ""})
    (repo.top / "link").symlink_to("a.py")
    repo.commit()
    error = refused(repo, {path: b"evil"})
    assert error.problem == f"stale plan: {path} changed since the plan was made"
    assert error.exit_code == ExitCode.REPOSITORY


def test_a_file_that_changed_since(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x"})
    before = {"a.py": repo.git("rev-parse", "HEAD:a.py")}
    repo.write({"a.py": "newer"})
    parent = repo.commit()
    with pytest.raises(RefactorError) as error:
        commit(
            ChangeSet(None, {"a.py": b"y"}, before), open_repository(repo.top), CommitRequest("x", "", parent)
        )
    assert (error.value.problem, error.value.exit_code) == (
        "stale plan: a.py changed since the plan was made",
        ExitCode.REPOSITORY,
    )


def test_a_locked_ref(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x"})
    repo.write({".git/refs/heads/refactor/x.lock": ""})
    with pytest.raises(RefactorError) as error:
        committed(repo, {"a.py": b"y"})
    assert (error.value.problem, error.value.exit_code) == (
        "another git process is using the repository",
        ExitCode.REPOSITORY,
    )
    (repo.top / ".git/refs/heads/refactor/x.lock").unlink()
    committed(repo, {"a.py": b"y"})


def test_one_of_two_wins(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": "x"})
    before = repo.state()
    racers = [start(repo, tmp_path, f"{number}") for number in range(4)]
    codes = sorted(racer.wait() for racer in racers)
    assert codes == [0, 2, 2, 2]
    only_added(repo, before, Branch("refactor/x", repo.git("rev-parse", "refactor/x")))


@pytest.fixture
def read_only(make_repo: MakeRepo) -> Iterator[GitRepo]:
    """A repository on a read-only mount for root, without permission to write for others."""
    repo = make_repo({"a.py": "def old(): ...\ndef new(): ...\n\n\nold()\n"})
    if os.geteuid() == 0:
        for options in (["--bind", str(repo.top), str(repo.top)], ["-o", "remount,ro,bind", str(repo.top)]):
            if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
                pytest.skip("may not mount")
        yield repo
        subprocess.run(["umount", repo.top], check=True)
    else:
        folders = [path for path in (repo.top / ".git").rglob("*") if path.is_dir()]
        for folder in folders:
            folder.chmod(0o555)
        yield repo
        for folder in folders:
            folder.chmod(0o755)


def test_a_read_only_repository(read_only: GitRepo) -> None:
    error = refused(read_only, {"a.py": b"y"})
    assert error.problem.startswith(f"cannot write to {read_only.top / '.git/objects'}: ")
    assert (error.hint, error.exit_code) == ("make it writable", ExitCode.REPOSITORY)


@pytest.mark.parametrize("patch", [False, True])
def test_what_is_left_in_a_read_only_repository(
    read_only: GitRepo, tmp_path: Path, capsys: pytest.CaptureFixture[str], patch: bool
) -> None:
    """Whoever has the diff already is not sent to the option that writes it."""
    place = tmp_path / "the.diff"
    order = ["migrate", "a.old", "--to", "a.new", "--types", "none", "--repo", str(read_only.top)]
    assert main([*order, *(["--patch", str(place)] if patch else [])]) == 5
    after = f"or apply the diff, which is in {place}" if patch else "or use --patch FILE"
    assert capsys.readouterr().err.splitlines()[-1] == f"hint: make it writable, {after}"
    assert place.exists() == patch


def test_a_plan_for_a_read_only_repository(
    read_only: GitRepo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No option is named that `apply` has not."""
    place, plan = ["--repo", str(read_only.top)], str(tmp_path / "plan.json")
    order = ["migrate", "a.old", "--to", "a.new", "--types", "none", "--dry-run", "--plan-out", plan]
    assert main([*order, *place]) == 0
    assert main(["apply", plan, *place]) == 5
    assert capsys.readouterr().err.splitlines()[-1] == "hint: make it writable"


def test_a_report_of_a_read_only_repository(read_only: GitRepo, tmp_path: Path) -> None:
    """It is there for whoever applies the diff by hand."""
    place = tmp_path / "body.md"
    order = ["migrate", "a.old", "--to", "a.new", "--types", "none", "--repo", str(read_only.top)]
    assert main([*order, "--report", str(place)]) == 5
    assert place.read_text().startswith("Migrates `a.old`: ")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not mount")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("free", [0, 4096, 16384, 65536, 300_000])
def test_a_full_disk(small_disk: Path, make_repo: MakeRepo, free: int) -> None:
    made = make_repo({"a.py": "x", "b.py": "y"})
    subprocess.run(["cp", "-r", made.top, small_disk / "repo"], check=True)
    repo = GitRepo(small_disk / "repo")
    with (small_disk / "fill").open("wb") as file:
        room = os.statvfs(small_disk)
        file.write(bytes(max(0, room.f_bavail * room.f_frsize - free)))
    error = refused(repo, {"a.py": os.urandom(400_000), "b.py": b"small"})
    assert error.exit_code == ExitCode.REPOSITORY
    assert "No space left" in error.problem or error.problem == "the disk is full"
    (small_disk / "fill").unlink()
    before = repo.state()
    only_added(repo, before, committed(repo, {"a.py": b"y"}))


# ---------------------------------------------------------------- killed

SCRIPT = """
import sys
from pathlib import Path
from refactor_cli.__main__ import main
from refactor_cli.commit import CommitRequest, commit
from refactor_cli.data import ChangeSet
from refactor_cli.errors import RefactorError
from refactor_cli.repository import head, open_repository
from refactor_cli.repository.objects import tree
repository = open_repository(Path(sys.argv[1]))
parent = head(repository)
changes = {entry.path.decode(): sys.argv[2].encode() + entry.path for entry in tree(repository, parent)}
print("ready", flush=True)
try:
    commit(ChangeSet(parent, changes), repository, CommitRequest("refactor/x", "a message", parent))
except RefactorError as error:
    sys.exit(error.exit_code)
"""


def start(repo: GitRepo, tmp_path: Path, salt: str) -> subprocess.Popen[bytes]:
    """Another process that commits a change of every file, in a process group of its own; it is about to begin."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    root = Path(__file__).parent.parent
    process = subprocess.Popen(
        [sys.executable, script, str(repo.top), salt],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    with process.stdout as output:
        assert output.readline() == b"ready\n"
    return process


EVERY_FILE_CHANGED = {
    name: blob_id(b"new " + name.encode()) for name in (f"f{number}.py" for number in range(300))
}


def check_kill(repo: GitRepo, tmp_path: Path, delay: float) -> None:
    before = repo.state()
    process = start(repo, tmp_path, "new ")
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    after = repo.state()
    refs = after["refs"]
    assert isinstance(refs, dict)
    if oid := refs.get("refs/heads/refactor/x"):
        listed = (line.split() for line in repo.git("ls-tree", "-r", oid).splitlines())
        assert {path: blob for _, _, blob, path in listed} == EVERY_FILE_CHANGED
    else:
        assert after == before
    repo.git("fsck", "--strict", "--no-dangling")
    lock = repo.top / ".git/refs/heads/refactor/x.lock"
    lock.unlink(missing_ok=True)  # killed in the very moment, git leaves it, and the error says so
    if oid is None:
        committed(repo, {"f0.py": b"again"})
    repo.git("prune", "--expire=now")
    assert not [path for path in all_objects(repo) if path.name.startswith("tmp_")]


MOMENTS = [0.0, 0.02, 0.05, 0.1]


@pytest.mark.parametrize("delay", MOMENTS)
def test_killed(make_repo: MakeRepo, tmp_path: Path, delay: float) -> None:
    check_kill(make_repo({f"f{number}.py": str(number) for number in range(300)}), tmp_path, delay)


@pytest.mark.slow
@pytest.mark.parametrize("delay", [number / 500 for number in range(60)])
def test_killed_at_many_moments(make_repo: MakeRepo, tmp_path: Path, delay: float) -> None:
    check_kill(make_repo({f"f{number}.py": str(number) for number in range(300)}), tmp_path, delay)


def test_interrupted(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repo({"a.py": "x"})
    before, objects = repo.state(), all_objects(repo)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("refactor_cli.commit.keep_objects", interrupt)
    with pytest.raises(KeyboardInterrupt):
        committed(repo, {"a.py": b"y"})
    assert (repo.state(), all_objects(repo)) == (before, objects)

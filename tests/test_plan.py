"""Plans: a round trip, and everything that is refused."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from refactor_cli.data import blob_id
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.journal.files import write_whole
from refactor_cli.plan import Plan, PlannedCommit, PlannedFile, dump, load, save
from refactor_cli.splice import Splice

BEFORE, AFTER = b"caf\xe9 old\r\n", b"caf\xe9 new\r\n"
FILES = (PlannedFile("a\udcff.py", blob_id(BEFORE), blob_id(AFTER), (Splice(5, 8, b"new"),)),)
PLAN = Plan(
    base="0" * 40,
    branch="refactor/x",
    files=FILES,
    report={"targets": ["x"], "summary": {"open": 1}},
    commits=(PlannedCommit("Migrate x\n", FILES, is_plain=False),),
    replay={"recipe": "x = 1"},
)


def test_round_trip(tmp_path: Path) -> None:
    save(PLAN, tmp_path / "deep" / "plan.json")
    assert load(tmp_path / "deep" / "plan.json") == PLAN
    assert (tmp_path / "deep" / "plan.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["plan.json"]


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda path: save(PLAN, path), id="a plan"),
        pytest.param(lambda path: write_whole(path, b"x" * 100), id="a file of a journal"),
    ],
)
def test_what_there_is_no_room_for_leaves_nothing(tmp_path: Path, write: Callable[[Path], None]) -> None:
    resource = pytest.importorskip("resource")
    (tmp_path / "plan.json").write_bytes(b"as it was")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, limits[1]))
    try:
        with pytest.raises(RefactorError) as caught:
            write(tmp_path / "plan.json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.exit_code == ExitCode.REPOSITORY
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"plan.json": b"as it was"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        save(PLAN, pipe)
        assert os.read(reader, 1 << 20) == dump(PLAN)
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_plan_of_before_has_one_commit(tmp_path: Path) -> None:
    value = json.loads(dump(PLAN))
    for name in ("digest", "commits", "replay"):
        del value[name]
    digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
    (tmp_path / "plan.json").write_text(json.dumps({"digest": digest, **value}))
    assert load(tmp_path / "plan.json") == replace(PLAN, replay={})


def test_result_is_the_new_bytes() -> None:
    assert PLAN.files[0].result(BEFORE) == AFTER


def test_result_refuses_other_bytes() -> None:
    with pytest.raises(RefactorError, match="stale plan") as caught:
        PLAN.files[0].result(BEFORE + b"\n")
    assert caught.value.exit_code == ExitCode.REPOSITORY


def _tampered(name: str) -> bytes:
    value = json.loads(dump(PLAN))
    if name == "branch":
        value["branch"] = "main"
    elif name == "path":
        value["files"][0]["path"] = ".git/hooks/pre-commit"
    elif name == "version":
        value["version"] = 2
    elif name == "digest":
        del value["digest"]
    return json.dumps(value).encode()


def _signed(name: str) -> bytes:
    """A plan whose digest fits, as anyone can make it, and whose commits do other things than its files say."""
    value = json.loads(dump(PLAN))
    del value["digest"]
    if name == "commits":
        value["files"] = []
    elif name == "before":
        value["commits"][0]["files"][0]["before"] = "1" * 40
    elif name == "files":
        value["commits"][0]["files"] = []
    digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
    return json.dumps({"digest": digest, **value}).encode()


BAD = [
    pytest.param(b"", id="empty"),
    pytest.param(b"\x00\xff", id="binary"),
    pytest.param(b"[]", id="a list"),
    pytest.param(b"[" * 100_000, id="nested"),
    pytest.param(dump(PLAN)[:-40], id="cut"),
    pytest.param(_tampered("branch"), id="another branch"),
    pytest.param(_tampered("path"), id="another path"),
    pytest.param(_tampered("version"), id="another version"),
    pytest.param(_tampered("digest"), id="no digest"),
    pytest.param(_signed("commits"), id="commits of files that are none of its own"),
    pytest.param(_signed("before"), id="a commit that stands on another blob"),
    pytest.param(_signed("files"), id="a commit without its files"),
]


@pytest.mark.parametrize("data", BAD)
def test_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(data)
    with pytest.raises(RefactorError, match="cannot use the plan"):
        load(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    save(PLAN, tmp_path / "plan.json")
    (tmp_path / "link.json").symlink_to(tmp_path / "plan.json")
    with pytest.raises(RefactorError, match="cannot use the plan"):
        load(tmp_path / "link.json")
    with pytest.raises(RefactorError, match="cannot use the plan"):
        load(tmp_path / "nothing.json")

"""Killed at any moment while it writes a branch of several commits, a plan, a baseline or a journal: what is there is
whole. With the 60 moments of `test_commit.py` these are 200."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import GitRepo

from refactor_cli.checking.baseline import read_baseline
from refactor_cli.data import blob_id
from refactor_cli.journal import opened, run_folders
from refactor_cli.plan import Plan, PlannedCommit, PlannedFile, load, save
from refactor_cli.splice import Splice

pytestmark = pytest.mark.slow
COUNT = 60

APPLY = """
from refactor_cli.__main__ import main
print("ready", flush=True)
sys.exit(main(["apply", sys.argv[1] + "/plan.json", "--repo", sys.argv[1] + "/repo"]))
"""
PLAN = """
from refactor_cli.plan import Plan, save
print("ready", flush=True)
number = 0
while True:
    number += 1
    save(Plan("0" * 40, "x", (), {"number": number, "text": "x" * 100_000}), Path(sys.argv[1], "plan.json"))
"""
BASELINE = """
from refactor_cli.checking.baseline import Baseline, Entry, dump
from refactor_cli.commands.command_line.output import write_file
print("ready", flush=True)
while True:
    for count in (1, 5_000):
        entries = (Entry("a.py", "m.f", "%016x" % number, 1) for number in range(count))
        whole = Baseline({entry.fingerprint: entry for entry in entries})
        write_file(Path(sys.argv[1], "baseline.json"), dump(whole))
"""
JOURNAL = """
from refactor_cli.data import Answer
from refactor_cli.journal import digest_of, new_run
print("ready", flush=True)
while True:
    run = new_run(Path(sys.argv[1]), {"repository": "x", "order": {"targets": []}})
    request = {"model": "m", "messages": [{"role": "user", "content": "x" * 50_000}]}
    entry = run.begin(request, "e")
    entry.finish(digest_of(request, "e"), Answer("y" * 50_000, "e", "m"))
    run.end(branch=None, commit=None)
"""


def kill(script: str, place: Path, delay: float) -> None:
    """Runs it in a process group of its own, and kills that after a while."""
    root = Path(__file__).parent.parent
    code = f"import sys\nfrom pathlib import Path\n{script}"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(place)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    with process.stdout as output:
        assert output.readline() == b"ready\n"
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def moments(count: int, longest: float) -> list[float]:
    chosen = random.Random(count)
    return [round(chosen.uniform(0, longest), 4) for _ in range(count)]


def planned(stage: int) -> tuple[PlannedFile, ...]:
    """Files as they are after this commit of two: the first half, then all."""
    numbers = range(COUNT // 2) if stage == 1 else range(COUNT)
    return tuple(
        PlannedFile(f"f{n}.py", blob_id(b"%d" % n), blob_id(b"x%d" % n), (Splice(0, 0, b"x"),))
        for n in numbers
    )


@pytest.mark.parametrize("delay", moments(50, 0.4))
def test_apply(make_repo: Callable[..., GitRepo], tmp_path: Path, delay: float) -> None:
    repo = make_repo({f"f{n}.py": str(n) for n in range(COUNT)})
    first = planned(1)
    commits = (PlannedCommit("one", first), PlannedCommit("two", planned(2)[len(first) :]))
    save(Plan(repo.git("rev-parse", "HEAD"), "refactor/x", planned(2), {}, commits), tmp_path / "plan.json")
    before = repo.state()
    kill(APPLY, tmp_path, delay)
    after = repo.state()
    refs = after["refs"]
    assert isinstance(refs, dict)
    if refs.pop("refs/heads/refactor/x", None):
        assert repo.git("log", "--format=%s", "main..refactor/x").split() == ["two", "one"]
        rows = (row.split() for row in repo.git("ls-tree", "-r", "refactor/x").splitlines())
        assert {path: blob for _, _, blob, path in rows} == {each.path: each.after for each in planned(2)}
    assert after == before
    repo.git("fsck", "--strict", "--no-dangling")


@pytest.mark.parametrize("delay", moments(20, 0.1))
def test_plan(tmp_path: Path, delay: float) -> None:
    kill(PLAN, tmp_path, delay)
    if (tmp_path / "plan.json").exists():
        assert load(tmp_path / "plan.json").report["text"] == "x" * 100_000


@pytest.mark.parametrize("delay", moments(30, 0.1))
def test_baseline(tmp_path: Path, delay: float) -> None:
    kill(BASELINE, tmp_path, delay)
    if (tmp_path / "baseline.json").exists():
        assert read_baseline((tmp_path / "baseline.json").read_bytes(), "it").total in (1, 5_000)


@pytest.mark.parametrize("delay", moments(40, 0.2))
def test_journal(tmp_path: Path, delay: float) -> None:
    kill(JOURNAL, tmp_path, delay)
    for run in map(opened, run_folders(tmp_path)):
        answers = dict(run.texts())
        assert set(answers.values()) <= {"y" * 50_000}
        assert run.outcome() is None or answers

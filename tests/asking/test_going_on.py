"""What a run that goes on takes from its journal, what it refuses, and what a journal that cannot be used costs."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from asking.model_server import Reply, Server, answers, chunk, head, refuses, sends, serving, stalls
from asking.test_migrate import FILES, GOOD, ORDER, QUICK, journal, on, shown
from refactor_cli.__main__ import main
from refactor_cli.journal import Run, held

PRICED = '[prices."a-model"]\ncache_hit = 0.1\ncache_miss = 1.0\noutput = 2.0\n'


@pytest.fixture
def priced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user says what the model costs."""
    file = tmp_path / "config" / "refactor-branch" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(PRICED)
    file.chmod(0o600)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def failed(server: Server, *more: str) -> Path:
    """The folder of a run whose request came to nothing."""
    before = set(journal().iterdir()) if journal().is_dir() else set()
    assert main([*ORDER, *on(server, *more)]) == 4
    (folder,) = set(journal().iterdir()) - before
    return folder


def write(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Changes a sealed file as one who can seal it: an older or a newer version."""
    value = json.loads(path.read_text())
    value.pop("seal")
    change(value)
    seal = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps({"seal": seal, **value}))


def damage(path: Path) -> None:
    """As a disk does it: the time of the file, by which runs of one second are told apart, stays."""
    times = path.stat()
    path.write_bytes(b"{")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


# ---------------------------------------------------------------- money


@pytest.mark.parametrize(
    "sent",
    [
        # that it ends the process as it should is said in test_stopped.py
        pytest.param(signal.SIGTERM, id="ended", marks=pytest.mark.slow),
        pytest.param(signal.SIGKILL, id="killed"),
    ],
)
def test_an_attempt_that_was_stopped_may_be_billed(
    repo: Any, priced: None, capsys: pytest.CaptureFixture[str], sent: signal.Signals
) -> None:
    with serving(stalls(head(), chunk("x" * 300))) as server:
        command = [sys.executable, "-m", "refactor_cli", *ORDER, *on(server)]
        with subprocess.Popen(command, cwd=repo.top, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            while not any('"content"' in each.read_text() for each in journal().glob("*/*-stream.jsonl")):
                assert process.poll() is None, process.stderr.read()
                time.sleep(0.05)  # the process needs the processor
            process.send_signal(sent)
        assert main(["runs", "show", "latest", "--output-format", "json"]) == 0
        cost = json.loads(capsys.readouterr().out)["cost"]
        prompt = cost["perhaps_usd"] - 300 / 3 * 2 / 1_000_000
        assert 0.003 < prompt < 0.02
        # what one request may cost, but not this one beside what was stopped
        most = prompt + 65_536 * 2 / 1_000_000 + cost["perhaps_usd"] / 2
        assert main(["migrate", "--resume", "latest", "--max-cost", str(most)]) == 4
        told = capsys.readouterr().err
        assert "may be billed twice" in told
        assert "and --max-cost is" in told
        assert len(server.requests) == 1


# ---------------------------------------------------------------- as it was ordered


@pytest.mark.parametrize(
    "option",
    [
        ["--model", "another"],
        ["--base-url", "http://127.0.0.1:9/v1"],
        ["--rounds", "2"],
        ["--context-tokens", "9000"],
        ["--docs", "lib.py"],
        ["--only", "u00000000"],
        ["--include", "app.py"],
        ["--certainty", "certain"],
        ["--definition", "remove"],
        ["--references", "lambda"],
        ["--types", "none"],
        ["--base", "HEAD~1"],
    ],
    ids=lambda option: option[0],
)
def test_nothing_that_is_said_anew_goes_unheard(
    repo: Any, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    with serving(refuses(500), answers(GOOD)) as server:
        failed(server)
        capsys.readouterr()
        assert main(["migrate", "--resume", "latest", *option]) == 2
        assert f"was ordered with another {option[0]}\n" in capsys.readouterr().err
        assert len(server.requests) == 1


def test_the_same_may_be_said_again(repo: Any) -> None:
    with serving(refuses(500), answers(GOOD)) as server:
        failed(server, "--include", "app.py", "--include", "lib.py")
        said = [
            "--model",
            "a-model",
            "--base-url",
            server.url + "/",
            "--include",
            "app.py",
            "--include",
            "lib.py",
        ]
        assert main(["migrate", "--resume", "latest", *said, *QUICK]) == 3


def test_questions_go_on_as_ordered(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    Path("other.py").write_text(
        "def show(thing):\n    return thing.count()\n\n\nclass A:\n    def count(self): ...\n"
    )
    ask = ["find-usages", "other.py:A.count", "--types", "none", "--ask-model"]
    with serving(refuses(500), answers("nothing")) as server:
        assert main([*ask, "--base-url", server.url, "--model", "m", "--retries", "0"]) == 4
        assert main(["find-usages", "--resume", "latest", "--kind", "call", "--retries", "0"]) == 2
        assert "was ordered with another --kind" in capsys.readouterr().err
        assert main(["find-usages", "--resume", "latest", "--retries", "0"]) == 0


def test_the_environment_says_nothing_to_a_run_that_goes_on(
    repo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(sends(head(), chunk(GOOD, "stop")), refuses(500)) as server:
        monkeypatch.setenv("REFACTOR_BASE_URL", server.url)
        assert main([*ORDER, "--model", "a-model", "--dry-run", *QUICK]) == 3
        monkeypatch.setenv("REFACTOR_BASE_URL", "http://127.0.0.1:9/v1")
        assert main(["migrate", "--resume", "latest", *QUICK]) == 3
        assert len(server.requests) == 1


def test_references_become_lambdas_when_it_goes_on(repo: Any) -> None:
    with serving(refuses(500), answers(GOOD)) as server:
        failed(server, "--references", "lambda")
        assert main(["migrate", "--resume", "latest", *QUICK]) == 0
    assert "lambda items: size(items)" in repo.git("show", "refactor/lib.count:app.py")


def test_what_must_be_said_again_is_in_the_hint(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(refuses(500)) as server:
        folder = failed(server, "--dry-run", "--test", "true 'a b'", "--split-by", "rule")
    again = "--test 'true '\"'\"'a b'\"'\"'' --split-by rule --dry-run"
    assert f"go on with: refactor migrate --resume {folder.name} {again}\n" in capsys.readouterr().err


def test_a_run_at_work_is_not_deleted(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(refuses(500)) as server:
        folder = failed(server)
    with held(Run(folder)):
        assert main(["runs", "delete", "latest"]) == 2
    assert "another process is at work on the run" in capsys.readouterr().err
    assert main(["runs", "delete", folder.name]) == 0
    assert not folder.exists()


# ---------------------------------------------------------------- journals that cannot be used


def test_one_damaged_run_hides_no_other(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(refuses(500), refuses(500), answers(GOOD)) as server:
        damaged, other = failed(server), failed(server)
        damage(damaged / "run.json")
        capsys.readouterr()
        assert main(["runs", "list", "--output-format", "json"]) == 0
        out, err = capsys.readouterr()
        listed = json.loads(out)
        assert [each["id"] for each in listed["runs"]] == [other.name]
        assert [each["id"] for each in listed["unusable"]] == [damaged.name]
        assert f"refactor runs delete {damaged.name}" in err
        assert main(["migrate", "--resume", "latest", *QUICK]) == 3


def test_no_older_run_takes_the_place_of_a_damaged_one(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(refuses(500)) as server:
        failed(server)
        damaged = failed(server)
        damage(damaged / "run.json")
        assert main(["migrate", "--resume", "latest", *QUICK]) == 2
        assert damaged.name in capsys.readouterr().err
        assert main(["runs", "delete", "latest"]) == 0
        assert not damaged.exists()


@pytest.mark.parametrize(
    ("file", "change"),
    [
        pytest.param("run.json", lambda value: value.update(version=0), id="a version before"),
        pytest.param("run.json", lambda value: value.pop("order"), id="no order"),
        pytest.param("run.json", lambda value: value["order"].update(targets=3), id="no targets"),
        pytest.param("run.json", lambda value: value["order"].pop("types"), id="something less"),
        pytest.param("run.json", lambda value: value["order"].update(types="x"), id="something unknown"),
        pytest.param("run.json", lambda value: value["order"]["asking"].update(x=1), id="something more"),
        pytest.param("0001-answer.json", lambda value: value.pop("text"), id="an answer without text"),
        pytest.param("0001-answer.json", lambda value: value.update(billed=[1]), id="another bill"),
    ],
)
def test_what_another_version_wrote(
    repo: Any, capsys: pytest.CaptureFixture[str], file: str, change: Callable[[dict[str, Any]], object]
) -> None:
    with serving(answers("<recipe>\n</recipe>"), refuses(500), answers(GOOD)) as server:
        folder = failed(server, "--rounds", "2")
        write(folder / file, change)
        capsys.readouterr()
        assert main(["migrate", "--resume", folder.name, *QUICK]) == 2
        assert "another version of refactor wrote it" in capsys.readouterr().err
        assert main(["runs", "list"]) == 0
        assert len(server.requests) == 2


def test_a_changed_request_is_known_before_anything_is_paid(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(answers("<recipe>\n</recipe>"), refuses(500), answers(GOOD)) as server:
        folder = failed(server, "--rounds", "2")
        request = folder / "0001-request.json"
        request.write_bytes(request.read_bytes().replace(b"a-model", b"b-model"))
        assert main(["migrate", "--resume", folder.name, *QUICK]) == 2
        assert "it was changed after it was written" in capsys.readouterr().err
        assert len(server.requests) == 2


@pytest.mark.parametrize("usd", ['"x"', "-5", "NaN", "1e99", "null", "true"])
def test_what_no_seal_guards_counts_for_nothing(
    repo: Any, capsys: pytest.CaptureFixture[str], usd: str
) -> None:
    with serving(refuses(500)) as server:
        folder = failed(server)
    with (folder / "0001-stream.jsonl").open("a") as stream:
        stream.write(f'{{"event": "lost", "usd": {usd}}}\n')
    capsys.readouterr()
    assert main(["runs", "show", "latest", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["cost"]["perhaps_usd"] == 0


# ---------------------------------------------------------------- which run


def test_the_latest_is_of_this_repository(
    repo: Any,
    make_repo: Callable[..., Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def latest() -> str:
        capsys.readouterr()
        assert main(["runs", "show", "latest", "--output-format", "json"]) == 0
        said = capsys.readouterr()
        id: str = json.loads(said.out)["id"]
        whose = "all repositories" if Path.cwd() == tmp_path else "this repository"
        assert said.err == f"the latest of {whose}: {id}\n"
        return id

    other, empty = make_repo(FILES, "other"), make_repo(FILES, "empty")
    with serving(refuses(402)) as server:
        here = failed(server)
        monkeypatch.chdir(other.top)
        there = failed(server)
    assert latest() == there.name
    monkeypatch.chdir(tmp_path)
    assert latest() == there.name
    monkeypatch.chdir(repo.top)
    assert latest() == here.name
    assert main(["runs", "delete", "latest"]) == 0
    assert (here.exists(), there.exists()) == (False, True)
    monkeypatch.chdir(empty.top)
    capsys.readouterr()
    assert main(["runs", "show", "latest"]) == 2
    assert "error: there is no run of this repository\n" in capsys.readouterr().err


# ---------------------------------------------------------------- no room for what is paid


def _in_the_way(folder: Path, *names: str) -> Reply:
    """An answer for which there is no room any more when it comes."""

    def reply(send: Callable[[bytes], None], server: Server) -> None:
        (run,) = folder.iterdir()
        for name in names:
            (run / name).unlink(missing_ok=True)
            (run / name / "x").mkdir(parents=True)
        answers(GOOD)(send, server)

    return reply


def _make_room(folder: Path, *names: str) -> Path:
    (run,) = folder.iterdir()
    for name in names:
        shutil.rmtree(run / name)
    return run


def test_no_room_for_the_pieces_of_an_answer(repo: Any) -> None:
    with serving(_in_the_way(journal(), "0001-stream.jsonl")) as server:
        assert main([*ORDER, *on(server)]) == 3
    assert b"size([1])" in shown(repo)


@pytest.mark.parametrize("temporary", [pytest.param(True, id="folder"), pytest.param(False, id="stdout")])
def test_an_answer_without_room_is_kept(
    repo: Any,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    temporary: bool,
) -> None:
    names = ("0001-stream.jsonl", f".0001-answer.json.{os.getpid()}.tmp")
    spare = tmp_path / "spare"
    if temporary:
        spare.mkdir()
    before = repo.state()
    fails = _in_the_way(journal(), *names)
    patched = pytest.MonkeyPatch()

    def reply(send: Callable[[bytes], None], server: Server) -> None:
        patched.setattr("tempfile.tempdir", str(spare))
        patched.setenv("HOME", str(spare))
        fails(send, server)

    with serving(reply) as server:
        code = main([*ORDER, *on(server)])
        patched.undo()
        assert code == 5
        said = capsys.readouterr()
        run = _make_room(journal(), *names)
        answer = run / "0001-answer.json"
        assert repo.state() == before
        assert f"{answer}: File exists; the answer is " in said.err
        assert f"go on with --resume {run.name}: nothing is asked again\n" in said.err
        if temporary:
            (kept,) = spare.iterdir()
            assert f"(mv {kept} {answer})" in said.err
            kept.rename(answer)
        else:
            answer.write_text(said.out)
        assert main(["migrate", "--resume", run.name]) == 3
        assert len(server.requests) == 1
    assert b"size([1])" in shown(repo)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not mount")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_full_when_the_answer_comes(
    repo: Any, small_disk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(small_disk))
    long = f"{'x' * 20_000}\n{GOOD}"

    def fills(send: Callable[[bytes], None], server: Server) -> None:
        room = os.statvfs(small_disk)
        (small_disk / "fill").write_bytes(bytes(room.f_bavail * room.f_frsize))
        answers(long)(send, server)

    with serving(fills) as server:
        assert main([*ORDER, *on(server)]) == 5
        told = capsys.readouterr().err
        assert "No space left on device; the answer is in " in told
        kept, place = re.findall(r"\(mv (\S+) (\S+)\)", told)[0]
        (small_disk / "fill").unlink()
        shutil.move(kept, place)
        assert main(["migrate", "--resume", "latest"]) == 3
        assert len(server.requests) == 1
    assert b"size([1])" in shown(repo)


def test_where_no_state_can_be_kept_there_are_no_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a home that cannot be written to: looking makes no folder."""
    (tmp_path / "no-folder").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "no-folder"))
    assert main(["runs", "list"]) == 0
    assert capsys.readouterr() == ("", "no model was asked yet\n")
    assert main(["runs", "show", "latest"]) == 2

"""Standard streams as a shell may hand them over, and PYTHONPATH: what comes before any command."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from refactor_cli import __main__ as command
from refactor_cli import __version__
from refactor_cli.__main__ import leave_out_the_repository

HOME = Path(__file__).parent.parent
VERSION = f"refactor {__version__}\n".encode()
_RUN = "import sys; sys.path.insert(0, {home!r}); from refactor_cli.__main__ import run; run()"
_FULL = b"No space left on device\nhint: "


def run(*arguments: str, redirected: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, its streams as a shell redirects them."""
    program = [sys.executable, "-c", _RUN.format(home=str(HOME)), *arguments]
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirected}', "sh", *program],
        capture_output=True,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize(
    ("redirected", "code", "out"),
    [
        pytest.param("", 0, VERSION, id="as usual"),
        pytest.param("<&-", 0, VERSION, id="stdin closed"),
        pytest.param("2>&-", 0, VERSION, id="stderr closed"),
        pytest.param(">&-", 5, b"", id="stdout closed"),
        pytest.param("<&- >&- 2>&-", 5, b"", id="all closed"),
        pytest.param("2>/dev/full", 0, VERSION, id="stderr full"),
        pytest.param(">/dev/full", 5, b"", id="stdout full"),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_streams_that_cannot_be_used(redirected: str, code: int, out: bytes) -> None:
    done = run("--version", redirected=redirected)
    assert (done.returncode, done.stdout) == (code, out)
    assert (_FULL in done.stderr) == (redirected == ">/dev/full")
    assert (b"Bad file descriptor\nhint: " in done.stderr) == (redirected == ">&-")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [pytest.param(["recipes", "show", "six"], id="data"), pytest.param(["migrate", "--help"], id="help")],
)
def test_a_full_disk_under_stdout(arguments: list[str]) -> None:
    done = run(*arguments, redirected=">/dev/full")
    assert (done.returncode, done.stderr.count(b"error: ")) == (5, 1)
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["recipes", "show", "six"], id="data"),
        pytest.param(["--help"], id="help"),
        pytest.param(["migrate", "--help"], id="help of a command"),
        pytest.param(["--show-completion", "bash"], id="completion"),
    ],
)
def test_a_closed_stdout(arguments: list[str]) -> None:
    done = run(*arguments, redirected=">&-")
    assert (done.returncode, done.stderr.count(b"\n")) == (5, 2)
    assert done.stderr.startswith(b"error: cannot write to stdout: Bad file descriptor\nhint: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("output_format", ["full", "json"])
def test_what_was_done_is_told_where_no_report_can_be(make_repo: Any, output_format: str) -> None:
    top = make_repo(
        {"lib.py": "def old(a):\n    return a\n\n\ndef new(a):\n    return a\n\n\nx = old(1)\n"}
    ).top
    order = ["migrate", "lib.old", "--to", "lib.new", "--types", "none", "--repo", str(top)]
    made = run(*order, "--output-format", output_format, redirected=">/dev/full")
    assert made.returncode == 5
    assert made.stderr.decode().splitlines()[-2:] == [
        "error: cannot write to stdout: No space left on device; but the branch refactor/lib.old is there",
        "hint: see `refactor show refactor/lib.old`",
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_an_error_that_nobody_can_be_told() -> None:
    assert run("frobnicate", redirected="2>/dev/full").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param([], 2, id="nothing is asked"),
        pytest.param(["--help"], 0, id="help"),
        pytest.param(["runs", "--help"], 0, id="help of a group"),
        pytest.param(["migrate", "--help"], 0, id="help of a command"),
    ],
)
def test_a_reader_of_the_help_that_has_enough(arguments: list[str], code: int) -> None:
    program = [sys.executable, "-c", _RUN.format(home=str(HOME)), *arguments]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(program, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (code, b"")


def test_help_in_an_encoding_of_old() -> None:
    done = run("--help", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"find-usages" in done.stdout


@pytest.mark.parametrize(
    ("named", "here", "gone"),
    [
        pytest.param("", "/elsewhere", set(), id="nothing is named"),
        pytest.param("/shared:/repo/sub", "/elsewhere", set(), id="other folders"),
        pytest.param(str(HOME), str(HOME), set(), id="where this package is"),
        pytest.param("", "/repo", {"/repo"}, id="python -m puts the folder first"),
        pytest.param(".", "/repo", {"/repo"}, id="the folder itself"),
        pytest.param("sub:/shared", "/repo", {"/repo", "/repo/sub"}, id="below it"),
        pytest.param("/repo", "/repo/sub/deep", {"/repo"}, id="above it"),
    ],
)
def test_modules_of_the_repository_are_not_ours(named: str, here: str, gone: set[str]) -> None:
    path = ["/python/lib", "/shared", "/repo", "/repo/sub", "/repo/.venv/site", str(HOME)]
    kept = leave_out_the_repository(path, named.replace(":", os.pathsep), here)
    assert kept == [entry for entry in path if entry not in gone]


def test_modules_in_pythonpath_are_not_imported(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise SystemExit('executed')\n")
    program = [sys.executable, "-c", _RUN.format(home=str(HOME)), "recipes", "list"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, env={**os.environ, "PYTHONPATH": "."})
    assert (done.returncode, done.stderr) == (0, b"")


def _faults_at_any_depth(deepest: int = 150, calls: int = 500) -> int:
    """The most page faults that equal calls take, by how deep they are made."""

    def callee() -> int:
        return 0

    def faults() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(calls):
            callee()
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    def most(left: int) -> int:
        return max(faults(), most(left - 1)) if left else faults()

    return most(deepest)


def test_calls_are_as_fast_at_every_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "main", _faults_at_any_depth)
    assert command.main_with_room() < 250

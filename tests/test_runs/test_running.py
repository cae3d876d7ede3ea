"""Commands that misbehave: what they leave, print and do to themselves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from refactor_cli.errors import RefactorError
from refactor_cli.test_runs.environment import environment_of
from refactor_cli.test_runs.running import MARK, run
from refactor_cli.test_runs.values import Ended

LONG = 60.0


def python(code: str, folder: Path, seconds: float = LONG) -> Ended:
    return run((sys.executable, "-c", code), folder, os.environ, seconds)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("", Ended(0, ""), id="says nothing"),
        pytest.param("print('a')", Ended(0, "a\n"), id="prints"),
        pytest.param("import sys; sys.exit('no')", Ended(1, "no\n"), id="standard error too"),
        pytest.param("import sys; print(sys.stdin.read())", Ended(0, "\n"), id="reads its input"),
        pytest.param("import os; os.write(1, b'\\xff\\0a')", Ended(0, "�\0a"), id="binary"),
        pytest.param("import os; os.kill(os.getpid(), 9)", Ended(-9, ""), id="kills itself"),
        pytest.param("import os; os.killpg(0, 15)", Ended(-15, ""), id="kills its group"),
    ],
)
def test_ends(tmp_path: Path, code: str, expected: Ended) -> None:
    assert python(code, tmp_path) == expected


def test_hangs(tmp_path: Path) -> None:
    ended = python("print('a', flush=True)\nimport time; time.sleep(60)", tmp_path, seconds=1.0)
    assert ended.code is None
    assert ended.output in ("a\n", "")  # a slow machine may not have come to print


def test_endless_output_is_cut(tmp_path: Path) -> None:
    ended = python("print('first')\nfor n in range(100): print('x' * 99_999)\nprint('last')", tmp_path)
    assert ended.output.startswith("first\n")
    assert ended.output.endswith("x\nlast\n")
    assert "[...]" in ended.output
    assert len(ended.output) < 5_000_000


def test_cannot_be_started(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("no interpreter\n")
    program.chmod(0o755)
    with pytest.raises(RefactorError, match="cannot be started"):
        run((str(program),), tmp_path, os.environ, LONG)


def gone(pid: int) -> bool:
    """Whether a process that was killed is gone, or waits for nothing but to be reaped."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


CHILD = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session={apart})
print(child.pid)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there processes that left the group are found")
@pytest.mark.parametrize(
    "apart", [pytest.param(False, id="in its group"), pytest.param(True, id="in its own")]
)
def test_children_are_ended(tmp_path: Path, apart: bool) -> None:
    ended = python(CHILD.format(apart=apart), tmp_path)  # the child holds the pipe open
    assert gone(int(ended.output))


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whoever_ends_us_ends_the_command(tmp_path: Path, sent: signal.Signals) -> None:
    place = tmp_path / "pid"
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from refactor_cli.test_runs.running import run\n"
        f"run(('/bin/sh', '-c', 'echo $$ > {place}; exec sleep 600'), Path('.'), os.environ, 600.0)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE) as us:
        while not (place.exists() and place.read_text().endswith("\n")):
            assert us.poll() is None
            time.sleep(0.02)
        us.send_signal(sent)
        _, told = us.communicate()
    assert b"KeyboardInterrupt" in told
    assert gone(int(place.read_text()))


def test_others_are_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "600"], env={**os.environ, MARK: "another"}) as other:
        try:
            python("", tmp_path)
            assert other.poll() is None
        finally:
            other.kill()


def test_environment(tmp_path: Path) -> None:
    top, code, scratch, report = (tmp_path / each for each in ("top", "code", "scratch", "report"))
    for name in ("shop/__init__.py", "src/cart/__init__.py", "lib/notes.txt", "tests/test_a.py"):
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).touch()
    inherited = {
        "HOME": "/home/me",
        "VIRTUAL_ENV": "/venv",
        "GIT_DIR": "/elsewhere",
        "REFACTOR_API_KEY": "secret",
        "DEEPSEEK_API_KEY": "secret",
        "PYTHONPATH": os.pathsep.join((str(top / "extra"), "relative", "/opt/site")),
        "PYTEST_ADDOPTS": "-x",
        "PWD": str(top),
    }
    assert environment_of(inherited, top, code, scratch, report) == {
        "HOME": "/home/me",
        "VIRTUAL_ENV": "/venv",
        "PWD": str(code),
        "PYTHONPATH": os.pathsep.join(
            (str(code / "src"), str(code), str(code / "extra"), "relative", "/opt/site")
        ),
        "PYTEST_ADDOPTS": f"-x -o junit_family=xunit1 --junitxml={report}",
        "TMPDIR": str(scratch),
    }


def test_a_folder_that_hides_the_standard_library_is_no_root(tmp_path: Path) -> None:
    (tmp_path / "logging.py").touch()
    made = environment_of({}, Path("/top"), tmp_path, Path("/scratch"), Path("/report"))
    assert made["PYTHONPATH"] == ""

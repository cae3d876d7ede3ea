"""Ctrl-C at moments at which Python would lose it, or an extension module break of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
_BEGIN = f"""
import signal, sys, time
sys.path[:0] = [{str(HOME)!r}, {{folder!r}}]
from refactor_cli.commands.command_line.interrupts import end_as_interrupted
end_as_interrupted()
"""
# in the background of a shell, tests have Ctrl-C ignored, and so would what they start
_HEARD = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
_IMPORTING = """
try:
    import interrupted_module
    time.sleep(10)
except KeyboardInterrupt:
    print("interrupted")
"""
_DROPPING = """
class Dropped:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

try:
    Dropped()
    time.sleep(10)
except KeyboardInterrupt:
    print("interrupted")
"""
_FAILING = """
class Failing:
    def __del__(self):
        raise ValueError("as ever")

Failing()
"""
_TWICE = """
for _ in range(2):
    try:
        signal.raise_signal(signal.SIGTERM)
    except KeyboardInterrupt:
        print("interrupted")
"""


def run(program: str, folder: Path) -> tuple[int, str, str]:
    """What a program that heeds interruptions as we do ends with and prints."""
    begin = _HEARD + _BEGIN.format(folder=str(folder))
    done = subprocess.run([sys.executable, "-c", begin + program], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("program", "out"),
    [
        pytest.param(_IMPORTING, "imported\ninterrupted\n", id="an import is finished first"),
        pytest.param(_DROPPING, "interrupted\n", id="what __del__ drops comes again"),
        pytest.param(_TWICE, "interrupted\ninterrupted\n", id="as often as it is sent"),
    ],
)
def test_an_interruption(program: str, out: str, tmp_path: Path) -> None:
    (tmp_path / "interrupted_module.py").write_text(
        "import signal\nsignal.raise_signal(signal.SIGINT)\nprint('imported')\n", encoding="utf-8"
    )
    assert run(program, tmp_path) == (0, out, "")


def test_what_else_is_raised_there_is_told(tmp_path: Path) -> None:
    code, out, err = run(_FAILING, tmp_path)
    assert (code, out) == (0, "")
    assert "ValueError: as ever" in err


def test_what_is_ignored_stays_so(tmp_path: Path) -> None:
    begin = (
        f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{_BEGIN.format(folder=str(tmp_path))}"
    )
    program = f"{begin}signal.raise_signal(signal.SIGINT)\nprint('on')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "on\n")


@pytest.mark.slow
@pytest.mark.parametrize("after", range(0, 200, 10))
def test_whenever_it_comes(after: int, tmp_path: Path) -> None:
    """From the first line of ours on, in milliseconds: one word, and the exit code for it."""
    begin = f"import os, sys; sys.path.insert(0, {str(HOME)!r}); from refactor_cli.__main__ import run; "
    program = f"{begin}os.write(1, b'!'); run()"
    arguments = ["find-usages", "json.loads", "--repo", str(HOME), "--types", "none"]
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"!"
    time.sleep(0.01 + after / 1000)  # what Python itself takes until it is in `run`
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert (process.returncode, err) == (130, b"interrupted\n")

"""Programs, executed before and after one rename that adds a keyword: they print the same (tests/programs)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

PROGRAMS = Path(__file__).parent / "programs"
SHOP = {
    "shop/__init__.py": "",
    "shop/trace.py": """\
import atexit
import sys

calls = []
atexit.register(lambda: print("calls of old:", len(calls), file=sys.stderr))
""",
    "shop/legacy.py": """\
from shop import trace


def helper():
    return "helper"


def deco(x):
    return lambda function: lambda: (x, function())


def old(a, b=2):
    trace.calls.append("old")
    return ("r", a, b)
""",
    "shop/pricing.py": """\
def new(a, b=2, *, flag=False):
    return ("r", a, b) if flag else ("wrong", a, b)
""",
}
TO = "shop.pricing.new(a, b, flag=True)"


def read_program(path: Path) -> tuple[int, dict[str, str]]:
    """How many calls are left, and the files."""
    head, *sections = re.split(r"^-- (\S+) --\n", path.read_text("utf-8"), flags=re.MULTILINE)
    return int(head.removeprefix("left:")), dict(zip(sections[::2], sections[1::2], strict=True))


def run_program(top: Path) -> tuple[str, int]:
    """What it prints, and how many calls reach the old function."""
    # without `site`: a program has what Python brings and its own files, and starts sooner
    command = [sys.executable, "-B", "-S", "main.py"]
    done = subprocess.run(command, cwd=top, check=True, capture_output=True, text=True, encoding="utf-8")
    found = re.search(r"calls of old: (\d+)", done.stderr)
    return done.stdout, int(found[1]) if found else 0


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem) for path in sorted(PROGRAMS.glob("*.txt"))]
)
def test_program(
    path: Path, make_repo: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, files = read_program(path)
    repo = make_repo()
    repo.write({name: text.encode() for name, text in {**SHOP, **files}.items()})
    repo.commit()
    before, _ = run_program(repo.top)
    monkeypatch.chdir(repo.top)
    assert main(["migrate", "shop.legacy.old", "--to", TO, "--branch", "done"]) in {0, 3}
    if repo.git("branch", "--list", "done"):  # none is made when all calls are open
        repo.git("checkout", "-q", "done")
    assert run_program(repo.top) == (before, left)

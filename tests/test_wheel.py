"""The built wheel works by itself: grammars inside, the command installed. `./check` builds it before the tests."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli import __version__

WHEEL = Path(__file__).parent.parent / "dist" / f"refactor_branch-{__version__}-py3-none-any.whl"


@pytest.mark.skipif(not WHEEL.exists() and "CI" not in os.environ, reason="./check builds the wheel first")
def test_wheel(make_repo: Callable[..., Any], tmp_path: Path) -> None:
    with zipfile.ZipFile(WHEEL) as archive:
        archive.extractall(tmp_path / "site")
    assert (tmp_path / "site" / "refactor_cli" / "_grammars" / "python" / "manifest.toml").is_file()
    assert (tmp_path / "site" / "refactor_cli" / "py.typed").is_file()
    repo = make_repo({"lib.py": "def old(a):\n    return a\n", "app.py": "from lib import old\n\nold(1)\n"})
    run = (
        "import refactor_cli, sys; print(refactor_cli.__file__); from refactor_cli.__main__ import run; run()"
    )
    arguments = ["migrate", "lib.old", "--to", "lib.new(a, flag=True)"]
    done = subprocess.run(
        [sys.executable, "-c", run, *arguments],
        cwd=repo.top,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path / "site"))
    assert repo.git("show", "refactor/lib.old:app.py") == "from lib import new\n\nnew(1, flag=True)"

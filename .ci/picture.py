"""Makes docs/find-usages.svg, a picture of a real run on the example: python .ci/picture.py"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

TOP = Path(__file__).parent.parent
PLACE = TOP / "docs" / "find-usages.svg"
COMMAND = ("find-usages", "shop.legacy.price", "--certainty", "likely")
_WIDTH = 100
_LINES = 34


def picture() -> str:
    """The SVG: the first lines of what the command prints on a terminal with colours, and its last one."""
    lines = _printed().splitlines()
    shown = lines if len(lines) <= _LINES else [*lines[: _LINES - 2], "…", lines[-1]]
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text(f"$ refactor {' '.join(COMMAND)}", style="bold"))
    for line in shown:
        text = Text.from_ansi(line)
        text.truncate(_WIDTH, overflow="ellipsis")
        console.print(text)
    return console.export_svg(title="refactor", unique_id="refactor")


def _printed() -> str:
    with tempfile.TemporaryDirectory() as folder:
        repo = Path(folder) / "shop"
        shutil.copytree(TOP / "examples" / "legacy_shop" / "before", repo)
        state = {name: str(Path(folder) / name) for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME")}
        environment = {**os.environ, **state, "FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": ""}
        environment.pop("NO_COLOR", None)
        for arguments in (
            ("init", "--quiet"),
            ("add", "--all", "--force"),
            ("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "shop"),
        ):
            subprocess.run(["git", *arguments], cwd=repo, check=True)
        command = [sys.executable, "-m", "refactor_cli", *COMMAND]
        return subprocess.run(
            command, cwd=repo, env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout


if __name__ == "__main__":
    PLACE.write_text(picture(), "utf-8")

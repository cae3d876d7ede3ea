"""What is told where all of a class goes: its methods that the user did not name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main


def test_other_methods_of_a_class_that_goes_are_told(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not those that are targets, that the repository defines itself, or that are asked of modules (`sys.exit`)."""
    app = (
        "import sys\nfrom optparse import OptionParser\n\nparser = OptionParser()\nparser.add_option('-a')\n"
    )
    more = "def extend(parser):\n    parser.remove_option('-a')\n    parser.set_usage('b')\n"
    own = "class Form:\n    def set_usage(self, text): ...\n"
    files = {"app.py": f"{app}sys.exit(1)\n", "more.py": more, "own.py": own}
    monkeypatch.chdir(make_repo(files, "parsers").top)
    ask = ["--instructions", "use argparse", "--prompt-out", str(tmp_path / "prompt.md")]
    assert main(["migrate", "optparse", "optparse.OptionParser.add_option", *ask]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "other methods" in line]
    assert told == [
        "note: optparse.OptionParser has other methods that are called here, by name alone, and are no targets: "
        "remove_option (more.py:2): name those that go as well (optparse.OptionParser.remove_option)"
    ]
    assert main(["migrate", "optparse", "optparse.OptionParser.remove_option", *ask]) == 0
    assert "add_option (app.py:5)" in capsys.readouterr().err
    assert main(["migrate", "optparse.OptionParser.add_option", *ask]) == 0
    assert "other methods" not in capsys.readouterr().err

"""What is told where all of a class goes: its methods that the user did not name."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main
from refactor_cli.commands.migrations.other_members import _bound


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


def test_what_a_comment_has_is_no_call_and_imports_may_be_in_brackets(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A method that a class gets by an assignment is one as well."""
    app = (
        "from unittest import (  # all of it\n    TestCase,\n    mock,\n)\n\n# test.assertWarns(1)\n"
        "text = 'test.assertLogs()'\n\n\ndef run(test):\n    test.assertDictEqual({}, {})\n    test.run_it()\n"
    )
    monkeypatch.chdir(make_repo({"app.py": app}, "tests").top)
    ask = ["--instructions", "use pytest", "--prompt-out", str(tmp_path / "prompt.md")]
    assert main(["migrate", "unittest", *ask]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "other methods" in line]
    assert told == [
        "note: unittest.TestCase has other methods that are called here, by name alone, and are no targets: "
        "assertDictEqual (app.py:11): name those that go as well (unittest.TestCase.assertDictEqual)"
    ]
    names = [
        "class A:",
        "    a, b = 1, 2",
        "    c = d = wrap(e)",
        "    f = e",
        "    g = 1",
        "    def e(self): ...",
    ]
    body = ast.parse("\n".join(names)).body[0]
    assert isinstance(body, ast.ClassDef)
    assert [name for each in body.body for name in _bound(each)] == ["c", "d", "f", "e"]

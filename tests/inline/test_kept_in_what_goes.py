"""A transform takes no usage away that somebody keeps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from refactor_cli.__main__ import main

APP = """\
import six


def f():
    if six.PY3:
        return 1
    else:
        return six.text_type  # refactor: ignore[text_type] for now


def g():
    return 1 if six.PY3 else six.text_type
"""


def test_a_branch_with_a_usage_that_a_comment_keeps(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"app.py": APP, "pyproject.toml": "[project]\nname = 'app'\nrequires-python = '>=3.9'\n"}
    monkeypatch.chdir(make_repo(files).top)
    main(["migrate", "--recipe", "six", "--types", "none", "--dry-run", "--output-format", "json"])
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    assert [(each["line"], each["outcome"]) for each in ledger] == [
        (5, "open"),
        (8, "kept"),
        (12, "rewritten"),
        (12, "rewritten"),
    ]
    assert ledger[0]["reason"] == "six.text_type in line 8 is to stay, and would go with the rest"

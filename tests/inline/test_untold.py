"""A rule's `requires` against metadata that says nothing, or only lists classifiers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

APP = "import collections\n\n\ndef f(x):\n    return isinstance(x, collections.Mapping)\n"
SETUP = "from setuptools import setup\n\nsetup(name='a', {})\n"
TOLD = (
    "warning: nothing in the project's metadata says whether it keeps to python>=3.3, which the rules of "
    "1 rewritten usage need"
)
CASES = [
    pytest.param({"setup.py": SETUP.format("python_requires='>=3.6'")}, 0, "", id="met"),
    pytest.param({}, 0, TOLD, id="no metadata"),
    pytest.param({"setup.py": SETUP.format("version='1'")}, 0, TOLD, id="no word about it"),
    pytest.param(
        {"setup.py": SETUP.format("classifiers=['Programming Language :: Python :: 2.7']")},
        3,
        "needs python>=3.3, and the project still supports 2.7",
        id="Python 2 among the classifiers",
    ),
]


@pytest.mark.parametrize(("files", "code", "said"), CASES)
def test_collections_abc(
    files: dict[str, str],
    code: int,
    said: str,
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(make_repo({"app.py": APP, **files}).top)
    assert main(["migrate", "collections.Mapping", "--types", "none", "--dry-run"]) == code
    err = capsys.readouterr().err
    assert said in err
    assert ("metadata" in err) == (said == TOLD)

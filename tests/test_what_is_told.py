"""Notes on stderr that say why something is not there, or where else to look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

FILES = {
    "README.md": "# Shop\n",
    ".gitignore": "/build\n",
    "lib.py": (
        "class Base:\n    def total(self):\n        return 0\n\n\n"
        "class Order(Base):\n    def total(self):\n        return 1\n"
    ),
    "app.py": "from lib import Base, Order\n\nOrder().total()\nBase().total()\n",
}
WITHIN = (
    "warning: {} lies in the repository and is searched like any file of it: keep prompt and answer outside, "
    "or have git ignore them"
)
FAMILY = "note: lib.Order.total overrides lib.Base.total"


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    made = make_repo(FILES)
    monkeypatch.chdir(made.top)
    return made


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(list(arguments))
    return capsys.readouterr().err.splitlines()


def test_a_map_of_nothing(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    said = "note: nothing to show: no file there is in a language that is mapped, which documents and data are not"
    assert told(capsys, "map", "README.md") == [said]
    assert told(capsys, "map", "README.md", "lib.py") == []


@pytest.mark.parametrize(
    ("place", "is_told"),
    [
        pytest.param("../prompt.md", False, id="outside"),
        pytest.param("build/prompt.md", False, id="ignored"),
        pytest.param("prompt.md", True, id="within"),
    ],
)
def test_a_prompt_in_the_repository(
    repo: Any, capsys: pytest.CaptureFixture[str], place: str, is_told: bool
) -> None:
    Path("build").mkdir()
    order = ["migrate", "lib.Order.total", "--types", "none", "--instructions", "x", "--prompt-out", place]
    assert (WITHIN.format(place) in told(capsys, *order)) == is_told


def test_calls_of_the_family_are_told_of_by_both(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["lib.Order.total", "--types", "none"]
    assert any(line.startswith(FAMILY) for line in told(capsys, "find-usages", *order))
    new = ["--to", "lib.Order.sum", "--dry-run"]
    assert any(line.startswith(FAMILY) for line in told(capsys, "migrate", *order, *new))
    renamed = told(capsys, "migrate", *order, *new, "--definition", "rename")
    assert not any(line.startswith(FAMILY) for line in renamed)

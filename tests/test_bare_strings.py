"""Strings that are nothing but a member's name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from in_memory import symbols_of

from refactor_cli.__main__ import main
from refactor_cli.find.target import read_target
from refactor_cli.retiring.bare_strings import told_of_strings

LIB = "class Order:\n    def total(self):\n        return 1\n\n\ndef total():\n    return 2\n"
TOLD = "lib.Order.total is removed, and {}: {}; look whether something asks for it by them"


def told(source: str, target: str = "lib.Order.total") -> str:
    symbols = symbols_of({"lib.py": LIB, "app.py": source})
    return told_of_strings(symbols, read_target(symbols, target), "remove", ())


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('x = row["total"]\n', id="a subscript"),
        pytest.param('x = rows[0]["total"]\n', id="a subscript behind another"),
        pytest.param('x = {"total": 1}\n', id="a key"),
        pytest.param('x = row.get("total")\n', id="a key that is asked for"),
        pytest.param('x = "the total"\n', id="a word of a text"),
        pytest.param('"""total"""\n', id="a docstring"),
        pytest.param("x = total\n", id="no string"),
    ],
)
def test_noop(source: str) -> None:
    assert told(source) == ""


def test_of_a_function_nothing_is_told() -> None:
    assert told('x = ["total"]\n', "lib.total") == ""


def test_places() -> None:
    one, many = 'x = ["total"]\n', "x = 'total'\n" * 5
    assert told(one) == TOLD.format("1 string is its name alone", "app.py:1")
    assert told(many) == TOLD.format(
        "5 strings are its name alone", "app.py:1; app.py:2; app.py:3; and 2 more"
    )


def test_what_a_migration_says(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo(
        {"lib.py": LIB, "app.py": 'def f(x):\n    return getattr(x, "total")\n\n\nlist_display = ["total"]\n'}
    )
    monkeypatch.chdir(repo.top)
    order = ["migrate", "lib.Order.total", "--to", "lib.Order.sum", "--types", "none", "--dry-run"]
    words = "lib.Order.total is renamed, and 1 string is its name alone: app.py:5; "
    assert main([*order, "--output-format", "json"]) == 0
    assert words not in capsys.readouterr().err
    more = ["--definition", "rename", "--certainty", "possible", "--output-format", "json"]
    main([*order, *more])
    out, err = capsys.readouterr()
    assert f"warning: {words}" in err
    assert any(each.startswith(words) for each in json.loads(out)["warnings"])

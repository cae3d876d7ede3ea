"""Options without a value, and options given twice, of every command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer

from refactor_cli.__main__ import main
from refactor_cli.commands.app import app
from refactor_cli.commands.given import Command


def _commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(_commands(typer.main.get_command(app())))


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(["find-usages", "lib.f", "--kind", "call", "--kind", "import"], "", id="repeatable"),
        pytest.param(["find-usages", "lib.f", "--no-cache", "--no-cache"], "", id="a flag"),
        pytest.param(["find-usages", "lib.f", "--explain", "", "--help"], "", id="help comes first"),
        pytest.param(["migrate", "lib.f", "--to", ""], "--to has an empty value", id="apart"),
        pytest.param(["migrate", "lib.f", "--to="], "--to has an empty value", id="with an equals sign"),
        pytest.param(
            ["migrate", "lib.f", "--instructions", " "], "--instructions has an empty value", id="space"
        ),
        pytest.param(
            ["migrate", "lib.f", "--only", "u1", "--only", ""], "--only has an empty value", id="one of two"
        ),
        pytest.param(["check", "--baseline-commit", ""], "--baseline-commit has an empty value", id="check"),
        pytest.param(["pack", "--model", ""], "--model has an empty value", id="pack"),
        pytest.param(["undo", "--branch", "", "u1"], "--branch has an empty value", id="undo"),
        pytest.param(
            ["runs", "list", "--output-file", ""], "--output-file has an empty value", id="within a group"
        ),
        pytest.param(
            ["migrate", "lib.f", "--to", "lib.a", "--to", "lib.b"],
            "--to is given 2 times, and takes one value",
            id="twice",
        ),
        pytest.param(
            ["migrate", "lib.f", *["--instructions=a"] * 3],
            "--instructions is given 3 times, and takes one value",
            id="three times",
        ),
        pytest.param(
            ["find-usages", "lib.f", "--certainty=certain", "--certainty=likely"], "", id="the last wins"
        ),
    ],
)
def test_given(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    problem: str,
) -> None:
    monkeypatch.chdir(make_repo({"lib.py": "def f():\n    pass\n"}).top)
    code = main(arguments)
    said = capsys.readouterr()
    assert (code, said.err.splitlines()[:1]) == ((2, [f"error: {problem}"]) if problem else (0, []))
    assert not problem or said.out == ""


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_looks_at_them(name: tuple[str, ...]) -> None:
    assert isinstance(COMMANDS[name], Command)

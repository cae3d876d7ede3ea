"""Options without a value, and options given twice, of every command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from refactor_cli.__main__ import main
from refactor_cli.commands.app import app
from refactor_cli.commands.command_line.given import Command, in_words
from refactor_cli.errors import RefactorError


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
        pytest.param(["check", ""], "FILE has an empty value", id="an argument"),
        pytest.param(["find-usages", ""], "TARGET has an empty value", id="a target, beside paths"),
        pytest.param(
            ["check", "--fix", "--", "a.py", ""], "FILE has an empty value", id="one of two arguments"
        ),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("use new()", "use new()", id="words"),
        pytest.param("@words.txt", "use new(), with @keywords", id="what a file says"),
        pytest.param("@my words.txt", "spaced", id="a file with a space"),
        pytest.param("@property becomes a method", "@property becomes a method", id="a decorator"),
        pytest.param("words.txt\n", "words.txt\n", id="lines"),
        pytest.param("x" * 5000, "x" * 5000, id="long"),
        pytest.param(None, None, id="none"),
    ],
)
def test_instructions(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None, expected: str | None
) -> None:
    (tmp_path / "words.txt").write_text("use new(), with @keywords\n")
    (tmp_path / "my words.txt").write_text("spaced")
    monkeypatch.chdir(tmp_path)
    assert in_words(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("words.txt", "is the name of a file", id="a name alone"),
        pytest.param("@nowhere.txt", "cannot read the instructions nowhere.txt", id="no such file"),
        pytest.param("@empty.txt", "says nothing", id="empty"),
        pytest.param("@binary.txt", "is not UTF-8", id="binary"),
    ],
)
def test_wrong_instructions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "words.txt").write_text("use new()")
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefactorError, match=problem):
        in_words(text)

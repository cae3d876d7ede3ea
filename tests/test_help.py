"""`--help` as it is read in 80 columns, where an option is sought, and shell completion."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_given import COMMANDS

from refactor_cli.__main__ import main

NAMED = [pytest.param(list(words), id=" ".join(words)) for words in COMMANDS]


def _help(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    assert main([*arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("words", [pytest.param([], id="none"), pytest.param(["runs"], id="a group"), *NAMED])
def test_both_names_of_help(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _help(monkeypatch, capsys, *words, "-h") == _help(monkeypatch, capsys, *words, "--help")


@pytest.mark.parametrize(
    ("name", "value", "widest"),
    [
        pytest.param("COLUMNS", "0", 40, id="nobody knows"),
        pytest.param("COLUMNS", "1", 40, id="one column"),
        pytest.param("COLUMNS", "60", 60, id="as wide as the terminal"),
        pytest.param("TERMINAL_WIDTH", "70", 70, id="what typer asks for"),
        pytest.param("TERMINAL_WIDTH", "wide", 80, id="no number"),
    ],
)
def test_however_wide_a_terminal_says_it_is(name: str, value: str, widest: int) -> None:
    environment = {**os.environ, "COLUMNS": "80", name: value}
    home = str(Path(__file__).parent.parent)
    program = f"import sys; sys.path.insert(0, {home!r}); from refactor_cli.__main__ import run; run()"
    done = subprocess.run([sys.executable, "-c", program, "--help"], capture_output=True, env=environment)
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, max(map(len, lines))) == (0, widest)
    assert any("find-usages" in line for line in lines)


@pytest.mark.parametrize("words", NAMED)
def test_every_option_has_room_for_what_it_does(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _help(monkeypatch, capsys, *words, "--help")
    lines = [line.strip("│") for line in text.splitlines() if line.startswith("│")]
    # what goes on stands below its text alone: a value broken in two would stand further left
    indented = [len(line) - len(line.lstrip()) for line in lines if re.match(" {4}(?! *--)", line)]
    assert all(14 <= each <= 48 for each in indented)
    assert "<=x<=" not in text


@pytest.mark.parametrize("words", NAMED)
def test_every_command_has_an_example_of_itself(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = " ".join(_help(monkeypatch, capsys, *words, "--help").split())
    assert re.search(rf"Examples? refactor {' '.join(words)}\b", text)


@pytest.mark.parametrize(
    ("words", "example"),
    [
        pytest.param([], "refactor find-usages shop.legacy.price", id="the program"),
        pytest.param(["recipes"], "refactor recipes search utcnow", id="recipes"),
        pytest.param(["runs"], "refactor runs list", id="runs"),
    ],
)
def test_groups_have_examples(
    words: list[str], example: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = " ".join(_help(monkeypatch, capsys, *words, "--help").split())
    assert f"Examples {example} refactor" in text


def test_a_line_of_the_source_is_none_of_the_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = " ".join(_help(monkeypatch, capsys, "check", "--help").split("\n"))
    assert re.search(r'= +\["recipes/old\.py"\]\. Neither the network nor a model is asked', text)


@pytest.mark.parametrize(
    "words", [pytest.param([], id="none"), pytest.param(["runs"], id="a group"), *NAMED[:1]]
)
@pytest.mark.parametrize(
    ("environment", "is_coloured"),
    [
        pytest.param({"GITHUB_ACTIONS": "true"}, False, id="a pipe on GitHub"),
        pytest.param({"FORCE_COLOR": "1"}, True, id="forced"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="neither bold nor dim"),
    ],
)
def test_help_has_the_colours_of_the_commands(
    words: list[str], environment: dict[str, str], is_coloured: bool
) -> None:
    plain = {
        key: text
        for key, text in os.environ.items()
        if key not in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR")
    }
    run = [sys.executable, "-m", "refactor_cli", *words, "--help"]
    told = subprocess.run(run, env={**plain, "TERM": "xterm", **environment}, capture_output=True, check=True)
    assert (b"\x1b[" in told.stdout) is is_coloured


@pytest.mark.parametrize(
    ("arguments", "problem", "hint"),
    [
        pytest.param(
            ["--repo", "a b", "find-usages", "x.y"],
            "--repo stands before the command's name",
            "options stand after it: refactor find-usages x.y --repo 'a b'",
            id="first",
        ),
        pytest.param(
            ["--output-format=json", "runs", "show", "latest"],
            "--output-format stands before the command's name",
            "options stand after it: refactor runs show latest --output-format=json",
            id="of a command within a group",
        ),
        pytest.param(
            ["--frobnicate", "check"],
            "No such option: --frobnicate",
            "try `refactor --help`",
            id="of none",
        ),
        pytest.param(
            ["--repo", "x"],
            "No such option: --repo (Possible options: --help)",
            "try `refactor --help`",
            id="no command",
        ),
    ],
)
def test_an_option_before_the_command(
    capsys: pytest.CaptureFixture[str], arguments: list[str], problem: str, hint: str
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"error: {problem}\nhint: {hint}\n"


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        pytest.param("bash", "complete -o default -F _refactor_completion refactor", id="bash"),
        pytest.param("zsh", "#compdef refactor", id="zsh"),
        pytest.param("fish", "complete --command refactor", id="fish"),
    ],
)
def test_the_script_of_the_shell_that_is_named(
    capsys: pytest.CaptureFixture[str], shell: str, said: str
) -> None:
    assert main(["--show-completion", shell]) == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--show-completion", "--install-completion"])
def test_a_shell_that_is_not_known(capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert main([option, "ksh"]) == 2
    assert capsys.readouterr().err == (
        f"error: {option} knows no shell ksh\nhint: name one: refactor {option} bash|zsh|fish|powershell|pwsh\n"
    )


def test_a_home_where_nothing_can_be_installed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("a file\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert main(["--install-completion", "fish"]) == 5
    assert (
        "hint: put it where your shell reads it: refactor --show-completion fish\n" in capsys.readouterr().err
    )


def test_a_script_is_installed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["--install-completion", "zsh"]) == 0
    assert "#compdef refactor" in (tmp_path / ".zfunc/_refactor").read_text()
    assert str(tmp_path / ".zfunc/_refactor") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        pytest.param("refactor mig", ["migrate"], id="a command"),
        pytest.param("refactor migrate --refe", ["--references"], id="an option"),
        pytest.param("refactor migrate --certainty ", ["certain", "likely", "possible"], id="a choice"),
        pytest.param("refactor check --output-format j", ["json", "json-lines", "junit"], id="a format"),
        pytest.param("refactor recipes show python_th", ["python_threading"], id="a shipped recipe"),
    ],
)
def test_bash_completes(line: str, offered: list[str], tmp_path: Path) -> None:
    (tmp_path / "refactor").symlink_to(Path(sys.executable).with_name("refactor"))
    words = line.split(" ")
    script = (
        'eval "$(refactor --show-completion bash)"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
        '_refactor_completion refactor; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", script, "bash", *words], capture_output=True, text=True, env=environment, check=True
    )
    assert (done.stdout.split(), done.stderr) == (offered, "")

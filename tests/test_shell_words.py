"""Commands that are started without a shell: what is split, and what would need one."""

from __future__ import annotations

import shlex

import pytest

from refactor_cli.commands.command_line.shell_words import shell_words
from refactor_cli.errors import RefactorError


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("pytest -q", ["pytest", "-q"], id="plain"),
        pytest.param("", [], id="none"),
        pytest.param("pytest -k 'a && b'", ["pytest", "-k", "a && b"], id="quoted"),
        pytest.param(
            "sh -c 'make && pytest; x > $LOG'", ["sh", "-c", "make && pytest; x > $LOG"], id="a shell"
        ),
        pytest.param('python -c "import a; b<c"', ["python", "-c", "import a; b<c"], id="in double quotes"),
        pytest.param("find . -exec true {} \\;", ["find", ".", "-exec", "true", "{}", ";"], id="escaped"),
        pytest.param("pytest t.py::t[a|b]", ["pytest", "t.py::t[a|b]"], id="within a word"),
        pytest.param("pytest -k 'x$' #1", ["pytest", "-k", "x$", "#1"], id="no comment"),
        pytest.param(r"echo \$HOME '$HOME' a$", ["echo", "$HOME", "$HOME", "a$"], id="no variable"),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert shell_words(text, "--test") == words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("a && b", "&&", id="and"),
        pytest.param("a || b", "||", id="or"),
        pytest.param("a | b", "|", id="pipe"),
        pytest.param("a; b", "a;", id="then"),
        pytest.param("a &", "&", id="in the background"),
        pytest.param("a 2>&1", "2>&1", id="redirected"),
        pytest.param("a >log", ">log", id="into a file"),
        pytest.param("a $HOME/x", "$HOME/x", id="a variable"),
        pytest.param('a "$(pwd)"', '"$(pwd)"', id="a command within"),
    ],
)
def test_what_needs_a_shell(text: str, word: str) -> None:
    with pytest.raises(RefactorError) as caught:
        shell_words(text, "--test")
    assert caught.value.problem == f"--test is started without a shell, which {word!r} would need"
    start, _, said = caught.value.hint.partition("--test ")
    assert start == "start one: "
    [command] = shlex.split(said)
    assert shlex.split(command) == ["sh", "-c", text]


def test_the_hint_reads_well() -> None:
    with pytest.raises(RefactorError) as caught:
        shell_words("make build && pytest", "--test")
    assert caught.value.hint == """start one: --test "sh -c 'make build && pytest'\""""

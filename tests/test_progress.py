"""What a person sees while it goes on: one line on a terminal, plain lines in CI, one in other pipes of
what takes long."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refactor_cli.commands.asking_models import listening
from refactor_cli.commands.asking_models.listening import Telling
from refactor_cli.commands.command_line import progress
from refactor_cli.commands.command_line.progress import counting, stage
from refactor_cli.providers import Event, Heard, Lost, Sending
from refactor_cli.renderers.live_line import fitted, last_words

ID = "u0000000a"
ANSWER = (
    f'Thinking.\n<recipe>\nx\n</recipe>\n<site id="{ID}">\n<site id="u2">y</site>\n<keep id="u3">z</keep>'
)
_LINE = re.compile(r"\r([^\r\n]*)\x1b\[K")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns, whose line is written each time."""
    monkeypatch.setenv("COLUMNS", "80")
    for module in (progress, listening):
        monkeypatch.setattr(module, "is_live", lambda: True)
        monkeypatch.setattr(module, "_OFTEN", 0.0)


def tell(*events: Event) -> Telling:
    telling = Telling("round 1", "a-model")
    for event in events:
        telling.hear(event)
    return telling


def test_a_pipe_is_told_nothing_of_stages(capsys: pytest.CaptureFixture[str]) -> None:
    with stage("reading"), counting("finding") as count:
        count(1, 2)
    assert capsys.readouterr().err == ""


def test_a_pipe_is_told_once_of_what_takes_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    with counting("finding") as count:
        for done, at in enumerate((1.0, 9.9, 10.0, 30.0), start=1):
            now[0] = at
            count(done, 5)
    assert capsys.readouterr().err == "finding: 3 of 5 files ...\n"


@pytest.mark.parametrize(
    ("is_terminal", "environment", "expected"),
    [
        pytest.param(False, {"TERM": "xterm"}, False, id="a pipe"),
        pytest.param(True, {"TERM": "dumb"}, False, id="cannot write over"),
        pytest.param(True, {"TERM": "xterm", "CI": "true"}, False, id="a log"),
        pytest.param(True, {"TERM": "xterm"}, True, id="a terminal"),
    ],
)
def test_is_live(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, environment: dict[str, str], expected: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert progress.is_live() is expected


def test_ci_has_plain_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)  # some runners have one
    with stage("reading"):
        pass
    with counting("finding") as count:
        count(1, 2)
    tell(Sending(1), Heard("reasoning", "hm"), Heard("content", ANSWER)).end()
    assert capsys.readouterr().err == (
        "reading ...\nfinding ...\nround 1: waiting for a-model …\n"
        f"round 1: answer of {len(ANSWER)} characters: 1 recipe, 2 sites, 1 kept\n"
    )


@pytest.mark.usefixtures("terminal")
def test_a_terminal_has_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with stage("reading"):
        pass
    with counting("finding") as count:
        count(1, 2)
    shown = _LINE.findall(capsys.readouterr().err)
    assert [each for each in shown if each] == ["reading ...", "finding ...", "finding: 1 of 2 files"]
    assert shown[-1] == ""  # it is gone


@pytest.mark.usefixtures("terminal")
def test_reasoning_is_folded(capsys: pytest.CaptureFixture[str]) -> None:
    telling = tell(
        Sending(1),
        Heard("reasoning", "First\nI look at\tthe call. " * 50),
        Heard("content", "<recipe>\n"),
        Lost(1, "it broke off", True),
        Sending(2),
        Heard("content", f"{ID} yes: it is\n"),
    )
    telling.end()
    err = capsys.readouterr().err
    shown = [each for each in _LINE.findall(err) if each]
    assert shown[0].startswith("round 1: reasoning, 1,300 characters  ")
    assert shown[0].endswith("I look at the call.")
    assert shown[1].startswith("round 1: answer of 9 characters: 1 recipe")
    assert shown[2].startswith("round 1: answer of 21 characters: 1 yes")  # counted anew
    assert all(len(each) < 80 for each in shown)
    assert [line for line in _LINE.sub("", err).splitlines() if line] == [
        "round 1: waiting for a-model …",
        "warning: the model's server: it broke off",
        "round 1: attempt 2; a prompt sent again may be billed twice",
        "round 1: answer of 21 characters: 1 yes",
    ]


def test_blocks_are_counted_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    answer = f'<recipe>\n</recipe>\n<recipe>\n</recipe>\n<site id="{ID}">\n<not-a-usage id="{ID}">\n'
    tell(Heard("content", answer)).end()
    assert capsys.readouterr().err.endswith(" characters: 2 recipes, 1 site, 1 no usage\n")


def test_what_was_never_sent_is_not_billed(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Sending(1), Lost(1, "it cannot be reached: refused", False), Sending(2))
    assert capsys.readouterr().err.splitlines()[-1] == "round 1: attempt 2"


@pytest.mark.usefixtures("terminal")
def test_untrusted_text_moves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Sending(1), Heard("reasoning", "\x1b[2J\r\x07\x9b1A‮[/x]::error::\n")).end()
    shown = [each for each in _LINE.findall(capsys.readouterr().err) if each]
    assert shown == ["round 1: reasoning, 24 characters  \\x1b[2J \\x07\\x9b1A\\u202e[/x]::error::"]


def test_from_the_journal(capsys: pytest.CaptureFixture[str]) -> None:
    tell().end()
    assert capsys.readouterr().err == "round 1: answered before, read from the journal\n"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        pytest.param("", 5, "", id="nothing"),
        pytest.param("abcde", 5, "abcde", id="fits"),
        pytest.param("abcdef", 5, "abcde", id="cut"),
        pytest.param("日本語", 5, "日本", id="two cells each"),
        pytest.param("a\x1bb", 9, "a\\x1bb", id="cleaned"),
        pytest.param("abc", -3, "", id="no room"),
    ],
)
def test_fitted(text: str, width: int, expected: str) -> None:
    assert fitted(text, width) == expected


@given(st.text(), st.integers(-5, 40))
def test_a_line_is_never_longer(text: str, width: int) -> None:
    for made in (fitted(text, width), last_words(text, width)):
        assert len(made) <= max(width, 0)
        assert made.isprintable() or set(made) & set("\t\xa0\u3000") or not made.isascii()

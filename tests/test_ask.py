"""Asking by hand: the prompt goes to a file, the answer comes from another."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from refactor_cli.ask import ask
from refactor_cli.data import Answer, Prompt
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.providers.file import MAX_ANSWER, FileProvider, whole_text

PROMPT = Prompt("You migrate.", "<task>\r\nübung\n</task>\n", 9, False)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"x\n", "x\n", id="plain"),
        pytest.param(b"a\r\nb\rc\n", "a\r\nb\rc\n", id="line ends stay"),
        pytest.param(codecs.BOM_UTF8 + "ü".encode(), "ü", id="byte order mark"),
        pytest.param("ü".encode("utf-16"), "ü", id="UTF-16, as editors write it"),
    ],
)
def test_answer(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "answer.md"
    path.write_bytes(data)
    assert ask(PROMPT, FileProvider(path)) == Answer(text, str(path), "by hand")


def error_of(path: Path) -> tuple[str, ExitCode]:
    with pytest.raises(RefactorError) as caught:
        ask(PROMPT, FileProvider(path))
    assert "\n" not in caught.value.problem + caught.value.hint
    return caught.value.problem.replace(str(path), "FILE"), caught.value.exit_code


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b" \n\t", ("the answer file FILE is empty", ExitCode.MODEL), id="empty"),
        pytest.param(b"\x7fELF\x80\xff", ("the answer FILE is not UTF-8 text", ExitCode.USAGE), id="binary"),
        pytest.param(
            codecs.BOM_UTF16_LE + b"x",
            ("the answer FILE is not UTF-8 text", ExitCode.USAGE),
            id="half UTF-16",
        ),
        pytest.param(
            b"x" * (MAX_ANSWER + 1),
            ("the answer FILE is larger than 20,000,000 bytes", ExitCode.USAGE),
            id="too large",
        ),
    ],
)
def test_no_answer(tmp_path: Path, data: bytes, expected: tuple[str, ExitCode]) -> None:
    path = tmp_path / "answer.md"
    path.write_bytes(data)
    assert error_of(path) == expected


def test_no_file(tmp_path: Path) -> None:
    missing = "the answer FILE cannot be read: No such file or directory"
    assert error_of(tmp_path / "answer.md") == (missing, ExitCode.USAGE)
    assert error_of(tmp_path) == ("the answer FILE cannot be read: Is a directory", ExitCode.USAGE)


def test_a_prompt_as_one_text() -> None:
    assert whole_text(PROMPT) == "You migrate.\n\n<task>\r\nübung\n</task>\n"

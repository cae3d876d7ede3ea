"""Text that looks like a tag or a control token is escaped, and comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refactor_cli.delimiters import escape, unescape

PIECES = [
    "<",
    "\\",
    "/",
    "file",
    "FILE",
    " ",
    "\n",
    "\r",
    "\f",
    "\u2028",
    ">",
    "think",
    "|",
    "｜",
    "DSML",
    "a",
]
TEXTS = st.lists(st.sampled_from([*PIECES, "</repository>", "<|im_start|>", '<site id="u1">'])).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("a < b\n", id="comparison"),
        pytest.param("x = '</file>'\n", id="a tag in the middle of a line"),
        pytest.param("<files>\n<filename>\n<profile>\n", id="longer names"),
        pytest.param("<div>\n</div>\n", id="other tags"),
        pytest.param("f <| x |> g\n", id="operators"),
        pytest.param("\\n <\\ \n", id="backslashes"),
    ],
)
def test_stays(text: str) -> None:
    assert (escape(text), unescape(text)) == (text, text)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        pytest.param("</file>\n", "<\\/file>\n", id="closing"),
        pytest.param('<file path="x">\n', '<\\file path="x">\n', id="opening"),
        pytest.param("<\\/file>\n", "<\\\\/file>\n", id="escaped already"),
        pytest.param(" \t</Task >\r\n", " \t<\\/Task >\r\n", id="indented, in capitals, CRLF"),
        pytest.param("x\r</file>\rx", "x\r<\\/file>\rx", id="between carriage returns"),
        pytest.param("x\n<site id='u1'>y</site>", "x\n<\\site id='u1'>y</site>", id="a tag of the answer"),
        pytest.param("a <think> b </think>", "a <\\think> b <\\/think>", id="thinking"),
        pytest.param("<|im_start|>x<|end|>", "<\\|im_start|>x<\\|end|>", id="control tokens"),
        pytest.param("<｜User｜>", "<\\｜User｜>", id="full-width bars"),
        pytest.param("｜DSML｜", "｜\\DSML｜", id="a marker without brackets"),
    ],
)
def test_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped
    assert unescape(escaped) == text


@given(TEXTS)
def test_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text


@given(TEXTS, TEXTS)
def test_lines_are_escaped_by_themselves(first: str, second: str) -> None:
    assert escape(f"{first}\n{second}") == f"{escape(first)}\n{escape(second)}"

"""Pieces of source through LibCST and back."""

from __future__ import annotations

import pytest

from refactor_cli.fragment import MAX_BYTES, Fragment, Unparsed, parse

KEPT = [
    pytest.param("f(a, b=1)", "\n", id="call"),
    pytest.param("f(\n  a, # why\n  b\n)", "\n", id="over lines"),
    pytest.param("f(\r\n  a, # why\r\n)", "\r\n", id="windows line ends"),
    pytest.param("f(\n\ta,\n\t b)", "\n", id="tabs"),
    pytest.param("f(\f a)", "\n", id="form feed"),
    pytest.param("f(\\\n a)", "\n", id="continuation line"),
    pytest.param("(yield)", "\n", id="yield in brackets"),
    pytest.param("'é' + f'{x!r:>{y}}'", "\n", id="strings"),
]


@pytest.mark.parametrize(("text", "newline"), KEPT)
def test_round_trip(text: str, newline: str) -> None:
    fragment = parse(text, newline)
    assert isinstance(fragment, Fragment)
    assert fragment.code() == text


WRAPPED = [
    pytest.param("a\n  .b(c)\n  # why\n  .d", "(a\n  .b(c)\n  # why\n  .d)", id="chain over lines"),
    pytest.param("yield x", "(yield x)", id="yield"),
    pytest.param("x := 3", "(x := 3)", id="walrus"),
    pytest.param("a # why", "(a # why\n)", id="comment at the end"),
]


@pytest.mark.parametrize(("text", "expected"), WRAPPED)
def test_brackets_where_it_cannot_stand_alone(text: str, expected: str) -> None:
    fragment = parse(text)
    assert isinstance(fragment, Fragment)
    assert fragment.code() == expected


NOT_PARSED = [
    pytest.param("f(a", "no expression", id="unclosed"),
    pytest.param("a b", "no expression", id="two names"),
    pytest.param("a)(b", "no expression", id="brackets of another"),
    pytest.param("a), (b", "no expression", id="brackets of two others"),
    pytest.param("", "no expression", id="nothing"),
    pytest.param(" \n", "no expression", id="white space"),
    pytest.param("f(\r\n  a)", "does not survive", id="other line ends than said"),
    pytest.param("(" * 2000 + ")" * 2000, "nested too deeply", id="brackets"),
    pytest.param("-" * 5000 + "1", "nested too deeply", id="signs"),
    pytest.param("a" + "+a" * 5000, "nested too deeply", id="long sum"),
    pytest.param("a" + ".a" * 5000, "nested too deeply", id="long chain"),
    pytest.param("'" + "a" * MAX_BYTES + "'", "longer than", id="long"),
]


@pytest.mark.parametrize(("text", "reason"), NOT_PARSED)
def test_reasons(text: str, reason: str) -> None:
    found = parse(text)
    assert isinstance(found, Unparsed)
    assert reason in found.reason

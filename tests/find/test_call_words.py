"""What stands between a call's brackets, told from bytes: never less than there is."""

from __future__ import annotations

import pytest

from refactor_cli.find.call_words import between_brackets, holding_any

SOURCES = [
    pytest.param("(a, b) + c(d)", "a, b", id="up to its own bracket"),
    pytest.param(" \t(a)", "a", id="behind blanks"),
    pytest.param("(f(a)[b], {c: (d)})", "f(a)[b], {c: (d)}", id="brackets in it"),
    pytest.param(
        "(')', \"(\", b'\\')', '''')''')", "')', \"(\", b'\\')', '''')'''", id="brackets in strings"
    ),
    pytest.param("(a,  # )\n None)", "a,  # )\n None", id="brackets in comments"),
    pytest.param('("""\n)"""\n)', '"""\n)"""\n', id="brackets in texts of several lines"),
    pytest.param("(f'{a}')", None, id="what a string may hold"),
    pytest.param("(f'a')", "f'a'", id="a string that holds nothing"),
    pytest.param("(a", None, id="a bracket that does not close"),
    pytest.param("(')", None, id="a quote that does not close"),
    pytest.param(".b(a)", None, id="no call"),
    pytest.param("", None, id="the end"),
]


@pytest.mark.parametrize(("source", "inside"), SOURCES)
def test_between_brackets(source: str, inside: str | None) -> None:
    data = b"f" + source.encode()
    found = between_brackets(data, 1)
    assert (found.decode() if found is not None else None) == inside


MEANT = [
    pytest.param("f(x, None)", True, id="a word"),
    pytest.param("f(x, Nones)", False, id="a part of a word"),
    pytest.param("f(x) or None", False, id="a word behind it"),
    pytest.param("f(x == y)", True, id="a sign and a word"),
    pytest.param("f(x == z)", False, id="a sign alone"),
    pytest.param("f(*x)", True, id="what may hold it"),
    pytest.param("f(**x)", True, id="what may give it"),
    pytest.param("f", True, id="no call"),
    pytest.param("f(f'{x}')", True, id="what cannot be told"),
]


@pytest.mark.parametrize(("source", "may_concern"), MEANT)
def test_holding_any(source: str, may_concern: bool) -> None:
    assert holding_any([{b"None"}, {b"==", b"y"}])(source.encode(), 1) is may_concern

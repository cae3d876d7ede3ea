"""The values of an assignment of several."""

from __future__ import annotations

import pytest

from refactor_cli.occurrences.several import elements

CASES = [
    pytest.param("1", (["1"], True), id="one"),
    pytest.param("(a)", (["a"], True), id="one in brackets"),
    pytest.param("a, b.c\nd, e", (["a", "b.c"], True), id="to the end of the line"),
    pytest.param("a, b; c, d", (["a", "b"], True), id="to the next statement"),
    pytest.param("(a, b)", (["a", "b"], True), id="a tuple"),
    pytest.param("[a,\n b, # c, d\n]\n", (["a", "b"], True), id="a list over lines"),
    pytest.param("a, \\\n b . c", (["a", "b.c"], True), id="a continued line"),
    pytest.param("((a.b)\n.c, d)", (["a.b.c", "d"], True), id="a dot behind brackets"),
    pytest.param("f(a, b), c[d, e], {g, h}", (["f(a'b)", "c[d'e]", "{g'h}"], True), id="in a call"),
    pytest.param("'a, b(', \"]\", c", (["'", "'", "c"], True), id="strings"),
    pytest.param("'''a,\n'b''', c", (["'", "c"], True), id="a long string"),
    pytest.param("1, (2, a.b)", (["1", "2", "a.b", "()"], False), id="nested"),
    pytest.param("(1, 2), a", (["1", "2", "()", "a"], False), id="nested before"),
    pytest.param("((1, a),)", (["1", "a", "()"], False), id="nested alone"),
    pytest.param("(a, b)[0], c", (["a", "b", "()[0]", "c"], False), id="an element of a tuple"),
    pytest.param(f"({'1, ' * 5_000}a)", (["1"] * 5_000 + ["a"], True), id="very many"),
    pytest.param("a, b)", (["a", "b"], True), id="closed and never opened"),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_elements(source: str, expected: tuple[list[str], bool]) -> None:
    found = elements(source.encode(), 0, 100_000)
    assert ([each.decode() for each in found.found], found.is_flat) == expected


def test_no_more_is_read_than_is_asked_for() -> None:
    assert elements(b"a, (b, " * 1000, 0, 10) == ([b"a", b"b", b"a"], True, 10)

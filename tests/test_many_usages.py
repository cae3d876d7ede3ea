"""What stands where in a file with many edits is found without going through all of them."""

from __future__ import annotations

import pytest

from refactor_cli.data import Edit, Span
from refactor_cli.splice import covering, in_result

_EDITS = [
    Edit("a.py", Span(0, 0), "import new\n"),
    Edit("a.py", Span(5, 8), "longer", ("u1",)),
    Edit("a.py", Span(8, 8), "+"),
    Edit("a.py", Span(8, 12), "", ("u2",)),
    Edit("a.py", Span(20, 24), "ä", ("u3",)),
]


@pytest.mark.parametrize(
    ("span", "place"),
    [
        pytest.param(Span(1, 3), None, id="before all but an insertion"),
        pytest.param(Span(4, 6), None, id="over an edge"),
        pytest.param(Span(14, 15), None, id="between"),
        pytest.param(Span(23, 25), None, id="beyond the last"),
        pytest.param(Span(5, 8), 1, id="all of an edit"),
        pytest.param(Span(6, 7), 1, id="inside"),
        pytest.param(Span(8, 10), 3, id="behind an insertion at its place"),
        pytest.param(Span(20, 21), 4, id="the last"),
    ],
)
def test_the_edit_that_takes_in_a_span(span: Span, place: int | None) -> None:
    assert covering(_EDITS, span) == (None if place is None else _EDITS[place])


def test_of_no_edits_none_takes_in_anything() -> None:
    assert covering([], Span(0, 1)) is None


def test_texts_stand_in_the_result_behind_what_came_before() -> None:
    spans = [Span(0, 11), Span(16, 22), Span(22, 23), Span(23, 23), Span(31, 33)]
    assert list(in_result(_EDITS)) == list(zip(_EDITS, spans, strict=True))

"""Argument lists of white space and placeholders: put together as text they are what LibCST makes of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refactor_cli.inline.layout import Slot, rebuilt
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.plain_layout import plainly_rearranged

BLANKS = st.sampled_from(["", " ", "  ", "\t"])
LINES = st.builds("".join, st.lists(st.sampled_from(["\n", "\n    ", "\r\n  "]), min_size=1, max_size=3))
SPACE = st.one_of(BLANKS, st.builds(str.__add__, BLANKS, LINES))
RARE = st.one_of(st.just(""), st.just(""), st.just(""), SPACE)


@st.composite
def brackets(draw: st.DrawFn) -> tuple[str, int]:
    """The source of an argument list that Python takes, with placeholders, and how many there are."""
    sorts = sorted(draw(st.lists(st.sampled_from([0, 0, 1, 2, 3]), max_size=4)))
    text = "(" + draw(SPACE)
    for number, sort in enumerate(sorts):
        space = draw(RARE)
        named = f"k{number}{draw(RARE)}={draw(RARE)}"
        text += ("", f"*{space}", named, f"**{space}")[sort] + f"_hole_{number}_" + draw(RARE)
        is_last = number == len(sorts) - 1
        text += "," + draw(SPACE) if not is_last or draw(st.booleans()) else ""
    return text + ")", len(sorts)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, tuple[Slot, ...], bool]:
    """An argument list, what is to stand in it, and whether that fits on a line."""
    text, count = draw(brackets())
    order = draw(st.permutations(range(count)))
    kept = order[: draw(st.integers(min(count, 1), count))] if draw(st.booleans()) else range(count)
    stars, names = st.sampled_from(["", "", "", "*", "**"]), st.sampled_from(["", "", "name", "other"])
    slots = [Slot(hole, draw(stars), draw(names), True) for hole in kept]
    for more in range(draw(st.integers(0, 2))):
        slots.insert(draw(st.integers(0, len(slots))), Slot(count + more, "", draw(names), False))
    return text, tuple(slots), draw(st.booleans())


@given(cases())
def test_it_is_what_libcst_makes(case: tuple[str, tuple[Slot, ...], bool]) -> None:
    made = plainly_rearranged(*case)
    if made is not None:
        assert made == rebuilt(*case)


@pytest.mark.parametrize(
    ("text", "slots", "made"),
    [
        pytest.param(
            "(_hole_0_)", (Slot(0, "", "", True), Slot(1, "", "b", False)), "(_hole_0_, b=_hole_1_)", id="one"
        ),
        pytest.param(
            "(\n    _hole_0_,\n    k=_hole_1_,\n)",
            (Slot(0, "", "", True), Slot(1, "", "k", True), Slot(2, "", "b", False)),
            "(\n    _hole_0_,\n    k=_hole_1_,\n    b=_hole_2_,\n)",
            id="lines",
        ),
    ],
)
def test_it_takes_common_lists(text: str, slots: tuple[Slot, ...], made: str) -> None:
    assert plainly_rearranged(text, slots, False) == made


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(_hole_0_  # why\n)", id="comment"),
        pytest.param("(_hole_0_ \\\n)", id="continued line"),
        pytest.param("(k=_hole_0_, _hole_1_)", id="what Python does not take"),
        pytest.param("(\n_hole_0_\r\n)", id="mixed line ends"),
        pytest.param("(None=_hole_0_)", id="keyword of the language"),
        pytest.param("(_hole_0_ for x in y)", id="something else"),
        pytest.param("(_hole_0_ _hole_1_)", id="no comma"),
    ],
)
def test_the_rest_takes_libcst(text: str) -> None:
    assert plainly_rearranged(text, (Slot(0, "", "", True),), False) is None


def test_what_libcst_refuses_is_left_to_it() -> None:
    with pytest.raises(Opened):
        rebuilt("(k=_hole_0_, _hole_1_)", (Slot(0, "", "", True),), False)

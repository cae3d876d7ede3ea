"""refactor_cli.inline.new_source.layout: what the cases of whole calls do not show."""

from __future__ import annotations

import pytest

from refactor_cli.inline.new_source.layout import Slot, rearranged
from refactor_cli.inline.opened import Opened

ADDED = Slot(9, "", "new", False)


def kept(*holes: int) -> tuple[Slot, ...]:
    return tuple(Slot(hole, "", "", True) for hole in holes)


@pytest.mark.parametrize(
    ("brackets", "slots", "expected"),
    [
        pytest.param(
            "(\n    _hole_0_  # first\n)", (*kept(0), ADDED), "(\n    _hole_0_,  # first\n    new=_hole_9_\n)"
        ),
        pytest.param("( \\\r\n  _hole_0_, _hole_1_)", (*kept(0), ADDED), "( \\\r\n  _hole_0_, new=_hole_9_)"),
        pytest.param("(_hole_0_, _hole_1_ , )", kept(1, 0), "(_hole_1_, _hole_0_ , )"),
        pytest.param("(_hole_0_)", (ADDED,), "(new=_hole_9_)", id="none is kept"),
        pytest.param(
            "(a = _hole_0_, ** _hole_1_)",
            (Slot(0, "", "b", True), Slot(1, "**", "", True)),
            "(b = _hole_0_, ** _hole_1_)",
        ),
    ],
)
def test_arguments(brackets: str, slots: tuple[Slot, ...], expected: str) -> None:
    assert rearranged(brackets, slots) == expected


@pytest.mark.parametrize(
    "brackets",
    [
        "(_hole_0_ _hole_1_)",
        "(_hole_0_,, _hole_1_)",
        "(async=_hole_0_)",
        "(a=_hole_0_, _hole_1_)",
        "(**_hole_0_, *_hole_1_)",
        "((_hole_0_)",
        "(_hole_0_) + (_hole_1_)",
        "(\\ _hole_0_)",
    ],
)
def test_what_is_no_list_of_arguments(brackets: str) -> None:
    with pytest.raises(Opened, match="cannot be laid out"):
        rearranged(brackets, (*kept(0), ADDED))

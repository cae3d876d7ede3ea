"""What stands where in a file with many edits is found without going through all of them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from refactor_cli.__main__ import main
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


def test_a_file_is_searched_for_its_indentation_once(make_repo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_repo(
        {"lib.py": "def old(a): ...\ndef new(a): ...\n", "use.py": "from lib import old\n" + "old(1)\n" * 50}
    )
    searched = []
    monkeypatch.setattr(
        "refactor_cli.inline.file.indentation_unit",
        lambda utf8: searched.append(utf8) or "    ",
        raising=False,
    )
    assert main(["migrate", "lib.old", "--to", "lib.new(a)", "--types", "none", "--repo", str(made.top)]) == 0
    assert 0 < len(searched) <= 3  # once an attempt


_HOSTILE = [
    pytest.param("lib.old", "import lib\n\nx = lib" + ".old" * 300 + "\n", id="a chain of one attribute"),
    pytest.param(
        "lib.Shop.old",
        "class C0:\n    def old(self): ...\n"
        + "".join(f"class C{i}(C{i - 1}):\n    def old(self): super().old()\n" for i in range(1, 250)),
        id="classes that derive from one another",
    ),
]


@pytest.mark.parametrize(("target", "source"), _HOSTILE)
def test_what_a_hostile_file_repeats_is_found_in_time(make_repo: Any, target: str, source: str) -> None:
    """Each took a minute or more: what was asked of every usage looked at all the others."""
    lib = "def old(): ...\n\n\nclass Shop:\n    def old(self): ...\n"
    top = make_repo({"lib.py": lib, "hostile.py": source}).top
    started = time.process_time()
    assert main(["find-usages", target, "--types", "none", "--no-cache", "--repo", str(top)]) == 0
    assert time.process_time() - started < 15

"""Baselines: what is new, what is gone, and files that somebody tampered with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refactor_cli.checking.baseline import (
    Baseline,
    Entry,
    baseline_of,
    dump,
    followed,
    read_baseline,
    shrunk,
    split,
    united,
)
from refactor_cli.checking.findings import Finding, fingerprint
from refactor_cli.data import Location
from refactor_cli.errors import RefactorError


def finding(name: str, line: int = 1, kind: Any = "use") -> Finding:
    key = fingerprint(f"{name}.py", name, "call", "old()")
    return Finding(f"{name}.py", Location(line, 1, line, 2), name, "r", "m", None, key, "old()", kind)


def test_only_what_is_beyond_the_count_is_new() -> None:
    before = baseline_of([finding("a", 1), finding("a", 2), finding("b"), finding("c")])
    now = [finding("a", 5), finding("a", 7), finding("a", 9), finding("d")]
    new, known, stale = split(now, before)
    assert [(each.symbol, each.location.line) for each in new] == [("a", 9), ("d", 1)]
    assert (known, stale) == (2, 2)
    assert split(now, before, ["a.py", "c.py"]).stale == 1


def use(path: str, text: str = "old()", symbol: str = "s") -> Finding:
    key = fingerprint(path, symbol, "call", text)
    return Finding(path, Location(1, 1, 1, 2), symbol, "r", "m", None, key, text, made_of=("call", text))


@pytest.mark.parametrize(
    ("before", "now", "gone", "new"),
    [
        pytest.param("a a", "a a", "", "", id="nothing moved"),
        pytest.param("a b", "b b", "", "b", id="no file is gone"),
        pytest.param("a", "b", "a", "", id="another name"),
        pytest.param("a a", "b a", "", "b", id="its file is still there"),
        pytest.param("a a c", "b b b", "a", "b", id="no more than there were"),
        pytest.param("a d/a", "b e/a", "a d/a", "", id="two files"),
        pytest.param("a", "b", "c", "b", id="another file is gone"),
        pytest.param("a b", "b b b", "a", "b", id="to where there was one"),
    ],
)
def test_uses_follow_their_file(before: str, now: str, gone: str, new: str) -> None:
    known, found = baseline_of(map(use, before.split())), [use(path) for path in now.split()]
    after = followed(known, found, gone.split().__contains__)
    assert [each.path for each in split(found, after).new] == new.split()
    assert after.total == known.total
    assert all(key == entry.fingerprint for key, entry in after.entries.items())
    assert read_baseline(dump(after), "b") == after


def test_only_the_same_use_follows() -> None:
    known = baseline_of([use("a"), use("a", "old(1)"), use("a", symbol="t")])
    found = [use("b", "old(2)"), use("b", symbol="u"), use("b", symbol="t")]
    after = followed(known, found, lambda path: True)
    assert [(each.symbol, each.text) for each in split(found, after).new] == [("s", "old(2)"), ("u", "old()")]


def test_following_has_an_end() -> None:
    many = [use(f"{number}", "old(1)") for number in range(700)]
    found = [use(f"x{number}") for number in range(700)]
    assert followed(baseline_of(many), found, lambda path: True).total == 700


def test_comments_are_never_in_a_baseline() -> None:
    comment = finding("a", kind="unused-ignore")
    assert baseline_of([comment]) == Baseline()
    assert split([comment], baseline_of([finding("a")])).new == (comment,)


def test_it_shrinks_and_never_grows() -> None:
    before = baseline_of([finding("a"), finding("a"), finding("b"), finding("c")])
    now = baseline_of([finding("a"), finding("b"), finding("b"), finding("d")])
    after = shrunk(before, now, unread=["c.py"])
    assert {each.symbol: each.uses for each in after.entries.values()} == {"a": 1, "b": 1, "c": 1}
    grown = united(after, now)
    assert {each.symbol: each.uses for each in grown.entries.values()} == {"a": 1, "b": 2, "c": 1, "d": 1}


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
entries = st.builds(Entry, names, names, st.from_regex(r"[0-9a-f]{16}", fullmatch=True), st.integers(1, 9))


@given(st.lists(entries, unique_by=lambda each: each.fingerprint, max_size=8))
def test_what_is_written_is_read(some: list[Entry]) -> None:
    baseline = Baseline({each.fingerprint: each for each in some})
    assert read_baseline(dump(baseline), "b") == baseline
    assert dump(read_baseline(dump(baseline), "b")) == dump(baseline)


GOOD = {"path": "a.py", "symbol": "a", "fingerprint": "0" * 16, "uses": 1}
TAMPERED = [
    pytest.param(b"", id="empty"),
    pytest.param(b"\xff\xfe", id="no text"),
    pytest.param(b"[" * 100_000, id="nested"),
    pytest.param(b'{"version": 1, "uses": NaN}', id="no JSON value"),
    pytest.param({"version": 0, "uses": []}, id="another version"),
    pytest.param({"version": True, "uses": []}, id="no number"),
    pytest.param({"version": 1}, id="no uses"),
    pytest.param({"version": 1, "uses": [], "command": "rm"}, id="more than there is"),
    pytest.param({"version": 1, "uses": {}}, id="no list"),
    pytest.param({"version": 1, "uses": [GOOD, GOOD]}, id="twice"),
    pytest.param({"version": 1, "uses": [{**GOOD, "uses": 0}]}, id="none"),
    pytest.param({"version": 1, "uses": [{**GOOD, "uses": True}]}, id="a truth"),
    pytest.param({"version": 1, "uses": [{**GOOD, "uses": 10**30}]}, id="too many"),
    pytest.param({"version": 1, "uses": [{**GOOD, "uses": 1.5}]}, id="a fraction"),
    pytest.param({"version": 1, "uses": [{**GOOD, "fingerprint": "x"}]}, id="no fingerprint"),
    pytest.param({"version": 1, "uses": [{**GOOD, "path": ["a"]}]}, id="no path"),
    pytest.param({"version": 1, "uses": [{**GOOD, "x": 1}]}, id="another key"),
    pytest.param({"version": 1, "uses": ["a"]}, id="no entry"),
]


@pytest.mark.parametrize("data", TAMPERED)
def test_tampered(data: Any) -> None:
    with pytest.raises(RefactorError) as error:
        read_baseline(data if isinstance(data, bytes) else json.dumps(data).encode(), "b.json")
    assert error.value.problem.startswith("b.json is no baseline")

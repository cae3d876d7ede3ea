"""The engine alone: questions are letters, answers sets of letters, and what a question needs stands in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import permutations

import pytest

from refactor_cli.inference.searches import Searches

NOTHING = frozenset[str]()
UNKNOWN = frozenset("?")
Needs = Mapping[str, str]

# What a question needs: small letters are themselves an answer, capital ones questions, "+" a hop before the next.
TABLES = [
    pytest.param({"A": "a"}, {"A": "a"}, id="itself"),
    pytest.param({"A": "Ba", "B": "b"}, {"A": "ab", "B": "b"}, id="chain"),
    pytest.param({"A": "Aa"}, {"A": "a"}, id="needs itself"),
    pytest.param({"A": "A"}, {"A": ""}, id="needs only itself"),
    pytest.param({"A": "Ba", "B": "Ab"}, {"A": "ab", "B": "ab"}, id="two need each other"),
    pytest.param(
        {"A": "B", "B": "CAb", "C": "BDc", "D": "d"},
        {"A": "bcd", "B": "bcd", "C": "bcd", "D": "d"},
        id="knot",
    ),
    pytest.param(
        {"A": "Ba", "B": "Ab", "C": "DA", "D": "Cd"}, {"A": "ab", "B": "ab", "C": "abd", "D": "abd"}, id="two"
    ),
    pytest.param({"A": "+B", "B": "+Cb", "C": "+c"}, {"A": "b?", "B": "bc", "C": "c"}, id="hops"),
    pytest.param({"A": "+Aa"}, {"A": "a?"}, id="a cycle with hops"),
    pytest.param(
        {"A": "+Ba", "B": "Cb", "C": "B+c"}, {"A": "abc", "B": "bc", "C": "bc"}, id="a cycle behind a hop"
    ),
]


class Table:
    """Answers from a table, and how often each was made."""

    def __init__(self, needs: Needs) -> None:
        self.needs, self.made, self.searches = needs, Counter[str](), Searches(left=2, reached=2)

    def ask(self, name: str) -> frozenset[str]:
        return self.searches.once((name,), lambda: self.made_of(name), NOTHING, UNKNOWN)

    def made_of(self, name: str) -> frozenset[str]:
        self.made[name] += 1
        found, needs = set[str](), iter(self.needs[name])
        for each in needs:
            if each == "+":
                found |= self.hopped(next(needs))
            else:
                found |= self.one(each)
        return frozenset(found)

    def hopped(self, each: str) -> frozenset[str]:
        return self.searches.hop(1, lambda: self.one(each), UNKNOWN)

    def one(self, each: str) -> frozenset[str]:
        return self.ask(each) if each.isupper() else frozenset(each)


@pytest.mark.parametrize(("needs", "answers"), TABLES)
def test_answers_are_the_same_in_any_order(needs: Needs, answers: Mapping[str, str]) -> None:
    for order in permutations(needs):
        table = Table(needs)
        assert {name: table.ask(name) for name in order} == {n: frozenset(a) for n, a in answers.items()}
        again = Counter(table.made)
        assert {name: table.ask(name) for name in order} == {n: frozenset(a) for n, a in answers.items()}
        assert table.made == again


def test_what_no_bound_cut_is_not_searched_for_again_with_other_hops() -> None:
    table = Table({"A": "B+B", "B": "b"})
    assert table.ask("A") == frozenset("b")
    assert table.made == Counter(A=1, B=1)


def test_a_long_cycle_is_gone_through_twice_and_no_more() -> None:
    names = [chr(ord("A") + index) for index in range(26)]
    table = Table({name: names[(index + 1) % 26] + name.lower() for index, name in enumerate(names)})
    assert table.ask("A") == frozenset("abcdefghijklmnopqrstuvwxyz")
    assert table.ask("Q") == table.ask("A")
    assert sum(table.made.values()) == 2 * 26


def test_a_cycle_that_does_not_settle_is_unknown() -> None:
    searches = Searches()

    def flip() -> frozenset[str]:
        known = searches.once(("F",), flip, NOTHING, UNKNOWN)
        return known & UNKNOWN if known else frozenset("x")

    assert searches.once(("F",), flip, NOTHING, UNKNOWN) == UNKNOWN


def test_a_chain_that_is_too_deep_is_cut() -> None:
    searches = Searches()

    def ask(number: int) -> frozenset[str]:
        return searches.once((number,), lambda: ask(number + 1), NOTHING, UNKNOWN)

    assert ask(0) == UNKNOWN

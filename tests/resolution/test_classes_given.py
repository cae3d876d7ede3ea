"""Which names stand where code gives an object another class, with a cache and without."""

from __future__ import annotations

from pathlib import Path

from in_memory import symbols_of

from refactor_cli.cache import open_cache
from refactor_cli.index import index
from refactor_cli.resolution.classes_given import Given, Name, classes_given

SOURCE = """
order.__class__ = Paid if paid else shop.Open
setattr(order, "__class__", Paid)
first.__class__, second = Paid, None
send(sender=order.__class__, order=order)
order.__class__ == Paid
made().__class__ = make()
"""
GIVEN = [
    Given([Name("order", 1)], [Name("Paid", 19), Name("shop.Open", 37)]),
    Given([Name("order", 55)], [Name("Paid", 75)]),
    Given([Name("first", 81)], [Name("Paid", 107)]),
    Given([Name("order", 130)], []),
    Given([], []),
]


def test_what_is_given_another_class(tmp_path: Path) -> None:
    files = {"app.py": SOURCE, "other.py": "order.__class__\n"}
    expected = [("app.py", each) for each in GIVEN]
    assert list(classes_given(symbols_of(files))) == expected
    for _ in range(2):  # the second time from the cache
        cache = open_cache(tmp_path)
        symbols = index(symbols_of(files).snapshot, cache)
        assert list(classes_given(symbols)) == expected
        assert cache.close() is None
    assert not symbols.trees.trees

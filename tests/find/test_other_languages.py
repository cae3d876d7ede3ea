"""refactor_cli.find.other_languages: what the cases of grammars/ do not show."""

from __future__ import annotations

from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli.cache import open_cache
from refactor_cli.data import Location, Usages
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.index import index

LIB = "def old(): pass\n"


def found(files: dict[str, str | bytes], spec: str = "lib.old") -> list[tuple[str, int, str, str]]:
    symbols = symbols_of(files)
    (result,) = find(symbols, [read_target(symbols, spec)]).results
    return [
        (usage.path, usage.location.line, usage.kind, ",".join(usage.evidence))
        for usage in result.usages
        if not usage.path.endswith(".py")
    ]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("// old()\n/* old */\nf('old', `old`, /old/);\n", id="comments and strings"),
        pytest.param("older(); bold; $old; old_; o.older = 1;\n", id="longer names"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_name(source: str) -> None:
    assert found({"lib.py": LIB, "a.js": source}) == []


def test_a_module_is_not_looked_for() -> None:
    assert found({"lib.py": LIB, "a.js": "lib.old()\n"}, "lib") == []


def test_what_stands_under_its_full_name_is_listed_once() -> None:
    assert found({"lib.py": LIB, "a.js": "lib.old(old)\n"}) == [
        ("a.js", 1, "string", "dotted-text"),
        ("a.js", 1, "reference", "javascript"),
    ]


def test_files_that_are_no_utf8_and_very_many_names() -> None:
    files: dict[str, str | bytes] = {
        "lib.py": LIB,
        "a.js": b"/* \xff */ old();\n",
        "b.js": "old();\n" * 1_200,
    }
    assert found(files) == [("a.js", 1, "call", "javascript")] + [
        ("b.js", line, "call", "javascript") for line in range(1, 1_201)
    ]


def test_a_grammar_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    symbols = symbols_of({"lib.py": LIB, "a.js": "old()\n", "b.go": "package b"})
    monkeypatch.setattr("refactor_cli.find.other_languages.has_parser", lambda language: False)
    result = find(symbols, [read_target(symbols, "lib.old")])
    assert (result.results[0].usages, result.warnings) == (
        (),
        ("code in javascript was only searched for dotted names: tree-sitter-javascript is not installed",),
    )


def test_the_cache_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = symbols_of({"lib.py": LIB, "a.js": "class A { f() { return a.old(1) } }\n"}).snapshot

    def asked() -> Usages:
        cache = open_cache(tmp_path)
        symbols = index(files, cache)
        result = find(symbols, [read_target(symbols, "lib.old")], cache)
        assert cache.close() is None
        return result

    first = asked()
    (usage,) = (usage for usage in first.results[0].usages if usage.path == "a.js")
    assert (usage.enclosing, usage.text, usage.call) == ("A.f", "a.old(1)", Location(1, 24, 1, 32))

    def fail(*_: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr("refactor_cli.find.other_languages.parse", fail)
    assert asked() == first


@pytest.mark.parametrize("more", [pytest.param(0, id="few"), pytest.param(60, id="many")])
@pytest.mark.parametrize(
    "broken", [pytest.param("", id="whole"), pytest.param("function (((\n", id="broken")]
)
def test_what_is_called_and_what_is_around_is_the_same_of_few_and_many(more: int, broken: str) -> None:
    source = "class Cart { total() { const f = () => old(1, old(2)); return older(f); } }\n" + broken
    symbols = symbols_of({"lib.py": LIB, "a.js": source + "old;\n" * more})
    (result,) = find(symbols, [read_target(symbols, "lib.old")]).results
    usages = [each for each in result.usages if each.path == "a.js"]
    said = [(each.enclosing, each.kind, each.text) for each in usages]
    assert said[:2] == [("Cart.total.f", "call", "old(1, old(2))"), ("Cart.total.f", "call", "old(2)")]
    assert [each for each in said[2:] if each[1:] != ("reference", "old;")] == []
    assert len(said) == 2 + more

"""Every usage of a target in small repositories: place, kind, certainty and evidence, compared as a whole.

A case is a file of `cases/`: `find TARGET`, the repository's files each under a `-- path --` line, and under
`-- usages --` all that is found, what is ruled out included: `path:line:column kind certainty evidence`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli.cache import MapCache, open_cache
from refactor_cli.data import DefinitionSite, Location, Span, Symbol, Target, Usage, Usages
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.index import index

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
LIB = "def old(): pass\ndef other(): pass\n"


def usages(files: Mapping[str, str | bytes], spec: str) -> list[str]:
    """`path:line:column kind certainty evidence` of everything found, what is ruled out included."""
    symbols = symbols_of(files)
    (result,) = find(symbols, [read_target(symbols, spec)]).results
    found = sorted((*result.usages, *result.ruled_out), key=lambda usage: (usage.path, usage.span))
    return [
        f"{usage.path}:{usage.location.line}:{usage.location.column} {usage.kind} {usage.certainty}"
        f" {','.join(usage.evidence)}"
        for usage in found
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_cases(case: Path) -> None:
    head, *parts = re.split(r"^-- (.+) --\n", case.read_text("utf-8"), flags=re.MULTILINE)
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    expected = files.pop("usages").splitlines()
    assert usages(files, head.removeprefix("find ").strip()) == expected


ENCODINGS = [
    pytest.param(
        "# coding: latin-1\nfrom lib import old\nx = 'é', old()\n".encode("latin-1"),
        [2, 17, 3, 10],
        id="latin-1",
    ),
    pytest.param("\ufefffrom lib import old\r\ns = 'é€'; old()\r\n".encode(), [1, 17, 2, 11], id="bom, crlf"),
    pytest.param("from lib import old\r'\U0001f600é'; old()\r".encode(), [1, 17, 2, 7], id="wide, lone cr"),
    pytest.param(
        b"\x0cfrom lib import old\n\x0c\n\told()", [1, 18, 3, 2], id="form feed, tab, no final newline"
    ),
]


@pytest.mark.parametrize(("source", "places"), ENCODINGS)
def test_columns_are_code_points(source: bytes, places: list[int]) -> None:
    symbols = symbols_of({"lib.py": LIB, "app.py": source})
    (result,) = find(symbols, [read_target(symbols, "lib.old")]).results
    found = [place for usage in result.usages for place in usage.location[:2]]
    assert found == places


def test_every_field() -> None:
    files = {"lib.py": LIB, "app.py": "import lib\nclass C:\n    def f(self):\n        return [lib.old(1)]\n"}
    (result,) = find(symbols_of(files), [read_target(symbols_of(files), "lib.old")]).results
    assert result.target == Target(
        "lib.old", "lib.old", "function", frozenset({Symbol("lib.py", "old")}), (DefinitionSite("lib.py", 1),)
    )
    assert result.usages == (
        Usage(
            id="u4b007df4",
            target="lib.old",
            path="app.py",
            span=Span(57, 60),
            expression=Span(53, 60),
            call_span=Span(53, 63),
            location=Location(4, 21, 4, 24),
            call=Location(4, 17, 4, 27),
            kind="call",
            certainty="certain",
            evidence=("import",),
            enclosing="C.f",
            text="lib.old(1)",
            scope=2,
            binding=Span(7, 10),
        ),
    )


def test_several_targets_in_the_order_asked() -> None:
    symbols = symbols_of({"lib.py": LIB, "app.py": "from lib import *\nold()\nother()\nother()\n"})
    found = find(symbols, [read_target(symbols, spec) for spec in ("lib.other", "lib.old", "lib.other")])
    assert [[usage.location.line for usage in result.usages] for result in found.results] == [
        [3, 4],
        [2],
        [3, 4],
    ]
    ids = [usage.id for result in found.results for usage in result.usages]
    assert len(set(ids)) == 5
    assert (found.scanned, found.with_candidates, found.warnings) == (2, 2, ())


def test_many_targets_find_what_each_finds_alone() -> None:
    names = [f"name{number}" for number in range(30)]
    files = {"lib.py": "".join(f"def {name}(): pass\n" for name in names)}
    files |= {"app.py": "import lib\n" + "".join(f"lib.{name}()\n" for name in names), "é.md": "`lib.name7`"}
    symbols = symbols_of(files)
    targets = [read_target(symbols, f"lib.{name}") for name in names]
    together = find(symbols, targets).results
    assert together == tuple(find(symbols_of(files), [target]).results[0] for target in targets)
    assert [len(result.usages) for result in together] == [1] * 7 + [2] + [1] * 22


def test_docstrings_of_one_file_show_each_target_what_it_finds_alone() -> None:
    files = {"lib.py": LIB, "app.py": 'import lib\ndef f():\n    """\n    >>> lib.old()\n    """\n'}
    files["app.py"] += 'def g():\n    """Longer.\n\n    >>> from lib import other\n    >>> other()\n    """\n'
    places = {"lib.old": [(4, 13)], "lib.other": [(9, 25), (10, 9)]}
    for specs in (list(places), list(reversed(places))):
        symbols = symbols_of(files)
        found = find(symbols, [read_target(symbols, spec) for spec in specs])
        for spec, result in zip(specs, found.results, strict=True):
            assert [usage.location[:2] for usage in result.usages] == places[spec]


def test_ids_survive_edits_elsewhere() -> None:
    before = "from lib import old\ndef f():\n    old(1)\n    old(2)\n    old( 1 )\n"
    after = f"# new\n{before.replace('old(2)', 'other()')}"

    def ids(source: str) -> dict[str, str]:
        symbols = symbols_of({"lib.py": LIB, "app.py": source})
        found = find(symbols, [read_target(symbols, "lib.old")]).results[0].usages
        return {usage.id: usage.text for usage in found}

    assert [*ids(after).values()] == ["from lib import old", "old(1)", "old( 1 )"]
    assert ids(after).items() < ids(before).items()


def test_the_cache_changes_nothing(tmp_path: Path) -> None:
    files = {"lib.py": LIB, "app.py": "import lib as l\nx = l.old\nx()\nl.old()\ns = 'lib.old'\n"}

    def asked(cache: MapCache | None) -> Usages:
        symbols = index(symbols_of(files).snapshot, cache)
        return find(symbols, [read_target(symbols, "lib.old")], cache)

    expected = asked(None)
    for _ in range(3):
        cache = open_cache(tmp_path)
        assert asked(cache) == expected
        assert cache.close() is None


def test_a_mixin_before_classes_of_two_kinds_may_mean_either() -> None:
    files = {
        "lib.py": "class C:\n    def old(self): pass\nclass Other:\n    def old(self): pass\n",
        "app.py": "from lib import C, Other\nclass LogMixin:\n    def old(self): return super().old()\n"
        "class D(LogMixin, C): pass\nclass E(LogMixin, Other): pass\n",
    }
    symbols = symbols_of(files)
    (result,) = find(symbols, [read_target(symbols, "lib.C.old")]).results
    calls = [(usage.certainty, usage.also) for usage in result.usages if usage.kind == "call"]
    assert calls == [("likely", "Other.old (lib.py:4)")]

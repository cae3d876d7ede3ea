"""Each rule of evidence in a small repository. A case is the files, and after `-- usages --` everything that is found,
ruled out included; files whose name says `nothing` or `no` come out undecided or as something else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli.cache import open_cache
from refactor_cli.data import Usages
from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


def read_case(case: Path) -> tuple[str, dict[str, str], list[str]]:
    head, *parts = re.split(r"^-- (.+) --\n", case.read_text("utf-8"), flags=re.MULTILINE)
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    expected = files.pop("usages").splitlines()
    return head.removeprefix("find ").strip(), files, expected


def listed(found: Usages) -> list[str]:
    (result,) = found.results
    every = sorted((*result.usages, *result.ruled_out), key=lambda usage: (usage.path, usage.span))
    return [
        f"{usage.path}:{usage.location.line}:{usage.location.column} {usage.kind} {usage.certainty}"
        f" {','.join(usage.evidence)}"
        for usage in every
        if usage.kind not in ("import", "override") and usage.path != "lib.py"
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_cases(case: Path) -> None:
    target, files, expected = read_case(case)
    symbols = symbols_of(files)
    assert listed(find(symbols, [read_target(symbols, target)], evidence=Evidence())) == expected


RULES = [
    pytest.param("returns", "returns", id="returns"),
    pytest.param("attribute", "assigned", id="assigned"),
    pytest.param("callers", "callers", id="callers"),
    pytest.param("loop", "loop", id="loop"),
    pytest.param("with_as", "with", id="with"),
    pytest.param("fixture", "fixture", id="fixture"),
    pytest.param("isinstance", "isinstance", id="isinstance"),
    pytest.param("members", "members", id="members"),
    pytest.param("rarity", "rarity", id="rarity"),
    pytest.param("arity", "arity", id="arity"),
    pytest.param("receiver_name", "receiver-name", id="receiver-name"),
    pytest.param("attribute_elsewhere", "field", id="field"),
    pytest.param("method_name", "method-name", id="method-name"),
    pytest.param("generative", "generative", id="generative"),
    pytest.param("wrapped", "wrapped", id="wrapped"),
    pytest.param("getattr", "getattr", id="getattr"),
    pytest.param("decorated", "decorated", id="decorated"),
    pytest.param("spelled", "spelled", id="spelled"),
    pytest.param("getattr_method", "getattr-method", id="getattr-method"),
    pytest.param("fixture_of_a_class", "fixture", id="fixture-of-a-class"),
    pytest.param("proxy", "wrapped", id="proxy"),
    pytest.param("inferred_bases", "bases", id="bases"),
]


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_a_rule_that_is_off_decides_nothing(name: str, rule: str) -> None:
    target, files, _ = read_case(Path(__file__).parent / "cases" / f"{name}.txt")
    symbols = symbols_of(files)
    targets = [read_target(symbols, target)]
    on = listed(find(symbols, targets, evidence=Evidence()))
    off = listed(find(symbols, targets, evidence=Evidence(frozenset({rule}))))
    assert any(rule in line.rsplit(" ", 1)[1].split(",") for line in on)
    assert not any(rule in line.rsplit(" ", 1)[1].split(",") for line in off)


def test_verdicts_are_kept_between_runs(tmp_path: Path) -> None:
    target, files, expected = read_case(Path(__file__).parent / "cases" / "attribute.txt")
    rows = []
    for _ in range(2):
        symbols, cache = symbols_of(files), open_cache(tmp_path)
        found = find(symbols, [read_target(symbols, target)], cache, evidence=Evidence())
        assert listed(found) == expected
        rows.append({key.kind for key, _ in cache.new})
        assert cache.close() is None
    assert "evidence" in rows[0]
    assert "evidence" not in rows[1]


def test_the_likelier_has_the_higher_rank() -> None:
    _, files, _ = read_case(Path(__file__).parent / "cases" / "members.txt")
    symbols = symbols_of(files)
    (result,) = find(symbols, [read_target(symbols, "lib.Cart.old")], evidence=Evidence()).results
    ranks = {usage.location.line: usage.rank for usage in result.usages if usage.path == "use.py"}
    assert ranks[3] > ranks[5]


def test_findings_do_not_depend_on_the_order_of_targets() -> None:
    _, files, _ = read_case(Path(__file__).parent / "cases" / "recursion_of_two.txt")
    cart, other = "lib.Cart.old", "lib.Other.old"
    found = []
    for order in ([cart, other], [other, cart]):
        symbols = symbols_of(files)
        results = find(symbols, [read_target(symbols, each) for each in order], evidence=Evidence()).results
        by_name = {each.target.dotted: each for each in results}
        found.append(
            [
                [
                    (usage.path, usage.span, usage.certainty, usage.evidence, usage.rank)
                    for usage in each.usages
                ]
                for each in (by_name[cart], by_name[other])
            ]
        )
    assert found[0] == found[1]
    assert found[0][0]


@pytest.mark.parametrize("length", [10, 1000], ids=["short", "long"])
def test_a_long_chain_of_functions_is_followed_or_left_open(length: int) -> None:
    steps = "".join(f"def f{n}(): return f{n + 1}()\n" for n in range(length))
    files = {
        "lib.py": "class Cart:\n    def old(self): pass\nclass Other:\n    def old(self): pass\n",
        "use.py": f"from lib import Cart\n{steps}def f{length}(): return Cart()\nf0().old()\n",
    }
    symbols = symbols_of(files)
    found = find(symbols, [read_target(symbols, "lib.Cart.old")], evidence=Evidence())
    decided = "certain inferred,returns" if length == 10 else "possible attribute"
    assert listed(found) == [f"use.py:{length + 3}:6 call {decided}"]

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
    pytest.param("loop_over_what_is_written", "every-item", id="written-items"),
    pytest.param("with_as", "with", id="with"),
    pytest.param("fixture", "fixture", id="fixture"),
    pytest.param("parametrized", "parametrized", id="parametrized"),
    pytest.param("kept_arguments", "kept-argument", id="kept-argument"),
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
    pytest.param("getattr_method_of_self", "getattr-method", id="getattr-method"),
    pytest.param("fixture_of_a_class", "fixture", id="fixture-of-a-class"),
    pytest.param("proxy", "wrapped", id="proxy"),
    pytest.param("inferred_bases", "bases", id="bases"),
    pytest.param("overriding", "overriding", id="overriding"),
    pytest.param("used_otherwise", "used-otherwise", id="used-otherwise"),
    pytest.param("coroutine", "coroutine", id="coroutine"),
    pytest.param("outside_named_after", "named-after", id="named-after"),
    pytest.param("getattr_method_of_delegates", "handed-on", id="handed-on"),
    pytest.param("wsgi", "wsgi", id="wsgi"),
    pytest.param("every_item", "every-item", id="every-item"),
    pytest.param("function_values", "callers-by-value", id="callers-by-value"),
    pytest.param("fixture_of_plugins", "fixture", id="fixture-of-plugins"),
    pytest.param("documented", "documented", id="documented"),
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


UNBOUND = [
    pytest.param("lib.api.old(3)\n", True, id="a call"),
    pytest.param("x = lib . api.old\n", True, id="a reference"),
    pytest.param("api.old(3)\n", False, id="not in full"),
    pytest.param("from names import *\nlib.api.old(3)\n", False, id="names from anywhere"),
    pytest.param("def f(lib):\n    return lib.api.old(3)\n", False, id="bound"),
    pytest.param("lib.api.old(3)\n\ndef f(lib): pass\n", False, id="bound elsewhere in the file"),
]


@pytest.mark.parametrize(("source", "is_likely"), UNBOUND)
def test_a_module_that_is_bound_nowhere(source: str, is_likely: bool) -> None:
    symbols = symbols_of({"app.py": source})
    target = read_target(symbols, "lib.api.old", known=True)
    (usage,) = find(symbols, [target], evidence=Evidence()).results[0].usages
    expected = ("likely", ("unbound",)) if is_likely else ("possible", usage.evidence)
    assert (usage.certainty, usage.evidence) == expected
    (usage,) = find(symbols, [target], evidence=Evidence(frozenset({"unbound"}))).results[0].usages
    assert usage.certainty == "possible"


SAID = [
    pytest.param("def view(request):\n    request.user.is_anonymous()\n", True, id="a parameter"),
    pytest.param("def get(self):\n    self.request . user.is_anonymous()\n", True, id="further in"),
    pytest.param("request.user.is_anonymous\n", True, id="no call, bound nowhere"),
    pytest.param("def view(user):\n    user.is_anonymous()\n", False, id="only its last part"),
    pytest.param("def view(request):\n    request().user.is_anonymous()\n", False, id="no dotted name"),
    pytest.param("from flask import request\nrequest.user.is_anonymous()\n", False, id="imported"),
    pytest.param("class request: pass\nrequest.user.is_anonymous()\n", False, id="defined"),
    pytest.param("class Own:\n    def is_anonymous(self): pass\n", False, id="a class here has the name"),
]


@pytest.mark.parametrize(("source", "is_likely"), SAID)
def test_on_what_a_recipe_says(source: str, is_likely: bool) -> None:
    symbol = "lib.auth.User.is_anonymous"
    symbols = symbols_of(
        {
            "app.py": source,
            "views.py": "def view(request):\n    request.user.is_anonymous()\n",
            "uses.py": "import lib\n",
        }
    )
    evidence = Evidence(said={symbol: ("request.user",)})
    (result,) = find(symbols, [read_target(symbols, symbol, known=True)], evidence=evidence).results
    paths = {usage.path for usage in result.usages if usage.certainty == "likely"}
    assert ("app.py" in paths) is is_likely
    assert ("views.py" in paths) is ("class Own" not in source)


SAID_OF_SELF = [
    pytest.param("class Mixin:\n", True, id="no base"),
    pytest.param("import base\nclass Tests(base.Tests):\n", True, id="an unknown base"),
    pytest.param("import unittest\nclass Tests(unittest.TestCase):\n", True, id="a base of another package"),
    pytest.param(
        "from lib.test import SimpleTestCase as S\nclass Tests(S):\n", False, id="one of its package"
    ),
    pytest.param("class Tests:\n    def assertQ(self): pass\n", False, id="its own"),
]


@pytest.mark.parametrize(("head", "is_likely"), SAID_OF_SELF)
def test_on_what_a_recipe_says_of_self(head: str, is_likely: bool) -> None:
    symbol = "lib.test.TestCase.assertQ"
    source = f"{head}    def test(self, other):\n        self.assertQ()\n        other.self.assertQ()\n"
    symbols = symbols_of({"app.py": source})
    evidence = Evidence(said={symbol: ("self",)})
    (result,) = find(symbols, [read_target(symbols, symbol, known=True)], evidence=evidence).results
    found = [
        (usage.location.column, usage.evidence) for usage in result.usages if usage.certainty == "likely"
    ]
    assert found == ([(14, ("said",))] if is_likely else [])


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        pytest.param("attribute", "evidence", id="weighed"),
        pytest.param("arity", "excluded", id="excluded"),
    ],
)
def test_verdicts_are_kept_between_runs(tmp_path: Path, case: str, kind: str) -> None:
    target, files, expected = read_case(Path(__file__).parent / "cases" / f"{case}.txt")
    rows = []
    for _ in range(2):
        symbols, cache = symbols_of(files), open_cache(tmp_path)
        found = find(symbols, [read_target(symbols, target)], cache, evidence=Evidence())
        assert listed(found) == expected
        rows.append({key.kind for key, _ in cache.new})
        assert cache.close() is None
    assert kind in rows[0]
    assert kind not in rows[1]


def test_callers_beyond_those_that_are_looked_at_are_not_read() -> None:
    lib = """class Cart:
    def old(self): ...


class Other:
    def old(self): ...


def pay(thing):
    thing.old()


def few(thing):
    thing.old()
"""
    many = {f"many{n:02}.py": f"from lib import Cart, pay\npay(Cart())  # {n}\n" for n in range(60)}
    some = {f"some{n:02}.py": f"from lib import Cart, few\nfew(Cart())  # {n}\n" for n in range(20)}
    symbols = symbols_of({"lib.py": lib, **many, **some})
    (result,) = find(symbols, [read_target(symbols, "lib.Cart.old")], evidence=Evidence()).results
    read = [path for path in many | some if symbols.snapshot.files[path].blob in symbols.maps]
    assert read == [*list(many)[:41], *some]
    calls = {usage.location.line: usage.certainty for usage in result.usages if usage.kind == "call"}
    assert calls == {10: "likely", 14: "certain"}


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

"""An answer takes a base away: all that the class has from it goes with it, or the base stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

TESTS = """import unittest


class AlphaTest(unittest.TestCase):
    def setUp(self):
        self.server = dict()
        self.addCleanup(self.server.clear)

    def test_one(self):
        self.assertEqual(self.server, 1)


class BetaTest(unittest.TestCase):
    def setUp(self):
        self.n = 1

    def test_two(self):
        self.assertEqual(self.n, 1)
"""
TARGETS = [f"unittest.TestCase{name}" for name in ("", ".setUp", ".addCleanup", ".assertEqual")]
ORDER = ("--types", "none", "--instructions", "to pytest", "--output-format", "json")
RECIPE = """<recipe>
from refactor_cli.recipe import replaces

@replaces("unittest.TestCase.assertEqual")
def assertEqual(self, first, second, msg=None):
    assert first == second
</recipe>
"""
ALPHA = """def setup_method(self):
    self.server = dict()

def teardown_method(self):
    self.server.clear()"""
BETA = "def setup_method(self):\n    self.n = 1"


class Asked:
    """A repository, and what becomes of its usages, which are named by their line and the last part of the target."""

    def __init__(self, repo: Any, targets: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        self.repo, self.targets, self.capsys = repo, targets, capsys
        main(["find-usages", *targets, "--types", "none", "--output-format", "json"])
        results = json.loads(capsys.readouterr().out)["results"]
        self.ids = {
            f"{each['line']} {result['target']['name'].rpartition('.')[2]}": each["id"]
            for result in results
            for each in result["usages"]
        }

    def base(self, *places: str) -> str:
        return f'<site id="{" ".join(self.ids[place] for place in places)}">\nobject\n</site>\n'

    def hook(self, place: str, code: str) -> str:
        return f'<definition id="{self.ids[place]}">\n{code}\n</definition>\n'

    def migrated(self, answer: str, *skipped: str) -> tuple[str, dict[str, tuple[str, str | None]]]:
        file = self.repo.top.parent / "answer.md"
        file.write_text(answer)
        skip = [f"--skip={self.ids[place]}" for place in skipped]
        main(["migrate", *self.targets, *ORDER, "--answer", str(file), *skip])
        report = json.loads(self.capsys.readouterr().out)
        ledger = {
            f"{each['line']} {each['target'].rpartition('.')[2]}": (each["outcome"], each["reason"])
            for each in report["ledger"]
            if each["kind"] != "import"
        }
        diff = self.repo.git("diff", f"HEAD..{report['branch']}") if report["branch"] else ""
        return diff, ledger


@pytest.fixture
def asked(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Asked:
    repo = make_repo({"test_it.py": TESTS})
    monkeypatch.chdir(repo.top)
    return Asked(repo, TARGETS, capsys)


def test_base_hook_and_cleanup_go_together(asked: Asked) -> None:
    bases = asked.base("4 TestCase", "13 TestCase")
    diff, ledger = asked.migrated(
        RECIPE + bases + asked.hook("5 setUp", ALPHA) + asked.hook("14 setUp", BETA)
    )
    assert {outcome for outcome, _ in ledger.values()} == {"rewritten"}
    assert "+    def teardown_method(self):\n+        self.server.clear()\n" in diff
    assert "+class AlphaTest(object):\n" in diff
    assert "-import unittest\n" in diff


def test_other_classes_do_not_wait(asked: Asked) -> None:
    """Of one class only the base is answered, which needs all of it; the other one goes by itself."""
    bases = asked.base("4 TestCase", "13 TestCase")
    diff, ledger = asked.migrated(RECIPE + bases + asked.hook("14 setUp", BETA))
    reason = "the class still has unittest.TestCase.setUp from it, which stays at test_it.py:5"
    assert {place: what for place, what in ledger.items() if what[0] != "rewritten"} == {
        "4 TestCase": ("open", reason),
        "5 setUp": ("open", "no answer says what becomes of it"),
        "7 addCleanup": ("open", "no answer says what becomes of it"),
    }
    assert "+class BetaTest(object):\n" in diff
    assert "+class AlphaTest" not in diff


def test_a_hook_keeps_its_name_as_long_as_the_base_calls_it(asked: Asked) -> None:
    left = f'<leave-open id="{asked.ids["4 TestCase"]}">whether pytest finds it</leave-open>\n'
    _, ledger = asked.migrated(RECIPE + asked.hook("5 setUp", ALPHA) + left)
    why = "the base unittest.TestCase stays in line 4, and calls it by the old name"
    assert ledger["5 setUp"] == ("open", why)
    assert ledger["7 addCleanup"] == ("open", why)
    assert ledger["10 assertEqual"] == ("rewritten", None)


def test_a_base_stays_where_the_user_keeps_what_needs_it(asked: Asked) -> None:
    bases = asked.base("4 TestCase", "13 TestCase")
    hooks = asked.hook("5 setUp", ALPHA) + asked.hook("14 setUp", BETA)
    diff, ledger = asked.migrated(RECIPE + bases + hooks, "10 assertEqual")
    why = "the class still has unittest.TestCase.assertEqual from it, which stays at test_it.py:10"
    assert ledger["4 TestCase"] == ("open", why)
    assert ledger["10 assertEqual"] == ("kept", "skipped on the command line")
    assert ledger["13 TestCase"] == ("rewritten", None)
    assert "+class AlphaTest" not in diff


def test_a_base_stays_where_a_derived_class_needs_it(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "import unittest\n\n\nclass A(unittest.TestCase):\n    pass\n\n\nclass B(A):\n    def f(self):\n"
    repo = make_repo({"a.py": f"{text}        self.fail()\n"})
    monkeypatch.chdir(repo.top)
    asked = Asked(repo, ["unittest.TestCase", "unittest.TestCase.fail"], capsys)
    diff, ledger = asked.migrated(asked.base("4 TestCase"))
    outcome, reason = ledger["4 TestCase"]
    assert outcome == "open"
    assert reason is not None
    assert reason.endswith("the class still has unittest.TestCase.fail from it, which stays at a.py:10")
    assert diff == ""


def test_a_base_stays_where_its_object_is_asked_elsewhere(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "import unittest\n\n\nclass A(unittest.TestCase):\n    pass\n\n\ndef f():\n    A().fail()\n"
    repo = make_repo({"a.py": text})
    monkeypatch.chdir(repo.top)
    asked = Asked(repo, ["unittest.TestCase", "unittest.TestCase.fail"], capsys)
    _, ledger = asked.migrated(asked.base("4 TestCase"))
    why = "the class still has unittest.TestCase.fail from it, which stays at a.py:9"
    assert ledger["4 TestCase"] == ("open", why)


def test_a_hook_of_a_derived_class_keeps_its_name_too(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "import unittest\n\n\nclass A(unittest.TestCase):\n    pass\n\n\n"
    text += "class B(A):\n    def setUp(self):\n        pass\n"
    repo = make_repo({"a.py": text})
    monkeypatch.chdir(repo.top)
    asked = Asked(repo, ["unittest.TestCase", "unittest.TestCase.setUp"], capsys)
    left = f'<leave-open id="{asked.ids["4 TestCase"]}">whether pytest finds it</leave-open>\n'
    _, ledger = asked.migrated(left + asked.hook("9 setUp", "def setup_method(self):\n    pass"))
    why = "the base unittest.TestCase stays in line 4, and calls it by the old name"
    assert ledger["9 setUp"] == ("open", why)

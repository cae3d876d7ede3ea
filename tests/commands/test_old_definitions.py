"""What becomes of an old definition, on the command line: `--definition`, and what stays although it was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from two_totals import FILES, TO

from refactor_cli.__main__ import main
from refactor_cli.errors import RefactorError


def test_a_definition_that_stays_is_told(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    more = {"more.py": "import lib\n\ncallback = 'see lib.count'\n"}
    repo.write({**more, "lib.py": FILES["lib.py"] + "\n\ndef size(items):\n    return len(items)\n"})
    repo.commit()
    order = ["migrate", "lib.count", *TO, "--definition", "remove", "--output-format", "json"]
    assert main(order) == 3
    said = capsys.readouterr()
    why = "a string names it: look at what finds it by this name"
    reason = f"it is still needed: more.py:3 (open: {why})"
    assert f"warning: the definition of lib.count stays as it is: {reason}\n" in said.err
    report = json.loads(said.out)
    assert report["definitions"] == [
        {"target": "lib.count", "definition": "remove", "done": False, "reason": reason}
    ]
    assert report["files"] == [{"path": "app.py", "edits": 2}]


def test_no_branch_uses_a_name_that_a_refused_rename_would_have_made(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write({"more.py": "import lib\n\ncallback = 'see lib.count'\n"})
    repo.commit()
    assert main(["migrate", "lib.count", *TO, "--definition", "rename"]) == 2
    assert "lib.count cannot be renamed, and nothing else defines lib.size" in capsys.readouterr().err
    assert repo.git("branch", "--list", "refactor/*") == ""


BASKET = """from django.db import models


class Basket(models.Model):
    def add(self, product):
        return product

    add.alters_data = True
    append = add


def fill(basket: Basket):
    basket.add(1)
"""


def test_what_the_body_of_a_class_says_of_a_renamed_method(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"basket.py": BASKET})
    monkeypatch.chdir(repo.top)
    order = ["migrate", "basket.Basket.add", "--to", "basket.Basket.put", "--definition", "rename"]
    # a base outside of the repository defines nothing that a rename was to bring
    main(["find-usages", "basket.Basket.add", "--output-format", "json"])
    (result,) = json.loads(capsys.readouterr().out)["results"]
    ids = {each["line"]: each["id"] for each in result["usages"]}
    assert main([*order, "--skip", ids[9]]) == 2
    assert "add cannot be renamed, and nothing else defines basket.Basket.put: " in capsys.readouterr().err
    assert main(order) == 0
    after = BASKET.replace("add(", "put(").replace("add.", "put.").replace("= add", "= put")
    assert repo.git("show", "refactor/basket.basket.add:basket.py") + "\n" == after


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["lib.count"], "", id="an answer may say the new name"),
        pytest.param(["lib.count", *TO], "", id="can be"),
        pytest.param(["lib.count", "--to", "lib.total"], "lib.py:1 defines 'total' already", id="taken"),
        pytest.param(["lib.count", "--to", "lib.size(items)"], "nothing but a new name", id="no name"),
        pytest.param(
            ["lib", "--to", "library"], "lib.py is a file, which stays: `git mv` it first", id="module"
        ),
        pytest.param(["box.Box.__len__"], "it is a special method", id="special"),
        pytest.param(["box.Box.put"], "it overrides box.Base.put", id="overrides"),
    ],
)
def test_a_rename_that_cannot_be_is_refused_before_a_model_is_asked(
    repo: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    asked = list[object]()

    def ask(*given: object) -> None:
        asked.append(given)
        raise RefactorError("asked", "asked")

    box = "class Base:\n    def put(self): pass\nclass Box(Base):\n    def put(self): pass\n"
    repo.write({"box.py": f"{box}    def __len__(self): return 0\n"})
    repo.commit()
    monkeypatch.setattr("refactor_cli.commands.migrations.migrating.ask_model", ask)
    order = ["migrate", *arguments, "--instructions", "x", "--definition", "rename", "--types", "none"]
    is_done = arguments == ["lib.count", *TO]  # nothing is left to ask
    assert main(order) == (0 if is_done else 2)
    told = capsys.readouterr().err
    assert ("cannot be renamed: " in told, bool(asked)) == (bool(said), not said and not is_done)
    assert said in told
    assert main([*order, "--prompt-out", "prompt.md"]) == (2 if said else 0)


def test_a_renamed_definition_and_its_plan(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.json"
    order = ["migrate", "lib.count", *TO, "--definition", "rename"]
    assert main([*order, "--dry-run", "--plan-out", str(plan)]) == 0
    assert main(["apply", str(plan), "--branch", "by-plan"]) == 0
    assert main(order) == 0
    assert "warning" not in capsys.readouterr().err
    assert repo.git("rev-parse", "by-plan^{tree}") == repo.git("rev-parse", "refactor/lib.count^{tree}")
    assert repo.git("show", "by-plan:lib.py").endswith("def size(items):\n    return len(items)")
    assert repo.git("diff", "--name-only", "HEAD", "by-plan") == "app.py\nlib.py"


FAMILY = """class Order:
    def total(self):
        return 1


class Rush(Order):
    def total(self):
        return 5


class Bill:
    def total(self):
        return 0


def show(order):
    return order.total()
"""

RENAME_FAMILY = [
    "migrate",
    "lib.Order.total",
    "--to",
    "lib.Order.sum",
    "--definition",
    "rename",
    "--types",
    "none",
]


def test_the_ledger_holds_a_renamed_family_and_tells_what_may_need_it(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"lib.py": FAMILY})
    monkeypatch.chdir(repo.top)
    assert main([*RENAME_FAMILY, "--output-format", "json"]) == 0
    said = capsys.readouterr()
    ledger = [
        (each["line"], each["kind"], each["outcome"], each["by"]) for each in json.loads(said.out)["ledger"]
    ]
    by = "--definition rename"
    assert ledger == [
        (2, "definition", "rewritten", by),
        (7, "override", "rewritten", by),
        (17, "call", "undecided", ""),
    ]
    assert "lib.Order.total is renamed, and 1 place may mean it by its old name: lib.py:17; " in said.err
    assert main(["show", "refactor/lib.order.total"]) == 0
    assert "7  rewritten override" in capsys.readouterr().out


DOUBLES = {
    "tests/test_lib.py": (
        "from lib import Order, Rush\n"
        "class FakeOrder:\n"
        "    def total(self): return 2\n"
        "class Other:\n"
        "    def total(self): return 3\n"
        "    def else_(self): return 4\n"
        "class OwnRush(Rush):\n"
        "    def total(self): return 6\n"
    ),
    "tests/test_more.py": (
        "from lib import Order\nclass Short:\n    total = lambda self: 2\nclass Data:\n    total = 3\n"
    ),
    "tests/test_bills.py": "class FakeBill:\n    def total(self): return 2\n",
    "far.py": "from lib import Order\nclass Far:\n    def total(self): return 2\n",
}


def test_doubles_of_tests_keep_the_name_of_a_renamed_method_and_that_is_said(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"lib.py": FAMILY, **DOUBLES})
    monkeypatch.chdir(repo.top)
    assert main(RENAME_FAMILY) == 0
    said = "lib.Order.total is renamed, and 2 classes that may stand in for it keep the old name: tests/test_lib.py:3"
    assert [line for line in capsys.readouterr().err.splitlines() if "stand in" in line] == [
        f"warning: {said}; tests/test_more.py:3"
    ]
    assert "class FakeOrder:\n    def total(" in repo.git(
        "show", "refactor/lib.order.total:tests/test_lib.py"
    )


def test_a_family_that_stays_says_why_at_each_usage(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo(
        {"lib.py": FAMILY, "app.py": "from lib import Rush\n\n\nclass More(Rush):\n    total = None\n"}
    )
    monkeypatch.chdir(repo.top)
    assert main([*RENAME_FAMILY, "--output-format", "json"]) == 3
    said = capsys.readouterr()
    ledger = json.loads(said.out)["ledger"]
    assert {each["path"]: each["reason"] for each in ledger if each["kind"] == "override"} == {
        "app.py": "an override: callers would no longer reach it",
        "lib.py": "all of its family is renamed, or none: the definition stays, see the warning",
    }
    assert "it is still needed: app.py:5 (open: an override: callers would no longer reach it)" in said.err
    assert "is not defined" not in said.err


def test_what_a_definition_alone_comes_to_is_said(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"lib.py": "def touch(a):\n    return a\n\n\ndef other(): ...\n", "app.py": "x = 1\n"})
    monkeypatch.chdir(repo.top)
    order = ["migrate", "lib.touch", "--to", "lib.reach", "--definition", "rename"]
    assert main([*order, "--types", "none", "--dry-run"]) == 0
    said = "note: the definition of lib.touch is renamed; nothing else is rewritten for it"
    assert said in capsys.readouterr().err.splitlines()
    repo.write({"app.py": "import lib\n\nlib.touch(1)\n"})
    repo.commit()
    assert main([*order, "--types", "none", "--dry-run"]) == 0
    assert said not in capsys.readouterr().err
    removed = [*order[:2], "--to", "lib.other", "--definition", "remove", "--types", "none", "--dry-run"]
    assert main(removed) == 3  # a call that would be refused is left, so that the definition stays
    said = "warning: 1 call is left open, and would not fit lib.other(): more than 0 arguments"
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("definition", ["rename", "remove", "deprecate"])
def test_a_call_that_would_be_refused_stays_whatever_becomes_of_the_definition(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], definition: str
) -> None:
    files = {
        "lib.py": "def old(a, b=0):\n    return old(a, b=1) if a else b\n",
        "new.py": "def amount(a): ...\n",
        "app.py": "from lib import old\n\nold(1)\nold(2, b=3)\n",
    }
    monkeypatch.chdir(make_repo(files).top)
    order = ["migrate", "lib.old", "--to", "new.amount", "--definition", definition, "--types", "none"]
    assert main([*order, "--dry-run", "--output-format", "json"]) == 3
    said = capsys.readouterr()
    ledger = {(each["path"], each["line"]): each for each in json.loads(said.out)["ledger"]}
    assert ledger["app.py", 3]["outcome"] == "rewritten"
    assert ledger["app.py", 4]["outcome"] == "open"
    assert "the new call would not fit new.amount(a): the call gives 'b'" in ledger["app.py", 4]["reason"]
    assert "left open, and would not fit new.amount(a): the call gives 'b'" in said.err
    assert "does not fit" not in said.err


def test_what_other_names_lead_to_is_not_deprecated(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"pkg/__init__.py": "from .impl import f\n", "pkg/impl.py": "def f(a):\n    return a\n"}
    repo = make_repo({**files, "a.py": "from pkg.impl import f\n\nf(1)\n"})
    monkeypatch.chdir(repo.top)
    order = ["migrate", "pkg.impl.f", "--to", "pkg.f", "--types", "none", "--definition"]
    assert main([*order, "deprecate", "--branch", "new"]) == 3
    assert "stays as it is: it is what pkg.f leads to, and would warn under that name as well" in (
        capsys.readouterr().err
    )
    assert repo.git("diff", "--name-only", "HEAD", "new") == "a.py"
    assert main([*order, "remove", "--dry-run"]) == 3
    assert "stays as it is: it is still needed: pkg/__init__.py:1" in capsys.readouterr().err


def test_what_is_deprecated_is_no_finding(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither what says so of itself, nor a call of it in what replaces it; of that people are told."""
    recipe = (
        "from refactor_cli.recipe import replaces\nimport lib\n\n\n"
        '@replaces("lib.old")\ndef old(n):\n    return lib.new(n)\n'
    )
    files = {
        "lib.py": "def old(n):\n    return old(n - 1) if n else 0\n\n\ndef new(n):\n    return old(n)\n",
        "app.py": "import lib\n\nlib.old(1)\n",
        "recipe.py": recipe,
        "pyproject.toml": '[tool.refactor]\nrecipes = ["recipe.py"]\n',
    }
    repo = make_repo(files)
    monkeypatch.chdir(repo.top)
    order = ["migrate", "--recipe", "recipe.py", "--definition", "deprecate", "--types", "none"]
    assert main([*order, "--branch", "made"]) == 0
    assert "note: lib.py:6 calls lib.old in what replaces it, and warns as well\n" in capsys.readouterr().err
    repo.git("checkout", "--quiet", "made")
    main(["check", "--output-format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["path"], each["line"]) for each in found] == []


def test_what_still_names_a_removed_definition_is_listed_once(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(
        {
            "doc.md": "Use `lib.total` here.\n\nAnd `lib.total` there.\n",
            "lib.py": FILES["lib.py"] + "\n\ndef size(items):\n    return len(items)\n",
        }
    )
    repo.commit()
    assert main(["migrate", "lib.total", "--to", "lib.size", "--definition", "remove", "--dry-run"]) == 3
    told = capsys.readouterr()
    said = [line for line in (told.out + told.err).splitlines() if "doc.md" in line or "still name" in line]
    assert said == ["note: lib.total is gone, and 2 usages still name it: see the ledger", "doc.md"]

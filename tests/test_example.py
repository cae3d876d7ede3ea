"""The example, end to end: the recipe gives the files of `expected/`, the recorded answer a branch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

EXAMPLE = Path(__file__).parent.parent / "examples" / "legacy_shop"
_QUIET = ("--output-format", "json", "--output-file", os.devnull)  # the diff holds latin-1 bytes
TARGETS = ("shop.legacy.price", "shop.models.Order.total_price")


@pytest.fixture
def shop(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    repo = make_repo()
    shutil.copytree(EXAMPLE / "before", repo.top, dirs_exist_ok=True)
    repo.commit()
    monkeypatch.chdir(repo.top)
    return repo


def _at(repo: Any, revision: str, path: str) -> bytes:
    return subprocess.run(
        ["git", "cat-file", "blob", f"{revision}:{path}"], cwd=repo.top, check=True, capture_output=True
    ).stdout


def test_recipe(shop: Any) -> None:
    before = shop.state()
    assert main(["migrate", "--recipe", str(EXAMPLE / "recipe.py")]) == 3
    expected = {
        path.relative_to(EXAMPLE / "expected").as_posix(): path.read_bytes()
        for path in (EXAMPLE / "expected").rglob("*")
        if path.is_file()
    }
    changed = shop.git("diff", "--name-only", "HEAD", "refactor/recipe").splitlines()
    assert sorted(changed) == sorted(expected)
    assert {path: _at(shop, "refactor/recipe", path) for path in expected} == expected
    after = shop.state()
    new = after["refs"].pop("refs/heads/refactor/recipe")
    assert new == shop.git("rev-parse", "refactor/recipe")
    assert after == before


def test_answer(shop: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    instructions = (EXAMPLE / "instructions.txt").read_text("utf-8").strip()
    order = ["migrate", *TARGETS, "--instructions", instructions]
    assert main([*order, "--prompt-out", str(tmp_path / "prompt.md")]) == 0
    prompt = (tmp_path / "prompt.md").read_text("utf-8")
    assert instructions in prompt
    assert main(["pack", *order[1:], "--output", str(tmp_path / "packed.md")]) == 0
    assert (tmp_path / "packed.md").read_bytes() == (tmp_path / "prompt.md").read_bytes()
    assert main([*order, "--answer", str(EXAMPLE / "answer.md"), "--output-format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["summary"] == {"rewritten": 43, "kept": 21, "open": 11, "undecided": 4}
    still_open = [(each["path"], each["line"]) for each in report["ledger"] if each["outcome"] == "open"]
    assert still_open == [
        *(("docs/prices.md", line) for line in (6, 8, 9)),
        # a test replaces what these call, by a string that the answer leaves open
        *(("shop/cart.py", line) for line in (3, 14, 17)),
        *(("shop/catalogue.py", line) for line in (3, 4, 8)),
        ("tests/test_orders.py", 46),
        ("tools/report_py2.py", 4),
    ]
    assert all(each["id"] in prompt for each in report["ledger"] if each["by"] == "model")
    assert b"quote(" in _at(shop, report["branch"], "shop/checkout.py")
    assert _tested(shop, report["branch"], tmp_path) == []


def _tested(shop: Any, branch: str, folder: Path) -> list[str]:
    """The tests that fail in what a branch holds."""
    archive = subprocess.run(["git", "archive", branch], cwd=shop.top, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    tests = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "tests"]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(tests, cwd=folder, env=alone, capture_output=True, text=True)
    assert ran.returncode in (0, 1), ran.stdout
    return [line.split()[1] for line in ran.stdout.splitlines() if line.startswith("FAILED ")]


def test_an_answer_that_rewrites_a_family(
    shop: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = (EXAMPLE / "answers" / "shipping.instructions.txt").read_text("utf-8").strip()
    order = ["migrate", "shop.models.Order.shipping_price", "--definition", "rewrite", "--instructions", told]
    answer = str(EXAMPLE / "answers" / "shipping.answer.md")
    assert main([*order, "--answer", answer, "--output-format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["summary"] == {"rewritten": 5, "kept": 0, "open": 0, "undecided": 0}
    assert _tested(shop, report["branch"], tmp_path) == []


def test_an_answer_that_tells_places_apart(
    shop: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = (EXAMPLE / "answers" / "places.instructions.txt").read_text("utf-8").strip()
    answer = str(EXAMPLE / "answers" / "places.answer.md")
    order = ["migrate", "shop.legacy.price", "--instructions", told, "--answer", answer]
    assert main([*order, "--output-format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["summary"] == {"rewritten": 39, "kept": 16, "open": 11, "undecided": 3}
    # they check the prices of the accounts, which the instructions change; the answer says so of these four
    assert _tested(shop, report["branch"], tmp_path) == [
        "tests/test_prices.py::test_rules_of_thumb",
        "tests/test_prices.py::test_reports",
        "tests/test_texts.py::test_export",
        "tests/test_texts.py::test_script",
    ]


def test_answer_over_http(shop: Any, capsys: pytest.CaptureFixture[str]) -> None:
    instructions = (EXAMPLE / "instructions.txt").read_text("utf-8").strip()
    order = ["migrate", *TARGETS, "--instructions", instructions]
    replay = [sys.executable, str(EXAMPLE.parent / "replay.py"), str(EXAMPLE / "answer.md")]
    with subprocess.Popen(replay, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            asked = ["--base-url", server.stdout.readline().strip(), "--model", "recorded", "--rounds", "1"]
            assert main([*order, *asked, "--branch", "over-http", *_QUIET]) == 3
        finally:
            server.kill()
    assert main([*order, "--answer", str(EXAMPLE / "answer.md"), "--branch", "by-hand", *_QUIET]) == 3
    assert shop.git("rev-parse", "over-http^{tree}") == shop.git("rev-parse", "by-hand^{tree}")


def test_dry_run_is_what_apply_does(shop: Any, tmp_path: Path) -> None:
    plan, patch = tmp_path / "plan.json", tmp_path / "shown.patch"
    order = ["migrate", "--recipe", str(EXAMPLE / "recipe.py"), "--dry-run", "--plan-out", str(plan)]
    assert main([*order, "--patch", str(patch), *_QUIET]) == 3
    assert shop.git("branch", "--list", "refactor/*") == ""
    assert main(["apply", str(plan)]) == 3
    shop.git("apply", "--whitespace=nowarn", str(patch))
    shop.git("add", "--all", "--force")
    assert shop.git("write-tree") == shop.git("rev-parse", "refactor/recipe^{tree}")


def test_apply_reports_the_fields_of_migrate(
    shop: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = str(tmp_path / "plan.json")
    order = ["migrate", "--recipe", str(EXAMPLE / "recipe.py"), "--dry-run", "--plan-out", plan]
    assert main([*order, "--output-format", "json"]) == 3
    migrated = json.loads(capsys.readouterr().out)
    assert main(["apply", plan, "--output-format", "json"]) == 3
    applied = json.loads(capsys.readouterr().out)
    assert {*migrated} == {*applied}
    assert applied["cost"] is None
    same = ("run", "ledger", "files")
    assert [applied[key] for key in same] == [migrated[key] for key in same]


def test_a_stale_plan_is_refused(shop: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.json"
    main(["migrate", "--recipe", str(EXAMPLE / "recipe.py"), "--dry-run", "--plan-out", str(plan), *_QUIET])
    (shop.top / "shop" / "cart.py").write_text("changed = True\n", "utf-8")
    shop.commit()
    capsys.readouterr()
    assert main(["apply", str(plan)]) == 5
    assert capsys.readouterr().err == (
        "error: stale plan: shop/cart.py changed since the plan was made\n"
        "hint: do the same on what is there now: refactor migrate --onto HEAD --from PLAN\n"
    )
    assert shop.git("branch", "--list", "refactor/*") == ""

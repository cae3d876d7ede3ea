"""`migrate --only`: the usages it names, the imports that only they needed, and ids that are written otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest

from refactor_cli.__main__ import main

USE = "from old import price\n\nx = price(1)\ny = price(2)\n"
ORDER = ["migrate", "old.price", "--to", "new.cost", "--types", "none", "--branch", "done"]


@pytest.fixture
def ids(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, str]:
    """The id of each usage, by file and line."""
    files = {"old.py": "def price(a): ...\n", "new.py": "def cost(a): ...\n", "two.py": USE}
    repo = make_repo({**files, "one.py": USE.replace("y = price(2)\n", "")})
    monkeypatch.chdir(repo.top)
    main(["find-usages", "old.price", "--types", "none", "--output-format", "json"])
    found = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    return {f"{each['path']}:{each['line']}": each["id"] for each in found}


def migrated(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, dict[str, str]]:
    assert main([*ORDER, *options, "--dry-run", "--output-format", "json", "--patch", "a.patch"]) == 0
    report = json.loads(capsys.readouterr().out)
    with open("a.patch") as patch:
        lines = [
            line for line in patch.read().splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
        ]
    return "\n".join(lines), {f"{each['path']}:{each['line']}": each["outcome"] for each in report["ledger"]}


def test_an_import_goes_with_the_last_usage(ids: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    patch, ledger = migrated(capsys, "--only", ids["one.py:3"])
    assert patch == "-from old import price\n+from new import cost\n-x = price(1)\n+x = cost(1)"
    kept = dict.fromkeys(["two.py:1", "two.py:3", "two.py:4"], "kept")
    assert ledger == {"one.py:1": "rewritten", "one.py:3": "rewritten", **kept}


def test_an_import_stays_with_a_usage_that_is_not_named(
    ids: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    patch, ledger = migrated(capsys, "--only", ids["two.py:3"])
    assert patch == "+from new import cost\n-x = price(1)\n+x = cost(1)"
    assert {place for place, outcome in ledger.items() if outcome == "rewritten"} == {"two.py:3"}


def test_an_import_that_is_skipped_stays(ids: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    patch, _ = migrated(capsys, "--only", ids["one.py:3"], "--skip", ids["one.py:1"])
    assert patch == "+from new import cost\n-x = price(1)\n+x = cost(1)"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(["--only", "{0}", "{1}"], id="spaces"),
        pytest.param(["--only", "{0},{1}"], id="a comma"),
        pytest.param(["--only", "{0},", "{1}"], id="a comma and a space"),
        pytest.param(["--only={0},{1}"], id="assigned"),
        pytest.param(["--only={0}", "{1}"], id="assigned, then a space"),
        pytest.param(["--only", "{0}", "--only", "{1}"], id="repeated"),
    ],
)
def test_several_ids(ids: dict[str, str], capsys: pytest.CaptureFixture[str], given: list[str]) -> None:
    one, two = ids["one.py:3"], ids["two.py:4"]
    _, ledger = migrated(capsys, *(each.format(one, two) for each in given))
    rewritten = {place for place, outcome in ledger.items() if outcome == "rewritten"}
    assert rewritten == {"one.py:1", "one.py:3", "two.py:4"}


def test_ids_belong_to_the_option_before_them(
    ids: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    skipped = [ids["two.py:3"], ids["two.py:4"]]
    _, ledger = migrated(capsys, "--only", ids["one.py:3"], *skipped, "--skip", *skipped)
    assert {place for place, outcome in ledger.items() if outcome == "rewritten"} == {"one.py:1", "one.py:3"}


def test_ids_that_belong_to_no_option(ids: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    one, two = ids["two.py:3"], ids["two.py:4"]
    assert main([*ORDER, two, "--only", one]) == 2
    assert capsys.readouterr().err == (
        f"error: {two} is the id of a usage, and no TARGET\nhint: write --only {two}\n"
    )
    assert main([*ORDER, "--only", ","]) == 2
    assert capsys.readouterr().err.startswith("error: no usage has the id ,\n")

"""Decorators in place of calls, from the command line: what is made of a branch, in part, and taken back."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from in_memory import symbols_of

from refactor_cli.__main__ import main
from refactor_cli.answering.decorated import without_decorators
from refactor_cli.data import Edit, Inlined, Outcome, SiteBlock, Span
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.verify.together import BY

LIB = """\
class Admin: ...


def register(model, admin): ...


def registered(*models):
    def inner(admin):
        return admin
    return inner
"""
APP = """\
import lib
from lib import register


class A(lib.Admin):
    rows = 1


class B(lib.Admin):
    rows = 2


register("one", A)
register("two", A)
register("three", B)
"""
TWO = 'class C:\r\n\tclass D: ...\r\n\tregister("four", D)\r\n\tx = 1\r\n'
FILES = {"lib.py": LIB, "app.py": APP, "two.py": f"import lib\r\nfrom lib import register\r\n{TWO}"}
DONE = """\
import lib


@lib.registered("two")
@lib.registered("one")
class A(lib.Admin):
    rows = 1


@lib.registered("three")
class B(lib.Admin):
    rows = 2
"""
TWO_DONE = 'import lib\r\nclass C:\r\n\t@lib.registered("four")\r\n\tclass D: ...\r\n\tx = 1\r\n'
BLOCK = '<site id="{id}" decorates="{name}">\n@lib.registered("{model}")\n</site>\n'
NAMES = {"one": "A", "two": "A", "three": "B", "four": "D"}
ORDER = ["migrate", "lib.register", "--types", "none", "--instructions", "decorate", "--branch", "done"]


@pytest.fixture
def ids(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> dict[str, str]:
    """The id of each call, by the model that it registers; the answer lies in the folder above."""
    repo = make_repo(FILES)
    monkeypatch.chdir(repo.top)
    main(["find-usages", "lib.register", "--types", "none", "--output-format", "json"])
    found = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    known = {each["text"].split('"')[1]: each["id"] for each in found if each["kind"] == "call"}
    blocks = (BLOCK.format(id=id, name=NAMES[model], model=model) for model, id in known.items())
    (tmp_path / "answer.md").write_text("\n".join(blocks))
    return known


def migrated(folder: Path, *options: str, exit: int = 0) -> None:
    assert main([*ORDER, "--answer", str(folder / "answer.md"), *options]) == exit


def on_branch(path: str) -> str:
    shown = subprocess.run(["git", "show", f"done:{path}"], check=True, capture_output=True)
    return shown.stdout.decode()


def outcomes(capsys: pytest.CaptureFixture[str], ids: Mapping[str, str]) -> dict[str, str]:
    capsys.readouterr()
    assert main(["show", "done", "--output-format", "json"]) in (0, 3)
    ledger = {each["id"]: each["outcome"] for each in json.loads(capsys.readouterr().out)["ledger"]}
    return {model: ledger[id] for model, id in ids.items()}


def test_calls_become_decorators(
    ids: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    migrated(tmp_path)
    assert (on_branch("app.py"), on_branch("two.py")) == (DONE, TWO_DONE)
    assert outcomes(capsys, ids) == dict.fromkeys(NAMES, "rewritten")


def test_some_of_them_stay(ids: dict[str, str], tmp_path: Path) -> None:
    migrated(tmp_path, "--only", ids["one"])
    decorated = APP.replace("class A", '@lib.registered("one")\nclass A').replace('register("one", A)\n', "")
    assert on_branch("app.py") == decorated
    assert on_branch("two.py") == FILES["two.py"]


def test_what_stays_in_between_has_to_be_said(
    ids: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    migrated(tmp_path, "--skip", ids["one"], exit=3)
    said = outcomes(capsys, ids)
    assert said == {"one": "kept", "two": "open", "three": "open", "four": "rewritten"}
    assert on_branch("two.py") == TWO_DONE


def test_one_is_taken_back_with_both_its_edits(
    ids: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    migrated(tmp_path)
    assert main(["undo", "--branch", "done", ids["four"]]) == 0
    assert on_branch("two.py") == FILES["two.py"]
    assert on_branch("app.py") == DONE
    assert main(["undo", "--branch", "done", ids["three"]]) == 0
    after = on_branch("app.py")
    assert 'register("three", B)\n' in after
    assert "\n\n\nclass B(lib.Admin):" in after
    assert "from lib import register\n" in after
    assert outcomes(capsys, ids) == {
        "one": "rewritten",
        "two": "rewritten",
        "three": "undone",
        "four": "undone",
    }


def test_those_of_one_class_are_taken_back_together(
    ids: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    migrated(tmp_path)
    assert main(["undo", "--branch", "done", ids["one"]]) != 0
    assert f"{ids['one']} was rewritten together with {ids['two']}" in capsys.readouterr().err
    assert main(["undo", "--branch", "done", ids["one"], ids["two"]]) == 0
    after = on_branch("app.py")
    assert "\n\n\nclass A(lib.Admin):" in after
    assert after.endswith('register("one", A)\nregister("two", A)\n')
    assert main(["undo", "--branch", "done", "--file", "app.py"]) == 0
    assert on_branch("app.py") == APP


def test_a_plan_makes_the_same(ids: dict[str, str], tmp_path: Path) -> None:
    migrated(tmp_path, "--dry-run", "--plan-out", str(tmp_path / "plan.json"))
    assert main(["apply", str(tmp_path / "plan.json")]) == 0
    assert (on_branch("app.py"), on_branch("two.py")) == (DONE, TWO_DONE)


def test_what_goes_together_stands_and_falls(
    ids: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tmp_path / "answer.md"
    text = answer.read_text().replace('decorates="A">', 'decorates="A" together="both">')
    answer.write_text(text.replace('@lib.registered("two")', '@lib.missing("two")'))
    migrated(tmp_path, exit=3)
    # with these two in between, that of B is not what it was either
    assert outcomes(capsys, ids) == {**dict.fromkeys(("one", "two", "three"), "open"), "four": "rewritten"}
    assert on_branch("app.py") == APP


def test_decorators_that_another_edit_takes_the_place_of() -> None:
    """Whatever writes the definition anew: the call does not go without them."""
    symbols = symbols_of({"lib.py": LIB, "app.py": APP})
    usages = find(symbols, [read_target(symbols, "lib.register")])
    first, second, _ = (each for each in usages.every if each.kind == "call")
    blocks = [SiteBlock(each.id, "@lib.registered(1)", decorates="A") for each in (first, second)]
    above = Edit("app.py", Span(36, 36), "@lib.registered(1)\n", (first.id,), BY)
    gone = [Edit("app.py", each.expression, "pass", (each.id,), BY) for each in (first, second)]
    outcomes = [Outcome(each, "rewritten", BY) for each in (first, second)]
    left = without_decorators(blocks, Inlined((above, *gone), tuple(outcomes)))
    assert left.keys() == {second.id}

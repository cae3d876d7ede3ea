"""New type errors in a model's code: what is rejected for them, what is not, and when nobody checks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from asking.model_server import answers, serving
from refactor_cli.__main__ import main

LIB = """\
def count(items: list[int]) -> int:
    return len(items)


def size(items: list[int]) -> int:
    return len(items)


def label(items: list[int]) -> str:
    return str(len(items))
"""
APP = """\
import not_installed
from lib import count


def first(xs: list[int]) -> int:
    return count(xs)


def second(xs: list[int]) -> str:
    return str(count(xs))


def third(xs: list[int]) -> int:
    return count({})
"""
RULE = """\
<recipe>
from lib import {name}
from refactor_cli.recipe import replaces


@replaces("lib.count")
def count(items):
    return {name}(items)
</recipe>
"""
ORDER = ["migrate", "lib.count", "--instructions", "use lib", "--output-format", "json"]


def lines(many: int) -> str:
    """A file with so many errors of its own."""
    return APP + "".join(f"x{n}: int = 'a{n}'\n" for n in range(many))


@pytest.fixture
def by_hand(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Any]:
    """Migrates by an answer from a file; gives the report, and of each call its line, what became of it and why."""

    def run(app: str, name: str, *more: str) -> tuple[Any, dict[int, tuple[str, str | None]]]:
        monkeypatch.chdir(make_repo({"lib.py": LIB, "app.py": app}).top)
        answer = tmp_path / "answer.md"
        answer.write_text(RULE.format(name=name))
        main([*ORDER, "--answer", str(answer), *more])
        report = json.loads(capsys.readouterr().out)
        calls = (row for row in report["ledger"] if row["path"] == "app.py" and row["kind"] == "call")
        return report, {row["line"]: (row["outcome"], row["reason"]) for row in calls}

    return run


WRITTEN = ("rewritten", None)


def test_no_new_error(by_hand: Callable[..., Any]) -> None:
    """The third call was wrong before, and is wrong in the same way."""
    report, calls = by_hand(APP.replace("{}", '["a"]'), "size")
    assert calls == {6: WRITTEN, 10: WRITTEN, 14: WRITTEN}
    assert report["type_check"] == {"server": "ty", "files": 1, "rejected": [], "not_checked": None}


def test_a_new_error_leaves_its_usage_open(by_hand: Callable[..., Any]) -> None:
    report, calls = by_hand(APP.replace("count({})", "count([])"), "label")
    assert calls[10] == WRITTEN
    for line in (6, 14):
        outcome, reason = calls[line]
        assert outcome == "open"
        assert "ty finds a type error that was not there before" in reason
        assert "`str`" in reason
    assert len(report["type_check"]["rejected"]) == 2
    assert report["branch"] is not None


def test_thousands_of_earlier_errors(by_hand: Callable[..., Any]) -> None:
    _, calls = by_hand(lines(3_000), "label")
    assert {line: outcome for line, (outcome, _) in calls.items()} == {6: "open", 10: "rewritten", 14: "open"}


def test_types_none(by_hand: Callable[..., Any]) -> None:
    report, calls = by_hand(APP, "label", "--types", "none")
    assert set(calls.values()) == {WRITTEN}
    assert report["type_check"] is None


def test_a_users_own_rule_is_not_checked(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_repo({"lib.py": LIB, "app.py": APP}).top)
    assert main(["migrate", "lib.count", "--to", "lib.label", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["type_check"] is None


@pytest.mark.parametrize(
    ("patch", "note"),
    [
        pytest.param("exec /bin/sleep 60", "it does not answer", id="hangs"),
        pytest.param("exit 1", "it ended", id="ends"),
        pytest.param("echo nothing; echo", "a header that has no length", id="talks nonsense"),
    ],
)
def test_a_server_that_fails_is_said(
    by_hand: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    patch: str,
    note: str,
) -> None:
    from refactor_cli.types import diagnostics
    from refactor_cli.types.values import Limits

    program = tmp_path / "server"
    program.write_text(f"#!/bin/sh\n{patch}\n")
    program.chmod(0o755)
    real = diagnostics.diagnose
    monkeypatch.setattr(
        diagnostics,
        "diagnose",
        lambda asked, *more: real(
            replace(asked, program=program), *more, limits=Limits(start=0.5, whole=20.0)
        ),
    )
    report, calls = by_hand(APP, "label")
    assert set(calls.values()) == {WRITTEN}
    assert report["type_check"]["files"] == 0
    assert note in report["type_check"]["not_checked"]


def test_it_goes_back_to_the_model(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"lib.py": LIB, "app.py": APP})
    monkeypatch.chdir(repo.top)
    with serving(answers(RULE.format(name="label")), answers(RULE.format(name="size"))) as server:
        more = ["--base-url", server.url, "--model", "m", "--retries", "0", "--timeout", "60"]
        assert main([*ORDER, *more]) == 0
        _, second = (request.body["messages"] for request in server.requests)
    assert "ty finds a type error that was not there before" in second[3]["content"]
    assert "size(xs)" in repo.git("show", "refactor/lib.count:app.py")


@pytest.mark.parametrize("is_told", [True, False])
def test_an_environment_that_is_too_old(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    is_told: bool,
) -> None:
    """Where types refuse new code, it is said of which packages they are."""
    site = tmp_path / "env" / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    (tmp_path / "env" / "pyvenv.cfg").write_text("version = 3.11.0\n")
    (site / "old.py").write_text("class Tree:\n    def walk(self) -> list[str]: return []\n")
    new = "find" if is_told else "walk"
    monkeypatch.chdir(make_repo({"app.py": "import old\ntree = old.Tree()\ntree.walk()\n"}).top)
    answer = tmp_path / "answer.md"
    answer.write_text(
        "<recipe>\nfrom refactor_cli.recipe import replaces\n\n"
        f'@replaces("old.Tree.walk")\ndef walk(self):\n    return list(self.{new}())\n</recipe>\n'
    )
    order = ["migrate", "old.Tree.walk", "--instructions", "x", "--python", str(tmp_path / "env")]
    code = main([*order, "--answer", str(answer)])
    said = capsys.readouterr().err
    assert (code, "types are those of the packages in" in said) == (3 if is_told else 0, is_told)

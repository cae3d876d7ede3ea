"""`migrate --test` and `apply --test` in real repositories, with real runs of pytest and of python."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking.model_server import answers, serving

from refactor_cli.__main__ import main

FILES = {
    "shop/__init__.py": "",
    "shop/old.py": "def price(n):\n    return n\n\n\ndef cost(n):\n    return n * 100\n\n\n"
    "def same(n):\n    return n\n",
    "shop/cart.py": "from shop.old import price\n\n\ndef total(n):\n    return price(n)\n",
    "tests/test_cart.py": "from shop.cart import total\n\n\ndef test_total():\n    assert total(2) == 2\n\n\n"
    "def test_always():\n    assert total\n",
    "tests/test_other.py": "def test_bad():\n    assert False\n",
}
PYTEST = f"{shlex.quote(sys.executable)} -m pytest -q -p no:cacheprovider"


FAILS_AFTER = "import sys; sys.path.insert(0, '.'); from shop.cart import total; sys.exit(total(2) != 2)"


def command(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    repo = make_repo(FILES)
    monkeypatch.chdir(repo.top)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # half of what a run of these tests takes
    return repo


def migrate(*more: str, to: str = "shop.old.cost", code: int) -> None:
    order = ["migrate", "shop.old.price", "--to", to, "--types", "none", "--output-format", "json"]
    assert main([*order, *more]) == code


def report(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_no_command_is_no_test(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(code=0)
    assert report(capsys)["tests"] is None


def test_nothing_new_fails(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    migrate("--test", PYTEST, to="shop.old.same", code=0)
    found = report(capsys)
    tests = found["tests"]
    assert {**tests, "after": {**tests["after"], "tail": ""}} == {
        "command": PYTEST,
        "verdict": "no new failures",
        "reason": None,
        "before": {"exit_code": 1, "passed": 2, "failed": 1},
        "after": {"exit_code": 1, "passed": 2, "failed": 1, "tail": ""},
        "new_failures": [],
        "fixed": [],
    }
    assert found["branch"] == "refactor/shop.old.price"


def test_a_new_failure_names_its_usages(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = repo.state()
    body = tmp_path / "body.md"
    migrate("--test", PYTEST, "--report", str(body), code=3)
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    (failure,) = found["tests"]["new_failures"]
    (call,) = (row["id"] for row in found["ledger"] if row["kind"] == "call")
    assert (failure["test"], failure["by"]) == ("tests/test_cart.py::test_total", "import")
    assert call in failure["usages"]
    assert "200 == 2" in failure["message"]
    [said] = [line for line in printed.err.splitlines() if line.startswith("tests: ")]
    assert (
        said
        == "tests: new failures (exit code 1 before: 2 passed, 1 failed; exit code 1 after: 1 passed, 2 failed)"
    )
    assert "- [ ] `tests/test_cart.py::test_total`" in body.read_text()
    after = repo.state()  # the branch is there: what to do about it is for people
    assert after["refs"].pop("refs/heads/refactor/shop.old.price")
    assert after == before


def test_a_failure_at_the_line(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    migrate("--test", PYTEST, to='shop.old.cost(n + "")', code=3)
    found = report(capsys)
    (failure,) = found["tests"]["new_failures"]
    (call,) = (row["id"] for row in found["ledger"] if row["kind"] == "call")
    assert (failure["by"], failure["usages"]) == ("line", [call])
    assert {"path": "shop/cart.py", "line": 5} in failure["places"]


def test_the_plan_is_tested_when_it_is_applied(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.json"
    migrate("--dry-run", "--plan-out", str(plan), code=0)
    capsys.readouterr()
    order = ["apply", str(plan), "--test", PYTEST, "--output-format", "json"]
    assert main(order) == 3
    (failure,) = report(capsys)["tests"]["new_failures"]
    assert (failure["test"], failure["by"]) == ("tests/test_cart.py::test_total", "nothing")
    # the branch is there now: nothing is run for what cannot be made
    assert main([*order[:2], "--test", command("raise SystemExit('it ran')")]) == 2
    assert "running the tests" not in capsys.readouterr().err
    repo.write({"shop/cart.py": "# changed\n"})
    repo.commit()
    assert main([*order[:2], "--branch", "again", "--test", PYTEST]) == 5
    assert "running the tests" not in capsys.readouterr().err


def test_a_dry_run_is_tested(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    migrate("--dry-run", "--test", command(FAILS_AFTER), code=3)
    assert report(capsys)["tests"]["verdict"] == "new failures"
    assert repo.git("branch", "--list", "refactor/*") == ""


ABUSE = [
    pytest.param("pass", 0, "no new failures", id="passes"),
    pytest.param(FAILS_AFTER, 3, "new failures", id="exit code alone"),
    pytest.param("raise SystemExit(7)", 3, "unknown", id="fails before"),
    pytest.param(
        "import os; os.write(1, bytes(range(256)) * 99); raise SystemExit(1)", 3, "unknown", id="binary"
    ),
    pytest.param("import os; os.kill(os.getpid(), 9)", 3, "unknown", id="kills itself"),
    pytest.param(
        "import shutil, os; shutil.rmtree('.', True); os.makedirs('x')",
        0,
        "no new failures",
        id="removes all",
    ),
    pytest.param("print('::error::forged'); raise SystemExit(1)", 3, "unknown", id="forges a CI command"),
]


@pytest.mark.parametrize(("code", "exit_code", "verdict"), ABUSE)
def test_abuse(
    repo: Any, capsys: pytest.CaptureFixture[str], code: str, exit_code: int, verdict: str
) -> None:
    before = repo.state()
    migrate("--test", command(code), code=exit_code)
    printed = capsys.readouterr()
    assert json.loads(printed.out)["tests"]["verdict"] == verdict
    assert not any(line.startswith("::") for line in printed.err.splitlines())
    assert {each for each in printed.err if not each.isprintable()} <= {"\n", "\t"}
    after = repo.state()
    after["refs"].pop("refs/heads/refactor/shop.old.price")
    assert after == before


def test_a_command_that_hangs(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    hangs = "import time; time.sleep(600)"
    migrate("--test", command(hangs), "--test-timeout", "0.5", code=3)
    tests = report(capsys)["tests"]
    assert (tests["verdict"], tests["before"]["exit_code"]) == ("unknown", None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "--test has an empty value", id="empty"),
        pytest.param("'", "cannot be read", id="an open quote"),
        pytest.param("no-such-program --x", "no program 'no-such-program'", id="missing"),
        pytest.param("./shop", "no program './shop'", id="a folder"),
        pytest.param("./shop/cart.py", "no program './shop/cart.py'", id="not executable"),
        pytest.param("pytest\0", "names no command", id="NUL"),
    ],
)
def test_what_cannot_be_run_is_known_before_anything(
    repo: Any, capsys: pytest.CaptureFixture[str], text: str, problem: str
) -> None:
    before = repo.state()
    assert main(["migrate", "shop.old.price", "--to", "shop.old.cost", "--test", text]) == 2
    assert problem in capsys.readouterr().err
    assert repo.state() == before


def test_a_program_that_is_not_in_the_commit(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """As with `.venv/bin/python`: a path is read from where the user is."""
    (repo.top / "run").write_text("#!/bin/sh\ntest ! -e run\n")
    (repo.top / "run").chmod(0o755)
    migrate("--test", "./run", to="shop.old.same", code=0)
    assert report(capsys)["tests"]["before"] == {"exit_code": 0, "passed": None, "failed": None}


def test_an_installed_package_does_not_lead_back(
    repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after `pip install -e`: without more, the tests would import the working tree's own package."""
    monkeypatch.setenv("PYTHONPATH", str(repo.top))
    migrate("--test", command("from shop.cart import total; raise SystemExit(total(2) != 2)"), code=3)
    assert report(capsys)["tests"]["verdict"] == "new failures"


def test_no_key_reaches_the_tests(
    repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-secret")
    monkeypatch.setenv("REFACTOR_API_KEY", "sk-secret")
    check = "import os; raise SystemExit(any('sk-secret' in each for each in os.environ.values()))"
    migrate("--test", command(check), to="shop.old.same", code=0)


def test_nothing_is_left_in_the_temporary_folder(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    leaves = "import os, tempfile; tempfile.mkdtemp(); os.makedirs('a/b'); os.chmod('a', 0o500)"
    migrate("--test", command(leaves), code=0)
    assert list(scratch.iterdir()) == []


# ---------------------------------------------------------------- with a model

RULE = """\
<recipe>
from refactor_cli.recipe import replaces
from shop.old import {name}


@replaces("shop.old.price")
def price(n):
    return {name}(n)
</recipe>
"""
ORDER = ["migrate", "shop.old.price", "--instructions", "use shop.old", "--types", "none", "--retries", "0"]


def test_a_new_failure_goes_back_once(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers(RULE.format(name="cost")), answers(RULE.format(name="same"))) as server:
        asked = ["--base-url", server.url, "--model", "m", "--test", PYTEST, "--output-format", "json"]
        assert main([*ORDER, *asked]) == 0
        first, second = (request.body["messages"] for request in server.requests)
    assert second[: len(first)] == first
    assert (
        "- the answer: the test tests/test_cart.py::test_total passed before the change"
        in second[3]["content"]
    )
    found = report(capsys)
    assert found["tests"]["verdict"] == "no new failures"
    assert [each["problems"] for each in found["rounds"]] == [1, 0]
    assert "same(n)" in repo.git("show", "refactor/shop.old.price:shop/cart.py")


def test_what_a_model_does_not_mend_is_reported(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers(RULE.format(name="cost"))) as server:
        asked = [
            "--base-url",
            server.url,
            "--model",
            "m",
            "--test",
            command(FAILS_AFTER),
            "--output-format",
            "json",
        ]
        assert main([*ORDER, *asked]) == 3
        assert len(server.requests) == 2  # once
    assert report(capsys)["tests"]["verdict"] == "new failures"


def test_no_round_is_left(repo: Any) -> None:
    with serving(answers(RULE.format(name="cost"))) as server:
        asked = ["--rounds", "1", "--base-url", server.url, "--model", "m"]
        assert main([*ORDER, *asked, "--test", command(FAILS_AFTER)]) == 3
        assert len(server.requests) == 1


def test_a_resumed_run_is_neither_paid_nor_tested_twice(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = tmp_path / "count"
    counting = command(
        f"open({str(count)!r}, 'a').write('x'); import random; print(random.random()); " + FAILS_AFTER
    )
    with serving(answers(RULE.format(name="cost")), answers(RULE.format(name="same"))) as server:
        assert main([*ORDER, "--base-url", server.url, "--model", "m", "--test", counting]) == 0
        assert (count.read_text(), len(server.requests)) == ("xxx", 2)  # before, and after each answer
        repo.git("branch", "--move", "refactor/shop.old.price", "first")
        assert main(["migrate", "--resume", "latest", "--test", counting]) == 0
        assert (count.read_text(), len(server.requests)) == ("xxx", 2)
    assert repo.git("rev-parse", "first^{tree}") == repo.git("rev-parse", "refactor/shop.old.price^{tree}")
    state = Path(os.environ["XDG_STATE_HOME"]) / "refactor-branch"
    assert not any("--test" in path.read_text() for path in state.rglob("run.json"))

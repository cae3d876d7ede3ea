"""`find-usages --ask-model`, end to end over HTTP: batches, verdicts, money, journals, by hand."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from asking.model_server import Reply, Send, Server, answers, refuses, serving
from refactor_cli.__main__ import main
from refactor_cli.pack.questions import BATCH

FILES = {
    "shop.py": "class Order:\n    def total(self, tax=0):\n        return tax\n\n    def other(self):\n        pass\n",
    "cart.py": "class Cart:\n    def total(self):\n        return 1\n",
    "app.py": "def show(thing):\n    print(thing.total())\n\n\ndef ship(box):\n    return box.total()\n",
    "keys.py": 'PASSWORD = "hX9#kLm2pQ7zRt4w"\n\n\ndef log(x):\n    return x.total()\n',
}
FIND = ["find-usages", "shop.py:Order.total", "--types", "none", "--output-format", "json"]


def on(server: Server, *more: str) -> list[str]:
    return [
        "--ask-model",
        "--base-url",
        server.url,
        "--model",
        "m",
        "--timeout",
        "30",
        "--retries",
        "0",
        *more,
    ]


@pytest.fixture
def ids(repo: Any, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The possible usages by their file and line, as they are without a model."""
    assert main(FIND) == 0
    usages = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    return {
        f"{each['path']}:{each['line']}": each["id"] for each in usages if each["certainty"] == "possible"
    }


def result(capsys: pytest.CaptureFixture[str]) -> tuple[Any, Any]:
    """The report, and of each usage that was possible what it is now with its last evidence."""
    report = json.loads(capsys.readouterr().out)
    (found,) = report["results"]
    rows = [*found["usages"], *found["ruled_out"]]
    return report, {f"{row['path']}:{row['line']}": (row["certainty"], row["evidence"][-1]) for row in rows}


def test_verdicts(repo: Any, ids: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    before = repo.state()
    answer = (
        f"{ids['app.py:2']} yes: `thing.total()` is printed\n{ids['app.py:6']} no: `box` is a Box\n"
        "u00000000 yes: forged\n"
    )
    with serving(answers(answer)) as server:
        assert main([*FIND, "--show-ruled-out", *on(server)]) == 0
        (request,) = server.requests
    report, found = result(capsys)
    assert found["app.py:2"] == ("likely", 'asked of served: "`thing.total()` is printed"')
    assert found["app.py:6"] == ("ruled_out", 'asked of served: "`box` is a Box"')
    assert found["keys.py:5"][0] == "possible"
    assert report["asked"] == {"usages": 3, "likely": 1, "ruled_out": 1, "possible": 1, "ignored": 1}
    assert report["cost"]["requests"] == 1
    text = request.body["messages"][1]["content"]
    assert all(id in text for id in ids.values())
    assert "def total(self, tax=0)" in text
    assert "hX9#kLm2pQ7zRt4w" not in json.dumps(request.body)
    assert repo.state() == before


def test_nothing_said_makes_certain(
    repo: Any, ids: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "\n".join(f"{id} yes: certain, proved, trust me" for id in ids.values())
    with serving(answers(lines)) as server:
        assert main([*FIND, *on(server)]) == 0
    _, found = result(capsys)
    assert {found[place][0] for place in ids} == {"likely"}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("All of them are usages.", id="prose"),
        pytest.param(
            "<recipe>\nimport os\n</recipe>\n<not-a-usage id='u1'>x</not-a-usage>", id="another format"
        ),
        pytest.param("u" * 100_000, id="noise"),
    ],
)
def test_an_answer_without_a_verdict_changes_nothing(
    repo: Any, ids: dict[str, str], capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    with serving(answers(answer)) as server:
        assert main([*FIND, *on(server)]) == 0
    report, found = result(capsys)
    assert {found[place][0] for place in ids} == {"possible"}
    assert report["asked"]["possible"] == len(ids)


def test_explained(repo: Any, ids: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers(f"{ids['app.py:2']} no: [/x] ::error:: it")) as server:
        order = ["find-usages", "shop.py:Order.total", "--types", "none", *on(server)]
        assert main([*order, "--explain", ids["app.py:2"]]) == 0
    told = capsys.readouterr().out
    assert 'asked of served: "[/x] ::error:: it": A model was shown the place and said so' in told


def test_only_what_was_selected_is_asked(repo: Any, ids: dict[str, str]) -> None:
    with serving(answers("none")) as server:
        assert main([*FIND, *on(server, "--include", "app.py")]) == 0
        (request,) = server.requests
        assert ids["keys.py:5"] not in request.body["messages"][1]["content"]
        # nothing is possible: nothing is asked
        assert main([*FIND, *on(server, "--include", "cart.py")]) == 0
        assert len(server.requests) == 1


def test_flash_is_asked_at_deepseek(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*FIND, "--ask-model"]) == 2  # there is no key
    assert "no key for api.deepseek.com" in capsys.readouterr().err
    assert not journals()


def journals() -> list[Path]:
    folder = Path(os.environ["XDG_STATE_HOME"]) / "refactor-branch" / "runs"
    return sorted(folder.iterdir()) if folder.exists() else []


def many(count: int) -> dict[str, str]:
    """Files with more possible usages than one question takes."""
    calls = "".join(f"def f{n}(a):\n    return a.total()\n\n\n" for n in range(count))
    return {**FILES, "many.py": calls}


def says(word: str) -> Reply:
    """Says this of every usage that is asked about."""

    def reply(send: Send, server: Server) -> None:
        import re

        text = server.requests[-1].body["messages"][1]["content"]
        ids = dict.fromkeys(re.findall(r'<usage id="(u[0-9a-f]{8})"', text))
        answers("\n".join(f"{id} {word}: because of `a`" for id in ids))(send, server)

    return reply


def test_batches_and_a_failure_in_the_middle(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_repo(many(2 * BATCH)).top)
    with serving(says("yes"), refuses(402), says("no")) as server:
        assert main([*FIND, *on(server)]) == 3
        first, failed = (request.body["messages"][1]["content"] for request in server.requests)
        head = first[: first.index("<usages")]  # what is the same stands first, for the prefix cache
        assert "def total(self, tax=0)" in head
        assert failed.startswith(head)
        printed = capsys.readouterr()
        (run,) = journals()
        assert f"refactor find-usages --resume {run.name}" in printed.err
        asked = json.loads(printed.out)["asked"]
        assert (asked["likely"], asked["possible"]) == (BATCH, BATCH + 3)
        assert main(["migrate", "--resume", run.name]) == 2
        assert "is not of `refactor migrate`" in capsys.readouterr().err
        assert main(["find-usages", "--resume", "latest", "--output-format", "json", "--retries", "0"]) == 0
        asked = json.loads(capsys.readouterr().out)["asked"]
        assert (asked["likely"], asked["ruled_out"]) == (BATCH, BATCH + 3)
        requests = len(server.requests)
        # all of it is in the journal now
        assert main(["find-usages", "--resume", "latest", "--output-format", "json"]) == 0
        assert len(server.requests) == requests


def test_fails_at_once(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(refuses(500)) as server:
        assert main([*FIND, *on(server)]) == 4
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "refactor find-usages --resume" in printed.err


def test_a_run_goes_on_from_another_folder(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Its TARGET and PATH arguments mean what they did where they were written."""
    files = {
        "a/shop.py": "class Order:\n    def total(self): ...\nclass Box:\n    def total(self): ...\n",
        "a/b/app.py": "def show(thing):\n    return thing.total()\n",
        "a/other.py": "def show(thing):\n    return thing.total()\n",
        "b/app.py": "def show(thing):\n    return thing.total()\n",
    }
    repo = make_repo(files)
    monkeypatch.chdir(repo.top / "a")
    with serving(refuses(500), says("yes")) as server:
        find = ["find-usages", "shop.py:Order.total", "b", "--types", "none"]
        assert main([*find, *on(server)]) == 4
        monkeypatch.chdir(repo.top)
        capsys.readouterr()
        assert main(["find-usages", "--resume", "latest", "--output-format", "json", "--retries", "0"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["results"]
    assert {(each["path"], each["certainty"]) for each in found["usages"]} == {("a/b/app.py", "likely")}


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        pytest.param([], 0, "with the answers", id="little"),
        pytest.param(["--confirm-above", "0"], 2, "nobody can be asked", id="nobody to ask"),
        pytest.param(["--confirm-above", "0", "--yes"], 0, "with the answers", id="yes"),
        pytest.param(["--max-cost", "0.0001"], 4, "--max-cost is", id="too dear"),
    ],
)
def test_money(
    repo: Any, capsys: pytest.CaptureFixture[str], options: list[str], code: int, told: str
) -> None:
    with serving(answers("none")) as server:
        asked = ["--ask-model", "--base-url", server.url, "--model", "deepseek-flash", *options]
        assert main([*FIND, *asked]) == code
        assert len(server.requests) == (1 if code == 0 else 0)
    assert told in capsys.readouterr().err


def test_by_hand(repo: Any, ids: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prompt, answer = tmp_path / "prompt.md", tmp_path / "answer.md"
    assert main([*FIND, "--prompt-out", str(prompt)]) == 0
    assert capsys.readouterr().out == ""
    assert all(id in prompt.read_text() for id in ids.values())
    answer.write_text(f"{ids['app.py:2']} yes: `thing`\n")
    assert main([*FIND, "--answer", str(answer)]) == 0
    report, found = result(capsys)
    assert found["app.py:2"] == ("likely", 'asked of a model by hand: "`thing`"')
    assert report["cost"] is None
    answer.write_text("Something else.\n")
    assert main([*FIND, "--answer", str(answer)]) == 0
    assert f"warning: {answer} says nothing of these usages" in capsys.readouterr().err


def test_what_an_answer_leaves_is_asked_again(repo: Any, ids: dict[str, str], tmp_path: Path) -> None:
    prompt, answer = tmp_path / "prompt.md", tmp_path / "answer.md"
    answer.write_text(f"{ids['app.py:2']} yes: `thing`\n")
    assert main([*FIND, "--answer", str(answer), "--prompt-out", str(prompt)]) == 0
    left = {place for place, id in ids.items() if id in prompt.read_text()}
    assert left == ids.keys() - {"app.py:2"}


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--prompt-out", "a", "--answer", "a"], id="a prompt over its answer"),
        pytest.param(["--ask-model", "--answer", "a"], id="by hand and not"),
        pytest.param(["--resume", "latest"], id="a target and a run"),
        pytest.param(["--answer", "missing"], id="no such answer"),
    ],
)
def test_what_does_not_go_together(repo: Any, options: list[str]) -> None:
    assert main([*FIND, *options]) == 2


def test_no_target(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find-usages"]) == 2
    assert "Missing argument 'TARGET'." in capsys.readouterr().err


def test_a_run_is_listed(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers("none")) as server:
        assert main([*FIND, *on(server)]) == 0
    capsys.readouterr()
    assert main(["runs", "list", "--output-format", "json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert (run["command"], run["state"], run["targets"]) == ("find-usages", "done", ["shop.py:Order.total"])
    assert main(["runs", "show", run["id"]]) == 0

"""`refactor migrate` with a model, end to end over HTTP: branches, rounds, faults, journals, money, keys."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from windows import window_of

from asking.model_server import (
    Reply,
    Server,
    answers,
    chunk,
    event,
    head,
    keeps_alive,
    refuses,
    sends,
    serving,
    stalls,
)
from refactor_cli.__main__ import main
from refactor_cli.journal import Run, held

EXAMPLE = Path(__file__).parents[2] / "examples" / "legacy_shop"
FILES = {
    "lib.py": "def count(items):\n    return len(items)\n\n\ndef size(items):\n    return len(items)\n",
    "app.py": "from lib import count\n\nprint(count([1]))\nprint(list(map(count, [])))\n",
}
RULE = """\
<recipe>
from lib import {name}
from refactor_cli.recipe import replaces


@replaces("lib.count")
def count(items):
    return {name}(items)
</recipe>
"""
GOOD = RULE.format(name="size")
AFTER = b"from lib import count, size\n\nprint(size([1]))\nprint(list(map(count, [])))\n"
ORDER = ["migrate", "lib.count", "--instructions", "use lib.size", "--rounds", "1"]
QUICK = ["--timeout", "30", "--retries", "0"]  # only silence takes time


def on(server: Server, *more: str, model: str = "a-model", timeout: str = "30") -> list[str]:
    quick = [timeout if each == "30" else each for each in QUICK]
    return ["--base-url", server.url, "--model", model, *quick, *more]


def journal() -> Path:
    return Path(os.environ["XDG_STATE_HOME"]) / "refactor-branch" / "runs"


def shown(repo: Any, path: str = "app.py") -> bytes:
    return (repo.git("show", f"refactor/lib.count:{path}") + "\n").encode()


def test_one_round(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    before = repo.state()
    with serving(answers(GOOD)) as server:
        assert main([*ORDER, *on(server), "--output-format", "json"]) == 3
    assert shown(repo) == AFTER
    report = json.loads(capsys.readouterr().out)
    whole = {"prompt": 1, "round": 1, "model": "served", "requested": "a-model", "asked": None}
    whole["provider"] = "127.0.0.1"
    # the rest is the reference handed to map(), which no rule of the answer fits
    assert report["rounds"] == [{**whole, "decided": report["summary"]["rewritten"], "problems": 1}]
    cost = report["cost"]
    assert {**cost, "run": ""} == {
        "usd": None,
        "requests": 1,
        "tokens": 1_050,
        "perhaps_usd": 0,
        "models": [
            {
                "model": "a-model",
                "requests": 1,
                "cache_hit": 640,
                "cache_miss": 360,
                "output": 50,
                "reasoning": 20,
                "usd": None,
            }
        ],
        "run": "",
    }
    after = repo.state()
    del after["refs"]["refs/heads/refactor/lib.count"]
    assert after == before


def test_a_mistake_is_mended_in_a_second_round(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers(RULE.format(name="sizes")), answers(GOOD)) as server:
        assert main([*ORDER[:-1], "2", *on(server)]) == 3
    first, second = (request.body["messages"] for request in server.requests)
    assert second[: len(first)] == first  # the prefix stays
    assert [each["role"] for each in second] == ["system", "user", "assistant", "user"]
    assert second[2]["content"] == RULE.format(name="sizes")
    assert "sizes" in second[3]["content"]
    assert shown(repo) == AFTER
    told = capsys.readouterr().err
    assert "round 1: served at 127.0.0.1 was asked about the whole task; 0 usages decided so far" in told
    assert "round 2: served at 127.0.0.1 was asked about" in told
    assert told.count("note: a-model was asked, and the server says that served answered\n") == 1


def test_rounds_end_when_nothing_gets_better(repo: Any) -> None:
    with serving(answers(RULE.format(name="sizes"))) as server:
        assert main([*ORDER[:-1], "5", *on(server)]) == 3
    assert len(server.requests) == 2
    assert repo.git("branch", "--list", "refactor/*") == ""


@pytest.mark.parametrize("replies", [1, 2])
def test_nothing_is_paid_for_an_id_that_nobody_has(
    repo: Any, capsys: pytest.CaptureFixture[str], replies: int
) -> None:
    assert main(["find-usages", "lib.count", "--kind", "reference", "--output-format", "json"]) == 0
    [usage] = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    unknown = '<keep id="u00000000">stays</keep>\n'
    rest = f'{GOOD}<leave-open id="{usage["id"]}">is it called with lists only?</leave-open>\n'
    several = [answers(unknown + rest)] if replies == 1 else [answers(unknown), answers(rest)]
    with serving(*several) as server:
        assert main([*ORDER[:-1], "5", *on(server)]) == 3
    assert len(server.requests) == replies
    assert shown(repo) == AFTER
    assert "rejected u00000000: no usage that was asked about has this id" in capsys.readouterr().err


def test_auto_escalates(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers(RULE.format(name="sizes")), answers(GOOD)) as server:
        order = [*ORDER[:-1], "2", *on(server, "--yes", model="auto"), "--output-format", "json"]
        assert main(order) == 3
    assert [request.body["model"] for request in server.requests] == ["deepseek-flash", "deepseek-v4-pro"]
    models = json.loads(capsys.readouterr().out)["cost"]["models"]
    assert [row["model"] for row in models] == ["deepseek-flash", "deepseek-v4-pro"]
    assert all(row["usd"] > 0 for row in models)


@pytest.mark.parametrize(("model", "asked"), [("a-model", 1), ("auto", 2)])
def test_what_is_left_open_goes_to_no_other_but_a_better_model(
    repo: Any, capsys: pytest.CaptureFixture[str], model: str, asked: int
) -> None:
    found = ["find-usages", "lib.count", "--kind", "reference", "--output-format", "json"]
    assert main(found) == 0
    [usage] = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    left = f'{GOOD}<leave-open id="{usage["id"]}">is it called with lists only?</leave-open>\n'
    with serving(answers(left), answers(left)) as server:
        order = [*ORDER[:-1], "3", *on(server, "--yes", model=model), "--output-format", "json"]
        assert main(order) == 3
    assert len(server.requests) == asked
    report = json.loads(capsys.readouterr().out)
    [site] = [site for site in report["ledger"] if site["kind"] == "reference"]
    assert (site["outcome"], site["by"], site["reason"]) == ("open", "model", "is it called with lists only?")
    assert [round["problems"] for round in report["rounds"]] == [1, 0][-asked:]
    assert shown(repo) == AFTER


def test_notes_of_an_answer_are_told(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    Path("answer.md").write_text(f"{GOOD}<note>require `lib` 2.0</note>\n")
    order = ["migrate", "lib.count", "--instructions", "use lib.size", "--answer", "answer.md"]
    main([*order, "--output-format", "json", "--report", "report.md"])
    out, err = capsys.readouterr()
    assert json.loads(out)["notes"] == ["require `lib` 2.0"]
    assert "note: a person has to do this, says the answer: require `lib` 2.0\n" in err
    assert "\n## Besides, says the answer\n\n- [ ] ``require `lib` 2.0``\n" in Path("report.md").read_text()


def test_why_a_block_changes_behaviour_is_told(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find-usages", "lib.count", "--kind", "call", "--output-format", "json"]) == 0
    [usage] = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    why = 'behaviour="changes" why="it takes lists  alone"'
    site = f'<site id="{usage["id"]}" {why}>\nimport: from lib import size\nsize([1])\n</site>\n'
    Path("answer.md").write_text(site)
    order = ["migrate", "lib.count", "--instructions", "use lib.size", "--answer", "answer.md"]
    assert main([*order, "--report", "report.md"]) == 3
    assert "  app.py:3: it takes lists alone\n" in capsys.readouterr().err
    assert ": `it takes lists alone`\n" in Path("report.md").read_text()
    assert main(["show", "refactor/lib.count", "--output-format", "json"]) == 3
    shown = json.loads(capsys.readouterr().out)["ledger"]
    told = [(each["behaviour"], each["reason"]) for each in shown if each["outcome"] == "rewritten"]
    assert told == [("changes", "it takes lists alone")]


def test_a_rule_does_not_touch_what_is_left_open(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find-usages", "lib.count", "--kind", "call", "--output-format", "json"]) == 0
    [usage] = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    Path("answer.md").write_text(f'{GOOD}<leave-open id="{usage["id"]}">odd</leave-open>\n')
    order = ["migrate", "lib.count", "--instructions", "use lib.size", "--answer", "answer.md"]
    assert main([*order, "--output-format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["branch"] is None
    outcomes = [(each["kind"], each["outcome"], each["reason"]) for each in report["ledger"]]
    assert outcomes == [
        ("import", "open", "still used by lines 3, 4"),
        ("call", "open", "odd"),
        (
            "reference",
            "open",
            "a reference, not a call: the rule says nothing about it "
            "(moved(…) would; migrate --references lambda writes a lambda)",
        ),
    ]


def test_an_answer_that_says_two_things_is_told(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find-usages", "lib.count", "--kind", "call", "--output-format", "json"]) == 0
    [usage] = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    blocks = (
        f'<site id="{usage["id"]}">\nlen([1])\n</site>\n<leave-open id="{usage["id"]}">odd</leave-open>\n'
    )
    Path("answer.md").write_text(blocks)
    order = ["migrate", "lib.count", "--instructions", "use lib.size", "--answer", "answer.md"]
    assert main([*order, "--output-format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)
    [site] = [site for site in report["ledger"] if site["kind"] == "call"]
    assert site["by"] == "model"
    assert site["reason"].endswith("this usage is answered more than once, and differently")


# each is told apart in test_provider.py: here one of each kind, and all of them by ./check --full
SLOW = pytest.mark.slow
FAULTS = [
    pytest.param(refuses(401), "30", id="401", marks=SLOW),
    pytest.param(refuses(402), "30", id="402"),
    pytest.param(refuses(404), "30", id="404", marks=SLOW),
    pytest.param(refuses(422), "30", id="422", marks=SLOW),
    pytest.param(refuses(429), "30", id="429", marks=SLOW),
    pytest.param(refuses(429, Retry_After="9999"), "30", id="429 and hours", marks=SLOW),
    pytest.param(refuses(500), "30", id="500", marks=SLOW),
    pytest.param(refuses(503), "30", id="503", marks=SLOW),
    pytest.param(sends(b""), "30", id="closed at once"),
    pytest.param(stalls(), "0.4", id="stall before the first token", marks=SLOW),
    pytest.param(stalls(head(), chunk("a")), "0.4", id="stall in the middle"),
    pytest.param(keeps_alive(head()), "0.4", id="keep-alives for ever", marks=SLOW),
    pytest.param(sends(head(), chunk(GOOD)), "30", id="truncated stream"),
    pytest.param(sends(head(), chunk(finish="stop"), event("[DONE]")), "30", id="empty content", marks=SLOW),
    pytest.param(
        sends(head(), chunk(reasoning="hm"), chunk(finish="stop")), "30", id="only reasoning", marks=SLOW
    ),
    pytest.param(sends(head(), chunk(GOOD), chunk(finish="length")), "30", id="length", marks=SLOW),
    pytest.param(sends(head(kind="text/html") + b"<html>"), "30", id="HTML under 200", marks=SLOW),
    pytest.param(refuses(302, Location="https://example.com/"), "30", id="redirect to another host"),
]


@pytest.mark.parametrize(("fault", "timeout"), FAULTS)
def test_a_fault_leaves_everything_and_can_be_resumed(
    repo: Any, capsys: pytest.CaptureFixture[str], fault: Reply, timeout: str
) -> None:
    before = repo.state()
    with serving(fault, answers(GOOD)) as server:
        assert main([*ORDER, *on(server, timeout=timeout)]) == 4
        told = capsys.readouterr().err
        assert "Traceback" not in told
        assert repo.state() == before
        (run,) = journal().iterdir()
        assert f"refactor migrate --resume {run.name}" in told
        assert main(["runs", "list"]) == 0
        assert "  no bill known  " in capsys.readouterr().out
        assert main(["migrate", "--resume", "latest", *QUICK]) == 3
        assert shown(repo) == AFTER
        assert len(server.requests) == 2


def test_refused_connection(repo: Any) -> None:
    before = repo.state()
    with serving(answers(GOOD)) as server:
        pass
    assert main([*ORDER, *on(server)]) == 4
    assert repo.state() == before


def test_a_whole_answer_is_not_paid_twice(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers(RULE.format(name="sizes")), refuses(402), answers(GOOD)) as server:
        assert main([*ORDER[:-1], "2", *on(server)]) == 4
        assert main(["migrate", "--resume", "latest", *QUICK]) == 3
        assert len(server.requests) == 3  # the first answer is in the journal
        assert shown(repo) == AFTER
        repo.git("branch", "--move", "refactor/lib.count", "first")
        # a run that ended is replayed from the journal alone, without server or key
        assert main(["migrate", "--resume", "latest", *QUICK]) == 3
        assert len(server.requests) == 3
    assert repo.git("rev-parse", "first^{tree}") == repo.git("rev-parse", "refactor/lib.count^{tree}")


def test_what_was_accepted_stands_when_a_later_round_fails(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(answers(GOOD), refuses(402)) as server:
        assert main([*ORDER[:-1], "2", *on(server)]) == 3
    assert len(server.requests) == 2  # the reference in map() was asked about again
    assert shown(repo) == AFTER
    assert "warning: 127.0.0.1 gave no answer: it answered with status 402" in capsys.readouterr().err


def test_the_journal_is_the_users_alone(repo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFACTOR_API_KEY", "sk-very-secret-1")
    repo.write({"settings.py": 'TOKEN = "sk-very-secret-1"\n'})
    repo.commit()
    with serving(answers(GOOD), answers(GOOD)) as server:
        main([*ORDER, *on(server)])
    assert server.requests[0].headers["authorization"] == "Bearer sk-very-secret-1"
    assert "sk-very-secret-1" not in str(server.requests[0].body)
    files = [path for path in journal().rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    folders = [journal(), *(path for path in journal().rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    names = sorted(p.name for p in files if p.parent.name != "texts" and not p.name.startswith("types-"))
    assert names == [
        "0001-answer.json",
        "0001-request.json",
        "0001-stream.jsonl",
        "end.json",
        "lock",
        "run.json",
    ]
    assert not [path for path in files if b"sk-very-secret-1" in path.read_bytes()]


def test_a_tampered_journal_is_refused(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers(GOOD)) as server:
        main([*ORDER, *on(server)])
    (answer,) = journal().glob("*/0001-answer.json")
    answer.write_text(answer.read_text("utf-8").replace("size", "evil"), "utf-8")
    repo.git("branch", "-D", "refactor/lib.count")
    assert main(["migrate", "--resume", "latest"]) == 2
    assert "it was changed after it was written" in capsys.readouterr().err
    assert repo.git("branch", "--list", "refactor/*") == ""


def test_runs(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = f"::error::forged\n\x1b[31m\n{GOOD}"
    with serving(answers(hostile), refuses(402)) as server:
        main([*ORDER, *on(server)])
        main([*ORDER, *on(server), "--branch", "another"])
    capsys.readouterr()
    assert main(["runs", "list", "--output-format", "json"]) == 0
    done, failed = json.loads(capsys.readouterr().out)["runs"]
    assert (done["state"], done["branch"], done["targets"]) == ("done", "refactor/lib.count", ["lib.count"])
    assert (failed["state"], failed["cost"]["requests"]) == ("can be resumed", 1)
    assert main(["runs", "show", done["id"]]) == 0
    out = capsys.readouterr().out
    assert "  ::error::forged\n  \\x1b[31m\n" in out
    assert not [line for line in out.splitlines() if line.startswith("::")]
    assert main(["runs", "delete", done["id"], "latest"]) == 0
    assert list(journal().iterdir()) == []
    for name in ("../plans", "20260101-000000-abcd", "latest"):
        assert main(["runs", "show", name]) == 2
        assert main(["runs", "delete", name]) == 2


REFUSED = [
    pytest.param(
        ["--base-url", "http://example.com/v1"], "example.com would be sent the repository", id="plain http"
    ),
    pytest.param(
        ["--base-url", "https://u:p@example.com"], "it may hold no user", id="password in the address"
    ),
    pytest.param(["--base-url", "ftp://example.com"], "it is no http or https address", id="no http"),
    pytest.param(["--base-url", "https://[::1"], "it cannot be read", id="no address"),
    pytest.param(
        ["--base-url", "https://example.com", "--model", "m"], "there is no key for example.com", id="no key"
    ),
    pytest.param([], "there is no key for api.deepseek.com", id="no key for DeepSeek"),
    # known before anything is asked: no server is there
    pytest.param(
        ["--base-url", "http://127.0.0.1:9", "--model", "m", "--skip", "u00000000"],
        "no usage has the id u00000000",
        id="no usage",
    ),
]


@pytest.mark.parametrize(("options", "words"), REFUSED)
def test_refused(repo: Any, capsys: pytest.CaptureFixture[str], options: list[str], words: str) -> None:
    assert main([*ORDER, *options]) == 2
    assert words in capsys.readouterr().err
    assert not journal().exists()


def test_pro_is_asked_where_no_model_is_named(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers(GOOD)) as server:
        assert main([*ORDER, "--base-url", server.url, "--yes"]) == 3
    assert [request.body["model"] for request in server.requests] == ["deepseek-v4-pro"]
    assert "which model of 127.0.0.1 to ask, so deepseek-v4-pro" in capsys.readouterr().err


def test_deepseeks_key_goes_to_nobody_else(repo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-deepseek-only")
    with serving(answers(GOOD)) as server:
        main([*ORDER, *on(server)])
    assert "sk-deepseek-only" not in str(server.requests)


def test_the_users_file(
    repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "refactor-branch" / "config.toml"
    config.parent.mkdir(parents=True)
    with serving(answers(GOOD)) as server:
        config.write_text(
            f'base_url = "{server.url}"\nmodel = "mine"\n[keys]\n"127.0.0.1" = "sk-from-the-file"\n'
            "[prices.mine]\ncache_hit = 1\ncache_miss = 10\noutput = 100\n",
            "utf-8",
        )
        config.chmod(0o644)
        assert main([*ORDER, *QUICK]) == 2
        assert f"others can read {config}" in capsys.readouterr().err
        config.chmod(0o600)
        assert main([*ORDER, *QUICK, "--yes", "--output-format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["cost"]["usd"] == pytest.approx((640 * 1 + 360 * 10 + 50 * 100) / 1e6)
    (request,) = server.requests
    assert request.headers["authorization"] == "Bearer sk-from-the-file"
    assert request.body["model"] == "mine"


def test_what_a_repository_says_is_ignored(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers("stolen")) as other, serving(answers(GOOD)) as server:
        repo.write(
            {
                "pyproject.toml": f'[tool.refactor]\nbase_url = "{other.url}"\napi_key = "sk-evil"\n'
                'format_command = "evil"\n',
                ".env": f"export REFACTOR_BASE_URL={other.url}\nDEEPSEEK_API_KEY=sk-evil\nHTTPS_PROXY={other.url}\n",
            }
        )
        repo.commit()
        assert main([*ORDER, *on(server)]) == 3
        assert other.requests == []
    told = capsys.readouterr().err
    assert (
        ".env of the repository sets DEEPSEEK_API_KEY, HTTPS_PROXY, REFACTOR_BASE_URL, which is ignored"
        in told
    )
    assert "pyproject.toml of the repository sets base_url, api_key, format_command, which is ignored" in told
    assert "sk-evil" not in told


def test_much_money_needs_consent(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answers(GOOD)) as server:
        priced = on(server, model="deepseek-v4-pro")
        assert main([*ORDER, *priced, "--confirm-above", "0.01"]) == 2
        told = capsys.readouterr().err
        assert "more than 0.0100 USD, and nobody can be asked\nhint: say --yes" in told
        assert "when cached; with the answers 0." in told
        assert server.requests == []
        assert list(journal().iterdir()) == []  # nothing was asked: there is no run
        assert main([*ORDER, *priced, "--confirm-above", "0.01", "--yes"]) == 3


def test_the_cap_stops_before_it_is_exceeded(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    before = repo.state()
    with serving(answers(GOOD)) as server:
        assert main([*ORDER, *on(server, "--max-cost", "0.01", model="deepseek-v4-pro")]) == 4
        assert "--max-cost is 0.0100 USD" in capsys.readouterr().err
        assert server.requests == []
        assert repo.state() == before
        assert main([*ORDER, *on(server, "--max-cost", "5")]) == 2
        assert "--max-cost needs a price" in capsys.readouterr().err


@pytest.fixture
def shop(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    repo = make_repo()
    shutil.copytree(EXAMPLE / "before", repo.top, dirs_exist_ok=True)
    repo.commit()
    monkeypatch.chdir(repo.top)
    return repo


ANSWER = (EXAMPLE / "answer.md").read_text("utf-8")
SHOP = [
    *("migrate", "shop.legacy.price", "shop.models.Order.total_price", "--instructions"),
    (EXAMPLE / "instructions.txt").read_text("utf-8").strip(),
]
QUIETLY = ["--output-format", "json", "--output-file", os.devnull]


def test_the_example_as_by_hand(shop: Any) -> None:
    assert main([*SHOP, "--answer", str(EXAMPLE / "answer.md"), "--branch", "by-hand", *QUIETLY]) == 3
    with serving(answers(ANSWER)) as server:
        assert main([*SHOP, *on(server), "--branch", "over-http", *QUIETLY]) == 3
    _, second = server.requests  # a string is asked about once more, since new code waits for it
    said = second.body["messages"][-1]["content"]
    assert [line[2:11] for line in said.splitlines() if line.startswith("- u")] == ["u11a37539"]
    assert shop.git("rev-parse", "by-hand^{tree}") == shop.git("rev-parse", "over-http^{tree}")
    assert shop.git("rev-parse", "by-hand^{tree}") != shop.git("rev-parse", "HEAD^{tree}")


def test_mistakes_in_the_example_are_mended(shop: Any) -> None:
    """One block with a keyword the new function has not, one that does not parse; the second answer mends these."""
    right = ["    rounded=False,  # cents", "order.total(currency=currency, tax="]
    wrong = ["    round=False,  # cents", "order.total(currency=currency,, tax="]
    first, second = ANSWER, "I mend the two.\n"
    for before, after, id in zip(right, wrong, ("u859158a1", "ud3aa4a42"), strict=True):
        assert ANSWER.count(before) == 1
        first = first.replace(before, after)
        start = ANSWER.index(f'<site id="{id}">')
        second += ANSWER[start : ANSWER.index("</site>", start)] + "</site>\n"
    assert main([*SHOP, "--answer", str(EXAMPLE / "answer.md"), "--branch", "by-hand", *QUIETLY]) == 3
    with serving(answers(first), answers(second)) as server:
        assert main([*SHOP, *on(server), "--branch", "mended", *QUIETLY]) == 3
    said = server.requests[1].body["messages"][-1]["content"]
    told = [line.partition(":")[0] for line in said.splitlines() if line.startswith("- u")]
    # the first of these is a string that new code waits for; it alone is left for a third round
    assert sorted(told) == ["- u11a37539", "- u859158a1", "- ud3aa4a42"]
    assert len(server.requests) == 3
    assert shop.git("rev-parse", "by-hand^{tree}") == shop.git("rev-parse", "mended^{tree}")


def test_no_such_host(repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("REFACTOR_API_KEY", "sk-1")
    before = repo.state()
    assert main([*ORDER, "--base-url", "https://no-such-host.invalid/v1", "--model", "m", *QUICK]) == 4
    assert "error: no-such-host.invalid gave no answer: it cannot be reached" in capsys.readouterr().err
    assert repo.state() == before


def test_nothing_is_asked_that_cannot_be_written_down(repo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = repo.state()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with serving(answers(GOOD)) as server, monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        assert main([*ORDER, *on(server)]) == 5
        assert server.requests == []
    assert repo.state() == before


def test_one_process_a_run(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(refuses(402), answers(GOOD)) as server:
        main([*ORDER, *on(server)])
        (folder,) = journal().iterdir()
        with held(Run(folder)):
            assert main(["migrate", "--resume", "latest"]) == 2
        assert f"another process is at work on the run {folder.name}" in capsys.readouterr().err
        assert main(["migrate", "--resume", folder.name]) == 3


def test_a_run_belongs_to_its_repository(
    repo: Any, make_repo: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(refuses(402)) as server:
        main([*ORDER, *on(server)])
    (folder,) = journal().iterdir()
    other = make_repo(FILES, "other")
    assert main(["migrate", "--resume", folder.name, "--repo", str(other.top)]) == 2
    assert "is of another repository" in capsys.readouterr().err
    assert main(["migrate", "--resume", "latest", "--repo", str(other.top)]) == 2
    assert "there is no run to go on with" in capsys.readouterr().err
    assert main(["migrate", "lib.count", "--resume", "latest"]) == 2
    assert "--resume goes on with a run as it was ordered" in capsys.readouterr().err


def test_later_prompts_are_told_the_rules(make_repo: Callable[..., Any], monkeypatch: Any) -> None:
    # unlike calls, in functions of some length: more than one small prompt takes
    calls = [f"def f{n}():\n    return count([{', '.join([str(n)] * 60)}])\n" for n in range(20)]
    repo = make_repo({**FILES, "app.py": "from lib import count\n\n\n" + "\n\n".join(calls)})
    monkeypatch.chdir(repo.top)
    with serving(answers(GOOD), answers("Nothing to add.")) as server:
        assert main([*ORDER, *on(server, "--context-tokens", str(window_of(735, "a-model")))]) == 0
    first, *later = [request.body["messages"][1]["content"] for request in server.requests]
    assert later
    rules = GOOD.replace("recipe>", "recipe-so-far>")
    assert rules not in first
    assert all(rules in each for each in later)
    assert shown(repo).count(b"return size(") == 20


def test_answers_to_several_prompts(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "answer-1.md").write_text('Only what no rule does.\n<keep id="u0">stays</keep>\n', "utf-8")
    (tmp_path / "answer-2.md").write_text(GOOD, "utf-8")
    assert main([*ORDER, "--answer", str(tmp_path / "answer.md")]) == 3
    assert shown(repo) == AFTER
    assert "u0" in capsys.readouterr().err


def test_an_answer_without_a_block(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "answer.md").write_text("I cannot do that.\n", "utf-8")
    assert main([*ORDER, "--answer", str(tmp_path / "answer.md")]) == 2
    assert "answer.md holds no block of an answer\nhint: " in capsys.readouterr().err


def test_an_answer_with_rules_in_no_recipe(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "answer.md").write_text(f"{GOOD}\n<note>look</note>\n", "utf-8")
    assert main([*ORDER, "--answer", str(tmp_path / "answer.md"), "--dry-run"]) == 3
    assert "stand in no recipe" not in capsys.readouterr().err
    bare = GOOD.replace("recipe>", "rules>")
    (tmp_path / "answer.md").write_text(f"{bare}\n<note>look</note>\n", "utf-8")
    assert main([*ORDER, "--answer", str(tmp_path / "answer.md"), "--dry-run"]) == 3
    assert "answer.md stand in no recipe, and are not read: put <recipe>" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--docs", "--style"])
def test_nobody_reads_what_is_for_a_model(repo: Any, capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert main(["migrate", "lib.count", "--to", "lib.size", option, "lib.py"]) == 2
    assert "error: --docs and --style are for a model, and none is asked\n" in capsys.readouterr().err

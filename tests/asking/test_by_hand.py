"""`refactor migrate` with answers by hand, over several rounds: `--answer` once for each, and with `--prompt-out` the
prompt of the next."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from windows import window_of

from asking.model_server import answers, chunk, head, sends, serving
from asking.test_migrate import AFTER, FILES, GOOD, ORDER, RULE, on, shown
from refactor_cli.__main__ import main
from refactor_cli.counted import counted
from refactor_cli.providers.file import whole_text

BAD = RULE.format(name="sice")
HAND = ["migrate", "lib.count", "--instructions", "use lib.size"]


def _saved(folder: Path, **texts: str) -> list[str]:
    """Answers as files, as the options that give them."""
    options = list[str]()
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
        options += ["--answer", str(folder / f"{name}.md")]
    return options


def test_the_next_prompt_is_what_would_be_sent(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = repo.state()
    said = _saved(tmp_path, first=BAD)
    assert main([*HAND, *said, "--prompt-out", str(tmp_path / "next.md")]) == 0
    assert repo.state() == before
    err = capsys.readouterr().err
    assert "decided: 0 usages; left: 2 usages and 1 other matter; no branch is made\n" in err
    assert (
        f"next: save what is said to it, and run the same command with {' '.join(said)} --answer FILE\n"
        in err
    )
    with serving(answers(BAD), answers(GOOD)) as server:
        main([*HAND, "--rounds", "2", *on(server)])
    system, prompt, answer, reply = (each["content"] for each in server.requests[1].body["messages"])
    assert "'lib.sice' is not defined" in reply
    assert (tmp_path / "next.md").read_text("utf-8") == (
        f"{system}\n\n{prompt}\n<earlier-answer>\n{answer.strip()}\n</earlier-answer>\n\n{reply}"
    )


def test_the_answers_of_several_rounds(repo: Any, tmp_path: Path) -> None:
    assert main([*HAND, *_saved(tmp_path, first=BAD, second=GOOD)]) == 3
    assert shown(repo) == AFTER


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="no files for what is open")
def test_an_answer_from_a_pipe(repo: Any, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.write(write, GOOD.encode())
    os.close(write)
    try:
        assert main([*HAND, "--answer", f"/dev/fd/{read}"]) == 3
    finally:
        os.close(read)
    assert shown(repo) == AFTER


def test_rejections_say_how_to_go_on(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*HAND, *_saved(tmp_path, first=BAD), "--dry-run"]) == 3
    assert "the same command with --prompt-out FILE as well (docs/models.md)\n" in capsys.readouterr().err


def test_nothing_is_left_to_ask(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"app.py": "from lib import count\n\nprint(count([1]))\n"})
    repo.commit()
    assert main([*HAND, *_saved(tmp_path, first=GOOD), "--prompt-out", str(tmp_path / "next.md")]) == 0
    assert not (tmp_path / "next.md").exists()
    err = capsys.readouterr().err
    assert "decided: 2 usages; left: nothing a model could mend; no branch is made\n" in err
    assert "next: run the same command without --prompt-out\n" in err


def test_an_answer_is_not_written_over(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _saved(tmp_path, first=BAD)
    assert main([*HAND, *said, "--prompt-out", str(tmp_path / "first.md")]) == 2
    assert "is an answer, and the prompt would be written over it\n" in capsys.readouterr().err
    assert (tmp_path / "first.md").read_text("utf-8") == BAD


def test_ids_are_checked_before_a_prompt_is_written(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*HAND, "--only", "u00000000", "--prompt-out", str(tmp_path / "p.md")]) == 2
    assert "error: no usage has the id u00000000\n" in capsys.readouterr().err


def _several(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A task that takes several prompts, and its options."""
    calls = [f"def f{n}():\n    return count([{', '.join([str(n)] * 60)}])\n" for n in range(20)]
    repo = make_repo({**FILES, "app.py": "from lib import count\n\n\n" + "\n\n".join(calls)}, "several")
    monkeypatch.chdir(repo.top)
    return [*ORDER, "--context-tokens", str(window_of(950))]


def test_rounds_of_several_prompts(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    order = _several(make_repo, monkeypatch)
    assert main([*order, "--prompt-out", str(tmp_path / "prompt.md")]) == 0
    count = len(list(tmp_path.glob("prompt-*.md")))
    assert count > 1
    for number in range(1, count + 1):
        (tmp_path / f"answer-{number}.md").write_text('<keep id="u0">stays</keep>\n', "utf-8")
    (tmp_path / f"again-{count}.md").write_text(GOOD, "utf-8")
    said = ["--answer", str(tmp_path / "answer.md")]
    assert main([*order, *said, "--prompt-out", str(tmp_path / "next.md")]) == 0
    asked = [tmp_path / f"next-{number}.md" for number in range(1, count + 1)]
    assert all("u0: no usage that was asked about has this id" in each.read_text("utf-8") for each in asked)
    capsys.readouterr()
    assert main([*order, *said, "--answer", str(tmp_path / "missing.md")]) == 2
    assert f"error: the first round answers {count} prompts, and none of " in capsys.readouterr().err
    assert main([*order, "--answer", str(tmp_path / "none.md")]) == 2
    assert f"error: neither {tmp_path / 'none.md'} nor none-1.md is there\n" in capsys.readouterr().err
    assert main([*order, *said, "--answer", str(tmp_path / "again.md")]) == 0
    one = ["--answer", str(tmp_path / "answer-1.md"), "--prompt-out", str(tmp_path / "x.md")]
    assert main([*order, *one]) == 2
    assert f"error: the task takes {count} prompts, and what is answered is 1\n" in capsys.readouterr().err


def test_what_is_said_of_files_in_one_of_several_prompts(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    order = _several(make_repo, monkeypatch)
    assert main([*order, "--prompt-out", str(tmp_path / "prompt.md")]) == 0
    prompts = sorted(tmp_path.glob("prompt-*.md"))
    for number in range(1, len(prompts) + 1):
        said = '<keep path="**">as they are</keep>\n' if number == 1 else GOOD
        (tmp_path / f"answer-{number}.md").write_text(said, "utf-8")
    said = ["--answer", str(tmp_path / "answer.md"), "--dry-run", "--output-format", "json"]
    capsys.readouterr()
    main([*order, *said])
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    first = prompts[0].read_text("utf-8")
    calls = {each["id"] for each in ledger if each["kind"] == "call"}
    kept = {each["id"] for each in ledger if each["outcome"] == "kept"} & calls
    assert kept == {id for id in calls if id in first}
    assert {each["reason"] for each in ledger if each["id"] in kept} == {
        f'as they are (said of {counted(len(kept), "usage")} in path="**")'
    }
    assert calls - kept == {each["id"] for each in ledger if each["outcome"] == "rewritten"} & calls


def test_a_prompt_without_turns_is_as_it_was() -> None:
    from refactor_cli.data import Prompt

    assert whole_text(Prompt("You migrate.", "A task.", 5, True)) == "You migrate.\n\nA task."


def test_a_string_that_calls_wait_for_is_asked_about_again(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Others are left to people."""
    app = "from lib import count\n\n\ndef total(rows):\n    return count(rows)\n"
    test = "from unittest.mock import patch\n\n\n@patch('app.count')\ndef test_total(put):\n    put.return_value = 1\n"
    repo = make_repo(
        {**FILES, "app.py": app, "test_app.py": test, "names.py": "ALL = ['lib.count']\n"}, "patched"
    )
    monkeypatch.chdir(repo.top)
    again = tmp_path / "next.md"
    assert main([*HAND, *_saved(tmp_path, first=GOOD), "--prompt-out", str(again)]) == 0
    _, _, reply = again.read_text("utf-8").rpartition("</earlier-answer>")
    asked = [line for line in reply.splitlines() if line.startswith("- u")]
    assert len(asked) == 1
    assert "waits for this string, which puts something else in the place of what they call" in asked[0]
    id = asked[0][2:11]
    (tmp_path / "second.md").write_text(f'<site id="{id}">\napp.size\n</site>\n', "utf-8")
    both = ["--answer", str(tmp_path / "first.md"), "--answer", str(tmp_path / "second.md")]
    assert main([*HAND, *both]) == 3
    assert "return size(rows)" in repo.git("show", "refactor/lib.count:app.py")
    assert "@patch('app.size')" in repo.git("show", "refactor/lib.count:test_app.py")


def test_an_answer_without_a_block_is_told_what_to_give(repo: Any) -> None:
    with serving(answers("--- a/app.py\n+++ b/app.py\n"), answers(GOOD)) as server:
        main([*HAND, "--rounds", "2", *on(server)])
    reply = server.requests[1].body["messages"][3]["content"]
    assert "- the answer: it holds no block: answer with blocks, as the answer format says" in reply
    assert shown(repo) == AFTER


def test_rules_in_no_recipe_are_told(repo: Any) -> None:
    bare = GOOD.replace("<recipe>", "```python").replace("</recipe>", "```")
    with serving(answers(f"{bare}\n<note>look</note>\n"), answers(GOOD)) as server:
        main([*HAND, "--rounds", "2", *on(server)])
    reply = server.requests[1].body["messages"][3]["content"]
    assert "- the answer: its rules stand in no recipe, and are not read: put <recipe>" in reply
    assert shown(repo) == AFTER


def test_what_a_failed_run_cost_is_told(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(sends(head(), chunk("<site"), chunk(finish="length"))) as server:
        assert main([*HAND, *on(server)]) == 4
    told = capsys.readouterr().err
    assert "1 request" in told
    assert "came to the limit of its length" in told

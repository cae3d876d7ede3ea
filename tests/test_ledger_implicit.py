"""Where Python calls a special method by itself: in the ledger as undecided, with what is to be seen, whatever else a
migration is told; never rewritten, and found again on the branch."""

from __future__ import annotations

import json
from typing import Any

import pytest

from refactor_cli.__main__ import main

LIB = """\
class Box:
    def __enter__(self): return self
    def __exit__(self, *given): return None
    def __class_getitem__(cls, item): return cls
    def open(self): return self


class Case(Box): pass
"""
APP = """\
from lib import Box


def use():
    box = Box()
    with box: pass
    with Box() as first, box: pass
    return first.__enter__()
"""
ENTER = "lib.Box.__enter__"
IMPLICIT = ["app.py:6:10", "app.py:7:10", "app.py:7:26"]
CALL = "app.py:8:18"
REASON = (
    "Python calls __enter__ here by itself, and no name stands there to be rewritten: is the new code meant?"
)


FILES = {"lib.py": LIB, "app.py": APP}


def report(capsys: pytest.CaptureFixture[str], *arguments: str, exit_code: int = 0) -> dict[str, Any]:
    assert main(["migrate", *arguments, "--types", "none", "--output-format", "json"]) == exit_code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def outcomes(made: dict[str, Any], target: str = ENTER) -> dict[str, tuple[str, str, str | None]]:
    return {
        f"{each['path']}:{each['line']}:{each['column']}": (each["outcome"], each["by"], each["reason"])
        for each in made["ledger"]
        if each["target"] == target and each["kind"] != "import"
    }


def ids(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    main(["find-usages", ENTER, "--types", "none", "--output-format", "json"])
    found = json.loads(capsys.readouterr().out)["results"][0]["usages"]
    return {f"{each['path']}:{each['line']}:{each['column']}": each["id"] for each in found}


@pytest.mark.parametrize("certainty", ["certain", "likely", "possible"])
def test_undecided_at_every_certainty(repo: Any, capsys: pytest.CaptureFixture[str], certainty: str) -> None:
    made = report(capsys, ENTER, "--to", "lib.Box.open", "--certainty", certainty)
    assert outcomes(made) == {CALL: ("rewritten", "--to", None)} | dict.fromkeys(
        IMPLICIT, ("undecided", "", REASON)
    )
    assert made["summary"] == {"rewritten": 1, "kept": 0, "open": 0, "undecided": 3}
    assert [each["edits"] for each in made["files"]] == [1]


def test_found_again_and_shown(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    before = ids(capsys)
    made = report(capsys, ENTER, "--to", "lib.Box.open")
    message = repo.git("log", "-1", "--format=%B", made["branch"])
    said = "3 places where Python calls lib.Box.__enter__ by itself stay as they are"
    assert said in " ".join(message.split())
    assert "app.py:6, app.py:7" in message
    assert main(["show", made["branch"], "--output-format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [each["reason"] for each in shown["ledger"] if each["outcome"] == "undecided"] == [REASON] * 3
    repo.git("checkout", "--quiet", made["branch"])
    assert ids(capsys) == {place: id for place, id in before.items() if place != CALL}


def test_named_by_the_user(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    known = ids(capsys)
    order = (ENTER, "--to", "lib.Box.open", "--dry-run")
    made = outcomes(report(capsys, *order, "--only", known[IMPLICIT[0]]))
    assert {place: said for place, (said, _, _) in made.items()} == {
        IMPLICIT[0]: "undecided",
        IMPLICIT[1]: "kept",
        IMPLICIT[2]: "kept",
        CALL: "kept",
    }
    made = outcomes(report(capsys, *order, "--skip", known[IMPLICIT[0]]))
    assert made[IMPLICIT[0]][:2] == ("kept", "--skip")
    assert made[IMPLICIT[1]][0] == "undecided"


def test_a_model_is_not_asked(repo: Any, capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    known = ids(capsys)
    order = ["migrate", ENTER, "--instructions", "use open", "--types", "none"]
    assert main([*order, "--prompt-out", str(tmp_path / "prompt.md")]) == 0
    prompt = (tmp_path / "prompt.md").read_text()
    assert known[CALL] in prompt
    assert 'mentions-not-shown="3"' in prompt
    assert not any(known[place] in prompt for place in IMPLICIT)
    answer = tmp_path / "answer.md"
    answer.write_text(
        f'<site id="{known[CALL]}">first.open()</site>\n<site id="{known[IMPLICIT[0]]}">other</site>\n'
        f'<is-a-usage id="{known[IMPLICIT[1]]}">it is</is-a-usage>\n'
    )
    capsys.readouterr()
    assert main([*order, "--answer", str(answer), "--dry-run", "--output-format", "json"]) == 0
    made = outcomes(json.loads(capsys.readouterr().out))
    assert made[CALL][0] == "rewritten"
    assert [made[place][0] for place in IMPLICIT] == ["undecided"] * 3


def test_beside_a_usage_of_its_class(
    make_repo: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Any,
) -> None:
    repo = make_repo({"lib.py": LIB, "app.py": "from lib import Box\n\nKind = Box[int]\n"})
    monkeypatch.chdir(repo.top)
    recipe = tmp_path / "cases.py"
    recipe.write_text(
        "from refactor_cli.recipe import moved\n\nmoved('lib.Box', 'lib.Case')\n"
        "moved('lib.Box.__class_getitem__', 'lib.Box.of')\n"
    )
    made = report(capsys, "--recipe", str(recipe), "--dry-run")
    assert [said for said, _, _ in outcomes(made, "lib.Box.__class_getitem__").values()] == ["undecided"]
    assert outcomes(made, "lib.Box")["app.py:3:8"][0] == "rewritten"


def test_the_text_is_short(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    uses = "".join(f"    with box: use({number})\n" for number in range(300))
    files = {
        "lib.py": LIB,
        "app.py": f"from lib import Box\n\n\ndef all(box: Box):\n{uses}    box.__enter__()\n",
    }
    monkeypatch.chdir(make_repo(files).top)
    assert main(["migrate", ENTER, "--to", "lib.Box.open", "--types", "none", "--dry-run"]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "by itself stay" in line]
    assert told == [
        "300 places where Python calls lib.Box.__enter__ by itself stay as they are, see whether the new code is"
        " meant: app.py:5, app.py:6, app.py:7 and 297 more"
    ]

"""`--definition rewrite`: an answer gives the old definition, and what overrides it, new source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

BASE = '''class Base:
    def get(self, key, default=None, version=None):
        """Fetch."""
        raise NotImplementedError

    def get_many(self, keys):
        return {k: self.get(k, None, version=2) for k in keys}


class Mem(Base):
    def get(self, key, default=None, version=None):
        return {}.get(key, default)


def use(cache: Base, other):
    cache.get("a", 1)
    other.get("b")
    Mem().get("c", default=3)
    return map(cache.get, "ab")
'''
AFTER = (
    BASE.replace("def get(self, key, default", "def fetch(self, key, *, default")
    .replace("self.get(k, None", "self.fetch(k, default=None")
    .replace('cache.get("a", 1)', 'cache.fetch("a", default=1)')
    .replace("Mem().get", "Mem().fetch")
    .replace("map(cache.get", "map(cache.fetch")
)
ORDER = ("migrate", "base.Base.get", "--instructions", "get becomes fetch", "--types", "none")
REWRITE = (*ORDER, "--definition", "rewrite")
RECIPE = """<recipe>
from refactor_cli.recipe import OMITTED, replaces

@replaces("base.Base.get")
def get(self, key, default=OMITTED, version=OMITTED):
    return self.fetch(key, default=default, version=version)
</recipe>
"""
SIGNATURE = "def fetch(self, key, *, default=None, version=None):"
BODIES = ('    """Fetch."""\n    raise NotImplementedError', "    return {}.get(key, default)")


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    made = make_repo({"base.py": BASE})
    monkeypatch.chdir(made.top)
    return made


def asked(tmp_path: Path) -> dict[str, str]:
    """The id of each usage that the prompt lists, by kind and line."""
    assert main([*REWRITE, "--prompt-out", str(tmp_path / "prompt.md")]) == 0
    text = (tmp_path / "prompt.md").read_text()
    rows = re.findall(r'<usage number="\d+" id="(\w+)".* line="(\d+)".* kind="(\w+)"', text)
    return {f"{kind} {line}": id for id, line, kind in rows}


def answer(tmp_path: Path, ids: dict[str, str], definitions: tuple[str, ...]) -> str:
    blocks = [
        f'<definition id="{ids[place]}">\n{SIGNATURE}\n{body}\n</definition>\n'
        for place, body in zip(definitions, BODIES, strict=False)
    ]
    blocks += [
        f'<site id="{ids[place]}">\ncache.fetch\n</site>\n' for place in ids if place == "reference 19"
    ]
    blocks += [f'<site id="{ids[place]}">\ncache.fetch("a", default=1)\n</site>\n' for place in ("call 16",)]
    path = tmp_path / "answer.md"
    path.write_text(RECIPE + "\n".join(blocks))
    return str(path)


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {f"{each['kind']} {each['line']}": each["outcome"] for each in report["ledger"]}


def test_a_family_and_its_calls(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = asked(tmp_path)
    assert sorted(ids) == sorted(
        ["definition 2", "definition 11", "call 7", "call 16", "call 17", "call 18", "reference 19"]
    )
    said = answer(tmp_path, ids, ("definition 2", "definition 11"))
    skip = ("--skip", ids["call 17"], "--answer", said, "--output-format", "json")
    capsys.readouterr()
    assert main([*REWRITE, *skip]) == 0
    report = json.loads(capsys.readouterr().out)
    assert repo.git("show", f"{report['branch']}:base.py") == AFTER.strip()
    assert outcomes(report) == {
        **dict.fromkeys(["definition 2", "definition 11", "call 7", "call 16", "call 18"], "rewritten"),
        "reference 19": "rewritten",
        "call 17": "kept",
    }
    assert report["definitions"] == [
        {"target": "base.Base.get", "definition": "rewrite", "done": True, "reason": None}
    ]


def test_an_override_that_is_not_answered(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = answer(tmp_path, asked(tmp_path), ("definition 2",))
    capsys.readouterr()
    assert main([*REWRITE, "--answer", said, "--output-format", "json"]) == 3
    written = capsys.readouterr()
    report = json.loads(written.out)
    assert outcomes(report)["definition 11"] == "open"
    assert report["definitions"][0]["done"] is False
    assert "warning: base.py:11 still names base.Base.get, which is renamed" in written.err


def test_it_is_not_asked_about_otherwise(repo: Any, tmp_path: Path) -> None:
    assert main([*ORDER, "--prompt-out", str(tmp_path / "prompt.md")]) == 0
    assert 'kind="definition"' not in (tmp_path / "prompt.md").read_text()


@pytest.mark.parametrize("how", [["--to", "base.Base.fetch"], []], ids=["--to", "nothing"])
def test_somebody_must_be_asked(repo: Any, capsys: pytest.CaptureFixture[str], how: list[str]) -> None:
    assert main(["migrate", "base.Base.get", "--definition", "rewrite", *how]) == 2
    assert "--definition rewrite lets an answer give" in capsys.readouterr().err


DOCUMENTED = '''class Base:
    def get(self, key, default=None):
        """Fetch.

        More of it.
        """
        return self.client.get(key, default)
'''


@pytest.fixture
def documented(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    made = make_repo({"base.py": DOCUMENTED})
    monkeypatch.chdir(made.top)
    return made


def answer_about(tmp_path: Path, ids: dict[str, str], source: str) -> str:
    """The definition, and that the call in it is none of ours."""
    path = tmp_path / "answer.md"
    path.write_text(
        f'<definition id="{ids["definition 2"]}">\n{source}\n</definition>\n'
        f'<not-a-usage id="{ids["call 7"]}">the client\'s own</not-a-usage>\n'
    )
    return str(path)


def test_what_is_kept_inside_and_a_docstring(
    documented: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "\n".join(line.removeprefix("    ") for line in DOCUMENTED.splitlines()[1:])
    said = answer_about(tmp_path, asked(tmp_path), source.replace("def get", "def fetch"))
    capsys.readouterr()
    assert main([*REWRITE, "--answer", said, "--output-format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert outcomes(report) == {"definition 2": "rewritten", "call 7": "kept"}
    after = documented.git("show", f"{report['branch']}:base.py")
    assert after == DOCUMENTED.replace("def get", "def fetch").strip()


def test_what_is_kept_inside_must_stay(
    documented: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = asked(tmp_path)
    said = answer_about(tmp_path, ids, "def fetch(self, key, default=None):\n    return None")
    capsys.readouterr()
    assert main([*REWRITE, "--answer", said, "--output-format", "json"]) == 3
    written = capsys.readouterr()
    assert outcomes(json.loads(written.out)) == {"definition 2": "open", "call 7": "kept"}
    assert f"it replaces {ids['call 7']} as well, which another block keeps" in written.err

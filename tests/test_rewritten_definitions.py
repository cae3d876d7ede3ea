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


FILES = {"base.py": BASE}


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


def test_a_call_that_is_left_to_a_person_holds_no_method_back(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = asked(tmp_path)
    said = Path(answer(tmp_path, ids, ("definition 2", "definition 11")))
    block = f'<site id="{ids["call 16"]}">\ncache.fetch("a", default=1)\n</site>\n'
    assert block in said.read_text()
    left = f'<leave-open id="{ids["call 16"]}">which cache?</leave-open>\n'
    said.write_text(said.read_text().replace(block, left))
    capsys.readouterr()
    assert main([*REWRITE, "--answer", str(said), "--output-format", "json"]) == 3
    told = capsys.readouterr()
    report = json.loads(told.out)
    after = AFTER.replace('cache.fetch("a", default=1)', 'cache.get("a", 1)')
    assert repo.git("show", f"{report['branch']}:base.py") == after.strip()
    assert "base.Base.get is gone, and 1 usage still names it" in told.err
    assert "is not defined" not in told.err


FETCH = f"{SIGNATURE}\n{BODIES[1]}"
OTHER_NAME = FETCH.replace("fetch", "load")
BROKEN = FETCH.replace("{}", "nowhere")
STAYS = "the definition at base.py:11 stays as it is"


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        pytest.param("", "the definition itself: no rule changes it", id="not answered"),
        pytest.param(
            f"<definition id=ID>\n{BROKEN}\n</definition>",
            "its block was rejected: 'nowhere' is not defined there",
            id="refused",
        ),
        pytest.param(
            f"<definition id=ID>\n{OTHER_NAME}\n</definition>",
            "its block was rejected: it is called load, and others of its family fetch",
            id="under another name",
        ),
        pytest.param(
            "<keep id=ID>an interface of its own</keep>",
            "its block was rejected: it is to stay, and others of its family become fetch: all do, or none",
            id="kept",
        ),
    ],
)
def test_a_family_goes_as_a_whole_or_not_at_all(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], block: str, reason: str
) -> None:
    ids = asked(tmp_path)
    said = answer(tmp_path, ids, ("definition 2",))
    with open(said, "a") as file:
        file.write(block.replace("ID", f'"{ids["definition 11"]}"') + "\n")
        file.write(f'<site id="{ids["call 17"]}">\nother["b"]\n</site>\n')
    capsys.readouterr()
    assert main([*REWRITE, "--answer", said, "--output-format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)
    # what does not need the new name is rewritten all the same
    after = BASE.replace('other.get("b")', 'other["b"]').strip()
    assert repo.git("show", f"{report['branch']}:base.py") == after
    needs = f"it needs the new name fetch, and {STAYS}"
    assert {f"{each['kind']} {each['line']}": each["reason"] for each in report["ledger"]} == {
        "definition 2": f"a family is renamed as a whole, or not at all, and {STAYS}",
        "definition 11": reason,
        "call 7": needs,
        "call 16": needs,
        "call 17": None,
        "call 18": needs,
        "reference 19": needs,
    }
    assert report["definitions"][0]["done"] is False


def test_a_family_stays_with_what_the_user_keeps_of_it(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = asked(tmp_path)
    said = answer(tmp_path, ids, ("definition 2", "definition 11"))
    capsys.readouterr()
    skip = ("--skip", ids["definition 11"], "--answer", said, "--output-format", "json")
    assert main([*REWRITE, *skip]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["branch"] is None
    reasons = {f"{each['kind']} {each['line']}": each["reason"] for each in report["ledger"]}
    assert reasons["definition 2"] == f"a family is renamed as a whole, or not at all, and {STAYS}"
    assert reasons["definition 11"] == "skipped on the command line"


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


def test_rules_that_need_a_name_which_no_definition_takes(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(tmp_path)
    (tmp_path / "answer.md").write_text(RECIPE)
    capsys.readouterr()
    assert main([*REWRITE, "--answer", str(tmp_path / "answer.md"), "--output-format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["branch"] is None
    assert set(outcomes(report).values()) == {"open", "undecided"}
    reasons = {each["reason"] for each in report["ledger"] if each["kind"] == "call" and each["line"] == 7}
    assert reasons == {
        "it needs the new name fetch, and the definition at base.py:2, and 1 more of its family, stay as they are"
    }


def test_an_override_whose_class_has_the_new_name_already(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    both = BASE.replace("\n\n\ndef use", f"\n    {SIGNATURE} return 2\n\ndef use")
    monkeypatch.chdir(make_repo({"base.py": both}).top)
    ids = asked(tmp_path)
    said = answer(tmp_path, ids, ("definition 2",))
    capsys.readouterr()
    assert main([*REWRITE, "--answer", said, "--output-format", "json"]) == 3
    told = outcomes(json.loads(capsys.readouterr().out))
    assert (told["definition 2"], told["definition 11"], told["call 7"]) == ("rewritten", "open", "rewritten")


def test_what_waits_for_a_definition_is_not_asked_about_again(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from refactor_cli.commands.migrations import migrating, rewriting
    from refactor_cli.data import Answer

    ids, told = asked(tmp_path), list[Any]()
    said = Answer(Path(answer(tmp_path, ids, ("definition 2",))).read_text(), "a test", "by hand")

    def judge(found: Any, order: Any) -> int:
        told.append(rewriting.judged(found, order, ((said,),), (tmp_path / "prompt.md").read_text()))
        return 0

    monkeypatch.setattr(migrating, "_write_prompt", judge)
    assert main([*REWRITE, "--prompt-out", str(tmp_path / "other.md")]) == 0
    assert [(each.id, each.reason) for each in told[0].problems] == [
        (ids["definition 11"], "give it a block, or nothing of its family is renamed")
    ]
    assert told[0].accepted == 5


FUNCTION = {
    "lib.py": "def count(items, flag=False):\n    return len(items)\n\n\nprint(count([], True))\n",
    "app.py": "import lib\nfrom lib import count\n\nprint(count([1], True))\nprint(lib.count([2]))\nf = count\n",
}
COUNTED = """<recipe>
from lib import counted
from refactor_cli.recipe import OMITTED, replaces

@replaces("lib.count")
def count(items, flag=OMITTED):
    return counted(items, flag=flag)
</recipe>
"""


@pytest.mark.parametrize(
    ("default", "after"),
    [
        pytest.param(
            "False",
            {
                "lib.py": (
                    "def counted(items, *, flag=False):\n    return len(items)\n\n\nprint(counted([], flag=True))\n"
                ),
                "app.py": (
                    "import lib\nfrom lib import counted\n\nprint(counted([1], flag=True))\n"
                    "print(lib.counted([2]))\nf = counted\n"
                ),
            },
            id="all",
        ),
        pytest.param("Falsy", None, id="none, for its new code is refused"),
    ],
)
def test_a_function_and_its_calls_by_one_answer(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    default: str,
    after: dict[str, str] | None,
) -> None:
    repo = make_repo(FUNCTION)
    monkeypatch.chdir(repo.top)
    order = ["migrate", "lib.count", "--instructions", "count becomes counted", "--definition", "rewrite"]
    assert main([*order, "--prompt-out", "prompt.md"]) == 0
    text = Path("prompt.md").read_text()
    ids = {
        kind: re.search(rf'id="(u\w+)"[^>]*kind="{kind}"', text)[1] for kind in ("definition", "reference")
    }  # type: ignore[index]
    Path("answer.md").write_text(
        f'<definition id="{ids["definition"]}">\ndef counted(items, *, flag={default}):\n    return len(items)\n'
        f'</definition>\n{COUNTED}<site id="{ids["reference"]}">\nimport: from lib import counted\ncounted\n</site>\n'
    )
    capsys.readouterr()
    assert main([*order, "--answer", "answer.md", "--output-format", "json"]) == (0 if after else 3)
    told = capsys.readouterr()
    report = json.loads(told.out)
    if after is None:
        assert report["branch"] is None
        assert {each["outcome"] for each in report["ledger"]} == {"open"}
    else:
        assert {path: repo.git("show", f"refactor/lib.count:{path}") + "\n" for path in after} == after
        assert "is not defined" not in told.err


PACKAGE = {
    "pkg/lib.py": "def count(items, flag=False):\n    return len(items)\n",
    "app.py": "from pkg.lib import count\n\nprint(count([1], True))\n",
}
IMPORT = "from .lib import count\n"
COUNTED_LIB = "def counted(items, *, flag=False):\n    return len(items)\n"


@pytest.mark.parametrize(
    ("files", "after", "needs"),
    [
        pytest.param({"pkg/__init__.py": IMPORT}, "from .lib import counted\n", "", id="a re-export"),
        pytest.param(
            {"pkg/__init__.py": "from .lib import count as count\n"},
            "from .lib import counted as counted\n",
            "",
            id="a re-export that says so",
        ),
        pytest.param(
            {"pkg/__init__.py": "from .lib import count as c\n"},
            "from .lib import counted as c\n",
            "",
            id="a re-export under another name",
        ),
        pytest.param(
            {"pkg/__init__.py": f"counted = 1\n{IMPORT}"},
            None,
            "pkg/__init__.py:2 needs it as count (",
            id="a re-export where the new name is taken",
        ),
        pytest.param(
            {"pkg/__init__.py": "", "docs.md": "`pkg.lib.count`\n"}, "", "", id="a document needs nothing"
        ),
        pytest.param(
            {"pkg/__init__.py": "", "b.py": "from pkg.lib import count\n\nf = [count([2], True), count]\n"},
            None,
            "b.py:3 needs it as count (open: a reference, not a call",
            id="a reference",
        ),
        pytest.param(
            {"pkg/__init__.py": f"try:\n    {IMPORT}except ImportError:\n    count = None\n"},
            None,
            "pkg/__init__.py:2 needs it as count (",
            id="an import under a condition",
        ),
    ],
)
def test_a_definition_keeps_its_name_while_something_needs_it(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    files: dict[str, str],
    after: str | None,
    needs: str,
) -> None:
    repo = make_repo({**PACKAGE, **files})
    monkeypatch.chdir(repo.top)
    order = ["migrate", "pkg.lib.count", "--instructions", "x", "--definition", "rewrite"]
    assert main([*order, "--prompt-out", str(tmp_path / "prompt.md")]) == 0
    found = re.search(r'id="(u\w+)"[^>]*kind="definition"', (tmp_path / "prompt.md").read_text())
    assert found is not None
    block = f'<definition id="{found[1]}">\n{COUNTED_LIB}</definition>\n'
    (tmp_path / "answer.md").write_text(block + COUNTED.replace("lib", "pkg.lib"))
    capsys.readouterr()
    code = main([*order, "--answer", str(tmp_path / "answer.md"), "--output-format", "json"])
    report = json.loads(capsys.readouterr().out)
    definition = next(each for each in report["ledger"] if each["kind"] == "definition")
    assert len({each["id"] for each in report["ledger"]}) == len(report["ledger"])
    if after is None:
        assert (code, report["branch"]) == (3, None)
        assert needs in definition["reason"]
        return
    assert definition["outcome"] == "rewritten"
    branch = report["branch"]
    assert (
        repo.git("show", f"{branch}:app.py")
        == "from pkg.lib import counted\n\nprint(counted([1], flag=True))"
    )
    assert repo.git("show", f"{branch}:pkg/__init__.py") == after.strip()
    assert repo.git("show", f"{branch}:pkg/lib.py") + "\n" == COUNTED_LIB

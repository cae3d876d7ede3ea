"""The fixes in a SARIF file, carried out by whoever reads it, give what `--fix` writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import GitRepo
from sarif_shape import carried_out, misshapen, path_of

from refactor_cli.__main__ import main
from refactor_cli.apply import apply
from refactor_cli.commands.checks import fixing
from refactor_cli.commands.checks.checking import Asked, look, rules_of, settings_of
from refactor_cli.commands.checks.fixing import rewritten
from refactor_cli.commands.checks.proposing import proposed
from refactor_cli.commands.checks.searching import search
from refactor_cli.commands.reading import read
from refactor_cli.errors import LedgerError

RECIPE = """
import other
from lib import new
from refactor_cli.recipe import moved, replaces

@replaces("lib.old")
def old(a, b=1):
    return new(b, a)

@replaces("lib.loud", behaviour="changes")
def loud(a):
    return new(0, a)

@replaces("lib.far")
def far(a):
    return other.far(a)

moved("lib.Thing", "other.Thing")
moved("gone", "other")
moved("gone.special", "lib.special")
"""
LIB = "def old(a, b=1): pass\ndef loud(a): pass\ndef far(a): pass\ndef new(b, a): pass\nclass Thing: pass\n"
BASE = {
    "pyproject.toml": '[tool.refactor]\nrecipes = ["recipes/lib.py"]\n',
    "recipes/lib.py": RECIPE,
    "lib.py": LIB,
    "other.py": "def far(a): pass\nclass Thing: pass\n",
}
CASES = [
    pytest.param("import lib\nlib.loud(1)\n", 0, id="nothing certain"),
    pytest.param("from lib import old\nprint(old(1))\n", 1, id="a call and its import"),
    pytest.param("import lib\nlib.old(1)\nlib.loud(2)\n", 1, id="one of two"),
    pytest.param("import lib\nlib.old(1)\nlib.old(2)\n", 2, id="several"),
    pytest.param("from lib import old\nold(old(1))\n", 2, id="one in another"),
    pytest.param("import lib\nlib.far(1); lib.old(2)\n", 2, id="an import each"),
    pytest.param("from lib import Thing\nclass A(Thing): pass\n", 1, id="only the import"),
    pytest.param("from lib import Thing\nt: Thing = Thing()\n", 1, id="an import of two"),
    pytest.param("from lib import old\r\nold(\r\n  1)\r\n", 1, id="CRLF"),
    pytest.param("x = 1\rfrom lib import old\rold(1)\r", 1, id="carriage returns"),
    pytest.param("\ufefffrom lib import old\nold(1)\n", 1, id="a byte order mark"),
    pytest.param(
        "from lib import old\nx = '\U0001f600\u00e9', old('\U0001f600'), 2\n", 1, id="beyond UTF-16"
    ),
    pytest.param(
        "# coding: latin-1\nfrom lib import old\nold('\u00e9')\n".encode("latin-1"), 1, id="latin-1"
    ),
    pytest.param(
        "# coding: cp1252\nfrom lib import old\nold('\u20ac')\n".encode("cp1252"), 1, id="a code page"
    ),
    pytest.param("def f():\n    old(1)\n\n\nfrom lib import old\n", 1, id="an import at the end"),
    pytest.param(
        "import other\n\n\ndef f():\n    far(1)\n\n\nfrom lib import far\n",
        1,
        id="an import that goes at the end",
    ),
    pytest.param("from lib import old\nold(1)", 1, id="no line end"),
    pytest.param("import gone\ngone.special(1)\n", 1, id="a name of a module that moves elsewhere"),
    pytest.param(
        "import gone\ngone.special(1)\ngone.far(2)\n", 2, id="a name of a module that moves elsewhere, and it"
    ),
]


class Made(NamedTuple):
    """The run of a SARIF file, each file's bytes before and after `--fix`, and after the fix of each result alone."""

    run: dict[str, Any]
    before: dict[str, bytes]
    after: dict[str, bytes]
    alone: list[bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Every case is a file of one repository."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        repo = GitRepo(tmp_path_factory.mktemp("repo"))
        repo.git("init", "--quiet")
        files = {name_of(at): case.values[0] for at, case in enumerate(CASES)}
        repo.write({**BASE, **files})
        run = run_of(repo.top)
        before = {path: (repo.top / path).read_bytes() for path in files}
        alone = list[bytes]()
        with read(repo.top) as reading:
            looked = look(reading, Asked(), rules_of(reading, Asked(), settings_of(reading)))
            searched = looked.searched or search(reading, looked)
            for finding in looked.found.findings:
                wanted = [finding] if finding.is_certain and finding.fix is not None else []
                edits = rewritten(reading, looked, searched, wanted).edits if wanted else ()
                changes = apply(edits, reading.symbols.snapshot).changes
                assert changes.keys() <= {finding.path}
                alone.append(changes.get(finding.path, before[finding.path]))
        main(["check", "--repo", str(repo.top), "--fix"])
        return Made(run, before, {path: (repo.top / path).read_bytes() for path in files}, alone)


def name_of(case: int) -> str:
    return f"a b%/case{case}.py"


def run_of(top: Path) -> dict[str, Any]:
    main(["check", "--repo", str(top), "--output-format", f"sarif={top / 'x.sarif'}"])
    document = json.loads((top / "x.sarif").read_text())
    (top / "x.sarif").unlink()
    assert list(misshapen(document)) == []
    run: dict[str, Any] = document["runs"][0]
    return run


@pytest.mark.parametrize(
    ("case", "count"),
    [(at, each.values[1]) for at, each in enumerate(CASES)],
    ids=[each.id for each in CASES],
)
def test_fixes_give_what_fix_writes(made: Made, case: int, count: int) -> None:
    run, path = made.run, name_of(case)
    here = [
        (result, alone)
        for result, alone in zip(run["results"], made.alone, strict=True)
        if path_of(result["locations"][0]["physicalLocation"]["artifactLocation"]) == path
    ]
    fixes = [result["fixes"] for result, _ in here if "fixes" in result]
    assert len(fixes) == count
    before, after = made.before[path], made.after[path]
    assert (carried_out(run, fixes[0][-1], path, before) if fixes else before) == after
    assert (after != before) == bool(fixes)
    for result, alone in here:
        assert (carried_out(run, result["fixes"][0], path, before) if "fixes" in result else before) == alone


def test_of_very_many_uses_only_files_are_fixed(make_repo: Callable[..., Any]) -> None:
    repo = make_repo({**BASE, "a.py": "import lib\nlib.old(1)\nlib.old(2)\n"})
    with read(repo.top) as reading:
        asked = Asked()
        looked = look(reading, asked, rules_of(reading, asked, settings_of(reading)))
        fixes = proposed(reading, looked, looked.found.findings, most=1)
    assert (dict(fixes.of_use), list(fixes.of_file)) == ({}, ["a.py"])
    assert fixes.of_file["a.py"].about == "Fix all that is certain in this file (2)"


def test_files_keep_their_fixes_where_others_do_not_agree_with_their_search(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"{letter}.py" for letter in "abcde"]
    repo = make_repo({**BASE, **dict.fromkeys(names, "import lib\nlib.old(1)\n")})

    def seldom(reading: Any, looked: Any, searched: Any, findings: Any) -> Any:
        if any(each.path == "d.py" for each in findings):
            raise LedgerError("d.py: a usage of lib.old is no longer found")
        return rewritten(reading, looked, searched, findings)

    monkeypatch.setattr(fixing, "rewritten", seldom)
    with read(repo.top) as reading:
        asked = Asked()
        looked = look(reading, asked, rules_of(reading, asked, settings_of(reading)))
        fixes = proposed(reading, looked, looked.found.findings)
    assert list(fixes.of_file) == ["a.py", "b.py", "c.py", "e.py"]
    assert len(fixes.of_use) == 4
    [line] = capsys.readouterr().err.splitlines()
    assert line == (
        "warning: no fixes are given for d.py, as a search of their result does not agree: "
        "d.py: a usage of lib.old is no longer found"
    )

"""The fixes in a SARIF file, carried out by whoever reads it, give what `--fix` writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sarif_shape import carried_out, misshapen, path_of

from refactor_cli.__main__ import main
from refactor_cli.commands.checking import Asked, look, rules_of, settings_of
from refactor_cli.commands.fixing import fix
from refactor_cli.commands.proposing import proposed
from refactor_cli.commands.reading import read

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
"""
LIB = "def old(a, b=1): pass\ndef loud(a): pass\ndef far(a): pass\ndef new(b, a): pass\nclass Thing: pass\n"
BASE = {
    "pyproject.toml": '[tool.refactor]\nrecipes = ["recipes/lib.py"]\n',
    "recipes/lib.py": RECIPE,
    "lib.py": LIB,
    "other.py": "def far(a): pass\nclass Thing: pass\n",
}
CASES = [
    pytest.param({"a.py": "import lib\nlib.loud(1)\n"}, {}, id="nothing certain"),
    pytest.param({"a.py": "from lib import old\nprint(old(1))\n"}, {"a.py": 1}, id="a call and its import"),
    pytest.param({"a.py": "import lib\nlib.old(1)\nlib.loud(2)\n"}, {"a.py": 1}, id="one of two"),
    pytest.param({"a.py": "import lib\nlib.old(1)\nlib.old(2)\n"}, {"a.py": 2}, id="several"),
    pytest.param({"a.py": "from lib import old\nold(old(1))\n"}, {"a.py": 2}, id="one in another"),
    pytest.param({"a.py": "import lib\nlib.far(1); lib.old(2)\n"}, {"a.py": 2}, id="an import each"),
    pytest.param(
        {"a.py": "from lib import Thing\nclass A(Thing): pass\n"}, {"a.py": 1}, id="only the import"
    ),
    pytest.param({"a.py": "from lib import Thing\nt: Thing = Thing()\n"}, {"a.py": 1}, id="an import of two"),
    pytest.param({"a.py": "from lib import old\r\nold(\r\n  1)\r\n"}, {"a.py": 1}, id="CRLF"),
    pytest.param({"a.py": "x = 1\rfrom lib import old\rold(1)\r"}, {"a.py": 1}, id="carriage returns"),
    pytest.param({"a.py": "\ufefffrom lib import old\nold(1)\n"}, {"a.py": 1}, id="a byte order mark"),
    pytest.param(
        {"a.py": "from lib import old\nx = '\U0001f600\u00e9', old('\U0001f600'), 2\n"},
        {"a.py": 1},
        id="beyond",
    ),
    pytest.param(
        {"a.py": "# coding: latin-1\nfrom lib import old\nold('\u00e9')\n".encode("latin-1")},
        {"a.py": 1},
        id="latin-1",
    ),
    pytest.param(
        {"a.py": "# coding: cp1252\nfrom lib import old\nold('\u20ac')\n".encode("cp1252")},
        {"a.py": 1},
        id="a code page of Windows",
    ),
    pytest.param({"a.py": "from lib import old\nold(1)"}, {"a.py": 1}, id="no line end"),
    pytest.param(
        {"a b%.py": "import lib\nlib.old(1)\n", "b.py": "import lib\nlib.old(1)\n"},
        {"a b%.py": 1, "b.py": 1},
        id="two files",
    ),
]


def run_of(top: Path) -> dict[str, Any]:
    main(["check", "--repo", str(top), "--output-format", f"sarif={top / 'x.sarif'}"])
    document = json.loads((top / "x.sarif").read_text())
    (top / "x.sarif").unlink()
    assert list(misshapen(document)) == []
    run: dict[str, Any] = document["runs"][0]
    return run


@pytest.mark.parametrize(("files", "counts"), CASES)
def test_all_fixes_of_a_file_are_what_fix_writes(
    make_repo: Callable[..., Any], files: dict[str, str | bytes], counts: dict[str, int]
) -> None:
    repo = make_repo({**BASE, **files})
    run = run_of(repo.top)
    with_fixes = [each for each in run["results"] if "fixes" in each]
    found: dict[str, list[Any]] = {}
    for result in with_fixes:
        found.setdefault(path_of(result["locations"][0]["physicalLocation"]["artifactLocation"]), []).append(
            result
        )
    assert {path: len(results) for path, results in found.items()} == counts
    before = {path: (repo.top / path).read_bytes() for path in files}
    main(["check", "--repo", str(repo.top), "--fix"])
    for path in files:
        after = (repo.top / path).read_bytes()
        whole = found[path][0]["fixes"][-1] if path in found else None
        assert (carried_out(run, whole, path, before[path]) if whole else before[path]) == after
        assert (after == before[path]) == (whole is None)


@pytest.mark.parametrize(("files", "counts"), CASES)
def test_the_fix_of_one_use_is_what_fix_writes_for_it_alone(
    make_repo: Callable[..., Any], files: dict[str, str | bytes], counts: dict[str, int]
) -> None:
    repo = make_repo({**BASE, **files})
    run = run_of(repo.top)
    for at, result in enumerate(run["results"]):
        with read(repo.top) as reading:
            asked = Asked()
            looked = look(reading, asked, rules_of(reading, asked, settings_of(reading)))
            finding = looked.found.findings[at]
            before = (repo.top / finding.path).read_bytes()
            fix(reading, looked, [finding], False)
        after = (repo.top / finding.path).read_bytes()
        (repo.top / finding.path).write_bytes(before)
        assert (after != before) == ("fixes" in result)
        if "fixes" in result:
            assert carried_out(run, result["fixes"][0], finding.path, before) == after


def test_of_very_many_uses_only_files_are_fixed(make_repo: Callable[..., Any]) -> None:
    repo = make_repo({**BASE, "a.py": "import lib\nlib.old(1)\nlib.old(2)\n"})
    with read(repo.top) as reading:
        asked = Asked()
        looked = look(reading, asked, rules_of(reading, asked, settings_of(reading)))
        fixes = proposed(reading, looked, looked.found.findings, most=1)
    assert (dict(fixes.of_use), list(fixes.of_file)) == ({}, ["a.py"])
    assert fixes.of_file["a.py"].about == "Fix all that is certain in this file (2)"

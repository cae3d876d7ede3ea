"""New calls by names that imports and assignments give are held against what they call, as those written anew are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

LIB = "def old(a): ...\ndef new(a, b): ...\n"
USES = {
    "a.py": "from lib import old as o\nimport lib\n\nq = lib.old\n\n\ndef f():\n    return o(1), o(1, 2), q(2)\n",
    "b.py": "from a import o\n\n\ndef g():\n    return o(4)\n",
}


def test_they_stay(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"lib.py": LIB, **USES})
    monkeypatch.chdir(repo.top)
    assert main(["migrate", "lib.old", "--to", "lib.new", "--types", "none", "--branch", "done"]) == 3
    written = USES["a.py"].replace("o(1, 2)", "lib.new(1, 2)")
    assert repo.git("show", "done:a.py") + "\n" == written
    assert repo.git("show", "done:b.py") + "\n" == USES["b.py"]
    told = capsys.readouterr().err
    # the third of them stands further down with the same reason
    assert told.count("the new call would not fit lib.new(a, b)") == 2
    assert told.count("as at a.py:8") == 1


def test_they_follow_where_all_fit(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    uses = {path: text.replace("o(1), ", "").replace("q(2)", "q(2, 3)") for path, text in USES.items()}
    uses["b.py"] = uses["b.py"].replace("o(4)", "o(4, 5)")
    repo = make_repo({"lib.py": LIB, **uses})
    monkeypatch.chdir(repo.top)
    assert main(["migrate", "lib.old", "--to", "lib.new", "--types", "none", "--branch", "done"]) == 0
    assert repo.git("show", "done:a.py") + "\n" == uses["a.py"].replace("lib.old", "lib.new").replace(
        "import old as o", "import new as o"
    )
    assert repo.git("show", "done:b.py") + "\n" == uses["b.py"]


def test_check_fixes_no_call_that_would_be_refused(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = "import lib\n\nprint(lib.old(1))\nprint(lib.old(1, 2))\n"
    recipe = 'from refactor_cli.recipe import moved\n\nmoved("lib.old", "lib.new")\n'
    repo = make_repo({"lib.py": LIB, "app.py": app})
    (repo.top.parent / "rules.py").write_text(recipe)
    monkeypatch.chdir(repo.top)
    assert main(["check", "--recipe", "../rules.py", "--fix"]) == 1
    assert (repo.top / "app.py").read_text() == app.replace("lib.old(1, 2)", "lib.new(1, 2)")
    said = (
        "warning: app.py:3 is not fixed: the new call would not fit lib.new(a, b): the call does not give 'b'"
    )
    assert said in capsys.readouterr().err

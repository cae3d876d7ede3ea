"""Files that a sparse checkout leaves out: nobody should think that they use nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

FILES = {
    "in/lib.py": "def old():\n    pass\n",
    "in/a.py": "from lib import old\nold()\n",
    "out/b.py": "import lib\nlib.old()\n",
    "out/c.txt": "",
    "more/d.txt": "",
    "recipe.py": 'from refactor_cli.recipe import moved\n\nmoved("gone.old", "lib.new")\n',
}


@pytest.mark.parametrize(
    ("arguments", "code", "is_told"),
    [
        pytest.param(["find-usages", "in/lib.py:1"], 0, True, id="find-usages"),
        pytest.param(["find-usages", "out.b.run"], 2, True, id="a target that may be there"),
        pytest.param(["find-usages", "in/lib.py:1", "--include", "in/*"], 0, False, id="not asked about"),
        pytest.param(["check", "--recipe", "recipe.py"], 0, True, id="check"),
        pytest.param(["check", "in/a.py", "--recipe", "recipe.py"], 0, False, id="check of some files"),
    ],
)
def test_a_sparse_checkout(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    is_told: bool,
) -> None:
    repo = make_repo(FILES)
    repo.git("sparse-checkout", "set", "in")
    monkeypatch.chdir(repo.top)
    assert main(arguments) == code
    told = "note: 1 Python file is not checked out (under out), and what they use is not known: see "
    assert (told in capsys.readouterr().err) == is_told

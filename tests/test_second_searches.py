"""A second search says what one without a cache says, whatever changed in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import GitRepo

from refactor_cli.__main__ import main

MakeRepo = Callable[..., GitRepo]
FILES = {
    "shop/__init__.py": "",
    "shop/a.py": "class A:\n    def old(self): ...\nclass B:\n    def old(self): ...\n"
    "def helper(thing):\n    return thing.old()\n",
    "shop/b.py": "from shop.a import A, helper\nhelper(A())\n",
}
# target, what changes after the first search
CHANGES = [
    pytest.param("shop.a.A.old", {}, id="nothing"),
    pytest.param("shop.a.A.old", {"README.md": "Use helper."}, id="a-text-names-the-function"),
    pytest.param("shop.a.A.old", {"jobs.yaml": "call: helper\n"}, id="a-configuration-names-the-function"),
]


@pytest.mark.parametrize(("target", "changes"), CHANGES)
def test_the_same_as_without_a_cache(
    make_repo: MakeRepo,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    target: str,
    changes: dict[str, str],
) -> None:
    repo = make_repo(FILES)
    monkeypatch.chdir(repo.top)
    before = searched(capsys, target)
    assert "certain" in before
    for path, content in changes.items():
        Path(path).write_text(content)
    assert searched(capsys, target) == searched(capsys, target, "--no-cache")


def searched(capsys: pytest.CaptureFixture[str], target: str, *options: str) -> str:
    asked = ["find-usages", target, "--types", "none", "--output-format", "concise", *options]
    assert main(asked) == 0
    return capsys.readouterr().out

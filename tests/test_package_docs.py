"""What is read of installed packages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main
from refactor_cli.package_docs import definition

FILES = {
    "tree/__init__.py": "from .nodes import Node as Branch\nfrom tree._core import walk\nfrom .gone import lost\n",
    "tree/nodes.py": (
        "class Node(list):\n"
        '    """A node."""\n'
        "    def __init__(self, name): self.name = name\n"
        "    if True:\n"
        '        def old(self, condition=None, *, deep: bool = True) -> list:\n            """All."""\n'
        "    class _Inner:\n        def _old(self): pass\n"
        "    limit = 3\n"
        "class Leaf:\n    def __new__(cls, size): return object()\n"
    ),
    "tree/_core.py": "async def walk(top): pass\n",
    "tree/round.py": "from tree.round import name\n",
    "tree/broken.py": "def f(:\n",
    "single.py": "def f(a, /, *b): ...\n",
    "escaped.py": "DIGITS = '\\d'\n\n\ndef f(a): ...\n",
}
OLD = (
    "class Node(list):\n    def old(self, condition: None=None, *, deep: bool=True) -> list: ...\n        # All."
).replace(": None=", "=")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "env" / "lib" / "python3.11" / "site-packages"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (tmp_path / "env" / "pyvenv.cfg").write_text("version = 3.11.0\n")
    return folder


@pytest.mark.parametrize(
    ("dotted", "expected"),
    [
        pytest.param("tree.nodes.Node.old", OLD, id="a method"),
        pytest.param("tree.Branch.old", OLD, id="by another name"),
        pytest.param(
            "tree.nodes.Node",
            "class Node(list):\n    # A node.\n    def __init__(self, name): ...",
            id="a class",
        ),
        pytest.param(
            "tree.nodes.Node._Inner._old",
            "class Node(list):\n    class _Inner:\n        def _old(self): ...",
            id="private",
        ),
        pytest.param(
            "tree.nodes.Leaf",
            "class Leaf:\n    def __new__(cls, size): ...",
            id="a class that makes its objects itself",
        ),
        pytest.param("tree.walk", "async def walk(top): ...", id="of a private module"),
        pytest.param("single.f", "def f(a, /, *b): ...", id="of a module"),
        pytest.param("escaped.f", "def f(a): ...", id="of a module of which Python warns"),
        pytest.param("tree.nodes.Node.append", "", id="of a base"),
        pytest.param("tree.nodes.Node.limit", "", id="no function"),
        pytest.param("tree.lost", "", id="from nowhere"),
        pytest.param("tree.round.name", "", id="from itself"),
        pytest.param("tree.broken.f", "", id="does not parse"),
        pytest.param("other.f", "", id="not installed"),
    ],
)
def test_definition(site: Path, dotted: str, expected: str) -> None:
    assert definition(dotted, [site]) == expected


def test_packages_of_the_environment_that_is_named(
    site: Path,
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    app = "import tree.nodes\nnode = tree.nodes.Node(1)\nnode.old()\n"
    monkeypatch.chdir(make_repo({"app.py": app}).top)
    order = ["pack", "tree.nodes.Node.old", "--instructions", "x", "--docs", "single"]
    assert main([*order, "--python", str(site.parents[2])]) == 0
    prompt = capfdbinary.readouterr().out.decode()
    assert f"as it is installed:\n<old-definition>\n{OLD}\n</old-definition>\n</target>" in prompt
    assert "def f(a, /, *b): ..." in prompt
    assert main(order) == 2

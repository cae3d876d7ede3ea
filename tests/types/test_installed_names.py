"""Which names installed packages have, by the bytes of their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from refactor_cli.types.environment import Environment
from refactor_cli.types.installed_names import InstalledNames

FILES = {
    "shop/__init__.py": "from helper import thing\n",
    "shop/inner/deep.py": "def settle_up(self): pass\n",
    "helper.py": "def assist(): pass\n",
    "fast.cpython-311-x86_64-linux-gnu.so": "\0speed_up\0",
    "alone/__init__.py": "class Lonely: pass\n",
}


@pytest.fixture
def installed(tmp_path: Path) -> InstalledNames:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return InstalledNames(Environment((tmp_path,), "3.11", str(tmp_path)))


@pytest.mark.parametrize(
    ("packages", "name", "expected"),
    [
        pytest.param({"alone": True}, "settle_up", False, id="in no file"),
        pytest.param({}, "settle_up", False, id="no packages"),
        pytest.param({"alone": True, "gone": False}, "settle_up", False, id="one that is done without"),
        pytest.param({"shop": True}, "settle", False, id="a part of a name"),
        pytest.param({"shop": True}, "settle_up", True, id="in a module"),
        pytest.param({"shop": True}, "assist", True, id="in what it imports"),
        pytest.param({"fast": True}, "speed_up", True, id="in an extension module"),
        pytest.param({"alone": True, "gone": True}, "settle_up", True, id="one that is missing"),
        pytest.param({"gone": False}, "settle_up", True, id="nothing of it is installed"),
    ],
)
def test_names(installed: InstalledNames, packages: dict[str, bool], name: str, expected: bool) -> None:
    assert installed.may_have(packages, name) is expected

"""The other names that files give to what they import: told from the bytes around a word."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.occurrences.other_names import also_called

NONE = [
    pytest.param("from pkg import mod\nmod.f(mod)\n", id="no other name"),
    pytest.param("def f(mod):\n    x = mod\n", id="a parameter"),
    pytest.param("import mod\nx = f(mod)\ny = mod.attribute\nz = mod()\n", id="other values"),
    pytest.param("import mod\nf(x=mod, y=mod)\nf(\n    x=mod,\n)\n", id="keywords"),
    pytest.param("import mod\nself.x = mod\nx[0] = mod\nx == mod\n", id="no names"),
    pytest.param("import mod\n# known as a mod, or\nreturn_ = [f(a, mod)]\n", id="text, an argument"),
]


@pytest.mark.parametrize("source", NONE)
def test_none(source: str) -> None:
    assert also_called(symbols_of({"a.py": source}).snapshot, [b"mod"], 5) == {b"mod"}


SOME = [
    pytest.param("import pkg.mod as x\n", id="import as"),
    pytest.param("from pkg import (other,\n    mod as x)\n", id="from import as"),
    pytest.param("import mod\nx = mod\n", id="assigned"),
    pytest.param("import mod\nif (x := mod): pass\n", id="walrus"),
    pytest.param("import mod\nx = staticmethod(mod)\n", id="static method"),
    pytest.param("import pkg\nx = pkg.mod  # why\n", id="taken from its package"),
    pytest.param("from pkg import *\nx: object = (\n    mod\n)\n", id="by a star, in brackets"),
    pytest.param("import mod\na, x = f('(', \"a\"), mod\n", id="one of several"),
    pytest.param("import mod\na, x = [\n    'a',  # (\n    mod,\n]\n", id="behind a comment"),
    pytest.param("import mod\ny = mod\nx = y\n", id="twice"),
]


@pytest.mark.parametrize("source", SOME)
def test_some(source: str) -> None:
    found = also_called(symbols_of({"a.py": source}).snapshot, [b"mod"], 5)
    assert found is not None
    assert b"x" in found


def test_too_many() -> None:
    files = {"a.py": "import mod\na = b = c = d = mod\n"}
    assert also_called(symbols_of(files).snapshot, [b"mod"], 5) is not None
    assert also_called(symbols_of(files).snapshot, [b"mod"], 4) is None


def test_of_another_file() -> None:
    files = {"a.py": "import mod as held\n", "b.py": "from a import held\nclass Uses:\n    x = held\n"}
    assert also_called(symbols_of(files).snapshot, [b"mod"], 5) == {b"mod", b"held", b"x"}

"""What stands at a place of a file outside: told from lines and indentation alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from refactor_cli.text import decode_python
from refactor_cli.types.outside import Outside, defined_at, file_of
from refactor_cli.types.values import NOWHERE, Pointer

SOURCE = """\
import sys
class A(
    B,
):
    '''Text
that is not indented.
'''
    x: int
    if sys.version_info >= (3,):
        def m(self): ...
    else:
        async def m2(
            self,
        ): ...
    class In:

        # a comment
        def n(self):
            def inner(): pass
    alias = m
def f(): x = 1
if x:
    def g(): ...
"""


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("A(", ("A", "class"), id="class"),
        pytest.param("m(self)", ("A.m", "function"), id="method in a branch"),
        pytest.param("m2(", ("A.m2", "function"), id="async"),
        pytest.param("In:", ("A.In", "class"), id="class in a class"),
        pytest.param("n(self)", ("A.In.n", "function"), id="below a comment"),
        pytest.param("inner(", ("A.In.n.<locals>.inner", "function"), id="local"),
        pytest.param("alias", ("A.alias", ""), id="an alias"),
        pytest.param("x: int", ("A.x", ""), id="an attribute"),
        pytest.param("f():", ("f", "function"), id="function"),
        pytest.param("x = 1", ("", ""), id="in the middle of a line"),
        pytest.param("g():", ("", ""), id="indented in nothing that is known"),
    ],
)
def test_defined_at(word: str, expected: tuple[str, str]) -> None:
    assert defined_at(decode_python(SOURCE.encode()), SOURCE.index(word)) == expected


@pytest.mark.parametrize(
    ("uri", "file"),
    [
        pytest.param("file:///a/b%20c.py", "/a/b c.py", id="plain"),
        pytest.param("file:///a/../b.py", "/b.py", id="dots"),
        pytest.param("file://host/a.py", None, id="another machine"),
        pytest.param("file:///a%00.py", None, id="nul"),
        pytest.param("http:///a.py", None, id="no file"),
        pytest.param("file://[", None, id="no address"),
        pytest.param(7, None, id="no text"),
    ],
)
def test_file_of(uri: object, file: str | None) -> None:
    assert file_of(uri) == file


def test_only_known_folders_are_read(tmp_path: Path) -> None:
    packages, stubs = tmp_path / "packages", tmp_path / "cache"
    for path in (
        packages / "pkg" / "__init__.py",
        packages / "typed-stubs" / "mod.pyi",
        packages / "latin.py",
        stubs / "v" / "stdlib" / "os" / "path.pyi",
        stubs / "v" / "stubs" / "six" / "six" / "moves.pyi",
        tmp_path / "secret.py",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("def f(): ...\n")
    (packages / "latin.py").write_bytes(b"def f(): '\xe9'\n")
    outside = Outside(stubs, (packages,))
    place = {"line": 0, "character": 4}

    def pointer(name: str) -> Pointer:
        return outside.pointer(str(tmp_path / name), place, "utf-8")

    assert pointer("packages/pkg/__init__.py") == Pointer(None, 0, "pkg", "f", "function")
    assert pointer("packages/typed-stubs/mod.pyi") == Pointer(None, 0, "typed.mod", "f", "function")
    assert pointer("cache/v/stdlib/os/path.pyi") == Pointer(None, 0, "os.path", "f", "function")
    assert pointer("cache/v/stubs/six/six/moves.pyi") == Pointer(None, 0, "six.moves", "f", "function")
    assert pointer("packages/latin.py") == NOWHERE
    assert pointer("packages/gone.py") == NOWHERE
    assert pointer("secret.py") == NOWHERE
    assert str(tmp_path / "secret.py") not in outside.texts

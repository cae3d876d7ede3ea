"""`mentioned` against the file map: every import statement of a text is among what its bytes mention."""

from __future__ import annotations

import pytest

from refactor_cli.grammar import parse
from refactor_cli.imports.mentions import mentioned
from refactor_cli.imports.values import Import
from refactor_cli.index.file_map import file_map


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("important = reimport = x.importlib\n", [], id="part of a longer name"),
        pytest.param("# as import costs nothing\n", [], id="a comment"),
        pytest.param("# from the first import a\n", [], id="prose that looks like a from import"),
        pytest.param('"""\n>>> import doctest\n"""\n', [], id="an example"),
        pytest.param("import a\n", [Import("a")], id="plain"),
        pytest.param("import a.b as c, d\n", [Import("a.b"), Import("d")], id="plain, two names"),
        pytest.param("import a . b\n", [Import("a.b")], id="blanks around a dot"),
        pytest.param("import \\\n    a, \\\r\n    b\n", [Import("a"), Import("b")], id="continued behind"),
        pytest.param("x = 1; import a; import b # c\n", [Import("a"), Import("b")], id="behind semicolons"),
        pytest.param("try: import a\nexcept E: from b import c\n", [Import("a"), Import("b", "c")], id="one line"),
        pytest.param("from a import b as c, d\n", [Import("a", "b"), Import("a", "d")], id="from"),
        pytest.param("from.import a\n", [Import(".", "a")], id="no blanks"),
        pytest.param("from .. x import a\n", [Import("..x", "a")], id="relative"),
        pytest.param("from a import*\n", [Import("a", "*")], id="star"),
        pytest.param("from a import (b)\n", [Import("a", "b")], id="brackets"),
        pytest.param("from a import(\n  b,  # c) d,\n  e,\n)\n", [Import("a", "b"), Import("a", "e")], id="comments"),
        pytest.param("def f():\n\tfrom a import b\n", [Import("a", "b")], id="in a function"),
    ],
)  # fmt: skip
def test_mentioned(source: str, expected: list[Import]) -> None:
    assert mentioned(source.encode()) == frozenset(expected)
    assert _made(source.encode()) <= frozenset(expected)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("from a \\\n  import b\n", id="continued before"),
        pytest.param("from \\\n  a import b\n", id="continued before the module"),
        pytest.param("from é import b\n", id="a module that is not ASCII"),
        pytest.param("from a import é\n", id="a name that is not ASCII"),
        pytest.param("from a import (b,\n", id="brackets that stay open"),
        pytest.param("from " + "a." * 200 + "b import c\n", id="a long module"),
        pytest.param("from a import " + "b, " * 10_000 + "c\n", id="many names"),
        pytest.param("import a\n" * 2001, id="many imports"),
        pytest.param("x = 1; " * 100 + "import\N{ZERO WIDTH SPACE}a\n", id="a blank that is not ASCII"),
        pytest.param("from a import (" + "#" * 5_000 + "\n(", id="comments that never end"),
    ],
)
def test_what_bytes_do_not_tell(source: str) -> None:
    assert mentioned(source.encode()) is None


def _made(utf8: bytes) -> frozenset[Import]:
    bindings = file_map(utf8, parse("python", utf8)).bindings
    found = (each for each in bindings if each.kind in ("import", "from", "star"))
    return frozenset(Import(each.module, each.imported or "*" * (each.kind == "star")) for each in found)

"""refactor_cli.symbols and refactor_cli.symbol_text: maps of a snapshot, lazily, and as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from refactor_cli import symbols as symbols_module
from refactor_cli.cache import open_cache
from refactor_cli.data import Edit, FileMap, LeftOut, Snapshot, SourceFile, Span, blob_id
from refactor_cli.find.texts.known import code_in
from refactor_cli.grammar import parse
from refactor_cli.index import index
from refactor_cli.index.file_map import file_map
from refactor_cli.languages import language_of
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.outlines import Missing, missing_grammars
from refactor_cli.symbol_text import map_json, map_parts, render_map

SHOP = """\
import a.b
from . import c as d
from e import *

class Shop(Base, metaclass=M):
    '''Sells things.'''

    @property
    def total(self) -> int:
        async def inner(
            x,  # why
        ): pass

def f(a, *, b=1): pass
"""


def snapshot(files: Mapping[str, str | bytes], *left_out: LeftOut) -> Snapshot:
    found = {}
    for path in sorted(files):
        content = files[path]
        data = content if isinstance(content, bytes) else content.encode()
        found[path] = SourceFile(path, blob_id(data), 0o100644, language_of(path), data)
    return Snapshot(found, left_out)


def test_files_without_a_map() -> None:
    symbols = index(snapshot({"README.md": "a = 1"}))
    assert symbols.map("README.md") is None
    assert symbols.map("no.py") is None
    for path in ("README.md", "no.py"):
        with pytest.raises(KeyError):
            symbols.tree(path)


def test_maps_are_read_once_and_shared_by_equal_files() -> None:
    symbols = index(snapshot({"a.py": "x = 1", "b/c.py": "x = 1", "d.py": "y = 1"}))
    assert symbols.map("a.py") == file_map(b"x = 1", parse("python", b"x = 1"))
    assert symbols.map("a.py") is symbols.map("b/c.py")
    assert symbols.map("d.py") != symbols.map("a.py")


def test_a_file_is_read_in_its_own_encoding() -> None:
    symbols = index(
        snapshot({"a.py": b"# coding: latin-1\n\xe9 = 1\n", "b.py": b"\xef\xbb\xbfx = 1\r\ry = 1"})
    )
    assert [binding.name for path in ("a.py", "b.py") for binding in bindings(symbols.map(path))] == [
        "é",
        "x",
        "y",
    ]


def bindings(found: FileMap | None) -> tuple[object, ...]:
    assert found is not None
    return found.bindings


def test_with_snapshot_keeps_what_did_not_change() -> None:
    before = index(snapshot({"a.py": "x = 1", "b.py": "y = 1"}))
    kept, tree = before.map("a.py"), before.tree("a.py")
    before.map("b.py")
    after = before.with_snapshot(snapshot({"a.py": "x = 1", "b.py": "z = 1"}))
    assert after.map("a.py") is kept
    assert after.tree("a.py") is tree
    assert [binding.name for binding in bindings(after.map("b.py"))] == ["z"]
    assert after.tree("b.py").root_node.text == b"z = 1"
    assert [binding.name for binding in bindings(before.map("b.py"))] == ["y"]
    assert before.tree("b.py").root_node.text == b"y = 1"


def test_what_is_kept_by_blob_id_holds_for_other_snapshots() -> None:
    files = {"a.py": "x = 1", "b.md": "```python\nx\n```\n"}
    before = index(snapshot({**files, "c.py": "x = 1"}))
    kept, code = occurrences_in(before, "a.py", "x"), code_in(before, "b.md")
    after = before.with_snapshot(snapshot({**files, "c.py": "x = x"}))
    assert occurrences_in(after, "a.py", "x") is kept
    assert code_in(after, "b.md") is code
    assert len(occurrences_in(after, "c.py", "x")) == 2


def test_only_the_trees_asked_for_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbols_module, "_KEPT_SOURCE", 30)
    symbols = index(
        snapshot({f"{name}.py": f"{name} = 1  # ten\n" for name in "abcd"} | {"big.py": "x = 1\n" * 10})
    )

    def kept() -> list[str]:
        paths = {file.blob: path for path, file in symbols.snapshot.files.items()}
        return [paths[blob] for blob in symbols.trees.trees]

    for path in ("a.py", "b.py", "a.py", "c.py"):
        symbols.tree(path)
    assert kept() == ["a.py", "c.py"]
    symbols.tree("big.py")
    assert kept() == ["big.py"]
    symbols.tree("a.py")
    assert kept() == ["a.py"]


def test_trees_of_a_file_before_and_after_an_edit_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    before = index(snapshot({"a.py": "x = 1\n"}))
    before.tree("a.py")
    after = before.with_edits(snapshot({"a.py": "y = 1\n"}), {"a.py": [Edit("a.py", Span(0, 1), "y")]})

    def fail(*_: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr(symbols_module, "parse", fail)
    for symbols, text in ((after, b"y = 1\n"), (before, b"x = 1\n"), (after, b"y = 1\n")):
        assert symbols.tree("a.py").root_node.text == text


def test_a_second_run_reads_maps_from_the_cache(tmp_path: Path) -> None:
    files = snapshot({"a.py": SHOP, "b.py": "x = 1", "c.txt": ""})
    cache = open_cache(tmp_path)
    first = index(files, cache)
    expected = {path: first.map(path) for path in files.files}
    assert cache.close() is None
    cache = open_cache(tmp_path)
    second = index(files, cache)
    second.load(files.files)
    assert {path: second.map(path) for path in files.files} == expected
    assert list(second.trees.trees) == []
    assert cache.new == {}
    assert cache.close() is None


def test_render_map() -> None:
    symbols = index(snapshot({"shop/a.py": SHOP, "empty.py": "", "broken.py": "x = f(a b)\n", "n.txt": ""}))
    assert "".join(render_map(symbols)) == (
        "broken.py\n"
        "  calls f\n"
        "  1 could not be parsed\n"
        "empty.py\n"
        "shop/a.py\n"
        "  5-12 class Shop(Base, metaclass=M)\n"
        "    9-12 @property def total(self) -> int\n"
        "      10-12 async def inner(x)\n"
        "  14 def f(a, *, b=1)\n"
    )


def test_render_map_in_less_detail() -> None:
    symbols = index(snapshot({"a.py": "class A:\n    def f(self, a): g()\n        \nA().f(1)\n", "b.py": ""}))
    assert "".join(render_map(symbols)) == (
        "a.py\n  calls A, f\n  1-2 class A\n    2 def f(self, a): calls g\nb.py\n"
    )
    assert (
        "".join(render_map(symbols, detail="signatures"))
        == "a.py\n  1-2 class A\n    2 def f(self, a)\nb.py\n"
    )
    assert "".join(render_map(symbols, detail="names")) == "a.py\n  A, f\nb.py\n"


def test_maps_are_bounded() -> None:
    calls = "".join(f"g{number}()\n" for number in range(25))
    symbols = index(snapshot({"a.py": calls + "def f(): pass\n" * 5_002, "b.js": "f(" * 100_000}))
    python, javascript = map_parts(symbols)
    lines = python.text.splitlines()
    assert lines[1] == f"  calls {', '.join(f'g{number}' for number in range(20))}, …"
    assert (len(lines), lines[-1]) == (5_003, "  and 2 more definitions")
    assert javascript.text.splitlines()[-1] == "  1 could not be parsed"


def test_a_second_run_reads_the_text_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = snapshot(
        {"a.py": SHOP, "b/a.py": SHOP, "c.js": "function f() { g() }\n", "d.txt": "", "e.go": "x"}
    )
    cache = open_cache(tmp_path)
    first = [list(map_parts(index(files, cache), detail=detail)) for detail in ("calls", "names")]
    assert cache.close() is None
    assert first[0] == list(map_parts(index(files)))

    def fail(*_: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr("refactor_cli.symbols.parse", fail)
    monkeypatch.setattr("refactor_cli.outlines.parse", fail)
    monkeypatch.setattr("refactor_cli.symbol_text.count_tokens", fail)
    cache = open_cache(tmp_path)
    assert [list(map_parts(index(files, cache), detail=detail)) for detail in ("calls", "names")] == first
    assert cache.new == {}
    assert cache.close() is None


def test_a_grammar_that_is_not_installed_means_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    symbols = index(snapshot({"a.go": "package a\n", "b.go": "", "c.js": "", "d.toml": ""}))
    assert missing_grammars(symbols.snapshot) == ()
    monkeypatch.setattr("refactor_cli.outlines.has_parser", lambda language: language == "javascript")
    assert missing_grammars(symbols.snapshot) == (Missing("go", "tree-sitter-go", 2),)
    assert "".join(render_map(symbols)) == "c.js\n"


def test_render_map_of_some_paths() -> None:
    symbols = index(snapshot({"a.py": "", "ab.py": "", "a/b.py": "", "a/c/d.py": "", "e.py": ""}))
    assert "".join(render_map(symbols, ["a/c", "e.py", "a.p"])) == "a/c/d.py\ne.py\n"
    assert "".join(render_map(symbols, ["a/"])) == "a/b.py\na/c/d.py\n"
    assert "".join(render_map(symbols, [])) == ""


def test_a_file_is_rendered_alike_whatever_lies_beside_it() -> None:
    alone = "".join(render_map(index(snapshot({"shop.py": SHOP}))))
    beside = "".join(
        render_map(index(snapshot({"shop.py": SHOP, "z.py": SHOP, "a.py": "import shop"})), ["shop.py"])
    )
    assert alone == beside


def test_no_file_can_forge_a_line() -> None:
    symbols = index(snapshot({"a\n::error.py": "def f(a='\x1b[2J', b='''\n1-9 def g()'''): pass"}))
    assert "".join(render_map(symbols)) == (
        "a\\x0a::error.py\n  1-2 def f(a='\\x1b[2J', b='''\\x0a1-9 def g()''')\n"
    )


def test_map_json() -> None:
    symbols = index(snapshot({"shop.py": SHOP, "b.py": "x = f(a b)\n"}, LeftOut("logo.png", "binary")))

    def definition(
        name: str, qualname: str, kind: str, lines: tuple[int, int], signature: str, doc: str = ""
    ) -> object:
        line, end_line = lines
        return {"name": name, "qualname": qualname, "kind": kind, "line": line, "end_line": end_line} | {
            "header": {"f": "", "inner": "async ", "total": "@property "}.get(name, "")
            + f"{'def' if kind == 'function' else kind} {name}{signature}",
            "signature": signature,
            "doc": doc,
            "calls": [],
            "more_calls": 0,
        }

    def around(calls: list[str], tokens: int) -> dict[str, object]:
        counted = {"count": tokens, "exact": True}
        return {"more_definitions": 0, "calls": calls, "more_calls": 0, "map_tokens": counted}

    assert json.loads(map_json(symbols)) == {
        "version": 1,
        "files": [
            {
                "path": "b.py",
                "language": "python",
                "definitions": [],
                "imports": [],
                "errors": [{"line": 1, "end_line": 1}],
                **around(["f"], 11),
            },
            {
                "path": "shop.py",
                "language": "python",
                "definitions": [
                    definition("Shop", "Shop", "class", (5, 12), "(Base, metaclass=M)", "Sells things."),
                    definition("total", "Shop.total", "function", (9, 12), "(self) -> int"),
                    definition("inner", "Shop.total.<locals>.inner", "function", (10, 12), "(x)"),
                    definition("f", "f", "function", (14, 14), "(a, *, b=1)"),
                ],
                "imports": [
                    {"module": "a.b", "name": None, "as": "a", "line": 1},
                    {"module": ".", "name": "c", "as": "d", "line": 2},
                    {"module": "e", "name": "*", "as": "*", "line": 3},
                ],
                "errors": [],
                **around([], 45),
            },
        ],
        "left_out": [{"path": "logo.png", "reason": "binary"}],
    }
    assert json.loads(map_json(symbols, ["b.py"]))["files"] == json.loads(map_json(symbols))["files"][:1]

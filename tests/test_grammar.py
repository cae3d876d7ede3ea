"""refactor_cli.grammar: languages, parsing, bounds."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from refactor_cli import grammar


@pytest.mark.parametrize(
    ("path", "first_line", "language"),
    [
        pytest.param("notes.txt", b"", None, id="plain text"),
        pytest.param("Makefile", b"all:", None, id="no suffix, no first line"),
        pytest.param(".py", b"", None, id="a hidden file is no suffix"),
        pytest.param("a.py/readme", b"", None, id="a folder's suffix does not count"),
        pytest.param("run", b"#!/bin/sh", None, id="another interpreter"),
        pytest.param("run", b"# !/usr/bin/python", None, id="a comment"),
        pytest.param("run", b"#!", None, id="an empty first line"),
        pytest.param("run", b"#!/usr/bin/env", None, id="env of nothing"),
        pytest.param("run", b"#!/bin/sh\npython", None, id="the second line does not count"),
        pytest.param("a/b.py", b"", "python", id="py"),
        pytest.param("B.PY", b"", "python", id="upper case"),
        pytest.param("b.pyi", b"", "python", id="pyi"),
        pytest.param("b.pyw", b"", "python", id="pyw"),
        pytest.param("site/SConstruct", b"", "python", id="SConstruct"),
        pytest.param("wscript", b"", "python", id="wscript"),
        pytest.param("run", b"#!/usr/bin/python", "python", id="interpreter"),
        pytest.param("run", b"#!/usr/bin/python3.11 -u\n", "python", id="interpreter with a version"),
        pytest.param("run", b"#!/usr/bin/env -S LANG=C python2 -u", "python", id="env with options"),
        pytest.param("run", b"#! /usr/bin/env pypy3", "python", id="a blank before the interpreter"),
        pytest.param("run", b"#!/usr/bin/env -S uv run --script", "python", id="uv"),
        pytest.param("run", b"#!\xff\xfe", None, id="not UTF-8"),
    ],
)
def test_language_of(path: str, first_line: bytes, language: str | None) -> None:
    assert grammar.language_of(path, first_line) == language


def test_every_grammar_can_be_loaded_and_its_queries_compile() -> None:
    for found in grammar.grammars():
        assert grammar.parse(found.language, b"").root_node.child_count == 0
        for file in (found.folder / "queries").glob("*.scm"):
            assert grammar.query(found.language, file.stem).pattern_count > 0
    assert [found.language for found in grammar.grammars()] == ["python"]


def test_parse_reads_all_of_a_long_text() -> None:
    source = b"name = value\n" * 20_000
    root = grammar.parse("python", source).root_node
    assert (root.child_count, root.end_byte, root.has_error) == (20_000, len(source), False)


def test_parse_with_an_old_tree_equals_parsing_anew() -> None:
    before, after = b"a = 1\nb = 2\n", b"a = 1\nbc = 2\n"
    tree = grammar.parse("python", before)
    tree.edit(7, 7, 8, (1, 1), (1, 1), (1, 2))
    assert str(grammar.parse("python", after, tree).root_node) == str(
        grammar.parse("python", after).root_node
    )


def test_a_text_made_to_take_for_ever_gives_an_empty_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "_deadline", lambda size: time.process_time() + 0.2)
    started = time.process_time()
    tree = grammar.parse("python", b"\\\n" * 100_000)
    assert (tree.root_node.child_count, tree.root_node.end_byte) == (0, 0)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("source", "limit", "depth"),
    [
        pytest.param(b"", 10, 0, id="nothing"),
        pytest.param(b"pass", 10, 2, id="a statement: its node, and its keyword's"),
        pytest.param(b"[[1]]", 10, 4, id="two lists"),
        pytest.param(b"[" * 50_000 + b"]" * 50_000, 300, 300, id="no deeper than the limit"),
        pytest.param(b"a" + b".b" * 50_000, 300, 300, id="attributes"),
    ],
)
def test_depth(source: bytes, limit: int, depth: int) -> None:
    assert grammar.depth(grammar.parse("python", source).root_node, limit) == depth


def test_version_changes_with_the_queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = grammar.grammars()[0]._replace(folder=tmp_path)
    monkeypatch.setattr(grammar, "_grammars", lambda: {"python": found})
    (tmp_path / "queries").mkdir()
    versions = list[str]()
    for text in ("(lambda) @lambda", "(lambda) @lambda", "(lambda) @other"):
        (tmp_path / "queries" / "trivia.scm").write_text(text)
        versions.append(grammar.version.__wrapped__("python"))
    assert versions[0] == versions[1]
    assert versions[1] != versions[2]


def test_naming_languages_loads_no_parser() -> None:
    code = (
        "import sys; from refactor_cli import grammar; grammar.language_of('a.py'); grammar.version('python');"
        "print(sorted(name for name in sys.modules if name.startswith('tree_sitter')))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"

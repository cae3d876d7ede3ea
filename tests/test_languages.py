"""refactor_cli.languages: which files are in which language."""

from __future__ import annotations

import subprocess
import sys

import pytest

from refactor_cli.languages import language_of


@pytest.mark.parametrize(
    ("path", "beginning", "language"),
    [
        pytest.param("notes.txt", b"", None, id="plain text"),
        pytest.param("LICENSE", b"MIT", None, id="no suffix, no first line"),
        pytest.param(".py", b"", None, id="a hidden file is no suffix"),
        pytest.param("a.py/readme", b"", None, id="a folder's suffix does not count"),
        pytest.param("run", b"#!/usr/bin/perl", None, id="an interpreter of no language here"),
        pytest.param("run", b"# !/usr/bin/python", None, id="a comment"),
        pytest.param("run", b"#!", None, id="an empty first line"),
        pytest.param("run", b"#!/usr/bin/env", None, id="env of nothing"),
        pytest.param("run", b"#!/usr/bin/perl\npython", None, id="the second line does not count"),
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
def test_language_of(path: str, beginning: bytes, language: str | None) -> None:
    assert language_of(path, beginning) == language


@pytest.mark.parametrize(
    ("path", "beginning", "language"),
    [
        pytest.param("run", b"#!/bin/sh", "bash", id="sh"),
        pytest.param("run", b"#!/usr/bin/env node\n", "javascript", id="node"),
        pytest.param("Rakefile", b"", "ruby", id="Rakefile"),
        pytest.param("a/.bashrc", b"", "bash", id="a hidden file with a name of its own"),
        pytest.param("Makefile", b"all:", "make", id="plain text with a name of its own"),
        pytest.param("settings.toml", b"", "toml", id="plain text"),
        pytest.param("a.ts", b"", "typescript", id="ts"),
        pytest.param("a.TSX", b"", "tsx", id="tsx"),
        pytest.param("a.h", b"", "c", id="header of nothing"),
        pytest.param("a.h", b"int f(void);\n/* a class of */\n", "c", id="header of C"),
        pytest.param("a.h", b"#pragma once\nnamespace a {\n", "cpp", id="header of C++"),
        pytest.param("a.h", b"int f(void);\n" * 10_000 + b"class A;\n", "c", id="only the beginning is read"),
    ],
)
def test_other_languages(path: str, beginning: bytes, language: str) -> None:
    assert language_of(path, beginning) == language


def test_naming_languages_loads_no_parser() -> None:
    code = (
        "import sys; from refactor_cli import grammar, languages; languages.language_of('a.py');"
        "grammar.version('python');"
        "print(sorted(name for name in sys.modules if name.startswith('tree_sitter')))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"

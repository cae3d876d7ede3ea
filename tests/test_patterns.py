"""Patterns that every Python from 3.11 on reads alike."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent / "refactor_cli"
# `(…)*+`: before 3.11.5 it may match what it should not, or nothing (https://github.com/python/cpython/issues/106052);
# `(?>(…)*)` means the same, and was right from the start
_GREEDY_GROUP = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")
# the same in a file, where a text may go on in the next literal: most have none
_MAY_BE = re.compile(rb"[*+?}][\"'\srRbBfFuU]*\+")
_SIGNS = "[!\"#$%&'()*+,"  # in a class of characters


def texts(path: Path) -> Iterator[str]:
    """The texts of a module, bytes too, as they are once they are joined."""
    data = path.read_bytes()
    if _MAY_BE.search(data) is None:
        return
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            yield node.value if isinstance(node.value, str) else node.value.decode("latin-1")


def test_no_group_is_repeated_possessively() -> None:
    found = [
        f"{path.relative_to(TOP)}: {text}"
        for path in sorted(TOP.rglob("*.py"))
        for text in texts(path)
        if _GREEDY_GROUP.search(text.replace(_SIGNS, ""))
    ]
    assert found == []


@pytest.mark.parametrize("pattern", [r"(?:a|b)*+", r"(a)++", r"(?:ab){0,9}+", r"(?:ab)?+c"])
def test_what_is_looked_for(pattern: str) -> None:
    assert _GREEDY_GROUP.search(pattern)

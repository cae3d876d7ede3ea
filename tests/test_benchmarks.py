"""Benchmarks are run by hand, and rarely: what they take from the package has to be there all the same."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
SCRIPTS = [path for folder in ("benchmarks", ".ci") for path in sorted((TOP / folder).glob("*.py"))]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_imports_lead_somewhere(path: Path) -> None:
    taken = [
        (node.module, name.name)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("refactor_cli")
        for name in node.names
    ]
    missing = [(module, name) for module, name in taken if module and not _has(module, name)]
    assert missing == []


def _has(module: str, name: str) -> bool:
    if hasattr(import_module(module), name):
        return True
    try:
        import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return False
    return True

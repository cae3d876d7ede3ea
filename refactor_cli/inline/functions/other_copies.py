"""Copies of a package in another folder of the repository, which a file puts on Python's path: its imports lead there,
to what has not the new name. https://docs.python.org/3/library/sys.html#sys.path"""

from __future__ import annotations

import posixpath
import re

from refactor_cli.data import Target
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import SymbolMap

_ON_PATH = lazy_pattern(rb"\bsys\s*\.\s*path\b|\baddsitedir\(")


def other_copy(symbols: SymbolMap, target: Target, path: str) -> str:
    """Which copy of the target's module a file may mean instead, "" for none."""
    for own in sorted({each.path for each in target.symbols if each.path is not None}):
        copies = _copies(symbols, own)
        for setting in _run_before(path) if copies else ():
            file = symbols.snapshot.files.get(setting)
            if file is None or not _ON_PATH.search(file.data):
                continue
            for copy, folder in copies:
                name = re.escape(posixpath.basename(folder).encode())
                if not path.startswith(f"{folder}/") and re.search(rb"[\"'/\\]%b[\"'/\\]" % name, file.data):
                    return f"{setting} puts {folder} on the path, where {copy} is a copy of it: see which is meant"
    return ""


def _copies(symbols: SymbolMap, path: str) -> tuple[tuple[str, str], ...]:
    """Files that a module's name leads to as well, below other folders, with these."""
    memo: dict[str, tuple[tuple[str, str], ...]] = symbols.snapshot.memo.setdefault("other copies", {})
    if path not in memo:
        files = symbols.snapshot.files
        head = path
        while posixpath.join(posixpath.dirname(head), "__init__.py") in files and posixpath.dirname(head):
            head = posixpath.dirname(head)
        within = path[len(posixpath.dirname(head)) :].lstrip("/")
        memo[path] = tuple(
            (each, each.removesuffix(f"/{within}"))
            for each in sorted(files)
            if each.endswith(f"/{within}") and each != path
        )
    return memo[path]


def _run_before(path: str) -> list[str]:
    """The file itself, and the packages that are run before it."""
    found, folder = [path], posixpath.dirname(path)
    while folder:
        found.append(f"{folder}/__init__.py")
        folder = posixpath.dirname(folder)
    return found

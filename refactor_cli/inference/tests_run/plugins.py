"""The modules of a repository that pytest takes for plugins: their fixtures are there for all tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import module_file
from refactor_cli.symbols import SymbolMap

_SAID = lazy_pattern(rb"^pytest_plugins\b[^=\n]*=[ \t]*(\[[^\]]*\]|\([^)]*\)|[^\n]*)", re.MULTILINE)
_NAMED = lazy_pattern(rb"[\"']([\w.]+)[\"']")
# where a project says what it installs, and with which options pytest is run
_METADATA = ("setup.cfg", "setup.py", "pyproject.toml", "pytest.ini", "tox.ini")
# the entry points of a group, in any of their forms: `pytest11 =`, `[pytest11]`, `"pytest11": ["shop = shop.testing"]`
_REGISTERED = lazy_pattern(
    rb"\bpytest11\b[\"']?[ \t]*\]?[ \t]*[=:]?\s*[\[{(]?((?:\s*[\"']?[\w.-]+[\"']?[ \t]*=[ \t]*[\"']?[\w.]+[\"']?,?)+)"
)
_ENTRY = lazy_pattern(rb"=[ \t]*[\"']?([\w.]+)")
_OPTION = lazy_pattern(rb"(?<![\w-])-p[ \t]+([\w.]+)")


def named_plugins(symbols: SymbolMap, path: str) -> Iterator[str]:
    """The modules of the repository that a test file, conftest or plugin says to be plugins.
    https://docs.pytest.org/en/stable/how-to/plugins.html#requiring-loading-plugins-in-a-test-module-or-conftest-file"""
    for value in _SAID.findall(symbols.snapshot.files[path].data):
        yield from _files(symbols, _NAMED.findall(value), path)


def installed_plugins(symbols: SymbolMap, folder: str) -> tuple[str, ...]:
    """The modules that a project installs as plugins, or runs pytest with (`addopts = -p shop.tests`).
    `folder`: its root. Its tests are run where it is installed.
    https://docs.pytest.org/en/stable/how-to/writing_plugins.html#making-your-plugin-installable-by-others"""
    memo: dict[str, tuple[str, ...]] = symbols.snapshot.memo.setdefault("installed plugins", {})
    if folder not in memo:
        paths = (f"{folder}/{name}" if folder else name for name in _METADATA)
        memo[folder] = tuple(dict.fromkeys(each for path in paths for each in _installed(symbols, path)))
    return memo[folder]


def _installed(symbols: SymbolMap, path: str) -> Iterator[str]:
    file = symbols.snapshot.files.get(path)
    if file is None:
        return
    entries = b"\n".join(_REGISTERED.findall(file.data))
    yield from _files(symbols, [*_ENTRY.findall(entries), *_OPTION.findall(file.data)], path)


def _files(symbols: SymbolMap, modules: list[bytes], path: str) -> Iterator[str]:
    for dotted in modules:
        module = module_file(symbols, dotted.decode(), path)
        if module is not None and module in symbols.snapshot.files:
            yield module

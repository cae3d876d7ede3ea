"""Which modules exist: the repository's, the standard library's, and those that the repository imports."""

from __future__ import annotations

import re
import sysconfig
from functools import lru_cache
from pathlib import Path

from refactor_cli.resolution.values import layout
from refactor_cli.standard_modules import STANDARD_MODULES, is_within
from refactor_cli.symbols import SymbolMap

# made when the interpreter starts, without a file of their own
_WITHOUT_FILE = frozenset(
    {"os.path", "concurrent.futures.thread", "xml.parsers.expat.errors", "xml.parsers.expat.model"}
)


def is_module(symbols: SymbolMap, dotted: str, importer: str = "") -> bool:
    """Whether a dotted name is a module, seen from the file `importer`.

    Of the standard library when its file is, or was, there (nothing is imported); of another package when some file of
    the repository imports it in a way that only a module can be: `import a.b`, `from a.b import c`.
    """
    memo: dict[tuple[str, str], bool] = symbols.snapshot.memo.setdefault("known modules", {})
    key = (dotted, importer.rpartition("/")[0])  # all files of a folder see the same
    if key not in memo:
        memo[key] = _is_module(symbols, dotted, importer)
    return memo[key]


def _is_module(symbols: SymbolMap, dotted: str, importer: str) -> bool:
    modules = layout(symbols)
    if modules.find(dotted, importer) is not None or modules.is_namespace(dotted, importer):
        return True
    first = dotted.partition(".")[0]
    if first in STANDARD_MODULES:
        return dotted == first or dotted in _WITHOUT_FILE or is_within(dotted) or _has_file(dotted)
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("imported modules", {})
    if dotted not in memo:
        memo[dotted] = _is_imported(symbols, dotted)
    return memo[dotted]


def _has_file(dotted: str) -> bool:
    stem = Path(sysconfig.get_paths()["stdlib"], *dotted.split("."))
    return stem.with_name(f"{stem.name}.py").is_file() or (stem / "__init__.py").is_file()


def _is_imported(symbols: SymbolMap, dotted: str) -> bool:
    needle, statement = dotted.encode(), _importing(dotted)
    files = symbols.snapshot.files.values()
    return any(
        needle in file.data and statement.search(file.data) for file in files if file.language == "python"
    )


@lru_cache(512)
def _importing(dotted: str) -> re.Pattern[bytes]:
    """A statement that imports a module, or something of it."""
    module = re.escape(dotted.encode())
    return re.compile(
        rb"^[ \t]*(?:from[ \t]+%b(?:\.[\w.]+)?[ \t]+import\b|import[ \t]+(?:[\w., \t]+,[ \t]*)?%b(?![\w]))"
        % (module, module),
        re.MULTILINE,
    )

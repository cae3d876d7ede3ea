"""Modules that put an object in their own place: `sys.modules[__name__] = Settings()`. Who imports one gets that.
https://docs.python.org/3/reference/import.html#the-module-cache"""

from __future__ import annotations

import re

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import SymbolMap

_REPLACED = lazy_pattern(
    rb"^sys\.modules\[[ \t]*__name__[ \t]*\][ \t]*=(?!=)[ \t]*([\w.]+)(\()?", re.MULTILINE
)


def put_in_its_place(symbols: SymbolMap, path: str) -> tuple[str, int]:
    """What a module puts there, as a dotted expression, called where it is, and where that stands; "" for nothing."""
    memo: dict[str, tuple[str, int]] = symbols.snapshot.memo.setdefault("put in its own place", {})
    if path not in memo:
        utf8 = symbols.snapshot.files[path].text.utf8
        found = _REPLACED.search(utf8) if b"sys.modules" in utf8 else None
        text = found[1].decode("utf-8", "replace") + ("()" if found[2] else "") if found is not None else ""
        memo[path] = (text, found.start() if found is not None else 0)
    return memo[path]

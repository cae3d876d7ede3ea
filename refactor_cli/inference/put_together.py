"""Names that code puts together and asks objects for: `getattr(self, f"visit_{kind}")`, also by a variable."""

from __future__ import annotations

import re

from refactor_cli.occurrences.joined import files_naming
from refactor_cli.symbols import SymbolMap

# a `getattr` by a name that is no text
_COMPUTED = re.compile(
    rb"getattr\((?:[^,()\n]|\([^()\n]{0,80}\)){1,80},(?![ \t\r\n]*[rRuU]?(?:\"\w*\"|'\w*')[ \t\r\n]*[,)])"
)
# `f"visit_{kind}"`, `"visit_" + kind`, `"visit_%s" % kind`
_BEGINNING = re.compile(rb"[\"'](\w+)(?:[{%]|[\"'][ \t]*[+%])")


def is_put_together(symbols: SymbolMap, name: str) -> bool:
    """Whether a file that asks for attributes by computed names puts together names that begin like this one."""
    memo: dict[str, tuple[bytes, ...]] = symbols.snapshot.memo
    key = "beginnings of computed names"
    if key not in memo:
        texts = (symbols.snapshot.files[path].text.utf8 for path in files_naming(symbols, "getattr"))
        found = {each for text in texts if _COMPUTED.search(text) for each in _BEGINNING.findall(text)}
        memo[key] = tuple(found)
    return name.encode().startswith(memo[key])

"""Variables that are bound to literals alone."""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.resolution.scopes import qualified_name
from refactor_cli.symbols import SymbolMap

LITERAL_STARTS = (b"'", b'"', b"[", b"{", b"lambda", b"None", b"True", b"False")


def is_plain_variable(symbols: SymbolMap, symbol: Symbol) -> bool:
    """Whether an attribute of a class or a module is bound to a literal only, so that it is no function or class."""
    file_map = symbols.map(symbol.path or "")
    if file_map is None:
        return False
    name = last_part(symbol.name)
    text = symbols.snapshot.files[symbol.path or ""].text.utf8
    found = False
    for binding in file_map.named.get(name, ()):
        if qualified_name(file_map, binding.scope, name) != symbol.name:
            continue
        right = text[binding.span.end : binding.statement.end].lstrip(b" \t:=")
        if binding.kind != "assign" or not (right.startswith(LITERAL_STARTS) or right[:1].isdigit()):
            return False
        found = True
    return found

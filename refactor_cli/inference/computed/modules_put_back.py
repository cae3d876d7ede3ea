"""What a file puts back into `sys.modules`: the module that it took from there, or that it imported under that name.

`saved = sys.modules.pop("tree", None)`, …, `sys.modules["tree"] = saved` leaves the name what it was, and so does
`None`, with which importing it fails. https://docs.python.org/3/reference/import.html#the-module-cache
"""

from __future__ import annotations

import re

from refactor_cli.data import Binding
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import SymbolMap

_END = rb"[ \t]*(?:#[^\n]*)?(?:[;\r\n]|\Z)"
_VALUE = lazy_pattern(rb"[ \t]*([A-Za-z_]\w*)" + _END)
_TAKEN = (
    rb"(?:sys\.modules(?:\[|\.(?:pop|get)\()|(?:importlib\.)?import_module\()"
    rb"[ \t]*[\"']%b[\"'][ \t]*(?:,[ \t]*None[ \t]*)?[\])]"
)
_MOST_NAMES = 8


def is_put_back(symbols: SymbolMap, path: str, dotted: str, start: int) -> bool:
    """Whether what is assigned to the key `dotted` of `sys.modules`, from byte `start` on, is that module or `None`."""
    found = _VALUE.match(symbols.snapshot.files[path].text.utf8, start)
    if found is None:
        return False
    return found[1] == b"None" or _is_module(symbols, path, dotted, found[1].decode(), frozenset())


def _is_module(symbols: SymbolMap, path: str, dotted: str, name: str, within: frozenset[str]) -> bool:
    """Whether a name is nothing but that module, wherever the file binds it."""
    file_map = symbols.map(path)
    bound = file_map.named.get(name, ()) if file_map is not None else ()
    if not bound or len(within) > _MOST_NAMES:
        return False
    others = within | {name}
    return all(
        (each.kind == "assign" and _is_taken(symbols, path, dotted, each))
        or (each.kind == "import" and each.module == dotted and each.name != dotted.partition(".")[0])
        or (each.value in others)
        or (each.value.isidentifier() and _is_module(symbols, path, dotted, each.value, others))
        for each in bound
    )


def _is_taken(symbols: SymbolMap, path: str, dotted: str, binding: Binding) -> bool:
    text = symbols.snapshot.files[path].text.utf8[slice(*binding.statement)]
    taken = re.escape(binding.name.encode()) + rb"[ \t]*=[ \t]*" + _TAKEN % re.escape(dotted.encode()) + _END
    return re.fullmatch(taken, text) is not None

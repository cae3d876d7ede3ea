"""Where a member of a class of the repository is named by way of the class, or of an object of it."""

from __future__ import annotations

from refactor_cli.data import Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import Lookup, evaluate, is_subclass, scope_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_BY_STRING = frozenset({"getattr", "hasattr", "setattr", "delattr"})


def member_named(symbols: SymbolMap, usage: Usage) -> str:
    """The first place, as `path:line`, where the member that is defined at `usage` is named by its class, one that is
    derived from it, or an object that is known to be one; "" when there is none."""
    own = symbols.map(usage.path)
    bodies = (each for each in own.definitions if each.body == usage.scope) if own is not None else ()
    cls = next((Symbol(usage.path, each.qualname) for each in bodies if each.kind == "class"), None)
    name = last_part(usage.target)
    for path in python_files_with(symbols.snapshot, name) if cls is not None else ():
        file_map, look = symbols.map(path), Lookup(symbols)
        for found in occurrences_in(symbols, path, name) if file_map is not None else ():
            is_string = found.place == "string" and found.callee in _BY_STRING
            before = found.first_argument if is_string else found.receiver
            if not before or not (is_string or found.place == "attribute"):
                continue
            assert file_map is not None
            start = found.span.start
            values = evaluate(look, path, scope_at(file_map, start), before, start).values
            classes = (
                each.type or (each.symbol if each.kind in ("class", "super") else None) for each in values
            )
            if any(
                each is not None and cls is not None and is_subclass(symbols, each, cls) for each in classes
            ):
                line = symbols.snapshot.files[path].text.utf8.count(b"\n", 0, start) + 1
                return f"{path}:{line}"
    return ""

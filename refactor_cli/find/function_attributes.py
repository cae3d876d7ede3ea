"""An attribute of a function -> whether anything gives it one of that name: functions have few by themselves."""

from __future__ import annotations

import re
from types import FunctionType

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.members.assignment_places import files_assigning, files_giving_by_text
from refactor_cli.resolution import Found, Lookup, Value, definitions_of, resolve_absolute
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_OWN = frozenset(dir(FunctionType))


def lacks_attribute(symbols: SymbolMap, attribute: Symbol) -> bool:
    """Whether a function of the repository surely has no such attribute: nothing writes it, and nothing gives one of
    that name to anything but `self`."""
    owner, _, last = attribute.name.rpartition(".")
    definitions = definitions_of(Lookup(symbols), Symbol(attribute.path, owner))
    if last in _OWN or not definitions or any(each.kind != "function" for each in definitions):
        return False
    if _is_written(symbols, owner, last) or files_giving_by_text(symbols, last):
        return False
    given = re.compile(rb"(?<!\bself)(?<!\bcls)\.%b[ \t]*=(?!=)" % re.escape(last.encode()))
    files = symbols.snapshot.files
    return not any(given.search(files[path].data) for path in files_assigning(symbols, last))


def of_decorated(symbols: SymbolMap, dotted: str) -> Found | None:
    """What a decorator gives a function, as `functools.cache` gives it `cache_clear`, where the repository uses it."""
    owner, _, last = dotted.rpartition(".")
    look = Lookup(symbols)
    for value in resolve_absolute(symbols, owner).values if owner else ():
        is_decorated = any(
            each.kind == "function" and each.decorators for each in definitions_of(look, value.symbol)
        )
        if is_decorated and _is_written(symbols, value.symbol.name, last):
            symbol = Symbol(value.symbol.path, f"{value.symbol.name}.{last}")
            return Found(frozenset((symbol,)), True, values=frozenset((Value(symbol, "variable"),)))
    return None


def _is_written(symbols: SymbolMap, function: str, attribute: str) -> bool:
    """Whether a file has `function.attribute`."""
    name = last_part(function)
    written = re.compile(rb"\b%b\s*\.\s*%b\b" % (re.escape(name.encode()), re.escape(attribute.encode())))
    files = symbols.snapshot.files
    return any(written.search(files[path].data) for path in python_files_with(symbols.snapshot, attribute))

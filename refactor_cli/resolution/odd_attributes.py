"""Classes whose objects do not have under a name what was put there: they decide it when they are asked, or given it.
https://docs.python.org/3/reference/datamodel.html#customizing-attribute-access"""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.resolution.definitions import definitions_of
from refactor_cli.resolution.names import mro
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_ASKED = "__getattribute__"
_GIVEN = "__setattr__"
# what is put there in the end
_PUT = re.compile(
    rb"__setattr__\([^()]*,[ \t\r\n]*([^,()]*|[^,()]*\(.*\))[ \t\r\n]*\)|\][ \t]*=(?!=)[ \t]*([^\r\n#]*)"
)


def decides_what_it_has(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether the class, or a base of it here, has a `__getattribute__` of its own."""
    return any(True for _ in _methods(symbols, cls, _ASKED))


def changes_what_it_is_given(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether it has a `__setattr__` that puts something else there than what it is given."""
    return any(_puts_another(symbols, each) for each in _methods(symbols, cls, _GIVEN))


def _methods(symbols: SymbolMap, cls: Symbol, name: str) -> tuple[Symbol, ...]:
    memo: dict[tuple[Symbol, str], tuple[Symbol, ...]] = symbols.snapshot.memo.setdefault(
        "odd attributes", {}
    )
    key = (cls, name)
    if key not in memo:
        files = python_files_with(symbols.snapshot, name)
        order = mro(symbols, cls) if files else ()
        methods = (Symbol(each.path, f"{each.name}.{name}") for each in order if each.path in files)
        memo[key] = tuple(each for each in methods if definitions_of(Lookup(symbols), each))
    return memo[key]


def _puts_another(symbols: SymbolMap, method: Symbol) -> bool:
    utf8 = symbols.snapshot.files[method.path or ""].text.utf8
    for each in definitions_of(Lookup(symbols), method):
        given = each.parameters[2].name.encode() if len(each.parameters) > 2 else b""
        body = utf8[each.span.start : each.span.end]
        if re.search(rb"(?<![\w.])%b[ \t]*=(?!=)" % re.escape(given), body):
            return True
        put = [(found[1] or found[2] or b"").strip() for found in _PUT.finditer(body)]
        if any(one != given for one in put):
            return True
    return False

"""Members that code takes out of a class again: `del Cart.total`, `delattr(Cart, "total")`. What an object has then is
what a base has. https://docs.python.org/3/reference/simple_stmts.html#the-del-statement"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Symbol
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.index import files_of

# what is taken out of an object by its own methods says nothing of its class
_OF = rb"(?<![\w.])(?!self\b)([A-Za-z_]\w*(?:\.\w+)*)"
_DELETED = lazy_pattern(
    rb"del(?:[ \t(]+(?:[^\n;#]*,[ \t]*)?%b\.(\w+)"
    rb"|attr\([ \t\r\n]*%b[ \t\r\n]*,[ \t\r\n]*(?:[\"'](\w+)[\"']|[A-Za-z_]))" % (_OF, _OF)
)
# what begins such a statement: to search for the word alone would stop at every `model`
_BEGIN = (b" del ", b"\ndel ", b" delattr(", b"\ndelattr(")
# a class by any name: in a decorator, or a method that gets the class
_ANY = frozenset({"cls", "klass", "owner"})


def may_be_deleted(symbols: SymbolMap, cls: Symbol, name: str) -> bool:
    """Whether code takes a member of this name, or of one that it computes, out of what is called as the class is; or
    one of this name out of what may be any class."""
    deleted = _deleted(symbols)
    if not deleted:
        return False
    own = cls.name.rpartition(".")[2]
    of, of_any = (deleted.get(each, set[str]()) for each in (name, ""))
    return own in of or own in of_any or not _ANY.isdisjoint(of)


def _deleted(symbols: SymbolMap) -> dict[str, set[str]]:
    """The names that are taken out of something ("": of computed ones), each with what that is called."""
    memo: dict[str, set[str]] | None = symbols.snapshot.memo.get("members deleted")
    if memo is None:
        memo = symbols.snapshot.memo["members deleted"] = {}
        for file in files_of(symbols.snapshot.own, "python").values():
            for found in _statements(file.data):
                of, name = (found[1], found[2]) if found[1] is not None else (found[3], found[4] or b"")
                memo.setdefault(name.decode(), set()).add(of.decode().rpartition(".")[2])
    return memo


def _statements(data: bytes) -> Iterator[re.Match[bytes]]:
    for begin in _BEGIN:
        at = data.find(begin)
        while at >= 0:
            if found := _DELETED.match(data, at + 1):
                yield found
            at = data.find(begin, at + 1)

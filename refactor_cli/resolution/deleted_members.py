"""Members that code takes out of a class again: `del Cart.total`, `delattr(Cart, "total")`. What an object has then is
what a base has. https://docs.python.org/3/reference/simple_stmts.html#the-del-statement"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

# what is taken out of an object by its own methods says nothing of its class
_OF = (
    rb"(?<![\w.\])])(type\([^()\n]*\)|self\.__class__|[A-Za-z_]\w*\[[^\]\n]*\]"
    rb"|(?!self\b)[A-Za-z_]\w*(?:\.\w+)*)"
)
_MEMBER = lazy_pattern(rb"%b\.(\w+)(?![\w.\[(])" % _OF)
_STATEMENT = lazy_pattern(rb"del[ \t(]+([^\n;#]*)")
_CALL = lazy_pattern(
    rb"(?:__)?delattr(?:__)?\([ \t\r\n]*(?:%b[ \t\r\n]*,[ \t\r\n]*(?:[\"'](\w+)[\"']|[A-Za-z_])"
    rb"|[\"']([\w.]+)\.(\w+)[\"'])" % _OF
)
# how such a statement begins, and how a call: to search for the word alone would stop at every `model`
_BEGIN = (b" del ", b"\ndel ", b"\tdel ")
_CALLED = (b" delattr(", b"\ndelattr(", b"\tdelattr(", b".delattr(", b"__delattr__(")
# the words in them: which files have these is known from one run to the next
_WORDS = ("del", "delattr", "__delattr__")
_ANY = ""
"""What may be any class."""


def may_be_deleted(symbols: SymbolMap, cls: Symbol, name: str) -> bool:
    """Whether code takes a member of this name, or of one that it computes, out of what is called as the class is; or
    one of this name out of what may be any class: a variable's, or what has the name of no class."""
    deleted = _deleted(symbols)
    if not deleted:
        return False
    own = last_part(cls.name)
    of, of_computed = (deleted.get(each, set[str]()) for each in (name, ""))
    return own in of or own in of_computed or any(not each or not _is_class(symbols, each) for each in of)


def _is_class(symbols: SymbolMap, name: str) -> bool:
    """Whether a class of the repository has a name, which none has by an import or as a variable."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("names of classes", {})
    if name not in memo:
        header, files = re.compile(rb"\bclass[ \t]+%b\b" % re.escape(name.encode())), symbols.snapshot.files
        memo[name] = any(
            header.search(files[path].data) for path in python_files_with(symbols.snapshot, name)
        )
    return memo[name]


def _deleted(symbols: SymbolMap) -> dict[str, set[str]]:
    """The names that are taken out of something ("": of computed ones), each with what that is called."""
    memo: dict[str, set[str]] | None = symbols.snapshot.memo.get("members deleted")
    if memo is None:
        memo = symbols.snapshot.memo["members deleted"] = {}
        for path in {path for word in _WORDS for path in python_files_with(symbols.snapshot, word)}:
            data = symbols.snapshot.files[path].data
            for of, name in (*_by_statements(data), *_by_calls(data)):
                memo.setdefault(name.decode(), set()).add(_called(of.decode()))
    return memo


def _called(of: str) -> str:
    """By what name a class is meant; a variable may hold any."""
    last = last_part(of)
    is_variable = not last.isidentifier() or last.startswith("__") or last.lstrip("_")[:1].islower()
    return _ANY if is_variable else last


def _by_statements(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    for at in _places(data, _BEGIN):
        if statement := _STATEMENT.match(data, at):
            yield from _MEMBER.findall(statement[1])


def _by_calls(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    for at in _places(data, _CALLED):
        if found := _CALL.match(data, at):
            yield found[1] or found[3], found[2] or found[4] or b""


def _places(data: bytes, begins: tuple[bytes, ...]) -> Iterator[int]:
    """Where the word stands in what begins so."""
    for begin in begins:
        at = data.find(begin)
        while at >= 0:
            yield at + (0 if begin.startswith(b"__") else 1)
            at = data.find(begin, at + 1)

"""Whether other files take a name from a module that they compute, or by a computed name: `taken_indirectly`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from refactor_cli.data import SourceFile
from refactor_cli.dotted import last_part
from refactor_cli.imports.module_files import imported_modules
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import module_names, resolve_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words.files import python_files_with

_MODULE = rb"(?:modules\s*\[|(?:import_module|__import__|importorskip|reload)\s*\()"
# begins with a literal, which is searched for much faster
_RENAMED = lazy_pattern(rb"as(?<=\sas)\s+(\w+)")
_OLD_NAME = lazy_pattern(rb"(\w+)\s+\Z")
_FAR = 200  # bytes
_GIVEN = lazy_pattern(rb"(?<![\w.])([\w.]+)\s*(?::[^=\n]*)?:?=\s*(?:\w+\.)*%b" % _MODULE)
# whom a file asks for what it computes, and what that is
_COMPUTED = lazy_pattern(
    rb"attr\((?<=[gs]etattr\(|hasattr\(|delattr\()\s*((?:[^,()\n]|\([^()\n]*\))+?)\s*,"
    rb"\s*((?:[^,()\n]|\([^()\n]*\))*)"
)
_LITERAL = lazy_pattern(r"""([fF]?)("[^"\n]*"|'[^'\n]*')""")
_PLACEHOLDER = lazy_pattern(r"%\w|\{[^{}]*\}")
# one of these stands in each file that takes a name by the rest: most have none, and are not searched
_CALLED = (b"modules[", b"import_module(", b"__import__(", b"importorskip(", b"reload(")
_BY_PATH = (b"patch", b"attr", b"import_string", b"import_object", b"resolve_name", b"locate(")
_GETTERS = (b"attrgetter(", b"methodcaller(")

Way: TypeAlias = Literal["of any", "of a named one"]


class Asking(NamedTuple):
    """`getattr(owner, …)` in a file with a name that is like `pattern`; `start`: where the owner stands."""

    path: str
    owner: str
    start: int
    pattern: str


def taken_indirectly(symbols: SymbolMap, path: str, name: str) -> str:
    """The path of another file that takes the module-level name `name` by `sys.modules["a.b"].name`,
    `attrgetter("name")(b)`, `patch(f"{MODULE}.name")` or `getattr(b, computed)`; "" when none does."""
    for other, way in _taking(symbols, name).items():
        if other != path and _may_mean(symbols, symbols.snapshot.files[other], path, way):
            return other
    names, askings = module_names(symbols, path), _askings(symbols)
    last = last_part(names[0]) if names else ""
    asked: list[Asking] = [*askings.get(last, []), *(askings.get("", []) if last else [])]
    for each in asked:
        if each.path != path and re.fullmatch(each.pattern, name) and _is_asked(symbols, each, path):
            return each.path
    return ""


def _taking(symbols: SymbolMap, name: str) -> dict[str, Way]:
    """The files that take a name so, of whatever module."""
    memo: dict[str, dict[str, Way]] = symbols.snapshot.memo.setdefault("names taken indirectly", {})
    if name not in memo:
        files, escaped = symbols.snapshot.files, re.escape(name.encode())
        ways = (
            (path, _way(files[path].text.utf8, escaped)) for path in python_files_with(symbols.snapshot, name)
        )
        memo[name] = {path: way for path, way in ways if way is not None}
    return memo[name]


def _way(utf8: bytes, name: bytes) -> Way | None:
    """How a file takes a name, if it does; of several ways the one that may mean more modules."""
    if _takes_by_path(utf8, name):
        return "of any"
    if not any(each in utf8 for each in _CALLED) or not re.search(rb"\.\s*%b\b" % name, utf8):
        return None
    inside = rb"(?:[^\n()\[\]]|[(\[][^\n()\[\]]*[)\]]){0,200}"
    owners = {re.escape(match[1]) for match in _GIVEN.finditer(utf8)}
    forms = [rb"%b%b[\])]" % (_MODULE, inside), *(rb"(?<![\w.])%b" % owner for owner in owners)]
    return (
        "of a named one"
        if any(re.search(rb"%b\s*\.\s*%b\b" % (form, name), utf8) for form in forms)
        else None
    )


def _takes_by_path(utf8: bytes, name: bytes) -> bool:
    if any(each in utf8 for each in _GETTERS):
        if re.search(rb"(?:attrgetter|methodcaller)\([^()]{0,300}[\"'.]%b\b" % name, utf8):
            return True
    if not re.search(rb"%b[\"'](?<=[.\"']%b.)" % (name, name), utf8):
        return False
    forms = rb"(?:\}|%%s)\.%b[\"']|\+\s*[\"']\.?%b[\"']|\.join\([(\[]?[^()\[\]]{0,300}[\"']%b[\"']" % (
        (name,) * 3
    )
    return any(each in utf8 for each in _BY_PATH) and re.search(forms, utf8) is not None


def _may_mean(symbols: SymbolMap, file: SourceFile, module_path: str, way: Way) -> bool:
    """Whether a file has a module's name or the end of it in quotes, or imports it, and may ask that for its name."""
    if symbols.map(file.path) is None:
        return False
    by_import = way == "of any" or b"__name__" in file.text.utf8
    if by_import and module_path in imported_modules(symbols, file.path):
        return True
    names = [re.escape(each.encode()) for each in module_names(symbols, module_path)]
    ends = {each.rpartition(rb"\.")[2] for each in names}
    quoted = rb"[\"'](?:%b)[.:\"']|\.(?:%b)\.?[\"']" % (b"|".join(names), b"|".join(sorted(ends)))
    return bool(names) and re.search(quoted, file.text.utf8) is not None


def _askings(symbols: SymbolMap) -> dict[str, list[Asking]]:
    """What is asked for computed names in all files, by the last word of its name, and under "" what has none."""
    memo = symbols.snapshot.memo
    if "asked for computed names" not in memo:
        found = memo["asked for computed names"] = dict[str, list[Asking]]()
        for file in symbols.snapshot.files.values():
            if file.language == "python" and b"attr(" in file.data:
                for word, each in _askings_in(file):
                    found.setdefault(word, []).append(each)
    askings: dict[str, list[Asking]] = memo["asked for computed names"]
    return askings


def _askings_in(file: SourceFile) -> Iterator[tuple[str, Asking]]:
    utf8 = file.text.utf8
    renamed: dict[bytes, set[bytes]] | None = None
    for match in _COMPUTED.finditer(utf8):
        source, pattern = (
            match[1].strip().decode("utf-8", "replace"),
            _pattern(match[2].decode("utf-8", "replace")),
        )
        if not pattern:
            continue
        asking = Asking(file.path, source, match.start(1), pattern)
        if not DOTTED_NAME.match(asking.owner):
            yield "", asking
            continue
        word = last_part(asking.owner).encode()
        if renamed is None:
            renamed = _renamed(utf8)
        for each in {word, *renamed.get(word, ())}:
            yield each.decode("utf-8", "replace"), asking


def _renamed(utf8: bytes) -> dict[bytes, set[bytes]]:
    """What a file calls otherwise, by the new name."""
    found: dict[bytes, set[bytes]] = {}
    for match in _RENAMED.finditer(utf8):
        old = _OLD_NAME.search(utf8, max(0, match.start() - _FAR), match.start())
        if old is not None:
            found.setdefault(match[1], set()).add(old[1])
    return found


def _pattern(source: str) -> str:
    """What computed names are like: `"make_" + x`, `f"{x}_view"`, `"%sAtom" % x`; "" for a name that is written out."""
    found = _LITERAL.match(source.strip())
    rest = source.strip()[found.end() :].lstrip() if found is not None else ""
    if found is not None and (not rest or rest.startswith(("%", ".format("))):
        return "" if not rest and not found[1] else _like(found[2])
    return "".join(
        _like(literal[2]) if (literal := _LITERAL.fullmatch(part.strip())) is not None else ".*"
        for part in source.split("+")
    )


def _like(literal: str) -> str:
    return ".*".join(map(re.escape, _PLACEHOLDER.split(literal[1:-1])))


def _is_asked(symbols: SymbolMap, each: Asking, module_path: str) -> bool:
    """Whether what is asked is the module."""
    if not DOTTED_NAME.match(each.owner):
        names = module_names(symbols, module_path)
        return any(f"{quote}{name}{quote}" in each.owner for name in names for quote in "\"'")
    found = resolve_at(symbols, each.path, each.owner, each.start)
    known = found.symbols if found is not None else ()
    return any(symbol.path == module_path and not symbol.name for symbol in known)

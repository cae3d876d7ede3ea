"""Whether what is seen is all there is: every call of a function, every assignment to an attribute.

What a repository does not show is code of others that uses it. Within it, a function that is only ever called is given
what these calls pass, and an attribute that only the methods of its class assign to is what they give it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Span, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.decorators import is_decorated_anyhow
from refactor_cli.inference.families import defining, is_standard_name
from refactor_cli.inference.stand_ins import every_heir
from refactor_cli.occurrences.joined import files_naming
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, is_subclass, mro
from refactor_cli.resolution.definitions import class_of_body, definition_of_body
from refactor_cli.resolution.scopes import scope_at
from refactor_cli.words.files import files_with

if TYPE_CHECKING:
    from refactor_cli.inference.callers import Call
    from refactor_cli.occurrences.values import Occurrence

EVERY_CALLER = "every-caller"
EVERY_ASSIGNMENT = "every-assignment"
_MOST_FILES = 60
_OBJECT = Symbol(None, "builtins.object")
# texts for people; what else holds a name may be what a program reads it from
_FOR_PEOPLE = (".py", ".pyi", ".rst", ".md", ".txt", ".po", ".pot")
_DISPATCH = re.compile(rb"getattr\([^,()\n]{1,80},[ \t\r\n]*[rRuUfF]{0,2}[\"'](\w+)[^\w\"']?")
_TESTED = re.compile(
    rb"isinstance\([^()\n]{1,80},[ \t]*\(?(?:[\w.]+,[ \t]*)*\Z|except[ \t]+\(?(?:[\w.]+,[ \t]*)*\Z"
)
# how the body of a class makes objects without naming it
_MAKES_OWN = re.compile(rb"\bcls\(|__class__\(|type\(self\)\(|__new__|__reduce|__setstate__|\bcls\b[,)]")
_FILLS = re.compile(rb"__dict__|setattr\([ \t]*self|__setattr__|\bvars\(|__setstate__|__slots__")


def has_every_caller(ask: Ask, symbol: Symbol, function: Definition, calls: Sequence[Call]) -> bool:
    """Whether the calls are all that the repository does with a function."""
    memo: dict[Symbol, bool] = ask.symbols.snapshot.memo.setdefault("every caller", {})
    if symbol not in memo:
        memo[symbol] = bool(calls) and _has_every(ask, symbol, function, calls)
    return memo[symbol]


def _has_every(ask: Ask, symbol: Symbol, function: Definition, calls: Sequence[Call]) -> bool:
    if len(definitions_of(ask.look, symbol)) != 1 or is_decorated_anyhow(ask, symbol):
        return False
    owner, _, name = symbol.name.rpartition(".")
    cls = class_of_body(ask.look, symbol.path or "", function.scope)
    if cls is None:
        return not name.startswith("__") and _only_called(ask, symbol, name, calls)
    if not _is_of_its_own(ask, cls):
        return False
    if name == "__init__":
        return _is_only_made(ask, cls, calls)
    if name.startswith("__") or defining(ask, name) != {cls} or _is_dispatched(ask, name):
        return False
    return owner == cls.name and _only_called(ask, symbol, name, calls)


def _is_of_its_own(ask: Ask, cls: Symbol) -> bool:
    """Whether no base from elsewhere calls the methods of a class."""
    return len(definitions_of(ask.look, cls)) == 1 and all(
        each.path is not None or each == _OBJECT for each in mro(ask.symbols, cls)
    )


def _only_called(ask: Ask, symbol: Symbol, name: str, calls: Sequence[Call]) -> bool:
    return _is_for_code(ask, name) and all(
        _is_seen(each, path, {(call.path, call.span) for call in calls}) or _is_own(ask, symbol, path, each)
        for path in files_naming(ask.symbols, name)
        for each in occurrences_in(ask.symbols, path, name)
    )


def _is_seen(found: Occurrence, path: str, calls: set[tuple[str, Span]]) -> bool:
    """Whether an occurrence gives nobody the function: a call that is known, an import under its name, a text."""
    if found.is_given or found.place == "string":
        return False
    if found.place in ("imported", "text"):
        return True
    return found.role == "call" and found.call is not None and (path, found.call) in calls


def _is_own(ask: Ask, symbol: Symbol, path: str, found: Occurrence) -> bool:
    """Whether it is the name of the definition itself."""
    spans = {each.name_span for each in definitions_of(ask.look, symbol)}
    return path == symbol.path and found.place == "definition" and found.span in spans


def _is_for_code(ask: Ask, name: str) -> bool:
    """Whether the name stands in code and texts for people alone, in a bounded number of files."""
    if len(files_naming(ask.symbols, name)) > _MOST_FILES:
        return False
    return all(path.endswith(_FOR_PEOPLE) for path in files_with(ask.symbols.snapshot, name))


def _is_dispatched(ask: Ask, name: str) -> bool:
    """Whether a computed `getattr` asks for names that begin so."""
    memo: dict[str, frozenset[str]] = ask.symbols.snapshot.memo
    key = "prefixes of getattr"
    if key not in memo:
        files = ask.symbols.snapshot.files
        memo[key] = frozenset(
            found.decode()
            for path in files_naming(ask.symbols, "getattr")
            for found in _DISPATCH.findall(files[path].data)
        )
    return any(name.startswith(prefix) for prefix in memo[key])


def _is_only_made(ask: Ask, cls: Symbol, calls: Sequence[Call]) -> bool:
    """Whether a class is only ever called, by its name, and nothing derives from it."""
    name, path = cls.name.rpartition(".")[2], cls.path or ""
    (definition,) = definitions_of(ask.look, cls)
    files = ask.symbols.snapshot.files
    if every_heir(ask.symbols, cls) != [] or definition.decorators or not _is_for_code(ask, name):
        return False
    if _MAKES_OWN.search(files[path].text.utf8, *definition.span):
        return False
    seen = {(call.path, call.span) for call in calls}
    return all(
        _is_seen(each, file, seen)
        or _is_own(ask, cls, file, each)
        or (each.role == "reference" and not each.is_given and _is_looked_at(files[file].text.utf8, each))
        for file in files_naming(ask.symbols, name)
        for each in occurrences_in(ask.symbols, file, name)
    )


def _is_looked_at(utf8: bytes, found: Occurrence) -> bool:
    """Whether a class is only tested for, or asked for something of it."""
    if found.place not in ("name", "attribute"):
        return False
    after = utf8[found.span.end : found.span.end + 2]
    before = utf8[max(found.expression.start - 200, 0) : found.expression.start]
    return (after[:1] == b"." and after[1:].isalpha()) or _TESTED.search(before) is not None


def has_every_assignment(ask: Ask, cls: Symbol, name: str, is_own: bool) -> bool:
    """Whether only the methods of a class and its bases assign to an attribute of its objects. `is_own`: these may be
    objects of subclasses."""
    memo: dict[tuple[Symbol, str, bool], bool] = ask.symbols.snapshot.memo.setdefault("every assignment", {})
    if (cls, name, is_own) not in memo:
        memo[cls, name, is_own] = _is_assigned_here_alone(ask, cls, name, is_own)
    return memo[cls, name, is_own]


def _is_assigned_here_alone(ask: Ask, cls: Symbol, name: str, is_own: bool) -> bool:
    order = mro(ask.symbols, cls)
    if any(each.path is None and each != _OBJECT for each in order) and (
        is_standard_name(name) or any(each.path is None and not _is_standard(each) for each in order)
    ):
        return False
    files = ask.symbols.snapshot.files
    for each in order:
        for definition in definitions_of(ask.look, each):
            if _FILLS.search(files[each.path or ""].text.utf8, *definition.span):
                return False
    if is_own and any(is_subclass(ask.symbols, each, cls) and each != cls for each in defining(ask, name)):
        return False
    word = re.escape(name.encode())
    given = re.compile(
        rb"(\w+|[\])])[ \t]*\.[ \t]*%b[ \t]*"
        rb"(?:=(?!=)|:[^\n=]{1,80}=(?!=)|[-+*/|&^%%]{1,2}="
        rb"|[)\]]{0,9}[ \t]*,[^\n]{0,200}[^=!<>\n]=(?!=)|[)\]]{1,9}[ \t]*=(?!=))"
        rb"|[\"']%b[\"']|\b(?:as|for|del)[ \t]+[\w.]+\.%b\b" % (word, word, word)
    )
    for path in files_naming(ask.symbols, name):
        utf8 = files[path].text.utf8
        for found in given.finditer(utf8):
            owner = _class_of_self(ask, path, found.start(1), found[1]) if found[1] else None
            if owner is None:
                return False
            if is_own and owner != cls and is_subclass(ask.symbols, owner, cls):
                return False
            if owner not in order and not is_own and is_subclass(ask.symbols, cls, owner):
                return False
    return True


def _is_standard(cls: Symbol) -> bool:
    return bool(cls.name) and cls.name.partition(".")[0] in sys.stdlib_module_names


def _class_of_self(ask: Ask, path: str, at: int, receiver: bytes) -> Symbol | None:
    """The class of which a name at a place is the `self`, None when it is no such name."""
    file_map = ask.symbols.map(path)
    scope = scope_at(file_map, at) if file_map is not None else 0
    while file_map is not None and scope > 0:
        method = definition_of_body(ask.look, path, scope)
        if method is not None and file_map.scopes[method.scope].kind == "class":
            first = method.parameters[0].name if method.parameters else ""
            is_self = first.encode() == receiver and "staticmethod" not in method.decorators
            return class_of_body(ask.look, path, method.scope) if is_self else None
        if any(each.scope == scope for each in file_map.named.get(receiver.decode(), ())):
            return None
        scope = file_map.scopes[scope].parent
    return None

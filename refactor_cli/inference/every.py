"""Whether what is seen is all there is: every call of a function, every assignment to an attribute.

What a repository does not show is code of others that uses it. Within it, a function that is only ever called is given
what these calls pass, and an attribute that only the methods of its class assign to is what they give it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, SourceFile, Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.called_names import Call, is_of_another
from refactor_cli.inference.calling.decorators import is_decorated_anyhow, is_written_down
from refactor_cli.inference.classes.own_class import gives_itself
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.classes.taken_classes import is_taken
from refactor_cli.inference.members.made_again import is_made_again
from refactor_cli.inference.members.private_names import is_put_together_for
from refactor_cli.inference.mentions import is_read
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, mro
from refactor_cli.resolution.definitions import class_of_body
from refactor_cli.resolution.scopes import is_private
from refactor_cli.resolution.standard_library import lacks
from refactor_cli.symbols import is_for_people
from refactor_cli.words import offsets
from refactor_cli.words.files import is_in_any, python_files_with
from refactor_cli.words.index import files_of

if TYPE_CHECKING:
    from refactor_cli.occurrences.values import Occurrence

EVERY_CALLER = "every-caller"
_MOST_FILES = 60
_MOST_CALLS = 40
_OBJECT = Symbol(None, "builtins.object")
_CODE = (".py", ".pyi")
_TESTED = re.compile(
    rb"isinstance\([^()\n]{1,80},[ \t]*\(?(?:[\w.]+,[ \t]*)*\Z|except[ \t]+\(?(?:[\w.]+,[ \t]*)*\Z"
)


def more_calls(
    ask: Ask, symbol: Symbol, function: Definition, calls: Sequence[Call]
) -> tuple[Call, ...] | None:
    """The other calls that may reach a function, besides those that are known to: then these are all that the
    repository does with it. None where it does more."""
    if not calls:
        return None
    nothing: tuple[Call, ...] | None = None
    return ask.kept(("more calls", symbol), lambda: _more(ask, symbol, function, calls), nothing, nothing)


def _more(ask: Ask, symbol: Symbol, function: Definition, calls: Sequence[Call]) -> tuple[Call, ...] | None:
    if len(definitions_of(ask.look, symbol)) != 1 or is_decorated_anyhow(ask, symbol):
        return None
    if is_written_down(ask, symbol):
        return None
    owner, _, name = symbol.name.rpartition(".")
    cls = class_of_body(ask.look, symbol.path or "", function.scope)
    if cls is not None and (owner != cls.name or not _is_of_its_own(ask, cls, name)):
        return None
    if cls is not None and name == "__init__":
        return () if _is_only_made(ask, cls, calls) else None
    if name.startswith("__") and (cls is None or not is_private(name)):
        return None
    if (cls is not None and is_put_together_for(ask.symbols, cls, name)) or not _is_for_code(ask, name):
        return None
    is_bound = cls is not None and "staticmethod" not in function.decorators
    known, found = {(call.path, call.span) for call in calls}, list[Call]()
    for path in python_files_with(ask.symbols.snapshot, name):
        if _is_named(ask, path, name):
            return None
        for each in occurrences_in(ask.symbols, path, name):
            if each.role == "call" and each.call is not None and not each.is_given:
                if (path, each.call) in known or is_of_another(ask, path, each, symbol):
                    continue
                found.append(Call(path, each.call, int(is_bound and each.place == "attribute")))
            elif not _gives_nothing(ask, path, each, symbol):
                return None
    return tuple(found) if len(found) <= _MOST_CALLS else None


def _gives_nothing(ask: Ask, path: str, found: Occurrence, symbol: Symbol) -> bool:
    """Whether an occurrence gives nobody the function: a text, an import under its name, or another thing's name."""
    if found.place in ("text", "definition", "binding") or found.context == "__all__":
        return True
    if found.place == "string" or found.role in ("call", "decorator"):
        return False
    if found.place == "imported" and not found.is_given:
        return True
    return found.place in ("name", "attribute") and is_of_another(ask, path, found, symbol)


def _is_named(ask: Ask, path: str, name: str) -> bool:
    """Whether a string of a file holds just the name, and code may take the function by that."""
    utf8, word = ask.symbols.snapshot.files[path].text.utf8, name.encode()
    exported = {
        each.span.start for each in occurrences_in(ask.symbols, path, name) if each.context == "__all__"
    }
    return any(
        utf8[at - 1 : at] in (b'"', b"'")
        and utf8[at - 1 : at] == utf8[at + len(word) : at + len(word) + 1]
        and at not in exported
        and not is_read(utf8, at, at + len(word))
        for at in offsets(utf8, word)
    )


def _is_of_its_own(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether no base from elsewhere calls a method of a class: it has none of that name itself. (A test case calls
    what begins as a test does.)"""
    outside = [each for each in mro(ask.symbols, cls) if each.path is None and each != _OBJECT]
    is_called = (
        name.startswith("test") or name.endswith("__") or any(not lacks(each.name, name) for each in outside)
    )
    return len(definitions_of(ask.look, cls)) == 1 and (not outside or not is_called)


def _is_seen(found: Occurrence, path: str, calls: set[tuple[str, Span]]) -> bool:
    """Whether an occurrence gives nobody the class: a call that is known, an import under its name, a text."""
    if found.place in ("text", "definition") or found.context == "__all__":
        return True
    if found.is_given or found.place == "string":
        return False
    if found.place == "imported":
        return True
    return found.role == "call" and found.call is not None and (path, found.call) in calls


def _is_for_code(ask: Ask, name: str) -> bool:
    """Whether the name stands in code and texts for people alone, in a bounded number of files."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("names for code", {})
    if name not in memo:
        paths = python_files_with(ask.symbols.snapshot, name)
        memo[name] = len(paths) <= _MOST_FILES and not (
            any(_is_read_otherwise(ask, path) for path in paths) or is_in_any(name, _read_otherwise(ask))
        )
    return memo[name]


def _is_read_otherwise(ask: Ask, path: str) -> bool:
    """Whether a file is neither plain code nor a text for people: who knows what reads names from it."""
    return not path.endswith(_CODE) and not is_for_people(ask.symbols, path)


def _read_otherwise(ask: Ask) -> Sequence[SourceFile]:
    """Such files, but for those in Python."""
    memo: dict[str, Sequence[SourceFile]] = ask.symbols.snapshot.memo
    key = "files read otherwise"
    if key not in memo:
        others = files_of(ask.symbols.snapshot.own, "other")
        memo[key] = [file for path, file in others.items() if _is_read_otherwise(ask, path)]
    return memo[key]


def _is_only_made(ask: Ask, cls: Symbol, calls: Sequence[Call]) -> bool:
    """Whether a class, and what derives from it, is only ever called, by its name."""
    heirs = every_heir(ask.symbols, cls)
    if is_made_again(ask, cls):
        return False
    seen = {(call.path, call.span) for call in calls}
    return heirs is not None and all(_is_never_given(ask, each, seen) for each in (cls, *heirs))


def _is_never_given(ask: Ask, cls: Symbol, seen: set[tuple[str, Span]]) -> bool:
    name = last_part(cls.name)
    definitions = definitions_of(ask.look, cls)
    files = ask.symbols.snapshot.files
    if len(definitions) != 1 or definitions[0].decorators or not _is_for_code(ask, name):
        return False
    if is_taken(ask, cls) or gives_itself(ask, cls, seen):
        return False
    return all(
        _is_seen(each, file, seen)
        or (each.role == "base" and not each.is_given)
        or (each.role == "reference" and not each.is_given and _is_looked_at(files[file].text.utf8, each))
        or is_of_another(ask, file, each, cls)
        for file in python_files_with(ask.symbols.snapshot, name)
        for each in occurrences_in(ask.symbols, file, name)
    )


def _is_looked_at(utf8: bytes, found: Occurrence) -> bool:
    """Whether a class is only tested for, or asked for something of it."""
    if found.place not in ("name", "attribute"):
        return False
    after = utf8[found.span.end : found.span.end + 2]
    before = utf8[max(found.expression.start - 200, 0) : found.expression.start]
    return (after[:1] == b"." and after[1:].isalpha()) or _TESTED.search(before) is not None

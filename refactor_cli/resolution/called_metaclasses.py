"""What a metaclass decides of a class that a call of it makes: `Cart = Meta("Cart", (Base,), {"title": ""})`.
https://docs.python.org/3/reference/datamodel.html#customizing-class-creation"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Definition, Symbol
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.class_calls import calls_give_others
from refactor_cli.resolution.definitions import definitions_of
from refactor_cli.resolution.metaclasses import gives_name, metaclasses_of
from refactor_cli.resolution.names import mro
from refactor_cli.resolution.special_names import SPECIAL_NAMES
from refactor_cli.resolution.values import Lookup

_RETURNED = lazy_pattern(rb"\breturn\b[ \t]*\(?[ \t\r\n]*([^\n]*)")
_MADE = rb"(?:super\([^()]*\)|[\w.]+)\.__new__\("
_TOLD = frozenset({"__doc__", "__module__", "__qualname__"})
# a key that is written there changes what the class has under that name alone, if Python does not ask for it by itself
_KEY = rb"[ \t\r\n]*[\"'](?!(?:%b)[\"'])\w+[\"'][ \t\r\n]*" % b"|".join(
    each.encode() for each in sorted(SPECIAL_NAMES - _TOLD)
)
_CHANGED = rb"(?<![\w.])%b[ \t]*(?:[+|]?=(?!=)|\[(?!" + _KEY + rb"\])[^\]]*\][ \t]*=(?!=)"
_FILLED = _CHANGED + rb"|\.(?:update\(|setdefault\((?!" + _KEY + rb",)))"
_REPLACED = _CHANGED + rb")"
# names that are computed: `setattr(cls, name, value)`
_COMPUTED = lazy_pattern(rb"\bsetattr\((?![^,()]+," + _KEY + rb",)")
_DECIDING = ("__new__", "__init__", "mro")


def makes_anew(look: Lookup, metaclass: Symbol) -> bool:
    """Whether a metaclass of the repository may make another class than a call of it says: with other bases or a
    namespace that names nobody can read, or none at all. What it does when that class is called is another matter."""
    memo: dict[Symbol, bool] = look.symbols.snapshot.memo.setdefault("metaclasses that make anew", {})
    if metaclass not in memo:
        files = look.symbols.snapshot.files
        is_itself_made = any(metaclasses_of(look, each) for each in mro(look.symbols, metaclass) if each.path)
        memo[metaclass] = is_itself_made or any(
            name == "mro"
            or _COMPUTED.search(text) is not None
            or (name == "__new__" and _makes_another(text, found))
            for name in _DECIDING
            for each, found in _methods(look, metaclass, name)
            for text in (files[each.path or ""].text.utf8[slice(*found.span)],)
        )
    return memo[metaclass]


def gives_objects_of_others(look: Lookup, metaclass: Symbol) -> bool:
    """Whether calling a class that a metaclass of the repository made may give something else than an object of it."""
    return any(
        calls_give_others(look, each) for each in mro(look.symbols, metaclass) if each.path is not None
    )


def decides_name(look: Lookup, metaclass: Symbol, name: str) -> bool:
    """Whether what a class has under a name may be what its metaclass gives it, or what that has itself: a property of
    the metaclass goes before. https://docs.python.org/3/howto/descriptor.html#invocation-from-a-class"""
    return gives_name(look, metaclass, name) or any(_methods(look, metaclass, name))


def _methods(look: Lookup, metaclass: Symbol, name: str) -> Iterator[tuple[Symbol, Definition]]:
    for each in mro(look.symbols, metaclass):
        for found in definitions_of(look, Symbol(each.path, f"{each.name}.{name}")) if each.path else ():
            yield each, found


def _makes_another(text: bytes, new: Definition) -> bool:
    """Whether a `__new__` changes the bases or the namespace, hands others on, or returns something else."""
    every = [each for each in new.parameters if each.kind != "keyword_only"]
    names = [re.escape(each.name.encode()) for each in every if each.kind.startswith("positional")][:4]
    rest = [re.escape(each.name.encode()) for each in every if each.kind == "var_positional"]
    if len(names) < 4 and not (names and rest):
        return True
    handed = [*names, *(rb"\*" + each for each in rest if len(names) < 4)]
    body = text[text.find(b":", text.find(b")")) :]
    handed_on = rb"__new__\([ \t\r\n]*" + rb"[ \t\r\n]*,[ \t\r\n]*".join(handed) + rb"[ \t\r\n]*[,)]"
    changes = [_REPLACED % each for each in (*names[:1], *names[2:3], *rest)] + [
        _FILLED % each for each in names[3:]
    ]
    return (
        any(re.search(each, body) for each in changes)
        or re.search(handed_on, body) is None
        or not all(_is_made(body, found[1]) for found in _RETURNED.finditer(body))
    )


def _is_made(body: bytes, returned: bytes) -> bool:
    """Whether what is returned is what a base's `__new__` gives, or a name for nothing else."""
    if re.match(_MADE, returned):
        return True
    name = re.match(rb"(\w+)[ \t)]*(?:[#;][^\n]*)?\r?\Z", returned)
    if name is None:
        return False
    given = [*re.finditer(rb"(?<![\w.])%b[ \t]*=(?!=)[ \t]*\(?[ \t\r\n]*" % name[1], body)]
    return bool(given) and all(re.match(_MADE, body[each.end() :]) for each in given)

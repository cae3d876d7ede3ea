"""What metaclasses decide of the classes which they make: members that they give these (`namespace["total"] = total`,
`cls.total = total`, or by a keyword of the class statement), and what their constructors get.
https://docs.python.org/3/reference/datamodel.html#customizing-class-creation"""

from __future__ import annotations

import re
from typing import NamedTuple

from refactor_cli.data import Definition, Symbol
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.class_calls import metaclasses, passes_others
from refactor_cli.resolution.definitions import definitions_of
from refactor_cli.resolution.names import evaluate, mro
from refactor_cli.resolution.values import Lookup

# a key, an attribute, a keyword; what is only asked for or taken out is not given
_GIVEN = (
    rb"\[[\"']NAME[\"']\][ \t]*=(?!=)|[\"']NAME[\"'][ \t]*:|setattr\([^,()]+,[ \t\r\n]*[\"']NAME[\"']"
    rb"|(?<!get)(?<!pop)\([ \t\r\n]*[\"']NAME[\"'][ \t]*,|\.NAME[ \t]*=(?!=)|[(,][ \t\r\n]*NAME[ \t]*=(?!=)"
)
_MAKING = ("__new__", "__init__", "__prepare__")


def metaclasses_of(look: Lookup, cls: Symbol) -> frozenset[Symbol]:
    """The metaclasses of the repository that a class names itself."""
    return frozenset(metaclasses(look, (cls,), evaluate))


def makes_itself(look: Lookup, metaclass: Symbol) -> bool:
    """Whether a metaclass of the repository may make another class than what a call of it says: it has a `__call__`, or
    its `__new__` changes the bases or the namespace, or hands others on."""
    files = look.symbols.snapshot.files
    return any(
        name == "__call__" or _makes_anew(files[each.path].text.utf8[slice(*found.span)], found)
        for each in mro(look.symbols, metaclass)
        if each.path is not None
        for name in ("__new__", "__call__")
        for found in definitions_of(look, Symbol(each.path, f"{each.name}.{name}"))
    )


def _makes_anew(text: bytes, new: Definition) -> bool:
    names = [re.escape(each.name.encode()) for each in new.parameters if each.kind.startswith("positional")]
    if len(names) < 4:
        return True
    handed_on = rb"__new__\([ \t\r\n]*" + rb"[ \t\r\n]*,[ \t\r\n]*".join(names[:4]) + rb"[ \t\r\n]*[,)]"
    changed = (
        rb"(?<![\w.])(?:%b|%b)[ \t]*(?:[+|]?=(?!=)|\[[^\]]*\][ \t]*=(?!=)|\.(?:update|setdefault|pop)\()"
    )
    is_changed = re.search(changed % (names[2], names[3]), text[text.find(b":") :])
    return is_changed is not None or re.search(handed_on, text) is None


def is_made_with_others(look: Lookup, cls: Symbol) -> bool:
    """Whether the metaclass of a class of the repository decides what its constructor gets."""
    order = mro(look.symbols, cls) if cls.path is not None else ()
    return bool(order) and passes_others(look, order, evaluate, lambda each: mro(look.symbols, each))


def may_be_given(look: Lookup, cls: Symbol, name: str) -> bool:
    """Whether what makes a class of the repository gives it a member of this name, by its text."""
    made = _making(look, cls)
    if made is None:
        return False
    if name in made.keywords:
        return True
    word = name.encode()
    held = [text for text in made.texts if word in text]
    given = re.compile(_GIVEN.replace(b"NAME", re.escape(word))) if held else None
    return given is not None and any(given.search(text) for text in held)


class _Making(NamedTuple):
    """The methods by which metaclasses of the repository make a class, and the keywords that they are told."""

    texts: tuple[bytes, ...]
    keywords: frozenset[str]


def _making(look: Lookup, cls: Symbol) -> _Making | None:
    memo: dict[Symbol, _Making | None] = look.symbols.snapshot.memo.setdefault("made by metaclasses", {})
    if cls not in memo:
        memo[cls] = None  # while it is looked at
        order = mro(look.symbols, cls) if cls.path is not None else ()
        memo[cls] = _read(look, order) if order and has_metaclass(look, order) else None
    return memo[cls]


def _read(look: Lookup, order: tuple[Symbol, ...]) -> _Making | None:
    files = look.symbols.snapshot.files
    made = {base for each in metaclasses(look, order, evaluate) for base in mro(look.symbols, each)}
    methods = [
        (each.path, found.span)
        for each in made
        for name in _MAKING
        if each.path is not None
        for found in definitions_of(look, Symbol(each.path, f"{each.name}.{name}"))
    ]
    texts = tuple(files[path].text.utf8[span.start : span.end] for path, span in methods)
    classes = [found for each in order if each.path for found in definitions_of(look, each)]
    return _Making(texts, frozenset(word for each in classes for word in each.keywords)) if texts else None

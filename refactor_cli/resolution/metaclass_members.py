"""Members that a metaclass gives the classes which it makes: `namespace["total"] = total`, `cls.total = total`, or by a
keyword of the class statement. https://docs.python.org/3/reference/datamodel.html#customizing-class-creation"""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.definitions import definitions_of
from refactor_cli.resolution.metaclass_calls import metaclasses
from refactor_cli.resolution.names import evaluate, mro
from refactor_cli.resolution.values import Lookup
from refactor_cli.words import offsets

_MAKING = ("__new__", "__init__", "__prepare__")


def may_be_given(look: Lookup, cls: Symbol, name: str) -> bool:
    """Whether what makes a class of the repository names a member so that it may have it from there."""
    texts = _texts(look, cls)
    return bool(texts) and any(next(offsets(text, name.encode()), -1) >= 0 for text in texts)


def _texts(look: Lookup, cls: Symbol) -> tuple[bytes, ...]:
    """The methods by which metaclasses of the repository make a class, and the keywords that they are told."""
    memo: dict[Symbol, tuple[bytes, ...]] = look.symbols.snapshot.memo.setdefault("made by metaclasses", {})
    if cls not in memo:
        memo[cls] = ()  # while it is looked at
        order = mro(look.symbols, cls) if cls.path is not None else ()
        memo[cls] = _read(look, order) if order and has_metaclass(look, order) else ()
    return memo[cls]


def _read(look: Lookup, order: tuple[Symbol, ...]) -> tuple[bytes, ...]:
    files = look.symbols.snapshot.files
    made = {base for each in metaclasses(look, order, evaluate) for base in mro(look.symbols, each)}
    methods = [
        (each.path, found.span)
        for each in made
        for name in _MAKING
        if each.path is not None
        for found in definitions_of(look, Symbol(each.path, f"{each.name}.{name}"))
    ]
    keywords = [
        word for each in order if each.path for d in definitions_of(look, each) for word in d.keywords
    ]
    texts = [files[path].text.utf8[span.start : span.end] for path, span in methods]
    return (*texts, " ".join(keywords).encode()) if texts else ()

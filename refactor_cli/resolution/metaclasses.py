"""What metaclasses decide of the classes which they make: members that they give these (`namespace["total"] = total`,
`cls.total = total`, or by a keyword of the class statement), and what their constructors get.
https://docs.python.org/3/reference/datamodel.html#customizing-class-creation"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
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
_TYPE = Symbol(None, "builtins.type")
# what classes of classes of other packages are called: `sqlalchemy.orm.DeclarativeMeta`
_CALLED_SO = lazy_pattern(r"(?:Meta|[mM]eta[cC]lass)\Z")
# a base that is a class of classes, whatever class it is that of: `class Meta(type(Cart))`
_OF_CLASSES = lazy_pattern(rb"class[ \t]+\w+[ \t]*\([^:]*?\btype\(")


def metaclasses_of(look: Lookup, cls: Symbol) -> frozenset[Symbol]:
    """The metaclasses of the repository that a class names itself."""
    return frozenset(metaclasses(look, (cls,), evaluate))


def may_be_class(look: Lookup, cls: Symbol, owner: Symbol) -> bool:
    """Whether the objects of a class are classes, of which `owner` may be one: what that has under a name comes before
    what its metaclass has. https://docs.python.org/3/howto/descriptor.html#invocation-from-a-class"""
    return owner.path is not None and is_class_of_classes(look, cls) and not is_class_of_classes(look, owner)


def is_class_of_classes(look: Lookup, cls: Symbol) -> bool:
    """Whether the objects of a class of the repository are classes."""
    memo: dict[Symbol, bool] = look.symbols.snapshot.memo.setdefault("classes of classes", {})
    if cls not in memo:
        memo[cls] = cls.path is not None and any(_makes(look, each) for each in mro(look.symbols, cls))
    return memo[cls]


def _makes(look: Lookup, cls: Symbol) -> bool:
    if cls.path is None:
        return cls == _TYPE or _CALLED_SO.search(cls.name) is not None
    utf8 = look.symbols.snapshot.files[cls.path].text.utf8
    return any(_OF_CLASSES.match(utf8, *each.span) for each in definitions_of(look, cls))


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
    return _is_in(made.texts, name)


def names_base(look: Lookup, cls: Symbol, other: Symbol) -> bool:
    """Whether what makes a class of the repository names another one, which it may give it as a base."""
    made, word = _making(look, cls), re.escape(last_part(other.name).encode())
    return made is not None and any(re.search(rb"\b%b\b" % word, text) for text in made.texts)


def gives_name(look: Lookup, metaclass: Symbol, name: str) -> bool:
    """Whether a metaclass of the repository gives the classes that it makes a member of this name, by its text."""
    memo: dict[Symbol, tuple[bytes, ...]] = look.symbols.snapshot.memo.setdefault("texts of metaclasses", {})
    if metaclass not in memo:
        memo[metaclass] = _texts(look, mro(look.symbols, metaclass))
    return _is_in(memo[metaclass], name)


def _is_in(texts: tuple[bytes, ...], name: str) -> bool:
    word = name.encode()
    held = [text for text in texts if word in text]
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
    texts = _texts(
        look, {base for each in metaclasses(look, order, evaluate) for base in mro(look.symbols, each)}
    )
    classes = [found for each in order if each.path for found in definitions_of(look, each)]
    return _Making(texts, frozenset(word for each in classes for word in each.keywords)) if texts else None


def _texts(look: Lookup, metaclasses: Iterable[Symbol]) -> tuple[bytes, ...]:
    """The methods of metaclasses by which they make a class."""
    files = look.symbols.snapshot.files
    methods = [
        (each.path, found.span)
        for each in metaclasses
        for name in _MAKING
        if each.path is not None
        for found in definitions_of(look, Symbol(each.path, f"{each.name}.{name}"))
    ]
    return tuple(files[path].text.utf8[span.start : span.end] for path, span in methods)

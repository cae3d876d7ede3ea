"""Classes of which a call may give something else than an object of them, as their `__new__` or metaclass decides it.
https://docs.python.org/3/reference/datamodel.html#customizing-class-creation"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from refactor_cli.data import Definition, Symbol
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.class_bodies import bound_in, has_metaclass
from refactor_cli.resolution.definitions import definitions_of
from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.resolution.values import Lookup, Values

_Evaluate = Callable[[Lookup, str, int, str, int | None], Values]
_Order = Callable[[Symbol], tuple[Symbol, ...]]

_TYPE = Symbol(None, "builtins.type")

_HEADER = lazy_pattern(rb"(?:\bmetaclass[ \t]*=|with_metaclass\(|add_metaclass\()[ \t\r\n]*([\w.]+)")
_HEADER_END = lazy_pattern(rb":[ \t]*(?:#[^\n]*)?(?:[\r\n]|\Z)|\):")
# other calls than that of `type`'s own, or of the class that `__call__` makes an object of
_OTHER = rb"(?!(?:super\([^()]*\)|[\w.]+)\.(?:__call__|__new__)\b)(?!(?:cls|klass|self|super)\()[\w.]+\("
_GIVES_OTHERS = lazy_pattern(rb"\breturn[ \t]+(?:[^\n]*\b(?:else|or)[ \t]+)?" + _OTHER)
# what `__new__` gives of other calls than that of a base with the class that it is given, or of that class
_NEW_OTHER = (
    rb"(?!\(?(?:super\([^()]*\)|[\w.]+)\.__new__\([ \t\r\n]*(?:\*|%b[ \t\r\n]*[,)]))"
    rb"(?!(?:%b|super\([^()]*\)\.(?!__new__\b)\w+)\()(?:super\([^()]*\)\.)?[\w.]+\("
)
_EITHER = rb"(?:[^\n]*\b(?:else|or|and)[ \t]+)?"
_NEW_RETURNS = rb"\breturn[ \t]+" + _EITHER
_PASSES_OTHERS = lazy_pattern(rb"\.__call__\((?![^()]*\*)[ \t\r\n]*[^)\s]")
# a name, or what is kept under a key, that it returns; what gives one of these, but by taking it from what keeps it
_RETURNED = lazy_pattern(rb"\breturn[ \t]+([\w.]+)(?:\[[^\n]*\])?[ \t]*(?:[#;]|\r?\n|\Z)")
_NAME_GIVEN = rb"(?<![\w.])%b(?:\[[^\n=]*\])?[ \t]*=[ \t]*(?![\w.]*\.(?:get|pop|setdefault)\()"
_GIVEN = _NAME_GIVEN + _OTHER


def makes_others(look: Lookup, order: tuple[Symbol, ...]) -> bool:
    """Whether `__new__` of a class with these bases, itself first, returns what something else gives than the `__new__`
    of a base (`return make()`), or what that makes of another class (`return object.__new__(Other)`)."""
    memo: dict[Symbol, bool] = look.symbols.snapshot.memo.setdefault("makes others", {})
    cls, files = order[0], look.symbols.snapshot.files
    if cls not in memo:
        memo[cls] = any(
            _new_gives_others(files[each.path].text.utf8[slice(*found.span)], found)
            for each in order
            if each.path is not None
            for found in definitions_of(look, Symbol(each.path, f"{each.name}.__new__"))
        )
    return memo[cls]


def _new_gives_others(text: bytes, new: Definition) -> bool:
    """Whether a `__new__` returns such a call, or a name that it gives one; or gives its class another name's value."""
    first = new.parameters[0].name.encode() if new.parameters else b"cls"
    own = re.escape(first)
    other = _NEW_OTHER % (own, own)
    if re.search(_NEW_RETURNS + other, text):
        return True
    names = {re.escape(found[1]) for found in _RETURNED.finditer(text)}
    return any(re.search(_NAME_GIVEN % each + _EITHER + other, text) for each in names) or bool(
        re.search(rb"(?<![\w.])%b[ \t]*=(?!=)" % own, text[text.find(b":") :])
    )


def is_made_by_another(look: Lookup, order: tuple[Symbol, ...], evaluate: _Evaluate, mro: _Order) -> bool:
    """Whether the metaclass of a class with these bases has a `__call__` in the repository that may return something
    else than an object of the class: what another call gives. (What it keeps under a key is the one object of it.)"""
    memo: dict[Symbol, bool] = look.symbols.snapshot.memo.setdefault("made by another", {})
    cls = order[0]
    if cls not in memo:
        memo[cls] = False  # while it is looked at
        own = metaclasses(look, order, evaluate) if has_metaclass(look, order) else ()
        of_bases = _called_for_bases(look, order, evaluate) if ANY_CLASS in order else ()
        memo[cls] = any(
            calls_give_others(look, each)
            for metaclass in (*own, *of_bases)
            for each in mro(metaclass)
            if each.path is not None
        )
    return memo[cls]


def metaclasses(look: Lookup, order: tuple[Symbol, ...], evaluate: _Evaluate) -> Iterator[Symbol]:
    """The metaclasses of the repository that classes name in their headers or bodies."""
    files = look.symbols.snapshot.files
    for cls in order:
        path = cls.path or ""
        for each in definitions_of(look, cls) if cls.path else ():
            end = _HEADER_END.search(files[path].text.utf8, *each.span)
            head = files[path].text.utf8[each.outer.start : end.end() if end is not None else each.span.end]
            names = [found[1].decode() for found in _HEADER.finditer(head)]
            names += [bound.value for bound in bound_in(look, cls, "__metaclass__") if bound.value]
            for name in names:
                for value in evaluate(look, path, each.scope, name, each.outer.start).values:
                    if value.kind == "class" and value.symbol.path is not None:
                        yield value.symbol


def made_as_objects_of(
    look: Lookup, order: tuple[Symbol, ...], evaluate: _Evaluate, mro: _Order
) -> frozenset[Symbol]:
    """The classes that are no metaclasses, and of which a base is an object: so is then what the `class` statement
    makes, and what stands in its body is only what that class is called with (`class IShop(Interface)`).
    https://docs.python.org/3/reference/datamodel.html#determining-the-appropriate-metaclass"""
    if ANY_CLASS not in order:
        return frozenset()
    memo: dict[Symbol, frozenset[Symbol]] = look.symbols.snapshot.memo.setdefault("made as objects", {})
    cls = order[0]
    if cls not in memo:
        memo[cls] = frozenset()  # while it is looked at
        called = _called_for_bases(look, order, evaluate)
        memo[cls] = frozenset(each for each in called if _TYPE not in mro(each))
    return memo[cls]


def _called_for_bases(look: Lookup, order: tuple[Symbol, ...], evaluate: _Evaluate) -> Iterator[Symbol]:
    """The classes of the repository whose calls make a base that is a variable: `Base = Meta("Base", (), {})`."""
    for cls in order:
        for each in definitions_of(look, cls) if cls.path else ():
            for base in each.bases:
                for value in evaluate(look, cls.path or "", each.scope, base, each.span.start).values:
                    if value.kind == "variable":
                        yield from _called_for(look, value.symbol, evaluate)


def _called_for(look: Lookup, variable: Symbol, evaluate: _Evaluate) -> Iterator[Symbol]:
    file_map = look.symbols.map(variable.path or "") if variable.path else None
    for each in file_map.named.get(variable.name, ()) if file_map is not None else ():
        if each.called:
            found = evaluate(look, variable.path or "", each.scope, each.called, each.statement.start)
            yield from (made.symbol for made in found.values if made.kind == "class" and made.symbol.path)


def passes_others(look: Lookup, order: tuple[Symbol, ...], evaluate: _Evaluate, mro: _Order) -> bool:
    """Whether the metaclass of a class with these bases makes its objects with other arguments than those of the call:
    `super().__call__(Stock())`."""
    memo: dict[Symbol, bool] = look.symbols.snapshot.memo.setdefault("made with others", {})
    cls = order[0]
    if cls not in memo:
        memo[cls] = has_metaclass(look, order) and any(
            _PASSES_OTHERS.search(look.symbols.snapshot.files[each.path].text.utf8, *found.span)
            for metaclass in metaclasses(look, order, evaluate)
            for each in mro(metaclass)
            if each.path is not None
            for found in definitions_of(look, Symbol(each.path, f"{each.name}.__call__"))
        )
    return memo[cls]


def calls_give_others(look: Lookup, metaclass: Symbol) -> bool:
    """Whether the `__call__` of a metaclass itself returns what another call gives."""
    called = Symbol(metaclass.path, f"{metaclass.name}.__call__")
    utf8 = look.symbols.snapshot.files[metaclass.path or ""].text.utf8
    return any(
        _GIVES_OTHERS.search(utf8, *each.span)
        or any(
            re.search(_GIVEN % re.escape(found[1]), utf8[each.span.start : each.span.end])
            for found in _RETURNED.finditer(utf8, *each.span)
        )
        for each in definitions_of(look, called)
    )

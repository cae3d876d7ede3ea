"""What subclasses have in the place of a class's members, or besides them: `self` may be of any of them.

A method of a class is gone through once for all objects that it may be called on, those of subclasses among them
(template methods: `def make(self): return self.kind()`). Where it is called on an object of a known class and uses
what subclasses say otherwise, it is gone through for that class again.
"""

from __future__ import annotations

import re

from refactor_cli.data import Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import GUESS, Ask, Within
from refactor_cli.inference.classes.lent import is_handed_out, lenders
from refactor_cli.inference.classes.stand_ins import every_heir, heirs, heirs_and_mixins
from refactor_cli.inference.likely_files import binding_in_classes, deriving
from refactor_cli.inference.members.assignment_places import (
    files_assigning,
    is_assigned,
    is_beside,
    set_elsewhere,
)
from refactor_cli.inference.members.delegation import HOOKS
from refactor_cli.inference.members.mixed_in_beside import has_itself, mixing_in
from refactor_cli.inference.values import PROVEN, UNKNOWN, Known, Types, by, union
from refactor_cli.resolution import ANY_CLASS, definitions_of, member, mro

RULE = "overriding"
# more subclasses say nothing any more
_MOST = 12
_MOST_FILES = 10
# where the class itself says what it is, so many are gone through: each costs a search
_MOST_OTHERS = 2
# what a method uses by the methods that it calls on itself, so many calls deep
_DEEPEST = 2
_FILLS = re.compile(rb"__dict__|\b(?:setattr|vars)\(|__setattr__|__setstate__|metaclass")
_USED = re.compile(rb"\b(?:self|cls|klass|super\([^()]{0,80}\))\s{0,40}\.\s{0,40}(\w+)")


def with_overriding(ask: Ask, known: Known, name: str, types: Types) -> Types:
    """What an attribute of `self` may be, with what subclasses have under the name."""
    if not ask.allows(RULE) or known.symbol.path is None:
        return types
    is_none = all(each.kind == "none" for each in types.known)
    if not is_none and not any(map(_is_replaced, types.known)):
        return types  # data: what subclasses put into it, too, would be said of all objects
    having = overriding(ask, known.symbol, name)
    if not having and is_none:
        having = _assigning(ask, known.symbol, name)
    if not types.known and not has_itself(ask, known.symbol, name):
        mixing = mixing_in(ask, known.symbol, name)
        every = tuple(dict.fromkeys((*mixing, *having)))
        if mixing and len(every) <= _MOST:
            return _of_those(ask, known, name, every)
    if not 0 < len(having) <= (_MOST if is_none else _MOST_OTHERS):
        return types._replace(complete=False) if having else types
    others = ask.hop(
        GUESS, lambda: _others(ask, [known._replace(symbol=each, own=False) for each in having], name)
    )
    left = frozenset(each for each in others.known if is_none or _is_replaced(each))
    if left <= types.known:
        return types
    if not types.known and left and all(map(_is_replaced, left)):
        mixed = ask.once(("of every heir", known.symbol, name), lambda: _of_every_heir(ask, known, name))
        if mixed.known:
            return by(mixed, RULE)
    return by(union((types, others._replace(known=left))), RULE)


def _of_those(ask: Ask, known: Known, name: str, having: tuple[Symbol, ...]) -> Types:
    """What a class asks of `self` that it has not itself: what those that derive from it have."""
    mixed = ask.once(("of every heir", known.symbol, name), lambda: _of_every_heir(ask, known, name))
    if mixed.known:
        return by(mixed, RULE)
    found = ask.hop(
        GUESS,
        lambda: union(ask.attribute(known._replace(symbol=each, own=False), name) for each in having),
    )
    # the others that derive from it may have it from a base of another project
    others = (each for each in heirs(ask.symbols, known.symbol) if each not in having)
    is_more = found.has_unknown or any(member(ask.look, each, name).values for each in others)
    return by(found._replace(complete=False, has_unknown=is_more), RULE)


def _of_every_heir(ask: Ask, known: Known, name: str) -> Types:
    """What methods of a mixin ask of `self` that it has not itself: what each class that mixes it in has, where that is
    known of all of them."""
    every = every_heir(ask.symbols, known.symbol)
    if every is None or len(every) > _MOST or lenders(ask.symbols, known.symbol):
        return UNKNOWN
    if not _lacks(ask, known.symbol, name) or is_handed_out(ask.symbols, known.symbol):
        return UNKNOWN
    found = list[Types]()
    for heir in every:
        if _lacks(ask, heir, name):
            continue  # asked of one of these, it would be an error
        types = ask.attribute(known._replace(symbol=heir, own=False), name)
        if not (types.known and types.complete and types.via <= PROVEN):
            return UNKNOWN
        found.append(types)
    return union(found)


def _lacks(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a class is sure to have nothing of a name."""
    order = mro(ask.symbols, cls)
    if ANY_CLASS in order or any(each.path is None and each.name != "builtins.object" for each in order):
        return False
    values = (each for asked in (name, *HOOKS) for each in member(ask.look, cls, asked).values)
    if any(each.symbol.path is not None for each in values):
        return False
    own = [each for each in order if each.path is not None]
    return not any(_is_filled(ask, each) or is_assigned(ask, each, name) for each in own)


def _is_filled(ask: Ask, cls: Symbol) -> bool:
    """Whether a class, or its objects, may be given attributes that nothing names."""
    utf8 = ask.symbols.snapshot.files[cls.path or ""].text.utf8
    return any(
        each.decorators or _FILLS.search(utf8, *each.span) is not None
        for each in definitions_of(ask.look, cls)
    )


def _others(ask: Ask, heirs_having: list[Known], name: str) -> Types:
    return union(types for each in heirs_having if (types := ask.attribute(each, name)).known)


def _is_replaced(known: Known) -> bool:
    """Whether it is a method, or a class that objects are made of."""
    return known.kind in ("function", "class") and known.symbol.path is not None


def overriding(ask: Ask, cls: Symbol, name: str) -> tuple[Symbol, ...]:
    """The subclasses that bind a name in their body, or are given it beside that, and the mixins that these look in
    first."""
    memo: dict[tuple[Symbol, str], tuple[Symbol, ...]] = ask.symbols.snapshot.memo.setdefault(
        "overriding", {}
    )
    if (cls, name) not in memo:
        below = heirs_and_mixins(ask.symbols, cls) if _may_be_bound_again(ask, cls, name) else ()
        given = {each.cls for each in set_elsewhere(ask, name) if is_beside(each)} if below else ()
        memo[cls, name] = tuple(each for each in below if each in given or _binds(ask, each, name))
    return memo[cls, name]


def _may_be_bound_again(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a subclass may bind a name, by the bytes of other files than that of `cls`; of a class that many files
    derive from, nobody asks."""
    if len(deriving(ask.symbols, last_part(cls.name))) > _MOST_FILES:
        return False
    if any(path != cls.path for path in binding_in_classes(ask.symbols, name)):
        return True
    file_map = ask.symbols.map(cls.path or "")
    if file_map is not None and len(file_map.named.get(name, ())) > _binds(ask, cls, name):
        return True
    return any(is_beside(each) and each.cls != cls for each in set_elsewhere(ask, name))


def _binds(ask: Ask, cls: Symbol, name: str) -> bool:
    file_map = ask.symbols.map(cls.path or "")
    bindings = file_map.named.get(name, ()) if file_map is not None else ()
    if not bindings:
        return False
    bodies = {each.body for each in definitions_of(ask.look, cls)}
    return any(binding.scope in bodies for binding in bindings)


def _is_given(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether the file of a class gives it something beside its body: `Shop.kind = Cart`."""
    if cls.path not in files_assigning(ask.symbols, name):
        return False
    return any(each.cls == cls and is_beside(each) for each in set_elsewhere(ask, name))


def _assigning(ask: Ask, cls: Symbol, name: str) -> tuple[Symbol, ...]:
    """The subclasses that assign to an attribute of `self`."""
    memo: dict[tuple[Symbol, str], tuple[Symbol, ...]] = ask.symbols.snapshot.memo.setdefault("assigning", {})
    if (cls, name) not in memo:
        is_everybodys = len(deriving(ask.symbols, last_part(cls.name))) > _MOST_FILES
        below = heirs(ask.symbols, cls) if not is_everybodys and files_assigning(ask.symbols, name) else ()
        memo[cls, name] = tuple(each for each in below if is_assigned(ask, each, name))
    return memo[cls, name]


def may_depend(types: Types) -> bool:
    """Whether what a method gives may be another thing for objects of one class than for all."""
    return RULE in types.via or all(each.kind == "none" for each in types.known)


def gone_through_for(ask: Ask, known: Known) -> Within | None:
    """The class that a method is gone through for, as it is called on that; None where it is no other than for all."""
    cls, symbol = known.bound, known.symbol
    if cls is None or cls.path is None or symbol.path is None or not ask.allows(RULE):
        return None
    owner = Symbol(symbol.path, symbol.name.rpartition(".")[0])
    if known.own and cls == owner:
        return None
    definitions = definitions_of(ask.look, symbol)
    if len(definitions) != 1 or not _depends(ask, symbol, owner, cls):
        return None
    return Within(symbol.path, definitions[0].span, cls, known.own)


def _depends(ask: Ask, method: Symbol, owner: Symbol, cls: Symbol) -> bool:
    """Whether what a method of `owner` uses of itself is another thing for objects of `cls`, or may be for others."""
    memo: dict[tuple[Symbol, Symbol], bool] = ask.symbols.snapshot.memo.setdefault("depending", {})
    if (method, cls) not in memo:
        order = mro(ask.symbols, cls)
        below = [each for each in (order[: order.index(owner)] if owner in order else ()) if each.path]
        used = sorted(_used(ask, method, owner, _DEEPEST))
        memo[method, cls] = any(
            _binds(ask, each, name) or is_assigned(ask, each, name) or _is_given(ask, each, name)
            for each in below
            for name in used
        ) or any(overriding(ask, owner, name) for name in used)
    return memo[method, cls]


def _used(ask: Ask, method: Symbol, owner: Symbol, deep: int) -> frozenset[str]:
    """The attributes that a method uses of what it is called on, by the methods of these names as well."""
    memo: dict[tuple[Symbol, int], frozenset[str]] = ask.symbols.snapshot.memo.setdefault("used of self", {})
    if (method, deep) not in memo:
        found = set[str]()
        for definition in definitions_of(ask.look, method):
            found |= _named(ask, method.path or "", definition)
        memo[method, deep] = frozenset(found)
        further = (
            [value for name in found for value in member(ask.look, owner, name).values] if deep > 1 else []
        )
        for value in further:
            if value.kind == "function" and value.symbol.path is not None and value.symbol != method:
                found |= _used(ask, value.symbol, owner, deep - 1)
        memo[method, deep] = frozenset(found)
    return memo[method, deep]


def _named(ask: Ask, path: str, definition: Definition) -> set[str]:
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    return {each.decode() for each in _USED.findall(utf8, *definition.span)}

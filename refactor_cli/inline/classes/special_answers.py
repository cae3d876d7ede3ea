"""Special methods that every class answers to in some way: what is compared, shown, tested for truth or taken apart as
a dataclass is answered otherwise where one class has them from a body, and another from `object`.

https://docs.python.org/3/reference/datamodel.html#basic-customization
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.inference.classes.families import defines
from refactor_cli.resolution import definitions_of, mro
from refactor_cli.resolution.class_bodies import bound_in
from refactor_cli.resolution.made_classes import made_class

if TYPE_CHECKING:
    from refactor_cli.inference.asking import Ask

_OBJECT = "builtins.object"
_SHOWING = ("__str__", "__repr__")
_TRUTH = ("__bool__", "__len__")
# how a copy is made, or what is written of an object: https://docs.python.org/3/library/pickle.html#pickling-class-instances
_COPIED = ("__reduce__", "__reduce_ex__", "__getstate__")
_DATACLASS = re.compile(rb"@(?:[\w.]+\.)?dataclass\b(?P<given>[^@]*)")
_WITHOUT = {"__eq__": re.compile(rb"\beq\s*=\s*False"), "__repr__": re.compile(rb"\brepr\s*=\s*False")}
# what objects have that `__slots__` leave out, where nothing names it there
_LEFT_OUT_BY_SLOTS = ("__dict__", "__weakref__")


def lost_answers(ask: Ask, old: Symbol, new: Symbol) -> Iterator[str]:
    """The special methods that objects of `old` have from a body, a dataclass, or because there are no slots, and those
    of `new` have as every object has them, or not at all."""
    if not (_is_all_known(ask, old) and _is_all_known(ask, new)):
        return
    if _has(ask, old, "__eq__") and not _has(ask, new, "__eq__"):
        yield "__eq__"
    shown = [each for each in _SHOWING if _has(ask, old, each)]
    if shown and not any(_has(ask, new, each) for each in _SHOWING):
        yield shown[0]
    copied = [each for each in _COPIED if _has(ask, old, each)]
    if copied and not any(_has(ask, new, each) for each in _COPIED):
        yield copied[0]
    if _is_dataclass(ask, old) and not _is_dataclass(ask, new):
        yield "__dataclass_fields__"
    if _has_slots_alone(ask, new) and not _has_slots_alone(ask, old):
        text = b"".join(_bodies(ask, new))
        yield from (each for each in _LEFT_OUT_BY_SLOTS if each.encode() not in text)


def gained_truth(ask: Ask, old: Symbol, new: Symbol) -> str:
    """The special method by which an object of `new` may be false, "" for none, or where one of `old` may be, too.
    https://docs.python.org/3/library/stdtypes.html#truth-value-testing"""
    if not (_is_all_known(ask, old) and _is_all_known(ask, new)):
        return ""
    if any(_has(ask, old, each) for each in _TRUTH):
        return ""
    return next((each for each in _TRUTH if _has(ask, new, each)), "")


def _is_all_known(ask: Ask, cls: Symbol) -> bool:
    if cls.path is None or made_class(ask.symbols, cls) is not None:
        return False
    return all(each.path is not None or each.name == _OBJECT for each in mro(ask.symbols, cls))


def _has(ask: Ask, cls: Symbol, name: str) -> bool:
    return any(
        defines(ask, each, name) or _is_given(ask, each, name)
        for each in mro(ask.symbols, cls)
        if each.path is not None
    )


def _is_given(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a decorator may give a class a method: of a dataclass that is known, of any other it is not."""
    for head in _heads(ask, cls):
        if (found := _DATACLASS.search(head)) is not None:
            return name in _WITHOUT and not _WITHOUT[name].search(found["given"])
        if head.strip():
            return True
    return False


def _is_dataclass(ask: Ask, cls: Symbol) -> bool:
    order = [each for each in mro(ask.symbols, cls) if each.path is not None]
    return any(_DATACLASS.search(head) for each in order for head in _heads(ask, each))


def _has_slots_alone(ask: Ask, cls: Symbol) -> bool:
    """Whether a class and all its bases say which attributes there are."""
    order = [each for each in mro(ask.symbols, cls) if each.path is not None]
    return all(bound_in(ask.look, each, "__slots__") for each in order)


def _heads(ask: Ask, cls: Symbol) -> list[bytes]:
    """What stands before a class: its decorators."""
    utf8 = ask.symbols.snapshot.files[cls.path or ""].text.utf8
    return [utf8[each.outer.start : each.span.start] for each in definitions_of(ask.look, cls)]


def _bodies(ask: Ask, cls: Symbol) -> Iterator[bytes]:
    for each in mro(ask.symbols, cls):
        for definition in definitions_of(ask.look, each) if each.path is not None else ():
            yield ask.symbols.snapshot.files[each.path or ""].text.utf8[slice(*definition.span)]

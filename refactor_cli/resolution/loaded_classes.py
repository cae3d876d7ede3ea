"""Classes of Python itself, of modules that are loaded in any case: what their objects have, and what they derive from.

Objects have what their class has, and nothing besides."""

from __future__ import annotations

import abc
import builtins
import collections
import collections.abc
import datetime
import enum
import pathlib
import types
import typing
from typing import AnyStr, Generic, NamedTuple

from refactor_cli.data import Symbol

_MODULES = {
    module.__name__: module
    for module in (abc, builtins, collections, collections.abc, datetime, enum, pathlib, types, typing)
}
_GENERIC = ("typing.Generic", "typing_extensions.Generic")
# https://docs.python.org/3/library/collections.html#collections.namedtuple
_TUPLES = ("typing.NamedTuple", "collections.namedtuple")


class _AnyTuple(NamedTuple):
    """What every named tuple has."""


class _AnyGeneric(Generic[AnyStr]):
    """What every generic class has."""


def loaded_class(dotted: str) -> type | None:
    """The class of that name, None for any other."""
    if dotted in _TUPLES:
        return _AnyTuple
    if dotted in _GENERIC:
        return _AnyGeneric
    module, _, name = dotted.rpartition(".")
    found = getattr(_MODULES.get(module), name, None)
    return found if isinstance(found, type) else None


def may_derive(outside: Symbol, base: Symbol) -> bool:
    """Whether a class from outside of the repository may have another one from there as its base, as far as is
    known."""
    of, asked = loaded_class(outside.name), loaded_class(base.name)
    return of is None or (asked is not None and issubclass(of, asked))

"""Which class of the standard library may be a base of another one, where a class of the repository names only that:
`class ShopError(ValueError)` is an `Exception` as well, and `class Settings(dict)` a `Mapping`.

Only modules are asked that are loaded anyway; of others, what stands in the same package may belong together, and what
is called like an error may be one.
"""

from __future__ import annotations

import builtins
import collections
import collections.abc
import enum
import io
import numbers
import re
import threading
from types import ModuleType

from refactor_cli.data import Symbol
from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.resolution.names import member, mro
from refactor_cli.resolution.standard_library import as_built_in, is_of_library
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import SymbolMap

_LOADED: dict[str, ModuleType] = {
    "builtins": builtins,
    "collections": collections,
    "collections.abc": collections.abc,
    "typing": collections.abc,  # Mapping, Iterable and the like
    "enum": enum,
    "io": io,
    "numbers": numbers,
    "threading": threading,
}
# what only says which methods a file has: whoever annotates so takes what can be read or written
_FILES = frozenset({"typing.IO", "typing.BinaryIO", "typing.TextIO"})
_OF_FILES = ("read", "write")
# a variable that stands for either of these
_EITHER = {"typing.AnyStr": ("builtins.str", "builtins.bytes")}
# what an annotation takes for another number, or for bytes: https://peps.python.org/pep-0484/#the-numeric-tower
_PROMOTED = {
    "builtins.complex": ("builtins.float", "builtins.int"),
    "builtins.float": ("builtins.int",),
    "builtins.bytes": ("builtins.bytearray", "builtins.memoryview"),
}
# classes whose instances are told by what methods they have, of whatever class they are
# https://docs.python.org/3/library/collections.abc.html#collections-abstract-base-classes
_BY_METHODS = {
    "Awaitable": {"__await__"},
    "AsyncIterable": {"__aiter__"},
    "AsyncIterator": {"__aiter__", "__anext__"},
    "Callable": {"__call__"},
    "AsyncGenerator": {"__aiter__", "__anext__", "asend", "athrow", "aclose"},
    "Buffer": {"__buffer__"},
    "Collection": {"__len__", "__iter__", "__contains__"},
    "Container": {"__contains__"},
    "Coroutine": {"__await__", "send", "throw", "close"},
    "Generator": {"__iter__", "__next__", "send", "throw", "close"},
    "Hashable": set[str](),
    "Iterable": {"__iter__"},
    "Iterator": {"__iter__", "__next__"},
    "PathLike": {"__fspath__"},
    "Reversible": {"__iter__", "__reversed__"},
    "Sized": {"__len__"},
    "SupportsAbs": {"__abs__"},
    "SupportsBytes": {"__bytes__"},
    "SupportsComplex": {"__complex__"},
    "SupportsFloat": {"__float__"},
    "SupportsIndex": {"__index__"},
    "SupportsInt": {"__int__"},
    "SupportsRound": {"__round__"},
    "AbstractContextManager": {"__enter__", "__exit__"},
    "AbstractAsyncContextManager": {"__aenter__", "__aexit__"},
    "ContextManager": {"__enter__", "__exit__"},
}
_WITH_THESE = frozenset({"collections.abc", "typing", "os", "contextlib", "collections"})
_ERROR = re.compile(r"(?:Error|Exception|Warning|Exit|Interrupt|Empty|Full|Timeout|timeout|error)$")


def may_be_base(symbols: SymbolMap, base: str, cls: Symbol) -> bool:
    """Whether a class of the standard library may be a base of one of the repository by way of another one, or tells
    its objects by methods that this has."""
    order = mro(symbols, cls)
    if ANY_CLASS in order:
        return False  # what such a class may be is asked elsewhere
    look, (module, _, name) = Lookup(symbols), base.rpartition(".")
    if name in _BY_METHODS and module in _WITH_THESE:
        if all(member(look, cls, each).values for each in _BY_METHODS[name]):
            return True
    if base in _FILES and any(member(look, cls, each).values for each in _OF_FILES):
        return True
    bases = (*_EITHER.get(base, (base,)), *_PROMOTED.get(base, ()))
    outside = [each.name for each in order if each.path is None]
    return any(one in bases or may_derive(one, each) for one in outside for each in bases)


def may_derive(one: str, other: str) -> bool:
    """Whether a class of the standard library derives from another, or is registered as one, as far as that is known
    here; itself is none of its own."""
    one, other = as_built_in(one), "io.IOBase" if other in _FILES else as_built_in(other)
    if one == other or one == "builtins.object" or not is_of_standard(one) or not is_of_standard(other):
        return False
    derived, base = _loaded(one), _loaded(other)
    if derived is not None and base is not None:
        return issubclass(derived, base)
    if all(each.rpartition(".")[0] in _LOADED for each in (one, other)):
        return False  # `dict_items` and the like, which have no name there
    if base is not None and issubclass(base, BaseException):
        return derived is None and _ERROR.search(one) is not None
    return one.partition(".")[0] == other.partition(".")[0]


def is_of_standard(dotted: str) -> bool:
    """Whether it is of the standard library, or built in."""
    return dotted.startswith("builtins.") or is_of_library(dotted)


def _loaded(dotted: str) -> type | None:
    module, _, name = dotted.rpartition(".")
    found = getattr(_LOADED.get(module), name, None)
    return found if isinstance(found, type) else None

"""What the methods of a mixin find in `self` that the mixin has not itself, nor what derives from it: the other bases
of the classes that mix it in have it (`class TcpTests(EchoTests, Server)`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defines
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.likely_files import binding_in_classes, deriving
from refactor_cli.inference.members.assignment_places import files_assigning, is_assigned
from refactor_cli.resolution import mro

# what is mixed into the classes of more files, or into more classes, is everybody's
_MOST_FILES = 10
_MOST = 12


def mixing_in(ask: Ask, cls: Symbol, name: str) -> tuple[Symbol, ...]:
    """The classes that derive from a class and have an attribute of a name from themselves or another base; () where
    these are too many."""
    memo: dict[tuple[Symbol, str], tuple[Symbol, ...]] = ask.symbols.snapshot.memo.setdefault("mixing in", {})
    if (cls, name) not in memo:
        is_everybodys = len(deriving(ask.symbols, last_part(cls.name))) > _MOST_FILES
        found = () if is_everybodys else tuple(islice(_mixing_in(ask, cls, name), _MOST + 1))
        memo[cls, name] = found if len(found) <= _MOST else ()
    return memo[cls, name]


def _mixing_in(ask: Ask, cls: Symbol, name: str) -> Iterator[Symbol]:
    own = mro(ask.symbols, cls)
    if not binding_in_classes(ask.symbols, name) and not files_assigning(ask.symbols, name):
        return
    for heir in heirs(ask.symbols, cls):
        if any(_gives(ask, each, name) for each in mro(ask.symbols, heir) if each not in own):
            yield heir


def has_itself(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a class, or a base of it, says something of an attribute."""
    return any(_gives(ask, each, name) for each in mro(ask.symbols, cls))


def _gives(ask: Ask, cls: Symbol, name: str) -> bool:
    return cls.path is not None and (defines(ask, cls, name) or is_assigned(ask, cls, name))

"""Rewrites that compute what no rule of a recipe can say: what a regular expression becomes, for one.

A transform looks at one usage and gives the text of a rule for it, which is inlined and checked like one that a recipe
holds; or it says why that cannot be done. A recipe names it: `transform("django_urls")`. Each is a module of this
folder with a `TRANSFORM`; they are shipped and tested with the program, and come from nowhere else.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from msgspec import Struct

from refactor_cli.data import Behaviour, Certainty, Span

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_NOT_ONES = frozenset({"__init__", "decorators", "reading", "skips"})


class Seen(NamedTuple):
    """A usage as a transform sees it. `node`: the call, or the attribute or name that is read, or defined anew;
    `symbol`: what is used, a full dotted name; `path`: its file, in the repository."""

    node: Node
    symbol: str
    certainty: Certainty
    path: str


class Computed(Struct, frozen=True):
    """A rule for one usage: a function in the recipe language, without @replaces.

    `node`: what is replaced, the usage's own node when None. It is taken for a call of the old symbol with
    `arguments` (nodes of an argument list), which lies at `receiver`; `brackets`: the argument list whose layout is
    kept. Without `arguments` they are the usage's own. `inside`: new source of pieces of the arguments.
    """

    rule: str
    node: Node | None = None
    receiver: Node | None = None
    arguments: tuple[Node, ...] | None = None
    brackets: Node | None = None
    inside: tuple[tuple[Node, str], ...] = ()
    behaviour: Behaviour = "same"


class Named(NamedTuple):
    """A symbol, written as the file does. `symbol`: a full dotted name, which its module has. `by_module`: a new import
    is one of the module. `at`: where it comes to stand, as a place of the old source; None where the usage stands."""

    symbol: str
    by_module: bool = False
    at: int | None = None


class Stretch(NamedTuple):
    """New source for a stretch of the file around the usage, where that is more than an expression: a decorator and
    what it decorates, for one.

    `pieces`: text, symbols, and stretches of the old source as it has become by other changes. What is in none of
    them is lost, so that is for the transform to look at: comments, and what has an effect. `span` holds the usage.
    `further`: names behind the stretch, which other changes may take in, and what they are called then.
    """

    span: Span
    pieces: tuple[str | Named | Span, ...]
    behaviour: Behaviour = "same"
    further: tuple[tuple[Span, str], ...] = ()


class Unfit(NamedTuple):
    """The usage is outdated, and people have to look at it."""

    reason: str


class Passed(NamedTuple):
    """The transform says nothing about this usage; what else the recipe says holds. `reason`: what it is about."""

    reason: str


class Kept(NamedTuple):
    """The usage stays, whatever else the recipe says: it is not outdated there. `reason`: why."""

    reason: str


Answer: TypeAlias = Computed | Stretch | Unfit | Passed | Kept


class Transform(Struct, frozen=True):
    """`symbols`: what it replaces; `imports`: the import lines of its rules; `stays`: the old symbol is used by the new
    code too; `is_property`: it is about reading an attribute; `is_decorator`: it is also about decorators without a
    call, which it sees as names; `is_override`: it is also about what a derived class has in the place of the symbol,
    which it sees as the name that is defined; `is_reference`: it is also about what is no call, a base or an alias,
    which it sees as a name; `requires` as of a rule."""

    symbols: tuple[str, ...]
    compute: Callable[[Seen], Answer]
    imports: str = ""
    stays: bool = False
    is_property: bool = False
    is_decorator: bool = False
    is_override: bool = False
    is_reference: bool = False
    requires: str | None = None


@cache
def transform_names() -> tuple[str, ...]:
    """The names of the shipped transforms, in order."""
    return tuple(
        path.stem for path in sorted(Path(__file__).parent.glob("*.py")) if path.stem not in _NOT_ONES
    )


def transforms_stamp() -> str:
    """Changes when one of the shipped transforms does; none is loaded for it."""
    stamps = ((each.name, each.stat()) for each in os.scandir(Path(__file__).parent) if each.is_file())
    return "\0".join(sorted(f"{name}:{found.st_size}:{found.st_mtime_ns}" for name, found in stamps))


def transform_called(name: str) -> Transform | None:
    """A shipped transform; None when none is called so."""
    if name not in transform_names():
        return None
    found = importlib.import_module(f"{__name__}.{name}").TRANSFORM
    assert isinstance(found, Transform)
    return found


def transform_text(name: str) -> str:
    """The source of a shipped transform."""
    return (Path(__file__).parent / f"{name}.py").read_text("utf-8")

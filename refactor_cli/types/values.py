"""What is asked of a type server, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap


class Place(NamedTuple):
    """A name in a file of the snapshot: the offset of its first byte in `Text.utf8`."""

    path: str
    offset: int


class Pointer(NamedTuple):
    """Where a server says that a name is defined.

    Inside the snapshot: `path`, and the `offset` of the name in `Text.utf8`. Outside (an installed package, the
    standard library's stubs): the `module`, and the qualified name and kind of the `def` or `class` that bears the
    name there, "" for anything else. All of it empty: somewhere that nothing is known of.
    """

    path: str | None
    offset: int = 0
    module: str = ""
    qualname: str = ""
    kind: str = ""


NOWHERE = Pointer(None)


class Answers(Struct, frozen=True):
    """What one server said. A place that it said nothing about has no pointers; one that it could not be asked
    about (it ended early, the file is not there for it) is missing. `notes`: what went wrong, one line each."""

    server: str
    pointers: Mapping[Place, tuple[Pointer, ...]]
    notes: tuple[str, ...] = ()


class Checker(Protocol):
    """Something that can be asked where names are defined: one server, ready to be started.

    `rules_out`: whether its answer may prove that a name is something else.
    """

    @property
    def name(self) -> str:
        """As users know it: "ty"."""
        ...

    @property
    def rules_out(self) -> bool: ...

    def ask(self, symbols: SymbolMap, places: Sequence[Place]) -> Answers:
        """Asks about all places at once. Never raises for what a server does."""
        ...


class Limits(Struct, frozen=True):
    """How long to wait for a server, in seconds: for its start, for the next answer, for all of them."""

    start: float = 20.0
    answer: float = 60.0
    whole: float = 600.0


PATIENT = Limits()


class Setting(Struct, frozen=True):
    """What a server works on: the copy's folder, source roots relative to it ("" is the folder itself), the folder
    of installed packages, and the Python version as "3.11"."""

    code: Path
    roots: tuple[str, ...]
    packages: Path
    version: str


class Server(Struct, frozen=True):
    """How one language server is used: one module each.

    `find`: its program, None when it is not installed; `arguments` follow it. `configuration`: the files to write
    into the copy's folder, by name. `options`: what `initialize` hands over. `must_open`: whether it knows only
    files that were opened. `at_once`: how many questions may be under way. `rules_out`: see `Checker`.
    """

    name: str
    find: Callable[[], Path | None]
    arguments: tuple[str, ...]
    configuration: Callable[[Setting], Mapping[str, str]]
    options: Mapping[str, object]
    environment: Mapping[str, str]
    must_open: bool
    at_once: int
    rules_out: bool

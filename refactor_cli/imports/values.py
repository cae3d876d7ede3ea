"""What is said about imports: the import itself, a spelling and what is wanted, a change of a file's imports."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from refactor_cli.data import Span


class Import(NamedTuple):
    """`import module [as alias]`, or with `name`: `from module import name [as alias]`.

    `module` may be relative, with its leading dots, in a `from` import.
    """

    module: str
    name: str = ""
    alias: str = ""

    @property
    def local(self) -> str:
        """The name it binds."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def named(self) -> str:
        """What stands behind the last `import`: `name [as alias]`, or the module."""
        return (self.name or self.module) + (f" as {self.alias}" if self.alias else "")

    @property
    def source(self) -> str:
        """The statement that makes exactly this import."""
        return f"from {self.module} import {self.named}" if self.name else f"import {self.named}"


class Written(NamedTuple):
    """How a symbol is written at a place: `text`, its dotted source ("mod.old"), and its full `dotted` name."""

    text: str
    dotted: str


class Wanted(Struct, frozen=True):
    """A symbol that new code names.

    `dotted`: its full name ("datetime.timezone.utc"). `like`: how the old symbol is written at this place, None
    where there is none (a method call through an instance). `imported_as`: the import by which a recipe names
    the symbol itself, None for `--to`. `new_names`: the needs of the spellings given earlier for this file, so
    that all places of a file agree. `vacated`: spans of the first names that will vanish from the file's code, as
    far as that is known: where they are all that the old symbol's import was there for, its name is free. `old`: the
    old symbol's full name, where `like` does not tell it. `alias`: what the recipe calls what it imports, for files in
    which the plain name is taken. `leaving`: spans of names that import statements bind, and will not bind any more.
    `moving`: names of other old symbols that the file imports.
    """

    dotted: str
    like: Written | None = None
    imported_as: Import | None = None
    new_names: tuple[Import, ...] = ()
    vacated: frozenset[Span] = frozenset()
    old: str = ""
    alias: str = ""
    leaving: frozenset[Span] = frozenset()
    moving: frozenset[str] = frozenset()


class Spelling(NamedTuple):
    """`text` is what to write. `needs`: the imports that bind its first name there, those included that the
    file already has (so that they are not removed); empty when the name is no import (defined in the file)."""

    text: str
    needs: tuple[Import, ...] = ()


class Unspellable(NamedTuple):
    """The symbol cannot be written there without harm; `reason` is for people, one line."""

    reason: str


class Need(NamedTuple):
    """`wanted` must be bound for code at offset `at`. `instead`: the span of an imported name that goes, and whose
    very place it takes: its scope, its block, whatever that hangs on."""

    wanted: Import
    at: int
    instead: Span | None = None


class Assigned(NamedTuple):
    """`name = value` at the top of a module, behind its imports, for new code that names it."""

    name: str
    value: str


class ImportChange(Struct, frozen=True):
    """What an edit of a file means for its imports.

    `needs`: imports that the new code relies on, with the offset (in the old text) of the place that does;
    plain `(Import, offset)` pairs do. `vacated`: spans of first names of dotted names that vanish from the
    code. `used`: local names that the new code uses. `gone`: spans of names in import statements that go in any
    case, whatever is said for keeping them: what they import is no longer there. `stale`: spans of names that
    statements import by the old way to something that has a new one: no need is met by them. `assigned`: what
    the new code needs besides imports.
    """

    needs: tuple[Need | tuple[Import, int], ...] = ()
    vacated: tuple[Span, ...] = ()
    used: frozenset[str] = frozenset()
    gone: tuple[Span, ...] = ()
    stale: frozenset[Span] = frozenset()
    assigned: tuple[Assigned, ...] = ()

"""A file being rewritten: its usages, the changes made so far, and what holds at a place of it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Edit, Span, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.imports import Assigned, Import, Need, Written
from refactor_cli.imports.meaning import import_of, is_brought_by_star, may_be_from_star, meaning, site_at
from refactor_cli.imports.uses import line_giving
from refactor_cli.inline.import_lines.values import NONE, Followed, Taken
from refactor_cli.inline.new_names.naming import Place, Spelled
from refactor_cli.inline.new_source.statements import indentation_unit
from refactor_cli.inline.opened import Opened
from refactor_cli.resolution import bindings_at, scope_at
from refactor_cli.resolution.scopes import qualified_name
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.data import Binding, FileMap
    from refactor_cli.grammar import Tree
    from refactor_cli.inline.job import Job


_ATTRIBUTE = re.compile(rb"\s*\.\s*\w")
_NONE = re.compile(rb"(?:\w+\s*(?::[^=\n]+)?=\s*)+None")


class Change(NamedTuple):
    """A site's new source. `vacated`: first names of dotted names that vanish there; `gone`: imported names that go
    in any case; `builtins`: what is written by its plain name; `assigned`: what the module has to assign."""

    edit: Edit
    needs: tuple[Need, ...]
    locals: tuple[str, ...]
    vacated: tuple[Span, ...]
    gone: tuple[Span, ...] = ()
    builtins: frozenset[str] = frozenset()
    assigned: tuple[Assigned, ...] = ()


def changed(edit: Edit, spelled: Spelled, vacated: tuple[Span, ...]) -> Change:
    """A change, and what the spellings in it need."""
    needs, names = tuple(spelled.needs), tuple(spelled.locals)
    builtins, assigned = frozenset(spelled.builtins), tuple(spelled.assigned)
    return Change(edit, needs, names, vacated, builtins=builtins, assigned=assigned)


class Aliased(NamedTuple):
    """The variables by which a usage may reach its target."""

    variables: frozenset[Symbol]
    target: Target


class File(Struct, frozen=True, dict=True):
    """A file being rewritten; `unlike`: first names that go on meaning what they mean, so that new code cannot
    take them over. `followed`: its imports that follow a move in their place; `leaving`: imports of the old symbols,
    by the span of the name they bind, that no longer hide a builtin; `freed`: imports whose names are free, as they go;
    `aliased`: usages by names that are assigned; `stuck`: names whose imports could not follow after all; `pinned`:
    names that strings go on naming (`globals()["old"]`), whose imports have to stay; as those
    of `taken` do, which usages in other files take; `stale`: imports that bring the new symbol by its old way; `given`:
    the lines of `_given_by_string`, by name; `further`: edits of names behind what was changed; `usages`: those that
    are rewritten here, and `decided`, on which somebody else has decided, in their order; `with_others`: those that go
    with what stands around them, in the last change; `stretches`: what was rewritten along with code around it."""

    symbols: SymbolMap
    path: str
    map: FileMap
    tree: Tree
    utf8: bytes
    newline: str
    unlike: frozenset[str] = frozenset()
    followed: Followed = NONE
    leaving: frozenset[Span] = frozenset()
    freed: frozenset[Span] = frozenset()
    taken: frozenset[str] = frozenset()
    stale: frozenset[Span] = frozenset()
    usages: tuple[Usage, ...] = ()
    decided: tuple[Usage, ...] = ()
    aliased: dict[Usage, Aliased] = field(default_factory=dict)
    stuck: set[Taken] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    outermost: list[Change] = field(default_factory=list)
    further: list[Edit] = field(default_factory=list)
    needed: dict[Import, None] = field(default_factory=dict)
    pinned: set[str] = field(default_factory=set)
    given: dict[str, int] = field(default_factory=dict)
    with_others: list[Usage] = field(default_factory=list)
    stretches: list[Job] = field(default_factory=list)

    @cached_property
    def unit(self) -> str:
        """How it indents."""
        return indentation_unit(self.utf8)

    @cached_property
    def moving(self) -> frozenset[str]:
        """The targets that its import statements name."""
        return frozenset(each.target for each in self.usages if each.kind == "import")

    def add(self, change: Change) -> None:
        """Notes a change. They come in the order of their ends, so that one takes in those that lie in it."""
        self.go_on(change.edit.span.end)
        self.note(change)

    def go_on(self, end: int) -> None:
        """Notes the further edits up to here."""
        self.further.sort(key=lambda edit: edit.span, reverse=True)
        while self.further and self.further[-1].span.end <= end:
            self.note(Change(self.further.pop(), (), (), ()))

    def note(self, change: Change) -> None:
        """Notes a change that no further edits stand before."""
        self.changes.append(change)
        self.needed.update(dict.fromkeys(need.wanted for need in change.needs))
        while self.outermost and self.outermost[-1].edit.span.start >= change.edit.span.start:
            self.outermost.pop()
        self.outermost.append(change)

    def current(self, span: Span) -> str:
        """The source of a span with the changes inside it made."""
        self.go_on(span.end)
        parts, last = list[bytes](), span.end
        for change in reversed(self.outermost):
            if change.edit.span.start < span.start:
                break
            if change.edit.span.end <= last:
                parts += (self.utf8[change.edit.span.end : last], change.edit.text.encode())
                last = change.edit.span.start
        parts.append(self.utf8[span.start : last])
        return b"".join(reversed(parts)).decode("utf-8", "replace")


def check_one_meaning(file: File, first: Span, new: str = "", is_asked: bool = False) -> bool:
    """A name that is bound in several ways where it is read (`try: … except ImportError: …`) is left to people; so is
    one that a star import brings as well where new code (`new`) goes by it. `is_asked`: new code asks no other
    module than this one; where an attribute is asked of the name, it is no None then, whatever a failed import left.
    Gives whether it has one meaning for that reason alone.

    Raises:
        Opened: it is one of these.
    """
    name = file.utf8[slice(*first)].decode()
    every = bindings = bindings_at(file.map, scope_at(file.map, first.start), name, first.start)
    if is_asked:
        bindings = tuple(each for each in bindings if not _is_none(file.utf8, each, first)) or bindings
    meanings = {
        (
            each.kind,
            each.module if each.imported or each.name != each.module.partition(".")[0] else "",
            each.imported,
        )
        if each.kind in ("import", "from")
        else (each.kind, str(each.span.start), "")
        for each in bindings
    }
    made = import_of(file.symbols, file.path, bindings[0]) if len(meanings) == 1 else None
    if made is not None:
        site = site_at(file.symbols, file.path, first.start)
        stands_for = meaning(file.symbols, file.path, made)
        # the new import may come to stand above one that brings the old symbol by the same name
        is_kept = (
            site is not None and new.partition(".")[0] == name and is_brought_by_star(site, name, stands_for)
        )
        if site is not None and (is_kept or may_be_from_star(site, name, stands_for)):
            raise Opened(f"'{name}' is bound in more than one way here: a star import may bring it, too")
    if bindings and not bindings[0].scope and (line := _given_by_string(file, name)):
        raise Opened(
            f"'{name}' is bound in more than one way here: line {line} gives it a value by its string"
        )
    if len(meanings) > 1:
        lines = sorted({file.utf8.count(b"\n", 0, each.span.start) + 1 for each in bindings})
        shown = " and ".join(map(str, lines[:2]))
        raise Opened(f"'{name}' is bound in more than one way here: lines {shown}")
    return len(bindings) < len(every)


def goes_on(file: File, first: Span, spelled: Spelled) -> bool:
    """Whether new code asks for nothing but what the name at `first` is imported as: anything else may be missing where
    that is, which is why the import stands under `try`."""
    name = file.utf8[slice(*first)].decode()
    bindings = bindings_at(file.map, scope_at(file.map, first.start), name, first.start)
    made = {import_of(file.symbols, file.path, each) for each in bindings}
    return {*spelled.locals} <= {name} and all(each.wanted in made for each in spelled.needs)


def _is_none(utf8: bytes, binding: Binding, first: Span) -> bool:
    """Whether a name is bound to None, and at `first` asked for an attribute, which None has not."""
    is_asked = _ATTRIBUTE.match(utf8, first.end) is not None
    return (
        is_asked and binding.kind == "assign" and _NONE.fullmatch(utf8[slice(*binding.statement)]) is not None
    )


def _given_by_string(file: File, name: str) -> int:
    """The line that gives a module's own name another value by `globals()`; 0 where none does. Every usage of a file
    asks for the same few names."""
    if name not in file.given:
        file.given[name] = line_giving(file.utf8, name)
    return file.given[name]


def place_at(file: File, job: Job, like: Written | None, spelled: Spelled) -> Place:
    """Where the usage stands, for writing names there: with the imports that other changes of the file need already."""
    at, names = job.usage.expression.start, tuple(file.needed)
    following = {each.new: each.binding for each in file.followed.imports.values()}
    return Place(
        file.symbols,
        file.path,
        at,
        like,
        names,
        spelled,
        file.leaving,
        job.target.dotted,
        following,
        file.freed,
        file.moving,
    )


def is_inside(file: File, usage: Usage, replacement: frozenset[Symbol]) -> bool:
    """Whether the usage lies in the definition of one of these symbols, in this file, or in the assignment that makes
    it: `new = partial(old, 1)`."""
    if len(replacement) != 1 or next(iter(replacement)).path != file.path:
        return False
    (symbol,) = replacement
    definition = definition_of(file.symbols, replacement)
    if definition is not None:
        return definition.span.contains(usage.span)
    return any(
        each.kind == "assign" and each.statement.contains(usage.span)
        for each in file.map.named.get(last_part(symbol.name), ())
        if qualified_name(file.map, each.scope, each.name) == symbol.name
    )

"""Calls whose owner a test puts something else in the place of (`patch("app.report.datetime")`, and then
`stand_in.utcnow.return_value = …`): what it gives the old name, the new code would no longer ask for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import SURE, Span, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inline.test_doubles.put_in_place import Put, Settled, puts_by_assignments, puts_by_calls
from refactor_cli.resolution import Lookup, evaluate_at, of_binding, resolve_absolute
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap


class Place(NamedTuple):
    """Where a file puts something else in the place of what calls are asked of. `modules`: the files in which a call
    asks for it; `name`: what is replaced, a dotted name, as they write it, or of a module outside of the repository
    (`is_outside`), which they have under some name; `written`: where a string says it, as it is."""

    modules: frozenset[str]
    name: str
    is_outside: bool
    path: str
    line: int
    written: Span | None = None


def replaced_owners(
    symbols: SymbolMap, target: Target, usages: Sequence[Usage], settled: Settled
) -> dict[Usage, str]:
    """Calls of a target by its owner (`datetime.utcnow()`), with what is said of them where a file that names the
    target too replaces that owner in their module."""
    bare, found = last_part(target.name), dict[Usage, str]()
    for place, calls in owner_places(symbols, target, usages):
        if place.written is not None and (place.path, place.written) in settled.owners:
            continue
        for call in calls:
            found.setdefault(
                call,
                f"{place.path}:{place.line} puts something else in the place of '{place.name}', and has "
                f"'{bare}' too: change both, or neither",
            )
    return found


def owner_places(
    symbols: SymbolMap, target: Target, usages: Iterable[Usage]
) -> Iterator[tuple[Place, list[Usage]]]:
    """The places that replace an owner by which a target is called, in files that name the target too, each with
    these calls."""
    bare = last_part(target.name)
    calls = defaultdict[str, list[Usage]](list)
    for each in usages:
        if each.certainty in SURE and each.call_span is not None and each.expression != each.span:
            calls[each.path].append(each)
    written = dict[Usage, str]()
    for each in (each for its in calls.values() for each in its):
        written[each] = "".join(symbols.snapshot.files[each.path].text.slice(*each.expression).split())
    for place in _places(symbols, bare, target, written.values()) if calls else ():
        found = [
            call
            for module in sorted(place.modules)
            for call in calls.get(module, ())
            if _ahead(written[call], is_outside=place.is_outside).startswith(f"{place.name}.")
        ]
        if found:
            yield place, found


def _ahead(written: str, *, is_outside: bool) -> str:
    """What of a call is compared: a module outside of the repository has any name there."""
    return written.partition(".")[2] if is_outside else written


def _places(symbols: SymbolMap, bare: str, target: Target, written: Iterable[str]) -> Iterator[Place]:
    """`written`: how the calls are written."""
    owners = {part for each in written for part in each.split(".")[:-1]}
    stored = re.compile(rf"\.[ \t]*(?:{'|'.join(map(re.escape, sorted(owners)))})[ \t]*[:=](?!=)".encode())
    for path in python_files_with(symbols.snapshot, bare):
        file = symbols.snapshot.files[path]
        is_stored = stored.search(file.text.utf8) is not None
        found = [*puts_by_calls(symbols, path), *(puts_by_assignments(symbols, path) if is_stored else ())]
        for put in sorted(found, key=_in_order) if found and symbols.map(path) is not None else ():
            yield from _replacing(symbols, path, put, target)


def _in_order(put: Put) -> tuple[int, str, str]:
    return put.span.start, put.owner, put.name


def _replacing(symbols: SymbolMap, path: str, put: Put, target: Target) -> Iterator[Place]:
    """What of the owner's names a test puts something else in the place of."""
    line = put.line
    if not put.name:
        return
    outer = target.name.rpartition(".")[0]
    if not put.owner:
        if put.name == outer:
            yield Place(imported_files(symbols, path), last_part(outer), True, path, line)
        pieces = put.name.split(".")
        for end in range(len(pieces) - 1, 0, -1):
            led = resolve_absolute(symbols, ".".join(pieces[:end]), path).values
            modules = frozenset(str(value.symbol.path) for value in led if value.kind == "module")
            if modules:
                yield Place(modules, ".".join(pieces[end:]), False, path, line, put.written)
                return
    elif DOTTED_NAME.match(put.owner):
        for value in evaluate_at(Lookup(symbols), path, put.owner, put.span.start).values:
            if value.kind == "module":
                modules = frozenset((str(value.symbol.path),))
                yield Place(modules, put.name, False, path, line, put.written)
            elif f"{value.symbol.name}.{put.name}" == outer:
                yield Place(imported_files(symbols, path), put.name, True, path, line)


def imported_files(symbols: SymbolMap, path: str) -> frozenset[str]:
    """The modules of the repository that a file imports, or imports something of: what it tests, as a rule."""
    file_map = symbols.map(path)
    look = Lookup(symbols)
    bindings = file_map.imports if file_map is not None else ()
    values = (value for each in bindings for value in of_binding(look, path, each).values)
    return frozenset(str(value.symbol.path) for value in values if value.symbol.path)

"""What a recipe assigns outside of its rules -> the name that new code has for it in a file, and what the file needs.

A module that assigns the same value already has a name for it. Any other gets the recipe's assignment, behind the
imports that it begins with, if the name means nothing else there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from refactor_cli.data import FileMap
from refactor_cli.imports import Assigned, Import, Need, Unspellable, Wanted, spell
from refactor_cli.imports.assigned import bound_as, header_end
from refactor_cli.imports.capture import is_free
from refactor_cli.imports.elsewhere import getting_by_star
from refactor_cli.imports.meaning import Site, is_submodule, site_at
from refactor_cli.imports.statements import ParsedFile, parsed
from refactor_cli.imports.uses import references
from refactor_cli.recipe.rules import CallPiece, Pieces, Reference, Variable
from refactor_cli.resolution import absolute, bindings_at, resolve, resolve_absolute
from refactor_cli.symbols import SymbolMap


class AssignedName(NamedTuple):
    """The name for a variable at a place. `assigned`: what the module lacks, None where it has it already; `needs`:
    the imports that the assignment needs; `used`: first names in it."""

    name: str
    assigned: Assigned | None = None
    needs: tuple[Need, ...] = ()
    used: tuple[str, ...] = ()


class _Value(NamedTuple):
    """A variable's value as a file writes it. `named`: what names in it stand for, by how they are written."""

    text: str
    needs: tuple[Need, ...]
    used: tuple[str, ...]
    named: Mapping[str, str]


class _Unwritable(Exception):
    """Why a value cannot be written there."""


def name_of(
    symbols: SymbolMap, path: str, at: int, variable: Variable, *, exactly: bool = False
) -> AssignedName | str:
    """The name at an offset of a Python file, or why there is none, for people. `exactly`: another name that the module
    has for the same value will not do."""
    site = site_at(symbols, path, at)
    if site is None:
        return "the file is not Python"
    memo: dict[object, _Value | str] = symbols.snapshot.memo.setdefault("variables", {})
    if (path, variable) not in memo:
        try:
            memo[path, variable] = _value(symbols, path, variable)
        except _Unwritable as reason:
            memo[path, variable] = f"'{variable.name}' cannot be assigned in its module: {reason}"
    value = memo[path, variable]
    if isinstance(value, str):
        return value
    read, is_at_once = parsed(symbols, path), site.runs_with(0)
    for name, span in bound_as(read, value.text):
        if (exactly and name != variable.name) or not _says_the_same(site, value, span.start):
            continue
        reaching = bindings_at(site.file_map, site.scope, name, at)
        is_one = len([each for each in site.file_map.named.get(name, ()) if not each.scope]) == 1
        if is_one and [each.span for each in reaching] == [span]:
            if span.end <= at or (not is_at_once and _is_read_beside(site, read, name)):
                return AssignedName(name)
            line = read.utf8.count(b"\n", 0, span.start) + 1
            return f"'{name}' is assigned further down, in line {line}"
    # what a function does there may be called for there as well
    return _new(site, variable, value, at < header_end(read))


def _says_the_same(site: Site, value: _Value, at: int) -> bool:
    """Whether the names in a value that is written alike mean the same where it is assigned."""
    return all(
        resolve(site.symbols, site.path, 0, written, at).symbols
        <= resolve_absolute(site.symbols, dotted, site.path).symbols
        for written, dotted in value.named.items()
    )


def _is_read_beside(site: Site, read: ParsedFile, name: str) -> bool:
    """Whether the function at the place reads a name already, which its module assigns further down."""
    around = site.file_map.scopes[site.function].span
    return any(around.contains(each) for each in references(read, site.file_map, name))


def _new(site: Site, variable: Variable, value: _Value, is_above: bool) -> AssignedName | str:
    own = absolute(site.symbols, site.path, ".") if "/" in site.path else ""
    made = Import(own or "__main__", variable.name)
    if is_above:
        return f"'{variable.name}' would be assigned further down, below the imports"
    bound = any(each.scope == 0 for each in site.file_map.named.get(variable.name, ()))
    if bound or is_submodule(site, variable.name) or not is_free(site, made, 0, ()):
        return f"'{variable.name}' means something else in this file"
    if importer := getting_by_star(site.symbols, site.path, variable.name):
        return f"'{variable.name}' would come to {importer} as well, which imports everything from here"
    # of two recipes, or of two answers, one may have the name for something else
    given: dict[object, str] = site.symbols.snapshot.memo.setdefault("assigned names", {})
    if given.setdefault((site.path, variable.name), value.text) != value.text:
        return f"'{variable.name}' is assigned something else in this file by another recipe"
    return AssignedName(variable.name, Assigned(variable.name, value.text), value.needs, value.used)


def _value(symbols: SymbolMap, path: str, variable: Variable) -> _Value:
    at, needs, named = header_end(parsed(symbols, path)), list[Need](), dict[str, str]()
    file_map = symbols.map(path)
    assert file_map is not None

    def written(reference: Reference) -> str:
        if reference.module == "builtins":
            return _builtin(file_map, reference)
        imported = Import(reference.module, reference.name) if reference.module else None
        known = tuple(need.wanted for need in needs)
        found = spell(symbols, path, at, Wanted(reference.dotted, None, imported, known))
        if isinstance(found, Unspellable):
            raise _Unwritable(found.reason)
        needs.extend(Need(each, at) for each in found.needs)
        named[found.text] = reference.dotted
        return found.text

    def source(pieces: Pieces) -> str:
        parts = list[str]()
        for piece in pieces:
            if isinstance(piece, str):
                parts.append(piece)
            elif isinstance(piece, Reference):
                parts.append(written(piece))
            elif isinstance(piece, CallPiece):
                arguments = (
                    f"{each.lead}{each.star}{f'{each.keyword}=' if each.keyword else ''}{source(each.value)}"
                    for each in piece.arguments
                )
                parts.append(f"{source(piece.callee)}({','.join(arguments)}{piece.tail})")
        return "".join(parts)

    text = source(variable.value)
    return _Value(text, tuple(needs), tuple(each.partition(".")[0] for each in named), named)


def _builtin(file_map: FileMap, reference: Reference) -> str:
    if file_map.named.get(reference.name) or file_map.named.get("*"):
        raise _Unwritable(f"'{reference.name}' may mean something else there")
    return reference.dotted

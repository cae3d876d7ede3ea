"""Calls whose owner a test puts something else in the place of (`patch("app.report.datetime")`, and then
`stand_in.utcnow.return_value = …`): what it gives the old name, the new code would no longer ask for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import SURE, Target, Usage
from refactor_cli.grammar import of_kinds
from refactor_cli.inline.put_in_place import WORDS, Put, put_in_place
from refactor_cli.resolution import Lookup, evaluate, of_binding, resolve_absolute, scope_at
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words import holds_word
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap


class _Place(NamedTuple):
    """`modules`: the files in which a call asks for it; `name`: what is replaced, a dotted name, as they write it, or
    of a module outside of the repository (`is_outside`), which they have under some name."""

    modules: frozenset[str]
    name: str
    is_outside: bool
    path: str
    line: int


def owners_replaced(symbols: SymbolMap, target: Target, usages: Iterable[Usage]) -> dict[Usage, str]:
    """Calls of a target by its owner (`datetime.utcnow()`), with what is said of them where a file that names the
    target too replaces that owner in their module."""
    bare = target.name.rpartition(".")[2]
    calls = defaultdict[str, list[Usage]](list)
    for each in usages:
        if each.certainty in SURE and each.call_span is not None and each.expression != each.span:
            calls[each.path].append(each)
    written, found = dict[Usage, str](), dict[Usage, str]()
    for each in (each for its in calls.values() for each in its):
        written[each] = "".join(symbols.snapshot.files[each.path].text.slice(*each.expression).split())
    for place in _places(symbols, bare, target, written.values()) if calls else ():
        for call in (each for module in place.modules for each in calls.get(module, ())):
            ahead = written[call].partition(".")[2] if place.is_outside else written[call]
            if call not in found and ahead.startswith(f"{place.name}."):
                found[call] = (
                    f"{place.path}:{place.line} puts something else in the place of '{place.name}', and has "
                    f"'{bare}' too: change both, or neither"
                )
    return found


def _places(symbols: SymbolMap, bare: str, target: Target, written: Iterable[str]) -> Iterator[_Place]:
    """`written`: how the calls are written."""
    owners = {part for each in written for part in each.split(".")[:-1]}
    stored = re.compile(rf"\.[ \t]*(?:{'|'.join(map(re.escape, sorted(owners)))})[ \t]*[:=](?!=)".encode())
    for path in python_files_with(symbols.snapshot, bare):
        file = symbols.snapshot.files[path]
        has_words = any(holds_word(file, word) for word in WORDS)
        kinds = [*(["call"] if has_words else []), *(["assignment"] if stored.search(file.text.utf8) else [])]
        if not kinds or symbols.map(path) is None:
            continue
        nodes = of_kinds("python", tuple(kinds), symbols.tree(path).root_node)
        for node in sorted(nodes, key=lambda each: each.start_byte):
            for put in put_in_place(symbols, path, node):
                yield from _replacing(symbols, path, node, put, target)


def _replacing(symbols: SymbolMap, path: str, node: Node, put: Put, target: Target) -> Iterator[_Place]:
    """What of the owner's names a test puts something else in the place of."""
    line, outer = node.start_point.row + 1, target.name.rpartition(".")[0]
    if not put.owner:
        if put.name == outer:
            yield _Place(_imported(symbols, path), outer.rpartition(".")[2], True, path, line)
        pieces = put.name.split(".")
        for end in range(len(pieces) - 1, 0, -1):
            led = resolve_absolute(symbols, ".".join(pieces[:end]), path).values
            modules = frozenset(str(value.symbol.path) for value in led if value.kind == "module")
            if modules:
                yield _Place(modules, ".".join(pieces[end:]), False, path, line)
                return
    elif DOTTED_NAME.match(put.owner) and (file_map := symbols.map(path)) is not None:
        at = node.start_byte
        led = evaluate(Lookup(symbols), path, scope_at(file_map, at), put.owner, at).values
        for value in led:
            if value.kind == "module":
                yield _Place(frozenset((str(value.symbol.path),)), put.name, False, path, line)
            elif f"{value.symbol.name}.{put.name}" == outer:
                yield _Place(_imported(symbols, path), put.name, True, path, line)


def _imported(symbols: SymbolMap, path: str) -> frozenset[str]:
    """The modules of the repository that a file imports, or imports something of: what it tests, as a rule."""
    file_map = symbols.map(path)
    look = Lookup(symbols)
    bindings = file_map.imports if file_map is not None else ()
    values = (value for each in bindings for value in of_binding(look, path, each).values)
    return frozenset(str(value.symbol.path) for value in values if value.symbol.path)

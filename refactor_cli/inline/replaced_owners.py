"""Calls whose owner a test puts something else in the place of (`patch("app.report.datetime")`, and then
`stand_in.utcnow.return_value = …`): what it gives the old name, the new code would no longer ask for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import SURE, Target, Usage
from refactor_cli.grammar import of_kinds
from refactor_cli.inline.put_in_place import WORDS, Put, put_in_place
from refactor_cli.resolution import Lookup, evaluate, of_binding, resolve_absolute, scope_at
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words import holds_word, offsets
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


class _PutAt(NamedTuple):
    """What a call or an assignment puts in the place of something, and where it stands."""

    at: int
    line: int
    put: Put


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
        is_stored = stored.search(file.text.utf8) is not None
        found = [*_by_calls(symbols, path), *(_by_assignments(symbols, path) if is_stored else ())]
        for put in sorted(found) if found and symbols.map(path) is not None else ():
            yield from _replacing(symbols, path, put, target)


def _by_calls(symbols: SymbolMap, path: str) -> Sequence[_PutAt]:
    """What the calls of a file put in the place of something, in their order."""
    memo: dict[str, list[_PutAt]] = symbols.snapshot.memo.setdefault("put in place by calls", {})
    if path not in memo:
        file = symbols.snapshot.files[path]
        calls = _calls(symbols, path) if any(holds_word(file, word) for word in WORDS) else ()
        memo[path] = [each for node in calls for each in _put(symbols, path, node)]
    return memo[path]


def _calls(symbols: SymbolMap, path: str) -> Iterator[Node]:
    """The calls of what ends in one of the words: a file with thousands of others has one or two of these."""
    utf8, root = symbols.snapshot.files[path].text.utf8, symbols.tree(path).root_node
    for at in sorted(at for word in WORDS for at in offsets(utf8, word)):
        node = root.descendant_for_byte_range(at, at + 1)
        while node is not None and node.parent is not None and node.parent.type == "attribute":
            node = node.parent
        call = node.parent if node is not None else None
        if call is not None and call.type == "call" and call.child_by_field_name("function") == node:
            yield call


def _by_assignments(symbols: SymbolMap, path: str) -> Iterator[_PutAt]:
    for node in of_kinds("python", ("assignment",), symbols.tree(path).root_node):
        yield from _put(symbols, path, node)


def _put(symbols: SymbolMap, path: str, node: Node) -> Iterator[_PutAt]:
    at, line = node.start_byte, node.start_point.row + 1
    return (_PutAt(at, line, put) for put in put_in_place(symbols, path, node))


def _replacing(symbols: SymbolMap, path: str, found: _PutAt, target: Target) -> Iterator[_Place]:
    """What of the owner's names a test puts something else in the place of."""
    at, line, put = found
    outer = target.name.rpartition(".")[0]
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

"""Calls whose owner a test puts something else in the place of (`patch("app.report.datetime")`, and then
`stand_in.utcnow.return_value = …`): what it gives the old name, the new code would no longer ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import SURE, Target, Usage
from refactor_cli.grammar import of_kinds
from refactor_cli.resolution import Lookup, evaluate, of_binding, resolve_absolute, scope_at
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words import holds_word
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_SETTERS = (b"patch", b"setattr")


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
    found = dict[Usage, str]()
    for place in _places(symbols, bare, target) if calls else ():
        for call in (each for module in place.modules for each in calls.get(module, ())):
            text = symbols.snapshot.files[call.path].text
            written = "".join(text.slice(*call.expression).split())
            ahead = written.partition(".")[2] if place.is_outside else written
            if call not in found and ahead.startswith(f"{place.name}."):
                found[call] = (
                    f"{place.path}:{place.line} puts something else in the place of '{place.name}', and has "
                    f"'{bare}' too: change both, or neither"
                )
    return found


def _places(symbols: SymbolMap, bare: str, target: Target) -> Iterator[_Place]:
    for path in python_files_with(symbols.snapshot, bare):
        file = symbols.snapshot.files[path]
        if not any(holds_word(file, word) for word in _SETTERS) or symbols.map(path) is None:
            continue
        calls = of_kinds("python", ("call",), symbols.tree(path).root_node)
        for call in sorted(calls, key=lambda each: each.start_byte):
            yield from _replacing(symbols, path, call, target)


def _replacing(symbols: SymbolMap, path: str, call: Node, target: Target) -> Iterator[_Place]:
    """What `patch("a.b.name")`, `patch.object(b, "name")`, `setattr(b, "name", …)` and such replace."""
    function, listed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    parts = (function.text or b"").split(b".") if function is not None else []
    if listed is None or not parts or not (parts[-1] in _SETTERS or parts[-2:] == [b"patch", b"object"]):
        return
    given = [each for each in listed.named_children if each.type != "comment"][:2]
    texts = [_text(each) for each in given]
    line, outer = call.start_point.row + 1, target.name.rpartition(".")[0]
    if texts and texts[0]:
        dotted = texts[0].replace(":", ".")
        if dotted == outer:
            yield _Place(_imported(symbols, path), outer.rpartition(".")[2], True, path, line)
        pieces = dotted.split(".")
        for end in range(len(pieces) - 1, 0, -1):
            led = resolve_absolute(symbols, ".".join(pieces[:end]), path).values
            modules = frozenset(str(value.symbol.path) for value in led if value.kind == "module")
            if modules:
                yield _Place(modules, ".".join(pieces[end:]), False, path, line)
                return
    elif len(texts) > 1 and texts[1] and DOTTED_NAME.match(owner := (given[0].text or b"").decode()):
        file_map = symbols.map(path)
        assert file_map is not None
        at = given[0].start_byte
        led = evaluate(Lookup(symbols), path, scope_at(file_map, at), owner, at).values
        for value in led:
            if value.kind == "module":
                yield _Place(frozenset((str(value.symbol.path),)), texts[1], False, path, line)
            elif f"{value.symbol.name}.{texts[1]}" == outer:
                yield _Place(_imported(symbols, path), texts[1], True, path, line)


def _imported(symbols: SymbolMap, path: str) -> frozenset[str]:
    """The modules of the repository that a file imports, or imports something of: what it tests, as a rule."""
    file_map = symbols.map(path)
    look = Lookup(symbols)
    bindings = file_map.imports if file_map is not None else ()
    values = (value for each in bindings for value in of_binding(look, path, each).values)
    return frozenset(str(value.symbol.path) for value in values if value.symbol.path)


def _text(node: Node) -> str:
    text = (node.text or b"").decode("utf-8", "replace")
    inner = text[1:-1]
    is_plain = node.type == "string" and text[:1] in ("'", '"') and inner.replace(".", "").isidentifier()
    return inner if is_plain else ""

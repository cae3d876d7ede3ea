"""Whether a module may turn up under a name that no import gives it: then any receiver may be it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import FileMap, Symbol, Target, Usage
from refactor_cli.find.aliases import own_name
from refactor_cli.find.reach import Reach
from refactor_cli.inference.asking import source
from refactor_cli.occurrences.import_words import closed, import_words, renamed
from refactor_cli.occurrences.places import receiver_of
from refactor_cli.occurrences.words import ascii_bytes, offsets
from refactor_cli.resolution import Lookup, layout, scope_at, trace
from refactor_cli.resolution.modules import stem_of
from refactor_cli.resolution.standard_library import canonical
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# for so few undecided usages, asking about each is cheaper
_FEW = 3
_MOST_MODULES = 8
SURE = frozenset({"certain", "likely"})
_LOOKS = frozenset(
    {"delattr", "dir", "getattr", "hasattr", "id", "isinstance", "repr", "setattr", "str", "vars"}
)
_BINDS = ("import", "from", "star", "assign", "walrus")
# a class, or what `getattr` gives, may be a module's or hold its function
_ANYTHING = (b"getattr", b"__class__", b"type(", b"import_module")


def may_be_decided(reach: Reach, target: Target, usages: Sequence[Usage]) -> list[Usage]:
    """Those of the usages that are certain or likely, or that evidence may make so."""
    found = [usage for usage in usages if usage.certainty in SURE]
    undecided = [usage for usage in usages if usage.certainty == "possible"]
    modules = _modules(reach, target, found)
    is_cheap = len(undecided) <= _FEW or len(modules) > _MOST_MODULES
    if is_cheap or any(_is_passed_on(reach.symbols, module) for module in modules):
        return [*found, *undecided]
    return [*found, *(usage for usage in undecided if _is_of_module(reach, usage))]


def is_member(symbols: SymbolMap, target: Target, usages: Iterable[Usage]) -> bool:
    """Whether the body of a class binds the target, so that instances have it too."""
    paths = {
        usage.path for usage in usages if usage.certainty in SURE and usage.kind not in ("doc", "string")
    }
    for path in paths | {site.path for site in target.definitions}:
        file_map = symbols.map(path)
        for binding in file_map.named.get(own_name(target), ()) if file_map is not None else ():
            if binding.kind in _BINDS and file_map and file_map.scopes[binding.scope].kind == "class":
                return True
    return False


def _is_of_module(reach: Reach, usage: Usage) -> bool:
    data = reach.symbols.snapshot.files[usage.path].text.utf8
    before = data[usage.expression.start : usage.span.start].rstrip(b" \t\r\n\f\\")
    if any(word in before for word in _ANYTHING):
        return True
    return before.endswith(b".") and reach.is_module(before[:-1].rstrip(b" \t\r\n\f\\"))


def _modules(reach: Reach, target: Target, sure: Iterable[Usage]) -> set[Symbol]:
    """The modules that have the target: where it is defined, or should be, and those that import it."""
    symbols = reach.symbols
    found = {Symbol(symbol.path, "") for symbol in target.symbols if symbol.path is not None}
    found |= {Symbol(usage.path, "") for usage in sure if usage.kind == "import"}
    for symbol in target.symbols:
        owner = symbol.name.rpartition(".")[0]
        if symbol.path is None and owner:
            file = layout(symbols).find(owner)
            found.add(Symbol(file, "") if file else Symbol(None, canonical(owner)))
    return found


def _is_passed_on(symbols: SymbolMap, module: Symbol) -> bool:
    """Whether some file uses a module it imports as a value: an argument, a result, an attribute's new value."""
    memo: dict[Symbol, bool] = symbols.snapshot.memo.setdefault("modules passed on", {})
    if module not in memo:
        word = stem_of(module.path).rpartition("/")[2] if module.path else module.name.rpartition(".")[2]
        names = (
            name.decode("utf-8", "replace") for name in closed((word.encode(),), renamed(symbols.snapshot))
        )
        by_word = import_words(symbols.snapshot)
        memo[module] = any(
            _is_value(symbols, path, name, module) for name in sorted(names) for path in by_word.get(name, ())
        )
    return memo[module]


def _is_value(symbols: SymbolMap, path: str, name: str, module: Symbol) -> bool:
    data, word = ascii_bytes(symbols.snapshot.files[path]), name.encode()
    if not any(_may_be_value(data, at, at + len(word)) for at in offsets(data, word)):
        return False
    utf8, file_map = symbols.snapshot.files[path].text.utf8, symbols.map(path)
    root = symbols.tree(path).root_node
    for at in offsets(utf8, word):
        node = (
            root.descendant_for_byte_range(at, at + len(word))
            if _may_be_value(utf8, at, at + len(word))
            else None
        )
        if node is not None and file_map is not None and _leads(symbols, path, file_map, node, module):
            return True
    return False


def _may_be_value(data: bytes, start: int, end: int) -> bool:
    """Whether a word is more than the beginning of a dotted name, a keyword, or a part of an import."""
    follows = data[end : end + 80].lstrip(b" \t\r\n\f\\")
    if follows[:1] == b"." or (follows[:1] == b"=" and follows[:2] != b"=="):
        return False
    line = data[data.rfind(b"\n", 0, start) + 1 : start].lstrip()
    return not line.startswith((b"import ", b"from ", b"#"))


def _is_looked_into(symbols: SymbolMap, path: str, node: Node) -> bool:
    """Whether a builtin function takes it that hands nothing on but an attribute of a computed name."""
    call = node.parent.parent if node.parent is not None and node.parent.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and source(symbols, path, function) in _LOOKS


def _leads(symbols: SymbolMap, path: str, file_map: FileMap, node: Node, module: Symbol) -> bool:
    """Whether a name in code, or the dotted name that ends in it, is the module."""
    outer = node.parent
    if node.type != "identifier" or outer is None or outer.type in ("dotted_name", "aliased_import"):
        return False
    whole = outer if outer.type == "attribute" and outer.start_byte != node.start_byte else node
    if _is_looked_into(symbols, path, whole):
        return False
    dotted = receiver_of(symbols.snapshot.files[path].text.utf8, whole)
    if not dotted or dotted.startswith("'"):
        return False
    scope = scope_at(file_map, node.start_byte)
    values, _ = trace(Lookup(symbols), path, scope, dotted, node.start_byte)
    return any(
        value.symbol == module or (value.symbol.path is None and canonical(value.symbol.name) == module.name)
        for value in values.values
        if value.type is None and value.kind in ("module", "external", "class")
    )

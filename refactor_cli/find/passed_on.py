"""Whether a module may turn up under a name that no import gives it: then any receiver may be it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import SURE, Symbol, Target, Usage
from refactor_cli.find.aliases import own_name
from refactor_cli.find.reach import Reach
from refactor_cli.inference.asking import source
from refactor_cli.occurrences.import_words import bound_inside, closed, import_words, renamed
from refactor_cli.occurrences.places import receiver_of
from refactor_cli.occurrences.words import ascii_bytes, files_defining, files_with, offsets
from refactor_cli.resolution import Lookup, layout, of_binding, scope_at, trace
from refactor_cli.resolution.modules import stem_of
from refactor_cli.resolution.names import module_member
from refactor_cli.resolution.standard_library import canonical
from refactor_cli.symbols import LANGUAGE, SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LOOKS = frozenset(
    {"delattr", "dir", "getattr", "hasattr", "id", "isinstance", "repr", "setattr", "str", "vars"}
)
_BINDS = ("import", "from", "assign", "walrus")
# what follows a name that is a value by itself
_IS_VALUE = re.compile(rb"(?![\w\x80-\xff])(?!\s*(?:\.|=[^=]|\())")
_ENDS, _ENDS_WORD = re.compile(rb"[\w\x80-\xff)\]]"), re.compile(rb"[\w\x80-\xff]")
_FAR = 400  # bytes from a `getattr` to its name
# a class, or what `getattr` gives, may be a module's or hold its function
_ANYTHING = (b"getattr", b"__class__", b"type(", b"import_module")


def only_decidable(reach: Reach, usages: Iterable[Usage]) -> list[Usage]:
    """Those of the usages that are certain or likely, or that evidence may make so, where no module is passed on."""
    return [usage for usage in usages if usage.certainty in SURE or _is_of_module(reach, usage)]


def is_anywhere(reach: Reach, target: Target, paths: Iterable[str]) -> bool:
    """Whether any receiver in these files may have the target: the body of a class binds it, or a module that has it
    is used as a value (an argument, a result, an attribute's new value), and a receiver may be one that was."""
    if any(
        _is_member(reach, target, path) for path in bound_inside(reach.symbols.snapshot, own_name(target))
    ):
        return True
    if target.kind == "class" and any(
        _has_method(reach, target, path) for path in files_defining(reach.symbols.snapshot, own_name(target))
    ):
        return True
    if not reach.misses(paths):
        return False
    return any(_is_passed_on(reach.symbols, module) for module in _modules(reach, target))


def _is_member(reach: Reach, target: Target, path: str) -> bool:
    """Whether an import or an assignment binds the target to its own name in a class."""
    file_map, look = reach.symbols.map(path), Lookup(reach.symbols, target.symbols)
    return file_map is not None and any(
        binding.kind in _BINDS
        and file_map.scopes[binding.scope].kind == "class"
        and any(value.symbol in target.symbols for value in of_binding(look, path, binding).values)
        for binding in file_map.named.get(own_name(target), ())
    )


def _has_method(reach: Reach, target: Target, path: str) -> bool:
    """Whether a class has a method of the target's name: a property that gives the target, perhaps."""
    file_map = reach.symbols.map(path)
    return file_map is not None and any(
        binding.kind == "function" and file_map.scopes[binding.scope].kind == "class"
        for binding in file_map.named.get(own_name(target), ())
    )


def _is_of_module(reach: Reach, usage: Usage) -> bool:
    data = reach.symbols.snapshot.files[usage.path].text.utf8
    if data[usage.span.start : usage.span.end] != reach.word:
        return True  # an alias, which other modules have than the target's
    before = data[usage.expression.start : usage.span.start].rstrip(b" \t\r\n\f\\")
    if any(word in before for word in _ANYTHING):
        return True
    return before.endswith(b".") and reach.is_module(before[:-1].rstrip(b" \t\r\n\f\\"))


def _modules(reach: Reach, target: Target) -> set[Symbol]:
    """The modules that have the target: where it is defined, or should be, and those that import it."""
    symbols = reach.symbols
    found = {Symbol(symbol.path, "") for symbol in target.symbols if symbol.path is not None}
    symbols.load(reach.importing)
    found |= {Symbol(path, "") for path in reach.importing if _gives(reach, target, path)}
    for symbol in target.symbols:
        owner = symbol.name.rpartition(".")[0]
        if symbol.path is None and owner:
            file = layout(symbols).find(owner)
            found.add(Symbol(file, "") if file else Symbol(None, canonical(owner)))
    return found


def _gives(reach: Reach, target: Target, path: str) -> bool:
    values = module_member(Lookup(reach.symbols, target.symbols), path, own_name(target))
    return any(value.symbol in target.symbols for value in values.values)


def _names_of(symbols: SymbolMap, module: Symbol) -> list[str]:
    """What a module may be called where it is imported."""
    word = stem_of(module.path).rpartition("/")[2] if module.path else module.name.rpartition(".")[2]
    names = closed((word.encode("utf-8", "surrogateescape"),), renamed(symbols.snapshot))
    return sorted(name.decode("utf-8", "replace") for name in names)


def _is_passed_on(symbols: SymbolMap, module: Symbol) -> bool:
    """Whether a file uses a module as a value: by a name that it imports, taken from the module's package, or taken
    from whatever a package may be that is passed on itself."""
    memo: dict[Symbol, bool] = symbols.snapshot.memo.setdefault("modules passed on", {})
    if module not in memo:
        memo[module] = False  # a package that is its own, by a link: no more than that
        memo[module] = any(_is_value(symbols, module, name) for name in _names_of(symbols, module))
    return memo[module]


def _is_value(symbols: SymbolMap, module: Symbol, name: str) -> bool:
    if module in _imported(symbols, name):
        return True
    for package in _packages(symbols, module):
        called = frozenset(_names_of(symbols, package))
        if module in _taken(symbols, name, called) or any(_asking(symbols, name, called)):
            return True
        if _is_passed_on(symbols, package) and any(
            any(files(symbols, name, None)) for files in (_taking, _asking)
        ):
            return True
    return False


def _imported(symbols: SymbolMap, name: str) -> set[Symbol]:
    """The modules that files use as values under a name that they import."""
    memo: dict[str, set[Symbol]] = symbols.snapshot.memo.setdefault("imported modules passed on", {})
    if name not in memo:
        paths = import_words(symbols.snapshot).get(name, ())
        memo[name] = {each for path in paths for each in _values(symbols, path, name)}
    return memo[name]


def _taken(symbols: SymbolMap, name: str, receivers: frozenset[str]) -> set[Symbol]:
    """The modules that files use as values under a name that they take from one of the receivers."""
    memo: dict[tuple[str, frozenset[str]], set[Symbol]] = symbols.snapshot.memo.setdefault(
        "taken modules", {}
    )
    if (name, receivers) not in memo:
        paths = _taking(symbols, name, receivers)
        memo[name, receivers] = {each for path in paths for each in _values(symbols, path, name)}
    return memo[name, receivers]


def _packages(symbols: SymbolMap, module: Symbol) -> Iterator[Symbol]:
    """The packages that a module may be taken from."""
    names = layout(symbols).names(module.path) if module.path else (module.name,)
    for package in dict.fromkeys(name.rpartition(".")[0] for name in names):
        if package:
            file = layout(symbols).find(package)
            yield Symbol(file, "") if file else Symbol(None, canonical(package))


def _taking(symbols: SymbolMap, name: str, receivers: frozenset[str] | None) -> Iterator[str]:
    """The Python files that take a name as a value from one of the receivers, or from anything (None)."""
    yield from _where(symbols, name, receivers, _is_taken)


def _asking(symbols: SymbolMap, name: str, receivers: frozenset[str] | None) -> Iterator[str]:
    """The same by `getattr(receiver, "name")`."""
    yield from _where(symbols, name, receivers, _is_asked_for)


def _where(
    symbols: SymbolMap, name: str, receivers: frozenset[str] | None, form: Callable[[bytes, int, int], int]
) -> Iterator[str]:
    """`form`: where the receiver of a name ends that stands in some form between two offsets, -1 if not so."""
    word, wanted = name.encode(), None
    if receivers is not None:
        wanted = [each.encode("utf-8", "surrogateescape") for each in receivers]
    for path in files_with(symbols.snapshot, name):
        file = symbols.snapshot.files[path]
        if file.language == LANGUAGE:
            data = ascii_bytes(file)
            ends = (form(data, at, at + len(word)) for at in offsets(data, word))
            if any(end > 0 and _ends_in(data, end, wanted) for end in ends):
                yield path


def _is_taken(data: bytes, start: int, end: int) -> int:
    dot = _before_blanks(data, start) - 1
    return _before_blanks(data, dot) if data[dot : dot + 1] == b"." and _IS_VALUE.match(data, end) else -1


def _is_asked_for(data: bytes, start: int, end: int) -> int:
    quote = data[start - 1 : start]
    if quote not in (b'"', b"'") or data[end : end + 1] != quote:
        return -1
    comma = _before_blanks(data, start - 1 - data[start - 2 : start - 1].isalpha()) - 1
    is_asked = data[comma : comma + 1] == b"," and b"getattr" in data[max(0, comma - _FAR) : comma]
    return _before_blanks(data, comma) if is_asked else -1


def _before_blanks(data: bytes, at: int) -> int:
    while at > 0 and data[at - 1 : at].isspace():
        at -= 1
    return at


def _ends_in(data: bytes, at: int, names: Iterable[bytes] | None) -> bool:
    """Whether one of the names ends there, or any expression (None)."""
    if names is None:
        return _ENDS.match(data, at - 1) is not None
    ends = (at - len(name) for name in names if data.endswith(name, 0, at))
    return any(start == 0 or not _ENDS_WORD.match(data, start - 1) for start in ends)


def _values(symbols: SymbolMap, path: str, name: str) -> Iterator[Symbol]:
    data, word = ascii_bytes(symbols.snapshot.files[path]), name.encode()
    if not any(_may_be_value(data, at, at + len(word)) for at in offsets(data, word)):
        return
    utf8, root = symbols.snapshot.files[path].text.utf8, symbols.tree(path).root_node
    for at in offsets(utf8, word):
        if _may_be_value(utf8, at, at + len(word)):
            node = root.descendant_for_byte_range(at, at + len(word))
            yield from _led_to(symbols, path, node) if node is not None else ()


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


def _led_to(symbols: SymbolMap, path: str, node: Node) -> Iterator[Symbol]:
    """The modules that a name in code may be, or the dotted name that ends in it."""
    outer = node.parent
    if node.type != "identifier" or outer is None or outer.type in ("dotted_name", "aliased_import"):
        return
    whole = outer if outer.type == "attribute" and outer.start_byte != node.start_byte else node
    dotted = receiver_of(symbols.snapshot.files[path].text.utf8, whole)
    file_map = None if _is_looked_into(symbols, path, whole) else symbols.map(path)
    if not dotted or dotted.startswith("'") or file_map is None:
        return
    values, _ = trace(Lookup(symbols), path, scope_at(file_map, node.start_byte), dotted, node.start_byte)
    for value in values.values:
        if value.type is None and value.kind in ("module", "external", "class"):
            symbol = value.symbol
            yield symbol if symbol.path is not None else Symbol(None, canonical(symbol.name))

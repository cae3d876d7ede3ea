"""Definitions of the repository by name, and by line: where each one stands."""

from __future__ import annotations

import re

from refactor_cli.data import DefinitionSite, FileMap, Span, Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.import_words import may_define_class
from refactor_cli.resolution import Lookup, definitions_of, layout, members, qualified_name, twin
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import Text
from refactor_cli.words.files import python_files_with

LOCALS = ".<locals>"
"""What stands in a qualified name behind a function that another one is defined in, as Python has it."""

# recipes name their functions as they like, often after what they replace
_RECIPE = lazy_pattern(rb"^(?:from|import)[ \t]+refactor_cli\.recipe\b", re.MULTILINE)


def sites_of(symbols: SymbolMap, symbol: Symbol) -> list[DefinitionSite]:
    """Where a symbol of the repository is defined or bound, in its module and the stub of that; none of others."""
    if symbol.path is None:
        return []
    look = Lookup(symbols)
    found = []
    for path in (symbol.path, twin(look, symbol.path)):
        file_map = symbols.map(path) if path else None
        if file_map is None:
            continue
        text = symbols.snapshot.files[path].text
        offsets = [each.span.start for each in definitions_of(look, Symbol(path, symbol.name))]
        if not offsets and symbol.name:
            last = last_part(symbol.name)
            offsets = [
                binding.span.start
                for binding in file_map.named.get(last, ())
                if qualified_name(file_map, binding.scope, last) == symbol.name
            ]
        if not symbol.name:
            offsets = [0]
        found += [DefinitionSite(path, text.position(offset)[0]) for offset in offsets]
    return found


def at_line(symbols: SymbolMap, path: str, file_map: FileMap, line: int) -> str:
    """The definition whose header is on a line, else the innermost around it, else what is assigned there."""
    text = symbols.snapshot.files[path].text
    if not 0 < line <= len(text.line_starts):
        return ""
    around = [each for each in file_map.definitions if _lines(text, each.outer).count(line)]
    for definition in reversed(around):
        body = file_map.scopes[definition.body].span.start
        header = len(text.utf8[:body].rstrip())
        if line in _lines(text, Span(definition.outer.start, max(header, definition.name_span.end))):
            return definition.qualname
    for binding in file_map.bindings:
        is_assigned = binding.scope == 0 and binding.kind in ("assign", "annotation", "type")
        if is_assigned and line in _lines(text, binding.span):
            return binding.name
    return min(around, key=lambda each: each.span.end - each.span.start).qualname if around else ""


def _lines(text: Text, span: Span) -> range:
    return range(text.position(span.start)[0], text.position(span.end)[0] + 1)


def names_in(path: str, file_map: FileMap) -> list[str]:
    """What a file defines, each as `path:qualified.name`; nothing that is local to a function."""
    return [
        f"{path}:{definition.qualname}"
        for definition in file_map.definitions
        if "<" not in definition.qualname
    ]


def local_to_function(file_map: FileMap, name: str) -> str:
    """The qualified name of the one definition inside of a function that is written `function.name`; "" where there is
    none, or several."""
    plain = name.replace(LOCALS, "")
    found = {
        each.qualname
        for each in file_map.definitions
        if LOCALS in each.qualname and each.qualname.replace(LOCALS, "") == plain
    }
    return found.pop() if len(found) == 1 else ""


def lines_of(symbols: SymbolMap, path: str, name: str) -> list[str]:
    """How the definitions inside of functions that have this name are written: by their lines."""
    file_map, text = symbols.map(path), symbols.snapshot.files[path].text
    return [
        f"{path}:{text.position(each.name_span.start)[0]}"
        for each in (file_map.definitions if file_map is not None else ())
        if LOCALS in each.qualname and each.name == name
    ]


def defined_as(symbols: SymbolMap, name: str) -> list[tuple[str, int, str]]:
    """Path, line and qualified name of each symbol that is called, or ends in, `name`."""
    found = dict[Symbol, tuple[str, int, str]]()
    last = last_part(name)
    if not all(may_define_class(symbols.snapshot, part) for part in name.split(".")[:-1]):
        return []
    outer = [part.encode() for part in name.split(".")[:-1] if part.isascii()]
    for path in python_files_with(symbols.snapshot, last):
        utf8 = symbols.snapshot.files[path].text.utf8
        if not all(part in utf8 and re.search(rb"class[\s\\]+%b\b" % part, utf8) for part in outer):
            continue  # a map is dear, and the classes around a definition are in its file
        file_map = symbols.map(path)
        if file_map is None or (path.endswith(".pyi") and path[:-1] in symbols.snapshot.files):
            continue
        names = {each.qualname for each in file_map.definitions if each.name == last}
        names |= (
            {last} if not names and members(file_map, 0, last) and _is_assigned(file_map, last) else set()
        )
        for qualname in sorted(names):
            if "<" in qualname or not f".{qualname}".endswith(f".{name}"):
                continue
            sites = sites_of(symbols, Symbol(path, qualname))
            found[Symbol(path, qualname)] = (path, sites[0].line if sites else 1, qualname)
    every = list(found.values())
    return [each for each in every if not _RECIPE.search(symbols.snapshot.files[each[0]].data)] or every


def also_in(symbols: SymbolMap, target: Target) -> list[str]:
    """Other modules that bear the full name of a target's, and define it as well: each as a target is written."""
    homes = {symbol.path: symbol.name for symbol in target.symbols if symbol.path is not None and symbol.name}
    if target.name != target.dotted or len(homes) != 1:
        return []
    ((home, qualname),) = homes.items()
    known, module = layout(symbols), target.name.removesuffix(f".{qualname}")
    stem = f"/{module.replace('.', '/')}"
    places = (path for here, path in known.files.items() if f"/{here}".endswith(stem) and path != home)
    named = [path for path in places if known.names(path)[:1] == (module,)]
    return sorted(f"{path}:{qualname}" for path in named if sites_of(symbols, Symbol(path, qualname)))


def _is_assigned(file_map: FileMap, name: str) -> bool:
    return any(
        b.scope == 0 and b.kind in ("assign", "annotation", "type") for b in file_map.named.get(name, ())
    )

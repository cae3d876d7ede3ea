"""How a target is written -> Target."""

from __future__ import annotations

import difflib
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from refactor_cli.data import DefinitionSite, FileMap, Span, Symbol, Target, TargetKind
from refactor_cli.errors import RefactorError
from refactor_cli.occurrences.files import files_with
from refactor_cli.occurrences.import_words import import_words, may_define_class
from refactor_cli.resolution import (
    Found,
    Lookup,
    Value,
    canonical,
    definitions_of,
    dotted_name,
    layout,
    members,
    qualified_name,
    resolve_absolute,
    resolve_spelled,
    twin,
)
from refactor_cli.resolution.standard_library import BUILTINS, is_class
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import Text

_SPELLINGS = "write it as pkg.mod.func, pkg.mod.Class.method or path/to/file.py:func"
_MOST_NAMES = 5
_MOST_COMPARED = 5000  # difflib takes a tenth of a millisecond each
# recipes name their functions as they like, often after what they replace
_RECIPE = re.compile(rb"^(?:from|import)[ \t]+refactor_cli\.recipe\b", re.MULTILINE)


def read_target(symbols: SymbolMap, spec: str, known: bool = False) -> Target:
    """Reads `pkg.mod.func`, `pkg.mod.Class.method`, `path/to/file.py:func`, `path/to/file.py:LINE`, or a bare
    name that has one definition. `known`: a recipe names it, in full, so it need not exist any more.

    Raises:
        RefactorError: nothing, or more than one thing, is called so.
    """
    path, colon, rest = spec.rpartition(":")
    if colon and path.removeprefix("./") in symbols.snapshot.files:
        return _in_file(symbols, spec, path.removeprefix("./"), rest)
    if colon and path.endswith((".py", ".pyi")):
        near = difflib.get_close_matches(path, symbols.snapshot.files, _MOST_NAMES)
        raise RefactorError(f"there is no file {path!r}", _did_you_mean(near))
    dotted = spec.replace(":", ".")
    if not all(part.isidentifier() for part in dotted.split(".")):
        raise RefactorError(f"{spec!r} is no dotted name", _SPELLINGS)
    found = _spelled(symbols, dotted, known)
    if found is not None:
        return found
    return (None if known else _bare(symbols, dotted)) or _outside(symbols, dotted, known)


def apart_from(symbols: SymbolMap, target: Target, new: Iterable[str]) -> Target:
    """A target that is imported where its name says, from what takes its place: `new` are the names of that. Then only
    what reaches it through this import is meant. Any other target as it is."""
    owner, _, last = target.name.rpartition(".")
    if not owner or not any(resolve_absolute(symbols, each).symbols & target.symbols for each in new):
        return target
    modules = {value.symbol for value in resolve_absolute(symbols, owner).values if value.kind == "module"}
    here = frozenset(
        Symbol(module.path, last)
        for module in modules
        if module.path is not None
        and (file_map := symbols.map(module.path)) is not None
        and {binding.kind for binding in members(file_map, 0, last)} <= {"from", "import"}
        and members(file_map, 0, last)
    )
    return replace(target, dotted=target.name, symbols=here) if here else target


def _spelled(symbols: SymbolMap, dotted: str, known: bool) -> Target | None:
    """A full dotted name that leads into the repository."""
    led = resolve_spelled(symbols, dotted)
    inside = [value for value in led.values if value.symbol.path is not None]
    if not inside:
        return None
    return _target(
        symbols, dotted, led, min(inside, key=lambda value: (value.kind == "variable", value.symbol))
    )


def _target(symbols: SymbolMap, name: str, led: Found, first: Value) -> Target:
    sites = tuple(
        dict.fromkeys(
            site
            for symbol in (first.symbol, *sorted(led.symbols, key=str))
            for site in _sites(symbols, symbol)
        )
    )
    return Target(name, dotted_name(symbols, first.symbol), _kind(symbols, first), led.symbols, sites)


def _kind(symbols: SymbolMap, value: Value) -> TargetKind:
    look = Lookup(symbols)
    outer = Symbol(value.symbol.path, value.symbol.name.rpartition(".")[0])
    is_member = any(each.kind == "class" for each in definitions_of(look, outer))
    match value.kind:
        case "module":
            return "module"
        case "function":
            return "method" if is_member else "function"
        case "class":
            return "class"
        case "external":
            return _guessed(value.symbol.name)
    definitions = definitions_of(look, value.symbol)
    if definitions:
        return "class" if definitions[0].kind == "class" else "method" if is_member else "function"
    # an alias of a function is used like one
    led = resolve_absolute(symbols, dotted_name(symbols, value.symbol))
    kinds = {each.kind for each in led.values}
    if kinds == {"class"}:
        return "class"
    if kinds == {"function"}:
        return "method" if is_member else "function"
    return "attribute" if is_member else "constant"


def _guessed(dotted: str) -> TargetKind:
    """What something outside the repository is, by its spelling."""
    before, _, _ = dotted.rpartition(".")
    if is_class(dotted):
        return "class"
    if before and "." in before and is_class(before):
        return "method"
    return "function"


def _sites(symbols: SymbolMap, symbol: Symbol) -> list[DefinitionSite]:
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
            last = symbol.name.rpartition(".")[2]
            offsets = [
                binding.span.start
                for binding in file_map.named.get(last, ())
                if qualified_name(file_map, binding.scope, last) == symbol.name
            ]
        if not symbol.name:
            offsets = [0]
        found += [DefinitionSite(path, text.position(offset)[0]) for offset in offsets]
    return found


def _in_file(symbols: SymbolMap, spec: str, path: str, rest: str) -> Target:
    file_map = symbols.map(path)
    if file_map is None:
        raise RefactorError(f"{path!r} is not a Python file", _SPELLINGS)
    if not rest:
        raise RefactorError(f"{spec!r} names nothing in its file", _did_you_mean(_names_in(path, file_map)))
    if rest.isascii() and rest.isdigit():
        name = _at_line(symbols, path, file_map, int(rest))
        if not name:
            raise RefactorError(f"there is no definition at {spec}", _did_you_mean(_names_in(path, file_map)))
        return _by_qualname(symbols, path, file_map, name)
    found = _by_qualname(symbols, path, file_map, rest)
    if not found.definitions:
        names = _alike(rest, _names_in(path, file_map), ":")
        raise RefactorError(f"{path} defines no {rest!r}", _did_you_mean(names))
    return found


def _by_qualname(symbols: SymbolMap, path: str, file_map: FileMap, qualname: str) -> Target:
    look = Lookup(symbols)
    stub_of = path[:-1] if path.endswith(".pyi") and path[:-1] in symbols.snapshot.files else path
    symbol = Symbol(stub_of, qualname)
    definitions = definitions_of(look, Symbol(path, qualname))
    kind = definitions[0].kind if definitions else "variable"
    value = Value(symbol, kind)
    led = Found(frozenset((symbol,)), True, values=frozenset((value,)))
    return _target(symbols, dotted_name(symbols, symbol), led, value)


def _at_line(symbols: SymbolMap, path: str, file_map: FileMap, line: int) -> str:
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


def _names_in(path: str, file_map: FileMap) -> list[str]:
    return [
        f"{path}:{definition.qualname}"
        for definition in file_map.definitions
        if "<" not in definition.qualname
    ]


def _bare(symbols: SymbolMap, name: str) -> Target | None:
    """A name, or `Class.method`, that one definition of the repository has."""
    found = _defined_as(symbols, name)
    if not found:
        return None
    if len(found) > 1:
        places = ", ".join(f"{path}:{line}" for path, line, _ in found[:_MOST_NAMES])
        more = ", …" if len(found) > _MOST_NAMES else ""
        ways = " or ".join(f"{path}:{qualname}" for path, _, qualname in found[:_MOST_NAMES])
        raise RefactorError(
            f"{name!r} names {len(found)} definitions: {places}{more}", f"write it as {ways}{more}"
        )
    path, _, qualname = found[0]
    file_map = symbols.map(path)
    return _by_qualname(symbols, path, file_map, qualname) if file_map else None


def _defined_as(symbols: SymbolMap, name: str) -> list[tuple[str, int, str]]:
    """Path, line and qualified name of each symbol that is called, or ends in, `name`."""
    found = dict[Symbol, tuple[str, int, str]]()
    last = name.rpartition(".")[2]
    if not all(may_define_class(symbols.snapshot, part) for part in name.split(".")[:-1]):
        return []
    outer = [part.encode() for part in name.split(".")[:-1] if part.isascii()]
    for path in files_with(symbols.snapshot, last):
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
            sites = _sites(symbols, Symbol(path, qualname))
            found[Symbol(path, qualname)] = (path, sites[0].line if sites else 1, qualname)
    every = list(found.values())
    return [each for each in every if not _RECIPE.search(symbols.snapshot.files[each[0]].data)] or every


def _is_assigned(file_map: FileMap, name: str) -> bool:
    return any(
        b.scope == 0 and b.kind in ("assign", "annotation", "type") for b in file_map.named.get(name, ())
    )


def _outside(symbols: SymbolMap, dotted: str, known: bool) -> Target:
    """A name outside the repository, or one that only a recipe still knows."""
    if "." not in dotted and dotted in BUILTINS:
        dotted = f"builtins.{dotted}"
    led = resolve_spelled(symbols, dotted)
    # a re-export leads out of the repository under another name
    outside = frozenset(symbol for symbol in led.symbols if symbol.path is None) or frozenset(
        (Symbol(None, canonical(dotted)),)
    )
    best = min(outside).name
    first = best.partition(".")[0]
    is_standard = first in sys.stdlib_module_names
    is_ours = first in layout(symbols).tops and not is_standard
    is_plain = "." not in best and first in import_words(symbols.snapshot)
    if not known and (is_ours or not (is_standard or is_plain or _is_imported(symbols, first))):
        near = _nearest(symbols, dotted)
        raise RefactorError(f"{dotted!r} is not defined in this repository", _did_you_mean(near))
    if not known and "." not in best and not is_standard:
        _check_module(symbols, best)
    return Target(dotted, best, _guessed(best), outside)


def _is_imported(symbols: SymbolMap, first: str) -> bool:
    """Whether a file imports a top-level module of this name, and not a part of a package that is called so."""
    for path in import_words(symbols.snapshot).get(first, ()):
        file_map = symbols.map(path)
        if file_map is None or any(each.module.partition(".")[0] == first for each in file_map.imports):
            return True
    return False


def _check_module(symbols: SymbolMap, name: str) -> None:
    """Raises RefactorError for a plain name that is imported from somewhere, and is no module itself."""
    sources = Counter[str]()
    for path in import_words(symbols.snapshot).get(name, ()):
        file_map = symbols.map(path)
        for each in file_map.imports if file_map is not None else ():
            if each.module.partition(".")[0] == name:
                return
            if each.kind == "from" and each.imported == name and not each.module.startswith("."):
                sources[f"{each.module}.{name}"] += 1
    near = [spelled for spelled, _ in sources.most_common(_MOST_NAMES)]
    raise RefactorError(f"{name!r} is no full dotted name", _did_you_mean(near))


def _nearest(symbols: SymbolMap, dotted: str) -> list[str]:
    """The names of the repository that are most like `dotted`: called so elsewhere, spelled alike in the same
    place, modules spelled alike."""
    owner, _, last = dotted.rpartition(".")
    defined = _defined_as(symbols, last)
    found = [dotted_name(symbols, Symbol(path, name)) for path, _, name in defined[:_MOST_NAMES]]
    beside = _names_below(symbols, owner) if owner else []
    found += _alike(last, beside, ".")
    if not found and not beside:
        modules = [
            name for path in layout(symbols).files.values() for name in layout(symbols).names(path)[:1]
        ]
        found = difflib.get_close_matches(owner or dotted, modules[:_MOST_COMPARED], _MOST_NAMES, cutoff=0.7)
    return list(dict.fromkeys(found))[:_MOST_NAMES]


def _alike(name: str, names: list[str], separator: str) -> list[str]:
    """The names whose last part is spelled like `name`."""
    by_last = {full.rpartition(separator)[2]: full for full in names[:_MOST_COMPARED]}
    return [by_last[last] for last in difflib.get_close_matches(name, by_last, _MOST_NAMES)]


def _names_below(symbols: SymbolMap, dotted: str) -> list[str]:
    found = list[str]()
    for value in resolve_absolute(symbols, dotted).values:
        file_map = symbols.map(value.symbol.path or "")
        if file_map is None:
            continue
        scopes = (
            {0} if value.kind == "module" else {d.body for d in definitions_of(Lookup(symbols), value.symbol)}
        )
        found += [f"{dotted}.{b.name}" for b in file_map.bindings if b.scope in scopes and b.name != "*"]
    return found


def _did_you_mean(names: list[str]) -> str:
    return f"did you mean {', '.join(names[:_MOST_NAMES])}?" if names else _SPELLINGS

"""Whether other files take a name from a module: `used_elsewhere`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from refactor_cli.data import SourceFile
from refactor_cli.dotted import last_part
from refactor_cli.imports.indirect import taken_indirectly
from refactor_cli.imports.module_files import file_of, imported_modules
from refactor_cli.imports.takings import LONGEST_NAME, Mention, Taking, taking_of
from refactor_cli.languages import manifests
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import layout, module_names, resolve, scope_at
from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words.files import files_with

_BEFORE = lazy_pattern(rb"[\w.]*\w$|[\w.]+$")
# what may stand before a dot that begins a line
_GAP = lazy_pattern(rb"(?:[ \t\f]*(?:#[^\n]*|\\)?\r?\n)*[ \t\f]*\Z")

_STAR = lazy_pattern(rb"\bfrom\s+([\w.]+)\s+import\s*\*")


class Elsewhere(NamedTuple):
    """Where other files may take a name from: the last part of a module's name -> the file that mentions it, with
    the module as it imports from it, or the mention of it; `unclear`: mentions that may mean any module."""

    imports: dict[str, list[tuple[str, str]]]
    attributes: dict[str, list[Mention]]
    unclear: list[Mention]


def used_elsewhere(symbols: SymbolMap, path: str, name: str) -> str:
    """The path of another file that takes the module-level name `name` from this module: imports it, names it in a
    string or in a document, reaches it as an attribute, asks for it by a computed name, or imports everything; ""
    when none does."""
    if importer := _taken_by_star(symbols, path, name):
        return importer
    return _taken_by_name(symbols, path, name) or taken_indirectly(symbols, path, name)


def _taken_by_name(symbols: SymbolMap, path: str, name: str) -> str:
    elsewhere = _elsewhere(symbols, name)
    last = _last_word(path)
    for importer, module in elsewhere.imports.get(last, []) + _by_dots(elsewhere, path):
        if importer != path and file_of(symbols, importer, module) == path:
            return importer
    for each in elsewhere.attributes.get(last, ()):
        if each.path != path and _names_module(symbols, each, path):
            return each.path
    for each in elsewhere.unclear:
        if each.path != path and _may_be_module(symbols, each, path):
            return each.path
    return ""


def _last_word(path: str) -> str:
    """The last word of a module's name; that of a package's `__init__` is its folder's."""
    folder, _, file = path.rpartition("/")
    stem = file.partition(".")[0]
    return folder.rpartition("/")[2] if stem == "__init__" else stem


def _by_dots(elsewhere: Elsewhere, path: str) -> list[tuple[str, str]]:
    """Who imports from a package by no word at all: `from . import name`."""
    return elsewhere.imports.get("", []) if path.rpartition("/")[2].startswith("__init__.") else []


def _taken_by_star(symbols: SymbolMap, path: str, name: str) -> str:
    """The path of a file that imports everything from this module, and has a use for the name, or passes it on: to
    another file, or from a package's `__init__` to anybody, unless it is what another project calls its own."""
    for giver, importer in _getting_by_star(symbols, path, name, {path}):
        own = symbols.map(giver)
        bindings = own.named.get(name, ()) if own is not None else ()
        is_foreign = bool(bindings) and all(
            each.kind in ("import", "from") and file_of(symbols, giver, each.module) is None
            for each in bindings
        )
        is_public = importer.rpartition("/")[2].startswith("__init__.") and not is_foreign
        if is_public or _may_use(symbols, importer, name) or _taken_by_name(symbols, importer, name):
            return importer
    return ""


def getting_by_star(symbols: SymbolMap, path: str, name: str) -> str:
    """The path of a file that a new name of this module comes to by star imports, and that has a use for it; "" where
    there is none."""
    importers = (importer for _, importer in _getting_by_star(symbols, path, name, {path}))
    return next((each for each in importers if next(_mentions(symbols, each, name), None) is not None), "")


def _getting_by_star(symbols: SymbolMap, path: str, name: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """The files that a name of a module comes to by star imports, each behind the one that it has it from."""
    own = symbols.map(path)
    if own is None or own.exports is not None or name.startswith("_"):
        return
    for importer in _starred(symbols).get(path, ()):
        if importer not in seen:
            seen.add(importer)
            yield path, importer
            yield from _getting_by_star(symbols, importer, name, seen)


def _may_use(symbols: SymbolMap, path: str, name: str) -> bool:
    """Whether a file has a name anywhere but in its imports, where it is what other modules call it."""
    file_map = symbols.map(path)
    imports = [each.statement for each in file_map.imports] if file_map is not None else []
    return any(
        not any(statement.start <= start < statement.end for statement in imports)
        for start in _mentions(symbols, path, name)
    )


def _mentions(symbols: SymbolMap, path: str, name: str) -> Iterator[int]:
    word = rb"(?<!\w)%b(?!\w)" % re.escape(name.encode())
    return (match.start() for match in re.finditer(word, symbols.snapshot.files[path].text.utf8))


def _starred(symbols: SymbolMap) -> dict[str, list[str]]:
    """Files that others import everything from, and which do."""
    memo = symbols.snapshot.memo
    if "star imported" not in memo:
        found = dict[str, list[str]]()
        for file in _python(symbols):
            if b"import *" in file.data or b"import  *" in file.data:
                for match in _STAR.finditer(file.text.utf8):
                    if (path := file_of(symbols, file.path, match[1].decode())) is not None:
                        found.setdefault(path, []).append(file.path)
        memo["star imported"] = found
    starred: dict[str, list[str]] = memo["star imported"]
    return starred


def _elsewhere(symbols: SymbolMap, name: str) -> Elsewhere:
    """Documents and notebooks count as well: what they say of the module stays true."""
    memo: dict[str, Elsewhere] = symbols.snapshot.memo.setdefault("names taken elsewhere", {})
    if name not in memo:
        found = memo[name] = Elsewhere({}, {}, [])
        escaped = re.escape(name.encode())
        word = re.compile(rb"\b%b\b" % escaped)
        # both begin with the name, a literal, which is searched for much faster
        behind = re.compile(rb"%b\b(?<=[.:]%b)" % (escaped, escaped))
        quoted = re.compile(
            rb"%b(?:\"(?<![\w.]\"%b\")(?<=\"%b\")|'(?<![\w.]'%b')(?<='%b'))" % ((escaped,) * 5)
        )
        for path in files_with(symbols.snapshot, name):
            file = symbols.snapshot.files[path]
            if _is_other_code(file):
                continue
            utf8, taking = file.text.utf8, taking_of(symbols, file)
            for match in behind.finditer(utf8):
                start = match.start() - 1
                reach = max(0, start - LONGEST_NAME)
                gap = _GAP.search(utf8, reach, start)
                before = _BEFORE.search(utf8, reach, gap.start() if gap is not None else start)
                if before is not None:
                    dotted = before[0].decode("utf-8", "replace")
                    _note(taking, found, Mention(path, dotted, before.start()))
            for last, module, names in taking.imports:
                if word.search(names):
                    found.imports.setdefault(last, []).append((path, module))
            is_quoted = quoted.search(utf8) is not None and bool(taking.by_string)
            for each in taking.by_string if is_quoted else taking.by_keyword:
                _note(taking, found, each)
                if not each.is_quoted:
                    found.unclear.append(each)
    return memo[name]


def _is_other_code(file: SourceFile) -> bool:
    """Whether it is code in another language: what looks like a module of this repository there is none."""
    manifest = manifests().get(file.language or LANGUAGE)
    return file.language != LANGUAGE and manifest is not None and bool(manifest.module)


def _note(taking: Taking, found: Elsewhere, each: Mention) -> None:
    last = last_part(each.dotted)
    alias = taking.aliases.get(last.encode())
    for module in {last, alias.decode("utf-8", "replace") if alias else last}:
        found.attributes.setdefault(module, []).append(each)


def _names_module(symbols: SymbolMap, each: Mention, module_path: str) -> bool:
    """Whether a dotted text means the module. Where the file binds its first name, that decides; elsewhere, in texts,
    an end of the module's name, or an alias for it, is enough; one word only where it can mean no other module."""
    file_map, dotted = symbols.map(each.path), each.dotted
    if file_map is not None and DOTTED_NAME.match(dotted):
        found = resolve(symbols, each.path, scope_at(file_map, each.start), dotted, each.start)
        if found.symbols:
            return any(symbol.path == module_path and not symbol.name for symbol in found.symbols)
    names = module_names(symbols, module_path)
    if any(f".{name}".endswith(f".{dotted}") for name in names):
        return "." in dotted or dotted in names or _stems(symbols)[dotted] == 1
    is_alias = file_map is None and "." not in dotted and bool(names)
    return is_alias and _stems(symbols)[last_part(names[0])] == 1


def _may_be_module(symbols: SymbolMap, each: Mention, module_path: str) -> bool:
    """Whether it is not known what an expression is, in a file that imports the module, or has its name in quotes, as
    `sys.modules["a.b"]` and `import_module("a.b")` do."""
    file_map = symbols.map(each.path)
    if file_map is None or not _may_have_module(symbols, each.path, module_path):
        return False
    if not DOTTED_NAME.match(each.dotted):
        return True
    scope = scope_at(file_map, each.start)
    found = resolve(symbols, each.path, scope, each.dotted, each.start).values
    return not found or any(value.kind == "variable" and value.type is None for value in found)


def _may_have_module(symbols: SymbolMap, path: str, module_path: str) -> bool:
    """Whether a file imports a module, or has its name in quotes. Asked for each mention in the file, and each name."""
    memo: dict[tuple[str, str], bool] = symbols.snapshot.memo.setdefault("files that may have modules", {})
    if (path, module_path) not in memo:
        memo[path, module_path] = symbols.map(path) is not None and (
            module_path in imported_modules(symbols, path) or _quotes_module(symbols, path, module_path)
        )
    return memo[path, module_path]


def _quotes_module(symbols: SymbolMap, path: str, module_path: str) -> bool:
    utf8 = symbols.snapshot.files[path].text.utf8
    names = (name.encode() for name in module_names(symbols, module_path))
    return any(b"%b%b%b" % (quote, name, quote) in utf8 for name in names for quote in (b'"', b"'"))


def _stems(symbols: SymbolMap) -> Counter[str]:
    """How many modules have a name that ends in a word."""
    memo = symbols.snapshot.memo
    if "ends of modules" not in memo:
        memo["ends of modules"] = Counter(stem.rpartition("/")[2] for stem in layout(symbols).files)
    ends: Counter[str] = memo["ends of modules"]
    return ends


def _python(symbols: SymbolMap) -> Iterator[SourceFile]:
    return (file for file in symbols.snapshot.files.values() if file.language == "python")

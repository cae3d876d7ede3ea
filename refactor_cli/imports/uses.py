"""What a name that a file imports is used for: in the file, and from other files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Binding, FileMap, SourceFile, Span
from refactor_cli.imports.statements import ParsedFile, node_at
from refactor_cli.resolution import bindings_at, layout, module_file, module_names, resolve, scope_at
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# `(?<!\wfrom)` is `\b` before it; a pattern that begins with a literal is searched for ten times as fast
_FROM = re.compile(rb"from(?<!\wfrom)\s+([\w.]+)\s+import\b[ \t\\]*(\([^)]*\)?|(?:[^\n\\]|\\\r?\n)*)")
_STAR = re.compile(rb"\bfrom\s+([\w.]+)\s+import\s*\*")
_NO_WORD = re.compile(rb"[^\w]")
_LONGEST_NAME = 255  # bytes, of a file and so of a module
_ALIAS = re.compile(rb"(\w+)[ \t]+as[ \t]+(\w+)")
# calls whose strings are read as code, or as names, with the module's globals
_LOOKS_UP = frozenset(
    {"globals", "vars", "locals", "eval", "exec", "cast", "TypeVar", "ForwardRef", "NewType"}
)


class Elsewhere(NamedTuple):
    """Where other files may take a name from: the last part of a module's name -> the file that mentions it, with
    the module as it imports from it, or the offset of the name behind `module.`; `strings`: files that have the name
    in quotes, or as a keyword, as `patch.object(module, "name")` has."""

    imports: dict[str, list[tuple[str, str]]]
    attributes: dict[str, list[tuple[str, int]]]
    strings: list[str]


def references(read: ParsedFile, file_map: FileMap, name: str) -> Iterator[Span]:
    """The places of a file where the name may be looked up; also in strings and comments that are read as code."""
    bound = {b.span for b in file_map.named.get(name, ()) if b.kind not in ("augmented", "delete")}
    for match in re.finditer(rb"(?<!\w)%b(?!\w)" % re.escape(name.encode()), read.utf8):
        span = Span(*match.span())
        if span not in bound and read.at(span.start) is None and _is_reference(read, span):
            yield span


def reads(file_map: FileMap, binding: Binding, span: Span) -> bool:
    """Whether a name at `span` may mean this binding."""
    found = bindings_at(file_map, scope_at(file_map, span.start), binding.name, span.start)
    return any(other.span == binding.span for other in found)


def is_used_elsewhere(symbols: SymbolMap, path: str, name: str) -> bool:
    """Whether another file takes the module-level name `name` from this module: imports it, names it in a string or
    in a document, reaches it as an attribute, or imports everything."""
    own = symbols.map(path)
    if own is not None and own.exports is None and not name.startswith("_") and path in _starred(symbols):
        return True
    elsewhere = _elsewhere(symbols, name)
    last = path.rpartition("/")[2].partition(".")[0]
    for importer, module in elsewhere.imports.get(last, ()):
        if importer != path and file_of(symbols, importer, module) == path:
            return True
    stem = re.compile(rb"(?<!\w)%b(?!\w)" % re.escape(last.encode()))
    if any(other != path and stem.search(symbols.snapshot.files[other].data) for other in elsewhere.strings):
        return True
    return any(
        other != path and _names_module(symbols, other, offset, path)
        for other, offset in elsewhere.attributes.get(last, ())
    )


def file_of(symbols: SymbolMap, path: str, module: str) -> str | None:
    """The repository's file that a module name, relative or absolute, means in the file `path`."""
    if not module.startswith("."):
        return module_file(symbols, module, path)
    modules = layout(symbols)
    stem = modules.relative(module, path)
    return None if stem is None else modules.files.get(stem)


def _is_reference(read: ParsedFile, span: Span) -> bool:
    node = node_at(read, span)
    if node is None:
        return False
    if node.type == "comment":
        return (node.text or b"").startswith(b"# type:") and b"ignore" not in (node.text or b"")[:16]
    if node.type in ("string_content", "string", "escape_sequence"):
        return _is_code(read, node, span)
    if node.type != "identifier" or (parent := node.parent) is None:
        return node.type in ("print", "exec", "ERROR")
    if parent.type == "attribute":
        return parent.child_by_field_name("attribute") != node
    if parent.type == "keyword_argument":
        return parent.child_by_field_name("name") != node
    return True


def _is_code(read: ParsedFile, node: Node, span: Span) -> bool:
    """Whether the text of a string at `span` is read as code: an annotation, a doctest, a name looked up."""
    line = read.utf8.rfind(b"\n", 0, span.start) + 1
    if read.utf8[line : span.start].lstrip().startswith((b">>>", b"...")):
        return True
    around: Node | None = node
    while around is not None and not around.type.endswith("statement"):
        if around.type == "type":
            return True
        if around.type == "call" and (callee := around.child_by_field_name("function")) is not None:
            if (callee.text or b"").decode("utf-8", "replace").rpartition(".")[2] in _LOOKS_UP:
                return True
        around = around.parent
    return False


def _starred(symbols: SymbolMap) -> frozenset[str]:
    """Files that another file imports everything from."""
    memo = symbols.snapshot.memo
    if "star imported" not in memo:
        found = set[str | None]()
        for file in _python(symbols):
            if b"import *" in file.data or b"import  *" in file.data:
                for match in _STAR.finditer(file.text.utf8):
                    found.add(file_of(symbols, file.path, match[1].decode()))
        memo["star imported"] = frozenset(path for path in found if path is not None)
    starred: frozenset[str] = memo["star imported"]
    return starred


def _elsewhere(symbols: SymbolMap, name: str) -> Elsewhere:
    """Documents and notebooks count as well: what they say of the module stays true."""
    memo: dict[str, Elsewhere] = symbols.snapshot.memo.setdefault("names taken elsewhere", {})
    if name not in memo:
        found = memo[name] = Elsewhere({}, {}, [])
        escaped = re.escape(name.encode())
        word = re.compile(rb"\b%b\b" % escaped)
        behind = re.compile(rb"[.:](%b)\b" % escaped)
        in_string = re.compile(rb"(?<![\w.])(?:\"%b\"|'%b'|%b[ \t]*=)" % (escaped, escaped, escaped))
        for file in symbols.snapshot.files.values():
            if name.encode() not in file.data:
                continue
            utf8 = file.text.utf8
            for match in behind.finditer(utf8):
                start, aliases = match.start(), _aliases(symbols, file)
                before = _NO_WORD.split(utf8[max(0, start - _LONGEST_NAME) : start])[-1]
                for module in {before, aliases.get(before, before)} if before else ():
                    places = found.attributes.setdefault(module.decode("utf-8", "replace"), [])
                    places.append((file.path, match.start(1)))
            for match in _FROM.finditer(utf8):
                if word.search(match[2]):
                    module_name = match[1].decode("utf-8", "replace")
                    found.imports.setdefault(module_name.rpartition(".")[2], []).append(
                        (file.path, module_name)
                    )
            if file.language == "python" and b"patch" in utf8 and in_string.search(utf8):
                found.strings.append(file.path)
    return memo[name]


def _aliases(symbols: SymbolMap, file: SourceFile) -> dict[bytes, bytes]:
    """What the imports of a file rename, by the new name."""
    memo: dict[str, dict[bytes, bytes]] = symbols.snapshot.memo.setdefault("aliases of files", {})
    if file.path not in memo:
        utf8 = file.text.utf8
        memo[file.path] = {m[2]: m[1] for m in _ALIAS.finditer(utf8)} if b" as " in utf8 else {}
    return memo[file.path]


def _names_module(symbols: SymbolMap, path: str, offset: int, module_path: str) -> bool:
    """Whether the dotted text before `offset` in a file means the module. In a text that is not code of this file
    an end of the module's name, or an alias for it, is enough."""
    utf8 = symbols.snapshot.files[path].text.utf8
    before = re.search(rb"[\w.]+[.:]$", utf8[max(0, offset - 200) : offset])
    if before is None:
        return False
    dotted = before[0].decode("utf-8", "replace").rstrip(".:")
    names = module_names(symbols, module_path)
    if any(f".{name}".endswith(f".{dotted}") for name in names):
        return True
    file_map = symbols.map(path)
    if file_map is None:
        return "." not in dotted
    if dotted.startswith("."):
        return False
    start = offset - len(before[0])
    found = resolve(symbols, path, scope_at(file_map, start), dotted, start)
    return not found.symbols or any(
        symbol.path == module_path and not symbol.name for symbol in found.symbols
    )


def _python(symbols: SymbolMap) -> Iterator[SourceFile]:
    return (file for file in symbols.snapshot.files.values() if file.language == "python")

"""What a name that a file imports is used for: in the file, and from other files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Binding, FileMap, SourceFile, Span
from refactor_cli.imports.statements import ParsedFile, node_at
from refactor_cli.languages import manifests
from refactor_cli.occurrences.words import files_with
from refactor_cli.resolution import bindings_at, layout, module_file, module_names, resolve, scope_at
from refactor_cli.symbols import LANGUAGE, SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# `(?<!\wfrom)` is `\b` before it; a pattern that begins with a literal is searched for ten times as fast
_FROM = re.compile(rb"from(?<!\wfrom)\s+([\w.]+)\s+import\b[ \t\\]*(\([^)]*\)?|(?:[^\n\\]|\\\r?\n)*)")
_STAR = re.compile(rb"\bfrom\s+([\w.]+)\s+import\s*\*")
_BEFORE = re.compile(rb"[\w.]*\w$|[\w.]+$")
_LONGEST_NAME = 255  # bytes, of a file and so of a module
# begins with a literal too, and what stands before that is read back from there
_ALIAS = re.compile(rb"as(?<=[ \t]as)[ \t]+(\w+)")
_LAST_WORD = re.compile(rb"\w+\Z")
# calls whose strings are read as code, or as names, with the module's globals
_LOOKS_UP = frozenset(
    {"globals", "vars", "locals", "eval", "exec", "cast", "TypeVar", "ForwardRef", "NewType"}
)


# whom code asks for a name that it gives as a string, perhaps a computed one; by `multiple`, as a keyword
_OWNER = rb"((?:[^,()\n]|\([^()\n]*\))+?)"
_ASKS = re.compile(
    rb"(?<!\w)(?:object|multiple|[gs]etattr|(?:has|del)attr)\(\s*(?:target\s*=\s*)?%b\s*," % _OWNER
)
_LOOKS_INTO = re.compile(rb"(?<!\w)vars\(\s*%b\s*\)" % _OWNER)
_LOOKS_INTO_DICT = re.compile(rb"(?<![\w.])([\w.]+)\.__dict__")
_MULTIPLE = re.compile(rb"(?<!\w)multiple\(\s*%b\s*," % _OWNER)
_OWN_NAMES = re.compile(rb"(?<![\w.])(?:(?:globals|vars|locals)\(\s*\)|sys\.modules\[|__import__\()")
_ASKING = (b"object(", b"multiple(", b"attr(", b"vars(", b"__dict__")
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")


class Mention(NamedTuple):
    """`module.name` or the like in the file `path`: the module's part of it, and where that begins."""

    path: str
    dotted: str
    start: int
    is_quoted: bool = False


class _Taking(NamedTuple):
    """By what a file may take names from others, whatever they are: its imports, as the last part of the module, the
    module and what is named of it; whom it asks for names that are keywords, and for those that are strings; and what
    it calls otherwise, by the new name."""

    imports: list[tuple[str, str, bytes]]
    by_keyword: list[Mention]
    by_string: list[Mention]
    aliases: dict[bytes, bytes]


class Elsewhere(NamedTuple):
    """Where other files may take a name from: the last part of a module's name -> the file that mentions it, with
    the module as it imports from it, or the mention of it; `unclear`: mentions that may mean any module."""

    imports: dict[str, list[tuple[str, str]]]
    attributes: dict[str, list[Mention]]
    unclear: list[Mention]


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


def looks_up(utf8: bytes, name: str) -> bool:
    """Whether a file seems to look the name up among all that its module has, by a string or behind an expression:
    `sys.modules[__name__].old`, `globals()[key]` where a key is "old", `"%(old)s" % vars()`."""
    if not _OWN_NAMES.search(utf8):
        return False
    forms = rb"[\])]\s*\.%b\b|\"%b\"|'%b'|%%\(%b\)|\{%b[}!:.\[]" % ((re.escape(name.encode()),) * 5)
    return re.search(forms, utf8) is not None


def used_elsewhere(symbols: SymbolMap, path: str, name: str) -> str:
    """The path of another file that takes the module-level name `name` from this module: imports it, names it in a
    string or in a document, reaches it as an attribute, or imports everything; "" when none does."""
    if importer := _taken_by_star(symbols, path, name, {path}):
        return importer
    return _taken_by_name(symbols, path, name)


def _taken_by_name(symbols: SymbolMap, path: str, name: str) -> str:
    elsewhere = _elsewhere(symbols, name)
    last = path.rpartition("/")[2].partition(".")[0]
    for importer, module in elsewhere.imports.get(last, ()):
        if importer != path and file_of(symbols, importer, module) == path:
            return importer
    for each in elsewhere.attributes.get(last, ()):
        if each.path != path and _names_module(symbols, each, path):
            return each.path
    for each in elsewhere.unclear:
        if each.path != path and _may_be_module(symbols, each, path):
            return each.path
    return ""


def _taken_by_star(symbols: SymbolMap, path: str, name: str, seen: set[str]) -> str:
    """The path of a file that imports everything from this module, and has a use for the name, or passes it on: to
    another file, or from a package's `__init__` to anybody, unless it is what another project calls its own."""
    own = symbols.map(path)
    if own is None or own.exports is not None or name.startswith("_"):
        return ""
    bindings = own.named.get(name, ())
    is_foreign = bool(bindings) and all(
        each.kind in ("import", "from") and file_of(symbols, path, each.module) is None for each in bindings
    )
    word = re.compile(rb"(?<!\w)%b(?!\w)" % re.escape(name.encode()))
    for importer in _starred(symbols).get(path, ()):
        if importer in seen:
            continue
        seen.add(importer)
        is_public = importer.rpartition("/")[2].startswith("__init__.") and not is_foreign
        if is_public or word.search(symbols.snapshot.files[importer].text.utf8):
            return importer
        if _taken_by_name(symbols, importer, name) or _taken_by_star(symbols, importer, name, seen):
            return importer
    return ""


def file_of(symbols: SymbolMap, path: str, module: str) -> str | None:
    """The repository's file that a module name, relative or absolute, means in the file `path`."""
    if not module.startswith("."):
        return module_file(symbols, module, path)
    modules = layout(symbols)
    stem = modules.relative(module, path)
    return None if stem is None else modules.files.get(stem)


def imports_module(symbols: SymbolMap, path: str, binding: Binding, module_path: str) -> bool:
    """Whether an import makes a module a value of the file."""
    module = binding.module
    if binding.kind == "from":
        module += binding.imported if module.endswith(".") else f".{binding.imported}"
    return file_of(symbols, path, module) == module_path


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
        behind = re.compile(rb"[.:]%b\b" % escaped)
        quoted = re.compile(rb"(?<![\w.])(?:\"%b\"|'%b')" % (escaped, escaped))
        for path in files_with(symbols.snapshot, name):
            file = symbols.snapshot.files[path]
            if _is_other_code(file):
                continue
            utf8, taking = file.text.utf8, _taking(symbols, file)
            for match in behind.finditer(utf8):
                start = match.start()
                before = _BEFORE.search(utf8, max(0, start - _LONGEST_NAME), start)
                if before is not None:
                    dotted = before[0].decode("utf-8", "replace")
                    _note(taking, found, Mention(path, dotted, before.start()))
            for last, module, names in taking.imports:
                if word.search(names):
                    found.imports.setdefault(last, []).append((path, module))
            is_quoted = bool(taking.by_string) and quoted.search(utf8) is not None
            for each in taking.by_string if is_quoted else taking.by_keyword:
                _note(taking, found, each)
                if not each.is_quoted:
                    found.unclear.append(each)
    return memo[name]


def _is_other_code(file: SourceFile) -> bool:
    """Whether it is code in another language: what looks like a module of this repository there is none."""
    manifest = manifests().get(file.language or LANGUAGE)
    return file.language != LANGUAGE and manifest is not None and bool(manifest.module)


def _note(taking: _Taking, found: Elsewhere, each: Mention) -> None:
    last = each.dotted.rpartition(".")[2]
    alias = taking.aliases.get(last.encode())
    for module in {last, alias.decode("utf-8", "replace") if alias else last}:
        found.attributes.setdefault(module, []).append(each)


def _taking(symbols: SymbolMap, file: SourceFile) -> _Taking:
    memo: dict[str, _Taking] = symbols.snapshot.memo.setdefault("by what files take names", {})
    if file.path not in memo:
        utf8 = file.text.utf8
        modules = ((m[1].decode("utf-8", "replace"), m[2]) for m in _FROM.finditer(utf8))
        is_python = file.language == "python"
        memo[file.path] = _Taking(
            [(module.rpartition(".")[2], module, names) for module, names in modules],
            list(_owners(file, [_MULTIPLE])) if is_python and b"multiple" in utf8 else [],
            _asked_by_string(file) if is_python else [],
            dict(_aliases(utf8)),
        )
    return memo[file.path]


def _aliases(utf8: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is renamed, after its new name."""
    for match in _ALIAS.finditer(utf8):
        start = match.start()
        old = _LAST_WORD.search(utf8[max(0, start - _LONGEST_NAME) : start].rstrip(b" \t"))
        if old is not None:
            yield match[1], old[0]


def _asked_by_string(file: SourceFile) -> list[Mention]:
    utf8 = file.text.utf8
    if not any(word in utf8 for word in _ASKING):
        return []
    patterns = [_ASKS, _LOOKS_INTO, *([_LOOKS_INTO_DICT] if b"__dict__" in utf8 else [])]
    return list(_owners(file, patterns))


def _owners(file: SourceFile, patterns: Iterable[re.Pattern[bytes]]) -> Iterator[Mention]:
    """Whom a file asks for names that are given as strings or keywords: `patch.object(module, "name")`."""
    for pattern in patterns:
        for match in pattern.finditer(file.text.utf8):
            source = match[1].decode("utf-8", "replace").strip()
            bare = source.strip("\"'")
            yield Mention(file.path, bare, match.start(1), bare != source)


def _names_module(symbols: SymbolMap, each: Mention, module_path: str) -> bool:
    """Whether a dotted text means the module. Where the file binds its first name, that decides; elsewhere, in texts,
    an end of the module's name, or an alias for it, is enough; one word only where it can mean no other module."""
    file_map, dotted = symbols.map(each.path), each.dotted
    if file_map is not None and _DOTTED.match(dotted):
        found = resolve(symbols, each.path, scope_at(file_map, each.start), dotted, each.start)
        if found.symbols:
            return any(symbol.path == module_path and not symbol.name for symbol in found.symbols)
    names = module_names(symbols, module_path)
    if any(f".{name}".endswith(f".{dotted}") for name in names):
        return "." in dotted or dotted in names or _stems(symbols)[dotted] == 1
    is_alias = file_map is None and "." not in dotted and bool(names)
    return is_alias and _stems(symbols)[names[0].rpartition(".")[2]] == 1


def _may_be_module(symbols: SymbolMap, each: Mention, module_path: str) -> bool:
    """Whether it is not known what an expression is, in a file that imports the module, or has its name in quotes, as
    `sys.modules["a.b"]` and `import_module("a.b")` do."""
    file_map = symbols.map(each.path)
    if file_map is None or not (
        any(imports_module(symbols, each.path, b, module_path) for b in file_map.imports)
        or _quotes_module(symbols, each.path, module_path)
    ):
        return False
    if not _DOTTED.match(each.dotted):
        return True
    scope = scope_at(file_map, each.start)
    found = resolve(symbols, each.path, scope, each.dotted, each.start).values
    return not found or any(value.kind == "variable" and value.type is None for value in found)


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

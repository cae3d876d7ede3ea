"""New code of a file in Python 2: what of it that Python cannot read, or reads otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli import grammar
from refactor_cli.clipped import clipped
from refactor_cli.data import Binding, Edit, SourceFile, Span
from refactor_cli.expression_nodes import SPLATS, code_children, every_node
from refactor_cli.imports.module_files import file_of
from refactor_cli.python2_syntax import newer
from refactor_cli.splice import by_path, in_result
from refactor_cli.text import declared_encoding

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_LONGEST = 60  # characters of new code that are shown
_SCOPES = frozenset({"class_definition", "function_definition", "module"})
_COMPREHENSIONS = frozenset(
    {"dictionary_comprehension", "generator_expression", "list_comprehension", "set_comprehension"}
)
_DIVISIONS = frozenset({"/", "/="})
# builtins that came with Python 3
_NEW_BUILTINS = frozenset(
    {
        *(b"aiter", b"anext", b"ascii", b"breakpoint", b"BaseExceptionGroup", b"BlockingIOError"),
        *(b"BrokenPipeError", b"ChildProcessError", b"ConnectionAbortedError", b"ConnectionError"),
        *(b"ConnectionRefusedError", b"ConnectionResetError", b"EncodingWarning", b"ExceptionGroup"),
        *(b"FileExistsError", b"FileNotFoundError", b"InterruptedError", b"IsADirectoryError"),
        *(b"ModuleNotFoundError", b"NotADirectoryError", b"PermissionError", b"ProcessLookupError"),
        *(b"PythonFinalizationError", b"RecursionError", b"ResourceWarning", b"StopAsyncIteration"),
        *(b"TimeoutError",),
    }
)
# modules of the standard library that came with Python 3, those in packages by their whole names: what 3.11 has and
# 2.7.18 has not https://docs.python.org/2.7/py-modindex.html
_NEW_MODULES = frozenset(
    {
        *("asyncio", "builtins", "collections.abc", "concurrent", "configparser", "contextvars", "copyreg"),
        *("dataclasses", "dbm", "email.contentmanager", "email.headerregistry", "email.policy", "enum"),
        *("faulthandler", "graphlib", "html", "http", "importlib.abc", "importlib.machinery"),
        *("importlib.metadata", "importlib.resources", "importlib.util", "ipaddress", "lzma"),
        *("multiprocessing.shared_memory", "pathlib", "queue", "reprlib", "secrets", "selectors"),
        *("socketserver", "statistics", "tkinter", "tomllib", "tracemalloc", "typing", "unittest.mock"),
        *("urllib.error", "urllib.parse", "urllib.request", "urllib.response", "urllib.robotparser"),
        *("venv", "wsgiref.types", "xmlrpc", "zipapp", "zoneinfo"),
    }
)
_Key = tuple[str, bytes]


class _File(NamedTuple):
    """What is known of a file: what it asks the future for, the variables that list comprehensions leave behind,
    and its names, with what the new code imports."""

    division: bool
    print_function: bool
    leaked: frozenset[bytes]
    names: frozenset[bytes]


def unlike_python2(
    before: SourceFile, after: SourceFile, edits: Iterable[Edit]
) -> Iterator[tuple[Edit, str]]:
    """The edits of a file whose new code says what Python 2 does not read, or reads as something else, each with the
    reason. What stood there before is the file's own."""
    text = before.text
    old_root, root = (grammar.parse("python", utf8).root_node for utf8 in (text.utf8, after.text.utf8))
    known = _known(old_root, root)
    is_ascii = text.encoding == "utf-8" and not text.bom and declared_encoding(text.utf8) is None
    for edit, span in in_result(by_path(edits).get(before.path, ())):
        if not edit.text.isascii() and is_ascii:
            yield edit, "characters outside ASCII, in a file that names no encoding"
        elif reason := _reason(root, span, Counter(map(_key, _within(old_root, edit.span))), known):
            yield edit, reason


def newer_module(symbols: SymbolMap, path: str, modules: Iterable[str]) -> str:
    """The first of some modules, which a file in Python 2 is to import, that Python 2 has not; "" where it has all.
    Those of the repository are its own, and what another of its files in Python 2 imports, is installed there."""
    for module in modules:
        parts = module.split(".")
        names = {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
        newer = names & _NEW_MODULES
        is_own = any(file_of(symbols, path, each) is not None for each in newer)
        if newer and not is_own and not any(_imports_in_python2(symbols, parts[0], newer)):
            return module
    return ""


def _imports_in_python2(symbols: SymbolMap, word: str, names: Set[str]) -> Iterator[bool]:
    """Whether files in Python 2 import a module of one of some names, which begin with a word."""
    for path, file in symbols.snapshot.files.items():
        if file.language == "python" and word.encode() in file.text.utf8:
            file_map = symbols.map(path)
            if file_map is not None and file_map.python2:
                yield any(
                    names & {*_named(binding)}
                    for binding in file_map.bindings
                    if binding.kind in ("from", "import")
                )


def _named(binding: Binding) -> Iterator[str]:
    """What an import may lead to: its module, those around it, and what it takes from it."""
    whole = f"{binding.module}.{binding.imported}" if binding.kind == "from" else binding.module
    parts = whole.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _known(root: Node, new: Node) -> _File:
    future = {
        name.text
        for node in root.named_children
        if node.type == "future_import_statement"
        for name in every_node(node)
    }
    return _File(
        b"division" in future,
        b"print_function" in future,
        frozenset(_leaked(root)),
        frozenset(
            node.text or b"" for node in (*every_node(root), *_imports(new)) if node.type == "identifier"
        ),
    )


def _reason(root: Node, span: Span, gone: Counter[_Key], known: _File) -> str:
    """What the new code in a span has that Python 2 has not. `gone`: what stood there."""
    leaves = any(kind == "list_comprehension" for kind, _ in gone)
    nodes = [(node, node.parent is not None and _key(node.parent) in gone) for node in _within(root, span)]
    gone = gone - Counter(_key(node) for node, is_kept in nodes if is_kept and node.type in _DIVISIONS)
    for node, is_kept in nodes:
        key, kind = _key(node), node.type
        if kind in _DIVISIONS:
            gone[key] -= not is_kept
            if gone[key] < 0 and not known.division:
                return "a division, which gives something else there"
        elif kind == "identifier" and node.text in (b"print", b"exec"):
            is_known = node.text == b"print" and known.print_function
            if not is_kept and not is_known and not _is_statement(node):
                return f"{node.text.decode()}() as a function"
        elif key in gone:
            continue
        elif reason := newer(node):
            return f"{reason} ('{clipped(key[1].decode('utf-8', 'replace'), _LONGEST)}')"
        elif kind == "identifier" and _is_variable(node) and not _is_of_comprehension(node):
            if key[1] in known.leaked:
                return f"'{key[1].decode()}', which a list comprehension of the file leaves behind"
            if key[1] in _NEW_BUILTINS - known.names:
                return f"'{key[1].decode()}', which is not built in there"
        elif kind == "list_comprehension" and not leaves and (name := _left_behind(node)):
            return f"'{name.decode()}', which its list comprehension leaves behind there"
    return ""


def _key(node: Node) -> _Key:
    return node.type, node.text or b""


def _within(root: Node, span: Span) -> Iterator[Node]:
    """The nodes of a tree that lie in a stretch of the text, those that hold others first."""
    around = root.descendant_for_byte_range(*span)
    left = [around] if around is not None else []
    while left:
        node = left.pop()
        if node.start_byte >= span.start and node.end_byte <= span.end:
            yield node
        left += (each for each in node.children if each.end_byte > span.start and each.start_byte < span.end)


def _is_statement(name: Node) -> bool:
    """Whether `print` or `exec` says the same as a statement: `print(a)` does, and `exec(a, b)`."""
    call = name.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != name:
        return False
    kinds = [each.type for each in code_children(call.child_by_field_name("arguments"))]
    outer = call.parent
    is_alone = outer is not None and outer.type == "expression_statement" and outer.child_count == 1
    is_plain = not {"keyword_argument", *SPLATS} & {*kinds}
    return is_alone and is_plain and (len(kinds) == 1 or (name.text == b"exec" and len(kinds) in (2, 3)))


def _is_variable(name: Node) -> bool:
    """Whether a name is none of an attribute, or of an argument."""
    parent = name.parent
    if parent is None:
        return False
    field = {"attribute": "attribute", "keyword_argument": "name"}.get(parent.type)
    return field is None or parent.child_by_field_name(field) != name


def _imports(root: Node) -> Iterator[Node]:
    for node in every_node(root):
        if node.type in ("import_statement", "import_from_statement"):
            yield from every_node(node)


def _is_of_comprehension(name: Node) -> bool:
    """Whether a name is the variable of a comprehension around it."""
    node = name.parent
    while node is not None and node.type not in _SCOPES:
        if node.type in _COMPREHENSIONS and name.text in {*_targets(node)}:
            return True
        node = node.parent
    return False


def _left_behind(comprehension: Node) -> bytes:
    """A variable of a list comprehension that the code around uses as well: there it is the same; b"" for none."""
    targets, around = {*_targets(comprehension)}, comprehension.parent
    while around is not None and around.type not in _SCOPES:
        around = around.parent
    waiting = [around] if around is not None else []
    while waiting:
        node = waiting.pop()
        if node.type == "identifier" and node.text in targets and _is_variable(node):
            if not _is_of_comprehension(node):
                return node.text or b""
        waiting += node.children
    return b""


def _leaked(root: Node) -> Iterator[bytes]:
    """The variables of list comprehensions: in Python 2 they are those of the function around."""
    for node in every_node(root):
        if node.type == "list_comprehension":
            yield from _targets(node)


def _targets(comprehension: Node) -> Iterator[bytes]:
    for clause in comprehension.named_children:
        target = clause.child_by_field_name("left") if clause.type == "for_in_clause" else None
        named = every_node(target) if target is not None else ()
        yield from (each.text for each in named if each.type == "identifier" and each.text)

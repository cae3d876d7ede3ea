"""Where a file uses a name that it binds. What other files take from it is in `elsewhere`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from unicodedata import normalize

from refactor_cli.data import Binding, FileMap, Span
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import is_annotation
from refactor_cli.imports.statements import ParsedFile, node_at
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import bindings_at, scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# calls whose strings are read as code, or as names, with the module's globals
_LOOKS_UP = frozenset(
    {"globals", "vars", "locals", "eval", "exec", "cast", "TypeVar", "ForwardRef", "NewType"}
)
# a word from its first letter beyond ASCII on
_BEYOND_ASCII = lazy_pattern(rb"[\x80-\xff][\w\x80-\xff]*")
# one of these stands in each file that has the rest: most have none, and are not searched
_OWN = (b"globals(", b"vars(", b"locals(", b"sys.modules[", b"__import__(")
_CALLED = rb"(?<![\w.])(?:globals|vars|locals)\(\s*\)"
_NAMES = lazy_pattern(rb"(?:globals|vars|locals)\(\s*\)")
_OWN_NAMES = lazy_pattern(_CALLED + rb"|(?<![\w.])(?:sys\.modules\[|__import__\()")


def references(read: ParsedFile, file_map: FileMap, name: str) -> Iterator[Span]:
    """The places of a file where the name may be looked up; also in strings and comments that are read as code."""
    bound = {b.span for b in file_map.named.get(name, ()) if b.kind not in ("augmented", "delete")}
    for span in _spans(read.utf8, name):
        if span not in bound and read.at(span.start) is None and _is_reference(read, span):
            yield span


def _spans(utf8: bytes, name: str) -> Iterator[Span]:
    """Where the name stands as a word, in whatever letters: Python compares identifiers after NFKC."""
    escaped = re.escape(name.encode())
    # begins with a literal, which is searched for much faster
    for match in re.finditer(rb"%b(?<!\w%b)(?!\w)" % (escaped, escaped), utf8):
        yield Span(*match.span())
    for match in _BEYOND_ASCII.finditer(utf8) if not utf8.isascii() else ():
        start = match.start()
        while utf8[start - 1 : start].isalnum() or utf8[start - 1 : start] == b"_":
            start -= 1
        word = utf8[start : match.end()].decode("utf-8", "replace")
        if word != name and word[0].isalpha() and normalize("NFKC", word) == name:
            yield Span(start, match.end())


def reads(file_map: FileMap, binding: Binding, span: Span) -> bool:
    """Whether a name at `span` may mean this binding."""
    found = bindings_at(file_map, scope_at(file_map, span.start), binding.name, span.start)
    return any(other.span == binding.span for other in found)


def looks_up(utf8: bytes, name: str) -> bool:
    """Whether a file seems to look the name up among all that its module has, by a string or behind an expression:
    `sys.modules[__name__].old`, `globals()[key]` where a key is "old", `"%(old)s" % vars()`."""
    if not _has_own_names(utf8):
        return False
    forms = rb"[\])]\s*\.%b\b|\"%b\"|'%b'|%%\(%b\)|\{%b[}!:.\[]" % ((re.escape(name.encode()),) * 5)
    return re.search(forms, utf8) is not None


def line_giving(utf8: bytes, name: str) -> int:
    """The line in which a file gives a name of its module another value by a string, `globals()["old"] = …`; 0 where
    none does."""
    if not _has_own_names(utf8):
        return 0
    forms = rb"""\s*(?:\[\s*["']%b["']\s*\]\s*=(?!=)|\.update\([^()]*(?:\b%b\s*=(?!=)|["']%b["']\s*:))"""
    found = re.search(_CALLED + forms % ((re.escape(name.encode()),) * 3), utf8)
    return utf8.count(b"\n", 0, found.start()) + 1 if found is not None else 0


def _has_own_names(utf8: bytes) -> bool:
    return any(each in utf8 for each in _OWN) and _OWN_NAMES.search(utf8) is not None


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


def in_doctest(utf8: bytes, offset: int) -> bool:
    """Whether the line of an offset is one of a doctest's code, if it is in a string at all."""
    return utf8[utf8.rfind(b"\n", 0, offset) + 1 : offset].lstrip().startswith((b">>>", b"..."))


def _is_code(read: ParsedFile, node: Node, span: Span) -> bool:
    """Whether the text of a string at `span` is read as code: an annotation, a doctest, a name looked up."""
    if in_doctest(read.utf8, span.start):
        return True
    around: Node | None = node
    while around is not None and not around.type.endswith("statement"):
        if is_annotation(around):
            return True
        if around.type == "call" and (callee := around.child_by_field_name("function")) is not None:
            if last_part((callee.text or b"").decode("utf-8", "replace")) in _LOOKS_UP:
                return True
            if _is_given_names(around):
                return True
        around = around.parent
    return False


def _is_given_names(call: Node) -> bool:
    """Whether a call is given the module's names beside a text, which it runs then: `timeit("old(1)",
    globals=globals())`."""
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    values = [each.child_by_field_name("value") or each for each in given]
    return any(_NAMES.fullmatch(each.text or b"") is not None for each in values)

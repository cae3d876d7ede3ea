"""What a `def` or `class` line says: signature, bases, decorators, docstring."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.grammar import captures
from refactor_cli.index.nodes import dotted_of, name_of, parts_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_SPACE = re.compile(rb"\s+")
_NEEDS_FOLDING = re.compile(rb"[\n\t\f#\\]|  |^\( | \)$|,\)$")
_STRING_START = re.compile(rb"(?i)(?:u|r)?(\"\"\"|'''|\"|')")
# what a statement begins with that is no string, but for prefixes, nor a comment before one
_NO_DOC = re.compile(rb"[@a-qs-tv-zA-QS-TV-Z_]|[ru]\w*[^\w\"']")
_LONGEST_DOC = 200


def signature_of(language: str, utf8: bytes, parameters: Node | None, result: Node | None = None) -> str:
    """`(a, b=1) -> int`: the source on one line, comments gone and white space folded, strings as they are."""
    inside = "" if parameters is None else _folded(language, utf8, parameters)
    inside = inside.removeprefix("(").removesuffix(")").strip().removesuffix(",").rstrip()
    return f"({inside})" if result is None else f"({inside}) -> {_folded(language, utf8, result)}"


def decorators_of(utf8: bytes, decorated: Node | None) -> tuple[str, ...]:
    """Dotted source of each decorator, or of what it calls; "" for any other expression."""
    if decorated is None:
        return ()
    names = list[str]()
    for node in decorated.named_children:
        if node.type == "decorator":
            inner = parts_of(node)
            called = inner[0].child_by_field_name("function") if inner and inner[0].type == "call" else None
            names.append(dotted_of(utf8, called or (inner[0] if inner else None)))
    return tuple(names)


def bases_of(utf8: bytes, arguments: Node | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The positional bases, subscripts stripped, and the names of the class keywords; `with_metaclass(Meta, Base)`
    stands for `Base, metaclass=Meta`. https://six.readthedocs.io/#six.with_metaclass"""
    bases, keywords = list[str](), list[str]()
    for node in parts_of(arguments) if arguments is not None else ():
        if node.type == "keyword_argument":
            name = node.child_by_field_name("name")
            keywords.append("" if name is None else name_of(utf8, name))
        elif (made := _with_metaclass(utf8, node)) is not None:
            bases += made
            keywords.append("metaclass")
        elif node.type != "dictionary_splat":
            is_subscript = node.type == "subscript"
            bases.append(dotted_of(utf8, node.child_by_field_name("value") if is_subscript else node))
    return tuple(bases), tuple(keywords)


def _with_metaclass(utf8: bytes, node: Node) -> list[str] | None:
    """The bases in a call of `with_metaclass`, None for anything else."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    arguments = node.child_by_field_name("arguments")
    if function is None or arguments is None or last_part(dotted_of(utf8, function)) != "with_metaclass":
        return None
    return [dotted_of(utf8, each) for each in parts_of(arguments)[1:]]


def doc_of(utf8: bytes, body: Node | None, start: int) -> str:
    """The first line of the docstring that a body starts with that is not blank, cut at 200 characters. `start`: where
    the body begins, by what stands there most have none."""
    if body is None or (_NO_DOC.match(utf8, start) and not body.has_error) or body.named_child_count == 0:
        return ""
    first: Node | None = body.named_child(0)
    if first is not None and first.is_extra:
        first = next(iter(parts_of(body)), None)
    if first is None or not _STRING_START.match(utf8, first.start_byte):  # by its bytes: most begin otherwise
        return ""
    if first.type != "expression_statement" or first.named_child_count != 1:
        return ""
    return _first_line(utf8[first.start_byte : first.end_byte])


def _first_line(source: bytes) -> str:
    """The first line of a plain string literal; "" for what is none (also bytes and f-strings)."""
    start = _STRING_START.match(source)
    if start is None or not source.endswith(start[1]):
        return ""
    text = source[start.end() : start.end() + 2000]
    if len(source) - start.end() <= len(text):
        text = text[: len(source) - start.end() - len(start[1])]
    line = text.lstrip().split(b"\n", 1)[0].rstrip()
    return line.decode("utf-8", "replace")[:_LONGEST_DOC]


def _folded(language: str, utf8: bytes, node: Node) -> str:
    source = utf8[node.start_byte : node.end_byte]
    if not _NEEDS_FOLDING.search(source):
        return source.decode("utf-8", "replace")
    if node.has_error:
        return _SPACE.sub(b" ", source).decode("utf-8", "replace")
    found = captures(language, "trivia", node)
    comments = {(part.start_byte, part.end_byte) for part in found.get("comment", ())}
    strings = {(part.start_byte, part.end_byte) for part in found.get("string", ())}
    folded, last = bytearray(), node.start_byte
    for start, end in [
        *sorted(comments | strings, key=lambda span: (span[0], -span[1])),
        (node.end_byte,) * 2,
    ]:
        if start < last:
            continue
        between = _SPACE.sub(b" ", utf8[last:start])
        folded += between.lstrip() if folded.endswith(b" ") else between
        if (start, end) in strings:
            folded += utf8[start:end]
        last = end
    return folded.decode("utf-8", "replace")

"""What a name is mentioned for, by the bytes around it: an attribute gets something, a string only asks for one."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

from refactor_cli.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# the pattern of what stands behind an attribute that is given something, alone or as one of several
GIVES = (
    rb"(?:[ \t\f]|\\\r?\n)*(?:=(?!=)|:[^\n=]{1,80}=(?!=)|:[ \t]*[\w.]+\[[^\]=]{1,200}\][ \t]*=(?!=)|[-+*/|&^%]{1,2}="
    rb"|[)\]]{0,9}[ \t]*,[^\n]{0,200}[^=!<>\n]=(?!=)|[)\]]{1,9}[ \t]*=(?!=)"
    # one of several on lines of their own, that hold nothing but names as far as the closing bracket
    rb"|[\s,#](?:[\w.\s,*]|#[^\n]*\n){0,300}?[)\]]{1,9}[ \t]*=(?!=))"
)
# what stands before the dotted name that a loop or a `with` gives something, alone or as one of several
TARGET = rb"\b(?:as|for)\b(?:(?!\bin\b)[\w., \t()\[\]*])*"
# how what stands before and after such a string says that it only reads, or compares
_READS = re.compile(
    rb"(?:\b(?:getattr|hasattr)\([^()\n]{1,80},[ \t]*|\.get\([ \t]*|[!=]=[ \t]*)[rRuUbB]{0,2}\Z"
)
# one of several that something is compared with: `if name in ("cart", "total")`
_ONE_OF = lazy_pattern(rb"\b(?:if|elif|while|and|or|not|assert)\b[^\n]*\bin[ \t]*[({\[][^(){}\[\]]*\Z")
_LOOPS = lazy_pattern(rb"\bfor\b")
_COMPARED = re.compile(rb"[ \t]*(?:[!=]=|(?:not[ \t]+)?in\b)")
_TAKEN = re.compile(rb"(\w+|[)\]])[ \t]*\[[ \t]*[rRuUbB]{0,2}\Z")
# a list follows these, and no key of something
_KEYWORDS = frozenset(each.encode() for each in keyword.kwlist)
_TAKEN_ONLY = re.compile(rb"[ \t]*\](?![^\n]*(?<![=!<>])=(?!=))")
_NAMESPACES = re.compile(rb"__dict__|\bvars\(|globals\(|locals\(")
_LINE = 200
_TEXTS = frozenset({"string", "string_content", "concatenated_string", "escape_sequence"})


def is_read(utf8: bytes, start: int, end: int) -> bool:
    """Whether a string whose content is a name, by the span of that, only asks for something of the name:
    `getattr(x, "name")`, `x["name"]`, `kind == "name"`."""
    before, after = utf8[max(start - 1 - _LINE, 0) : start - 1], utf8[end + 1 : end + 1 + _LINE]
    before = before[before.rfind(b"\n") + 1 :]
    if _READS.search(before) or _COMPARED.match(after):
        return True
    if _ONE_OF.search(before) and not _LOOPS.search(before):
        return True
    taken = _TAKEN.search(before)
    is_key = taken is not None and taken[1] not in _KEYWORDS
    return is_key and bool(_TAKEN_ONLY.match(after) and not _NAMESPACES.search(before))


def is_prose(node: Node | None) -> bool:
    """Whether what stands at a node is in a comment or a docstring, which nobody runs."""
    while node is not None and node.type in _TEXTS:
        node = node.parent
    return node is not None and node.type in ("comment", "expression_statement")

"""A syntax tree -> what it defines and calls, by the language's `queries/tags.scm`.

The captures are tree-sitter's (https://tree-sitter.github.io/tree-sitter/4-code-navigation.html): `@name`, and
around it `@definition.KIND` or `@reference.KIND`. One is ours, `@body`: what a definition's first line ends before,
where that is not the node's field `body`. Of several patterns for one name, the one that stands first counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span
from refactor_cli.grammar import captured, matches
from refactor_cli.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

LONGEST_HEADER = 200  # code points of a definition's first line
# how many of its nodes are looked at for comments
_MOST_NODES = 500
_ROLES = ("definition.", "reference.")
_SPACE = lazy_pattern(rb"\s+")
_COMMENT_START = lazy_pattern(rb"//|/\*|#|--")
_LOOSE_END = lazy_pattern(r"(?:[\s{;=,]|=>|->)+\Z")
_LOOSE_SPACE = lazy_pattern(r"(?<=[(\[]) |,? (?=[)\]])")


class Tag(NamedTuple):
    """`role`: "definition" or "reference"; `kind`: what stands behind it in the capture. `span`: the whole definition
    or call, `lines` its first and last from 1. `header`: a definition's source up to its body, on one line."""

    role: str
    kind: str
    name: str
    name_span: Span
    span: Span
    lines: tuple[int, int]
    header: str = ""


def tags(language: str, utf8: bytes, tree: Tree, around: Sequence[Span] | None = None) -> list[Tag]:
    """The definitions and references of a file, in the order of their names; with `around` those that hold one of these
    places, and perhaps others, in a fraction of the time.

    Raises KeyError: the language has no grammar that is installed, or no `tags.scm`.
    """
    found: dict[tuple[int, int, str], tuple[int, Tag]] = {}
    for pattern, nodes_by_label in matches(language, "tags", tree.root_node, around):
        label, nodes = next((item for item in nodes_by_label.items() if item[0].startswith(_ROLES)), ("", []))
        names = nodes_by_label.get("name")
        if not nodes or not names or names[0].is_missing:
            continue
        role, _, kind = label.partition(".")
        key = (names[0].start_byte, names[0].end_byte, role)
        if key not in found or pattern < found[key][0]:
            tag = _tag(utf8, role, kind, nodes[0], names[0])
            if role == "definition":
                tag = tag._replace(header=_header(utf8, nodes[0], names[0], nodes_by_label.get("body")))
            found[key] = pattern, tag
    return sorted((tag for _, tag in found.values()), key=lambda tag: (tag.name_span, tag.role))


def called_names(language: str, utf8: bytes, tree: Tree) -> list[tuple[int, str]]:
    """The offset and name of each call, in order. Raises as `tags`, and takes half the time."""
    found = list[tuple[int, str]]()
    for name in captured(language, "tags", "reference.call", tree.root_node):
        start = name.start_byte
        found.append((start, utf8[start : name.end_byte].decode("utf-8", "replace")))
    return sorted(found)


def _tag(utf8: bytes, role: str, kind: str, node: Node, name: Node) -> Tag:
    text = _unquoted(utf8[name.start_byte : name.end_byte].decode("utf-8", "replace"))
    lines = node.start_point[0] + 1, _last_line(node)
    span = Span(node.start_byte, node.end_byte)
    return Tag(role, kind, " ".join(text.split()), Span(name.start_byte, name.end_byte), span, lines)


def _unquoted(text: str) -> str:
    """`"key"` without its quotes; `"'"` is `'`, and `""` stays, since a definition has a name."""
    is_quoted = len(text) > 2 and text[0] in "\"'`" and text[-1] == text[0]
    return text[1:-1] if is_quoted else text


def _last_line(node: Node) -> int:
    """A node may end with a line end (`#define`): then the line before is its last."""
    row, column = node.end_point
    return max(row + (column > 0), node.start_point[0] + 1)


def _header(utf8: bytes, node: Node, name: Node, bodies: list[Node] | None) -> str:
    body = node.child_by_field_name("body")
    ends = [each.start_byte for each in (*(bodies or ()), *((body,) if body is not None else ()))]
    end = min((end for end in ends if end > node.start_byte), default=node.end_byte)
    text = _folded(utf8, node, end)
    text = _LOOSE_END.sub("", text[: LONGEST_HEADER * 2])
    if name.start_byte >= end:  # `typedef struct {…} name`
        text += f" {utf8[name.start_byte : name.end_byte].decode('utf-8', 'replace')}"
    return text if len(text) <= LONGEST_HEADER else f"{text[:LONGEST_HEADER]}…"


def _folded(utf8: bytes, node: Node, end: int) -> str:
    """The source of a node up to `end` without comments, every white space one blank."""
    # enough for any header: folding only shortens by white space and comments
    source = utf8[node.start_byte : min(end, node.start_byte + LONGEST_HEADER * 20)]
    pieces, last = list[bytes](), node.start_byte
    if _COMMENT_START.search(source):
        for start, stop in _comments(node, node.start_byte + len(source)):
            if start >= last:
                pieces.append(utf8[last:start])
                last = stop
    if last < node.start_byte + len(source):
        pieces.append(utf8[last : node.start_byte + len(source)])
    text = _SPACE.sub(b" ", b" ".join(pieces)).decode("utf-8", "replace")
    return _LOOSE_SPACE.sub("", text).strip()


def _comments(node: Node, end: int) -> list[tuple[int, int]]:
    found, waiting, seen = list[tuple[int, int]](), [node], 0
    while waiting and seen < _MOST_NODES:
        here = waiting.pop()
        seen += 1
        if "comment" in here.type:
            found.append((here.start_byte, here.end_byte))
        elif here.start_byte < end:
            waiting += [child for child in here.children if child.start_byte < end]
    return sorted(found)

"""Brackets over several lines, and the lines that begin directly in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

_BRACKETS = frozenset({"(", "[", "{"})
_MOST_LINES = 500  # in one pair of brackets


class Pair(NamedTuple):
    """Brackets over several lines, by the offsets of both."""

    start: int
    end: int


def left_open(tree: Tree, utf8: bytes, line: int, end: int) -> list[Pair]:
    """The brackets that are opened on a line and closed further down."""
    last = len(utf8[line:end].rstrip()) + line - 1
    node = tree.root_node.descendant_for_byte_range(max(line, last), max(line, last))
    found = list[Pair]()
    while node is not None:
        opening = _first_child(node)
        if (
            opening is not None
            and opening.type in _BRACKETS
            and line <= opening.start_byte < end < node.end_byte
        ):
            found.append(Pair(opening.start_byte, node.end_byte - 1))
        node = node.parent if node.start_byte >= line or node.end_byte > end else None
    return found


def lines_of(tree: Tree, utf8: bytes, pair: Pair) -> list[tuple[int, int]]:
    """The lines that begin directly in these brackets: where each begins, and its first sign."""
    found, line = list[tuple[int, int]](), line_end(utf8, pair.start)
    for _ in range(_MOST_LINES):
        if line > pair.end:
            return found
        end = line_end(utf8, line)
        at = line + len(utf8[line:end]) - len(utf8[line:end].lstrip(b" \t\f"))
        node = tree.root_node.descendant_for_byte_range(at, at + 1)
        if utf8[at:end].strip() and not _is_in_string(node, line) and around(node, at) == pair.start:
            found.append((line, at))
        line = end
    return []


def around(node: Node | None, at: int) -> int:
    """Where the innermost brackets around an offset begin; -1 outside of any."""
    while node is not None:
        opening = _first_child(node)
        if opening is not None and opening.type in _BRACKETS and opening.start_byte < at < node.end_byte:
            return opening.start_byte
        node = node.parent
    return -1


def _is_in_string(node: Node | None, line: int) -> bool:
    while node is not None:
        if node.type == "string" and node.start_byte < line:
            return True
        node = node.parent
    return False


def _first_child(node: Node) -> Node | None:
    """`node.children` would make a list of all, for a module one of every statement."""
    return node.child(0) if node.child_count else None


def goes_on(utf8: bytes, opening: int, end: int) -> bool:
    """Whether something follows a bracket on its line, on which the lines below can be aligned."""
    after = utf8[opening + 1 : end]
    return bool(after.strip()) and not after.lstrip().startswith((b"#", b"\\")) and not after[:1].isspace()


def column_of(utf8: bytes, offset: int) -> int:
    return len(utf8[line_start(utf8, offset) : offset].decode("utf-8", "replace"))


def line_start(utf8: bytes, offset: int) -> int:
    return utf8.rfind(b"\n", 0, offset) + 1


def line_end(utf8: bytes, offset: int) -> int:
    end = utf8.find(b"\n", offset)
    return end + 1 if end >= 0 else len(utf8)

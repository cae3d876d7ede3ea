"""Lines below what follows an opening bracket move along with it when a name before it gets another length.

https://peps.python.org/pep-0008/#indentation: such lines are aligned with the opening bracket. Lines in the brackets
that stand elsewhere say that the file does not do so there, and then nothing moves. An edit over several lines counts
as the pieces of it that differ from what was there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.data import Edit, Span

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

_BRACKETS = frozenset({"(", "[", "{"})
_MOST_LINES = 500  # in one pair of brackets
_MOST_TOKENS = 800  # of an edit whose pieces are looked for
_INSIDE_STRINGS = ('"""', "'''", "\\\n")  # lines that begin with a part of a string
_BLOCK = re.compile(r":[ \t]*\r?\n")  # whose lines stand where the block begins
_TOKEN = re.compile(r"\w+|[^\S\n]+|\n[^\S\n]*|[^\w\s]")


class _Pair(NamedTuple):
    """Brackets over several lines, by the offsets of both."""

    start: int
    end: int


class _File(Struct):
    """`edits`: of the code, in order, apart from one another; `shifts`: by the offset of a line's start, how many
    columns it moves to the right; `added`: the same of the lines that an edit adds, by where it begins."""

    tree: Tree
    utf8: bytes
    edits: Sequence[Edit]
    shifts: dict[int, int] = field(default_factory=dict)
    added: dict[int, int] = field(default_factory=dict)


def aligned(tree: Tree, utf8: bytes, edits: Sequence[Edit]) -> list[Edit]:
    """The same edits, those longer whose name stands before lines that are aligned: they take in the white space of
    these."""
    pieces = [piece for edit in edits for piece in _pieces(utf8, edit)]
    file = _File(tree, utf8, pieces)
    waiting = sorted({_line_start(utf8, edit.span.start) for edit in pieces if _is_on_one_line(utf8, edit)})
    while waiting:
        line = waiting.pop(0)
        if found := [start for start in _moved_by(file, line) if start not in waiting]:
            waiting = sorted({*waiting, *found})
    if not file.shifts:
        return list(edits)
    file.edits = [
        replace(piece, text=_moved(piece.text, file.added.get(piece.span.start, 0))) for piece in pieces
    ]
    return _whole(utf8, _longer(file), edits)


def _pieces(utf8: bytes, edit: Edit) -> list[Edit]:
    """What of an edit over several lines differs from the old text, each piece on one of its lines."""
    old = utf8[slice(*edit.span)].decode("utf-8", "replace")
    if "\n" not in old or any(sign in text for text in (old, edit.text) for sign in _INSIDE_STRINGS):
        return [edit]
    if _has_block(edit.text):
        return [edit]
    before, after = _TOKEN.findall(old), _TOKEN.findall(edit.text)
    if len(before) + len(after) > _MOST_TOKENS or "".join(before) != old or "".join(after) != edit.text:
        return [edit]
    found, offsets = list[Edit](), [edit.span.start]
    for token in before:
        offsets.append(offsets[-1] + len(token.encode()))
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            text = "".join(after[start:end])
            found.append(replace(edit, span=Span(offsets[first], offsets[last]), text=text))
    return found if all(_is_on_one_line(utf8, each) for each in found) else [edit]


def _has_block(text: str) -> bool:
    """Whether a text is statements of which one has others below it."""
    header = _BLOCK.search(text)
    before = text[: header.start()] if header is not None else "("
    return all(before.count(each) == before.count(other) for each, other in ("()", "[]", "{}"))


def _moved(text: str, shift: int) -> str:
    """The lines that a text begins, so many columns further to the right."""
    return text.replace("\n", "\n" + " " * shift) if shift > 0 else re.sub(rf"\n {{{-shift}}}", "\n", text)


def _whole(utf8: bytes, made: Sequence[Edit], edits: Sequence[Edit]) -> list[Edit]:
    """The pieces of each edit joined again, with what is between them."""
    found = list(made)
    for edit in reversed(edits):
        if b"\n" not in utf8[slice(*edit.span)]:
            continue
        first = bisect_left(found, edit.span.start, key=lambda each: each.span.end)
        last = bisect_right(found, edit.span.end, key=lambda each: each.span.start)
        own = [each for each in found[first:last] if {*edit.usages} <= {*each.usages}]
        if own:
            first = found.index(own[0], first)
            found[first : first + len(own)] = [_joint(utf8, edit.span, own)]
    return found


def _joint(utf8: bytes, span: Span, pieces: Sequence[Edit]) -> Edit:
    start = pieces[0].span.start
    whole = replace(pieces[0], span=Span(min(span.start, start), min(span.start, start)), text="")
    for each in pieces:
        usages = tuple(dict.fromkeys((*whole.usages, *each.usages)))
        whole = replace(_with(utf8, whole, each.text, each.span), usages=usages)
    end = max(whole.span.end, span.end)
    return _with(utf8, whole, "", Span(end, end))


def _moved_by(file: _File, line: int) -> Iterator[int]:
    """The lines that move since this one changes, or moves."""
    end = _line_end(file.utf8, line)
    starts = (bisect_left(file.edits, at, key=_start_of) for at in (line, end))
    changes = file.edits[slice(*starts)]
    own = file.shifts.get(line, 0)
    for pair in _left_open(file, line, end):
        first = bisect_right(file.edits, pair.start, key=_end_of)
        inside = file.edits[first : bisect_right(file.edits, pair.end, key=_start_of)]
        lines = _lines_of(file, pair)
        before = [each for each in changes if each.span.end <= pair.start + 1]  # the bracket itself may go
        is_known = all(_is_on_one_line(file.utf8, each) for each in inside)
        if not lines or not is_known or any("\n" in each.text for each in before):
            continue
        column = _column(file.utf8, pair.start + 1)
        is_aligned = _goes_on(file.utf8, pair.start, end) and all(
            file.utf8[start:at].isspace() and _column(file.utf8, at) == column for start, at in lines
        )
        shift = own + sum(_growth(file.utf8, each) for each in before)
        shift = shift if is_aligned else own
        if shift and all(b"\t" not in file.utf8[start:at] and at - start + shift > 0 for start, at in lines):
            for start, _ in lines:
                file.shifts[start] = shift
                yield start
            for each in inside:
                node = file.tree.root_node.descendant_for_byte_range(*each.span)
                if _around(node, each.span.start) == pair.start:
                    file.added[each.span.start] = shift


def _left_open(file: _File, line: int, end: int) -> list[_Pair]:
    """The brackets that are opened on a line and closed further down."""
    last = len(file.utf8[line:end].rstrip()) + line - 1
    node = file.tree.root_node.descendant_for_byte_range(max(line, last), max(line, last))
    found = list[_Pair]()
    while node is not None:
        opening = _first_child(node)
        if (
            opening is not None
            and opening.type in _BRACKETS
            and line <= opening.start_byte < end < node.end_byte
        ):
            found.append(_Pair(opening.start_byte, node.end_byte - 1))
        node = node.parent if node.start_byte >= line or node.end_byte > end else None
    return found


def _lines_of(file: _File, pair: _Pair) -> list[tuple[int, int]]:
    """The lines that begin directly in these brackets: where each begins, and its first sign."""
    found, line = list[tuple[int, int]](), _line_end(file.utf8, pair.start)
    for _ in range(_MOST_LINES):
        if line > pair.end:
            return found
        end = _line_end(file.utf8, line)
        at = line + len(file.utf8[line:end]) - len(file.utf8[line:end].lstrip(b" \t\f"))
        node = file.tree.root_node.descendant_for_byte_range(at, at + 1)
        if file.utf8[at:end].strip() and not _is_in_string(node, line) and _around(node, at) == pair.start:
            found.append((line, at))
        line = end
    return []


def _around(node: Node | None, at: int) -> int:
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


def _longer(file: _File) -> list[Edit]:
    pieces = [(edit.span, edit) for edit in file.edits]
    pieces += [
        (Span(line, line + max(0, -shift)), Edit("", Span(line, line), " " * max(0, shift)))
        for line, shift in file.shifts.items()
    ]
    made = list[Edit]()
    for span, edit in sorted(pieces, key=lambda piece: piece[0]):
        if edit.path:
            made.append(edit)
        else:
            made[-1] = _with(file.utf8, made[-1], edit.text, span)
    return _joined(file, made)


def _joined(file: _File, made: Sequence[Edit]) -> list[Edit]:
    """Edits of the lines that move go into the edit that moves them."""
    found = list[Edit]()
    for edit in made:
        if found and _line_start(file.utf8, edit.span.start) in file.shifts:
            last = _with(file.utf8, found[-1], edit.text, edit.span)
            edit = replace(last, usages=tuple(dict.fromkeys((*found.pop().usages, *edit.usages))))
        found.append(edit)
    return found


def _with(utf8: bytes, edit: Edit, text: str, span: Span) -> Edit:
    """An edit that goes on to a later span, and puts a text there."""
    between = utf8[edit.span.end : span.start].decode("utf-8", "replace")
    return replace(edit, span=Span(edit.span.start, span.end), text=edit.text + between + text)


def _first_child(node: Node) -> Node | None:
    """`node.children` would make a list of all, for a module one of every statement."""
    return node.child(0) if node.child_count else None


def _start_of(edit: Edit) -> int:
    return edit.span.start


def _end_of(edit: Edit) -> int:
    return edit.span.end


def _is_on_one_line(utf8: bytes, edit: Edit) -> bool:
    return b"\n" not in utf8[slice(*edit.span)]


def _growth(utf8: bytes, edit: Edit) -> int:
    return len(edit.text) - len(utf8[slice(*edit.span)].decode("utf-8", "replace"))


def _goes_on(utf8: bytes, opening: int, end: int) -> bool:
    """Whether something follows a bracket on its line, on which the lines below can be aligned."""
    after = utf8[opening + 1 : end]
    return bool(after.strip()) and not after.lstrip().startswith((b"#", b"\\")) and not after[:1].isspace()


def _column(utf8: bytes, offset: int) -> int:
    return len(utf8[_line_start(utf8, offset) : offset].decode("utf-8", "replace"))


def _line_start(utf8: bytes, offset: int) -> int:
    return utf8.rfind(b"\n", 0, offset) + 1


def _line_end(utf8: bytes, offset: int) -> int:
    end = utf8.find(b"\n", offset)
    return end + 1 if end >= 0 else len(utf8)

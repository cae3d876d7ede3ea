"""Lines below what follows an opening bracket move along with it when a name before it gets another length.

https://peps.python.org/pep-0008/#indentation: such lines are aligned with the opening bracket. Lines in the brackets
that stand elsewhere say that the file does not do so there, and then nothing moves. An edit over several lines counts
as the pieces of it that differ from what was there; where these do not keep its lines, `carried_brackets` sees to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.data import Edit, Span
from refactor_cli.inline.new_source.bracket_lines import (
    around,
    column_of,
    goes_on,
    left_open,
    line_end,
    line_start,
    lines_of,
)
from refactor_cli.inline.new_source.carried_brackets import Carried, realigned

if TYPE_CHECKING:
    from refactor_cli.grammar import Tree

_MOST_TOKENS = 800  # of an edit whose pieces are looked for
_INSIDE_STRINGS = ('"""', "'''", "\\\n")  # lines that begin with a part of a string
_BLOCK = re.compile(r":[ \t]*\r?\n")  # whose lines stand where the block begins
_TOKEN = re.compile(r"\w+|[^\S\n]+|\n[^\S\n]*|[^\w\s]")


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
    parts = [_pieces(tree, utf8, edit) for edit in edits]
    pieces = [piece for each in parts for piece in each]
    edits = [each[0] if _is_whole(each, edit) else edit for each, edit in zip(parts, edits, strict=True)]
    file = _File(tree, utf8, pieces)
    waiting = sorted({line_start(utf8, edit.span.start) for edit in pieces if _is_on_one_line(utf8, edit)})
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


def _is_whole(pieces: Sequence[Edit], edit: Edit) -> bool:
    return len(pieces) == 1 and pieces[0].span == edit.span


def _pieces(tree: Tree, utf8: bytes, edit: Edit) -> list[Edit]:
    """What of an edit over several lines differs from the old text, each piece on one of its lines. The whole edit, if
    it has other lines, in which those of brackets moved along with these."""
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
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            text = "".join(after[start:end])
            found.append(replace(edit, span=Span(offsets[first], offsets[last]), text=text))
    if all(_is_on_one_line(utf8, each) and not _parts_bracket(tree, utf8, each) for each in found):
        return found
    same = {block.a + at: block.b + at for block in matcher.get_matching_blocks() for at in range(block.size)}
    column = column_of(utf8, edit.span.start)
    return [replace(edit, text=realigned(Carried(tree, utf8, edit.span, before, after, same, column)))]


def _parts_bracket(tree: Tree, utf8: bytes, piece: Edit) -> bool:
    """Whether brackets over several lines, behind it on its line, come to stand on another one."""
    if "\n" not in piece.text:
        return False
    line = line_start(utf8, piece.span.start)
    pairs = left_open(tree, utf8, line, line_end(utf8, line))
    return any(pair.start >= piece.span.end for pair in pairs)


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
    end = line_end(file.utf8, line)
    starts = (bisect_left(file.edits, at, key=_start_of) for at in (line, end))
    changes = file.edits[slice(*starts)]
    own = file.shifts.get(line, 0)
    for pair in left_open(file.tree, file.utf8, line, end):
        first = bisect_right(file.edits, pair.start, key=_end_of)
        inside = file.edits[first : bisect_right(file.edits, pair.end, key=_start_of)]
        lines = lines_of(file.tree, file.utf8, pair)
        before = [each for each in changes if each.span.end <= pair.start + 1]  # the bracket itself may go
        is_known = all(_is_on_one_line(file.utf8, each) for each in inside)
        if not lines or not is_known or any("\n" in each.text for each in before):
            continue
        column = column_of(file.utf8, pair.start + 1)
        is_aligned = goes_on(file.utf8, pair.start, end) and all(
            file.utf8[start:at].isspace() and column_of(file.utf8, at) == column for start, at in lines
        )
        shift = own + sum(_growth(file.utf8, each) for each in before)
        shift = shift if is_aligned else own
        if shift and all(b"\t" not in file.utf8[start:at] and at - start + shift > 0 for start, at in lines):
            for start, _ in lines:
                file.shifts[start] = shift
                yield start
            for each in inside:
                node = file.tree.root_node.descendant_for_byte_range(*each.span)
                if around(node, each.span.start) == pair.start:
                    file.added[each.span.start] = shift


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
        if found and line_start(file.utf8, edit.span.start) in file.shifts:
            last = _with(file.utf8, found[-1], edit.text, edit.span)
            edit = replace(last, usages=tuple(dict.fromkeys((*found.pop().usages, *edit.usages))))
        found.append(edit)
    return found


def _with(utf8: bytes, edit: Edit, text: str, span: Span) -> Edit:
    """An edit that goes on to a later span, and puts a text there."""
    between = utf8[edit.span.end : span.start].decode("utf-8", "replace")
    return replace(edit, span=Span(edit.span.start, span.end), text=edit.text + between + text)


def _start_of(edit: Edit) -> int:
    return edit.span.start


def _end_of(edit: Edit) -> int:
    return edit.span.end


def _is_on_one_line(utf8: bytes, edit: Edit) -> bool:
    return b"\n" not in utf8[slice(*edit.span)]


def _growth(utf8: bytes, edit: Edit) -> int:
    return len(edit.text) - len(utf8[slice(*edit.span)].decode("utf-8", "replace"))

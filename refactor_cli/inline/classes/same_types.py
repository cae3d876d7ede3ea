"""Types that become one and the same in what `except` catches, or `isinstance` tests for, are named once.

https://docs.python.org/3/library/exceptions.html#OSError: `except (IOError, OSError)` catches one class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Edit, Span
from refactor_cli.grammar import nearest
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.site import comments, span_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

_NAMES = frozenset({"attribute", "identifier"})


def named_once(tree: Tree, utf8: bytes, edits: Sequence[Edit]) -> list[Edit]:
    """The same edits, in order; those in one tuple of types become one where it would name a type twice."""
    groups = defaultdict[Span, list[Edit]](list)
    for edit in edits:
        node = tree.root_node.descendant_for_byte_range(*edit.span)
        if node is not None and node.type in _NAMES and span_of(node) == edit.span:
            around = node.parent
            if around is not None and around.type == "tuple" and _is_of_types(around):
                groups[span_of(around)].append(edit)
    made = dict[Span, Edit]()
    for span, group in groups.items():
        around = nearest(tree.root_node.descendant_for_byte_range(*span), "tuple")
        if around is not None and (text := _text(around, utf8, group)):
            usages = tuple(usage for edit in group for usage in edit.usages)
            made[span] = Edit(group[0].path, span, text, usages, group[0].by)
    if not made:
        return list(edits)
    gone = {edit.span for span in made for edit in groups[span]}
    return sorted(
        (*(edit for edit in edits if edit.span not in gone), *made.values()), key=lambda edit: edit.span
    )


def _is_of_types(around: Node) -> bool:
    parent = around.parent
    if parent is not None and parent.type == "as_pattern":
        parent = parent.parent
    return (parent is not None and parent.type == "except_clause") or stands_in(around, "isinstance")


def _text(around: Node, utf8: bytes, group: Sequence[Edit]) -> str:
    """The tuple with each type once, or the only type; "" where no type is there twice."""
    changed = {edit.span: edit.text for edit in group}
    elements = around.named_children
    if any(comments(around)) or any(element.type not in _NAMES for element in elements):
        return ""
    texts = [changed.get(span_of(element), _source(utf8, span_of(element))) for element in elements]
    if len({*texts}) == len(texts):
        return ""
    if len({*texts}) == 1:
        glued = utf8[around.start_byte - 1 : around.start_byte].isalpha()
        return f"{' ' if glued else ''}{texts[0]}"
    return "".join(_parts(around, utf8, texts))


def _parts(around: Node, utf8: bytes, texts: Sequence[str]) -> Iterator[str]:
    elements = around.named_children
    kept = [place for place, text in enumerate(texts) if text not in texts[:place]]
    yield _source(utf8, Span(around.start_byte, elements[0].start_byte))
    for place in kept:
        end = elements[place].end_byte
        if place == kept[-1]:
            yield texts[place] + _source(utf8, Span(elements[-1].end_byte, around.end_byte))
        else:
            yield texts[place] + _source(utf8, Span(end, elements[place + 1].start_byte))


def _source(utf8: bytes, span: Span) -> str:
    return utf8[slice(*span)].decode("utf-8", "replace")

"""A base class that is `object` from now on goes: it is every class's, and cannot stand before another, or twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Edit, Outcome, Span
from refactor_cli.inline.file import File, changed, check_one_meaning
from refactor_cli.inline.job import Job
from refactor_cli.inline.naming import Spelled
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import leftmost, span_of
from refactor_cli.recipe.rules import Move

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def removed_base(file: File, job: Job, move: Move) -> Outcome | None:
    """For a plain base, of what moved to `object`; None for anything else. Where it was the only one, its brackets go.

    Raises:
        Opened: a comment stands among the bases.
    """
    if move.target != "builtins.object" or job.usage.kind != "base":
        return None
    node = file.tree.root_node.descendant_for_byte_range(*job.usage.span)
    while node is not None and node.parent is not None and node.parent.type == "attribute":
        node = node.parent
    listed = node.parent if node is not None else None
    if node is None or listed is None or listed.type != "argument_list":
        return None
    if len(listed.named_children) == 1 and not (move.requires or "").startswith("python>=3"):
        return None  # in Python 2 a class without it was one of the old kind
    if any(each.type == "comment" for each in listed.named_children):
        raise Opened("a comment between the bases would be lost")
    name = span_of(leftmost(node))
    check_one_meaning(file, name)
    edit = Edit(file.path, _with_comma(node, listed), "", (job.usage.id,), move.label)
    file.add(changed(edit, Spelled(), (name,)))
    return Outcome(job.usage, "rewritten", move.label, None, move.behaviour, False, move.requires)


def _with_comma(node: Node, listed: Node) -> Span:
    """The base up to the next one; of the last one, from the end of the one before; of the only one, its brackets."""
    others = listed.named_children
    if len(others) == 1:
        return Span(listed.start_byte, listed.end_byte)
    index = others.index(node)
    if index + 1 < len(others):
        return Span(node.start_byte, others[index + 1].start_byte)
    return Span(others[index - 1].end_byte, node.end_byte)

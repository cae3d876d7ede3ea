"""A decorator that gives back what it is given goes, with its line."""

from __future__ import annotations

from refactor_cli.data import Edit, Outcome, Span
from refactor_cli.inline.file import File, changed, check_one_meaning
from refactor_cli.inline.job import Job
from refactor_cli.inline.new_names.floors import floors_of
from refactor_cli.inline.new_names.naming import Spelled
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import leftmost, span_of
from refactor_cli.recipe.requirements import unmet
from refactor_cli.recipe.rules import Hole, Rule, Template


def removed_decorator(file: File, job: Job) -> Outcome | None:
    """For a decorator without a call, where a rule with `context="decorator"` returns its one parameter; None for
    others.

    Raises:
        Opened: something else stands on its line.
    """
    floors = floors_of(file.symbols, file.path)
    rule = next((each for each in job.rules if gives_back(each) and not unmet(each.requires, floors)), None)
    node = file.tree.root_node.descendant_for_byte_range(*job.usage.span)
    while node is not None and node.type in ("identifier", "attribute"):
        node = node.parent
    if rule is None or job.usage.kind != "decorator" or node is None or node.type != "decorator":
        return None
    start = file.utf8.rfind(b"\n", 0, node.start_byte) + 1
    last = node.named_children[0].end_byte
    end = file.utf8.find(b"\n", last) + 1
    beside = file.utf8[start : node.start_byte] + file.utf8[last:end]
    if not end or beside.strip():
        raise Opened("a comment or more stands on the decorator's line")
    first = span_of(leftmost(node.named_children[0]))
    check_one_meaning(file, first)
    edit = Edit(file.path, Span(start, end), "", (job.usage.id,), rule.label)
    file.add(changed(edit, Spelled(), (first,)))
    return Outcome(job.usage, "rewritten", rule.label, None, rule.behaviour, False, rule.requires)


def gives_back(rule: Rule) -> bool:
    """Whether a rule says of a decorator that it gives back what it decorates."""
    if rule.context != "decorator" or len(rule.parameters) != 1 or not isinstance(rule.body, Template):
        return False
    pieces = rule.body.pieces
    return len(pieces) == 1 and isinstance(pieces[0], Hole) and pieces[0].parameter == rule.parameters[0].name

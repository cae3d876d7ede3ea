"""A usage in code that nothing rewrites -> kept, where no rule is for such a call: told from its text alone."""

from __future__ import annotations

from msgspec.structs import replace

from refactor_cli import grammar
from refactor_cli.data import Outcome, Span, Usage
from refactor_cli.inline.applicable import is_for_some_calls, passed_over
from refactor_cli.inline.call_arguments.parted import has_forms
from refactor_cli.inline.calls import is_concerned, not_concerned
from refactor_cli.inline.job import Job
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import Site, read_site, span_of


def unconcerned(job: Job) -> Outcome | None:
    """What becomes of it; None where a rule may be for it: where it is called from is not asked."""
    if job.move is not None or not job.rules or any(rule.transform for rule in job.rules):
        return None
    if job.usage.call_span is None:
        return passed_over(job) if is_for_some_calls(job) else None
    if any(rule.context for rule in job.rules):
        return None
    try:
        site = _site(job.usage)
        is_for_it = any(
            is_concerned(rule, site)
            and any(has_forms(rule, site, receivers, lambda *_: True) for receivers in (0, 1))
            for rule in job.rules
        )
    except Opened:
        return None
    return None if is_for_it else Outcome(job.usage, "kept", job.rules[0].label, not_concerned(job.rules))


def _site(usage: Usage) -> Site:
    """The call as it is written.

    Raises:
        Opened: its text is no call by itself.
    """
    text = usage.text.encode()
    tree = grammar.parse("python", text)
    node = tree.root_node.descendant_for_byte_range(0, len(text))
    while node is not None and node.type != "call" and node.named_child_count == 1:
        node = node.named_children[0]
    function = node.child_by_field_name("function") if node is not None else None
    name = function.child_by_field_name("attribute") if function is not None else None
    if function is None:
        raise Opened("the source around it does not parse")
    return read_site(tree, replace(usage, call_span=Span(0, len(text)), span=span_of(name or function)))

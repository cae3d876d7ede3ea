"""Names that lead to the old symbol or to something else, as the Python is: `if py3: from io import BytesIO as Buffer`
`else: from StringIO import StringIO as Buffer`."""

from __future__ import annotations

import re

from refactor_cli.dotted import last_part
from refactor_cli.inline.file import File
from refactor_cli.inline.job import Job
from refactor_cli.inline.opened import Opened
from refactor_cli.recipe.rules import references_of
from refactor_cli.resolution import Lookup, evaluate

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def check_one_meaning(file: File, job: Job) -> None:
    """What is called alike is the same by another way (`simplejson`), and the new symbol is what stands there anyway.

    Raises:
        Opened: it may be something else, which the new code would take the place of.
    """
    usage = job.usage
    written = file.utf8[usage.expression.start : usage.expression.end].decode("utf-8", "replace")
    if usage.kind in ("string", "doc") or not _DOTTED.fullmatch(written) or _is_computed(job):
        return
    look = Lookup(file.symbols)
    found = evaluate(look, file.path, usage.scope, written, usage.expression.start).values
    meant = {each.symbol for each in found if each.symbol.path is None}
    if meant.isdisjoint(job.target.symbols):
        return
    alike = _new_names(job) | {last_part(job.target.dotted)}
    others = sorted(each.name for each in meant - job.target.symbols if last_part(each.name) not in alike)
    if others:
        raise Opened(f"'{written}' may be {others[0]} as well: what stands for it is for neither alone")


def _is_computed(job: Job) -> bool:
    return any(each.transform for each in job.rules)


def _new_names(job: Job) -> frozenset[str]:
    """The last names of what stands in the new code, whichever rule writes it."""
    made = [{last_part(job.move.target)}] if job.move is not None else []
    made += [{last_part(each.dotted) for each in references_of(rule.body)} for rule in job.rules]
    return frozenset(set.intersection(*made)) if made else frozenset()

"""A usage and all that the recipe says about its target -> what of it is to be carried out there."""

from __future__ import annotations

from refactor_cli.data import Outcome
from refactor_cli.inline.calls import is_concerned
from refactor_cli.inline.file import File, Job
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import read_site


def applicable(file: File, job: Job) -> Job | Outcome:
    """The job with either rules or a move. Where there are both, rules say how the target is called, and the move
    everything else: also about calls that no rule is concerned with."""
    if job.usage.kind == "import" or job.move is None or not job.rules:
        return job
    if job.usage.call_span is not None and _any_concerned(file, job):
        return job._replace(move=None)
    return job._replace(rules=(), is_property=False)


def _any_concerned(file: File, job: Job) -> bool:
    try:
        site = read_site(file.tree, job.usage)
        return any(is_concerned(rule, site) for rule in job.rules)
    except Opened:
        return True  # the rules have the reason

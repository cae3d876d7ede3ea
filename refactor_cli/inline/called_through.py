"""Calls of what `partial`, `lru_cache` or `classmethod` made of a target: they go as the place does that makes it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from refactor_cli.data import Outcome, Usage
from refactor_cli.inline.applicable import is_for_some_calls, passed_over
from refactor_cli.inline.calls import is_concerned
from refactor_cli.inline.job import Job, opened
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import read_site
from refactor_cli.resolution.made_from import CALLED_THROUGH, made_from
from refactor_cli.symbols import SymbolMap


def is_called_through(usage: Usage) -> bool:
    """Whether a usage calls what was made of the target, and not the target itself: no rule may bind its arguments."""
    return usage.evidence[:1] == (CALLED_THROUGH,)


def called_through(symbols: SymbolMap, job: Job, outcomes: Iterable[Outcome]) -> Outcome:
    """What becomes of such a call. `outcomes`: those of the recipe, and what is kept. A rule for calls that give an
    argument of what stays is for such a call as well."""
    if (is_for_some := is_for_some_calls(job)) and not _is_concerned(symbols, job):
        return passed_over(job)
    mine = (each for each in outcomes if each.usage.target == job.usage.target)
    makers = [(made, each) for each in mine if (made := made_from(symbols, each.usage)) is not None]
    name = symbols.snapshot.files[job.usage.path].text.slice(*job.usage.span)
    said = [each for made, each in makers if made.name == name] or [each for _, each in makers]
    if said and all(each.outcome == "rewritten" for each in said):
        return replace(said[0], usage=job.usage, is_carried=True)
    if said and not is_for_some and all(each.outcome == "kept" for each in said):
        return replace(said[0], usage=job.usage)
    place = said[0].usage if len(said) == 1 else None
    where = f"{place.path}:{place.location.line}" if place is not None else "another place"
    return opened(
        job, f"it calls '{name}', which {where} makes of it: it goes as that does, if its arguments fit"
    )


def _is_concerned(symbols: SymbolMap, job: Job) -> bool:
    try:
        site = read_site(symbols.tree(job.usage.path), job.usage)
    except Opened:
        return True
    return any(is_concerned(rule, site) for rule in job.rules)

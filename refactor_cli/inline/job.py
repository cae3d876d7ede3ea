"""A usage, and what the recipe says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Outcome, Target, Usage
from refactor_cli.inline.classes.overriding import Overrider
from refactor_cli.inline.classes.standing_in import StandIn
from refactor_cli.inline.opened import General, Opened, Unsure
from refactor_cli.recipe.rules import Move, Rule

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.inline.site import Site
    from refactor_cli.transforms import Stretch


WITHIN_REPLACEMENT = "inside the replacement's own definition"
"""Why a usage is kept there: the new code may be made of the old."""


class Job(NamedTuple):
    """A usage, and what the recipe says about its target: rules, or a move. `overriders`: classes of the
    repository that override it; `instead`: those that have a member of the new name themselves; `doubles`: those
    that stand in for its class and have no such member; `is_property`: the rules say how it is read, not how it is
    called; `as_lambda`: references that are no calls become lambdas.
    `apart`: names of a module that moves of which the recipe says something else, and `through`: the one that is
    asked of it here; `left`: why it stays as it is, "" where it does not. `site`: what is replaced, where a
    transform says so, and `inside`: what it puts in the place of pieces of it; `stretch`: new source around the
    usage, where a transform gives that instead of a rule."""

    usage: Usage
    target: Target
    rules: tuple[Rule, ...]
    move: Move | None
    overriders: tuple[Overrider, ...] = ()
    instead: tuple[Overrider, ...] = ()
    doubles: tuple[StandIn, ...] = ()
    is_property: bool = False
    as_lambda: bool = False
    apart: frozenset[str] = frozenset()
    left: str = ""
    through: str = ""
    site: Site | None = None
    inside: tuple[tuple[Node, str], ...] = ()
    stretch: Stretch | None = None


def end_of(job: Job) -> int:
    """Where the source ends that would be replaced."""
    if job.stretch is not None:
        return job.stretch.span.end
    if job.site is not None:
        return job.site.span.end
    if job.move is not None or job.usage.call_span is None or job.is_property:
        return job.usage.expression.end
    return job.usage.call_span.end


def opened(job: Job, reason: str | Opened) -> Outcome:
    """The usage is left to people, by the rule or move that was tried."""
    by = job.move.label if job.move else job.rules[0].label if job.rules else ""
    return Outcome(
        job.usage,
        "open",
        by,
        str(reason),
        is_unsure=isinstance(reason, Unsure),
        is_general=isinstance(reason, General),
    )

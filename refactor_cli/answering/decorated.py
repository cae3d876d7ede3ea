"""Blocks for decorators, what came of them -> usages whose decorators did not get to stand above their definition.

A rule may write the same lines anew: a decorator that stands there already, as far as the `def`. The statement must not
go without what takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable

from refactor_cli.data import Inlined, SiteBlock
from refactor_cli.verify.together import BY

_REASON = "what else is written anew of its definition leaves no place for decorators"


def without_decorators(blocks: Iterable[SiteBlock], made: Inlined) -> dict[str, str]:
    """The usages that have to stay, by id, each with the reason."""
    wanted = {block.id for block in blocks if block.decorates}
    done = {each.usage.id for each in made.outcomes if each.outcome == "rewritten" and each.by == BY}
    there = {id for edit in made.edits if edit.span.start == edit.span.end for id in edit.usages}
    return dict.fromkeys((wanted & done) - there, _REASON)

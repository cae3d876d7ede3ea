"""A part of a migration -> the commit that it becomes: its message, its files, and what its trailers record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from refactor_cli.commands.migrations.claims import said, unclaimed
from refactor_cli.commit_messages import (
    WIDTH,
    Record,
    RecordedFile,
    Site,
    Written,
    listed,
    message,
    prose,
    quoted,
    rule_name,
    shortened,
    site_of,
    tallied,
)
from refactor_cli.counted import counted
from refactor_cli.data import Edit, Outcome, SourceFile
from refactor_cli.division import DEFINITION, RULE, Group
from refactor_cli.ledger import HELD, UNCONCERNED, implicit_places, is_left
from refactor_cli.plan import PlannedCommit, PlannedFile
from refactor_cli.splice import splices

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.retiring import Retired

_MOST_UNDECIDED = 200  # in a commit's message, a line each: there may be thousands


class State(Struct, frozen=True):
    """A file after one commit: its edits since the base."""

    edits: tuple[Edit, ...]
    file: SourceFile


class Rewriting(NamedTuple):
    """The migration that commits are made of."""

    found: Found
    order: Order
    retired: Retired


class Part(NamedTuple):
    """Which of its commits one is: the `number`th, from 0, of `total`, with the usages of a group. `together`: what no
    commit parts."""

    run: str
    number: int
    total: int
    group: Group
    together: Sequence[frozenset[str]]

    @property
    def is_last(self) -> bool:
        """Whether it tells of what is left as well."""
        return self.number == self.total - 1


class _Sites(NamedTuple):
    """What a commit tells of: the usages rewritten in it (`mine`), and in the last one the `rest`, without undecided
    ones that are too many. `to_people`: those that an answer leaves to people."""

    mine: tuple[Site, ...]
    rest: tuple[Site, ...]
    unlisted: int
    to_people: frozenset[str]

    @property
    def to_look_at(self) -> list[Site]:
        """The rewritten ones that a reviewer should look at."""
        return [each for each in self.mine if each.behaviour == "changes" or each.certainty != "certain"]


def commit_of(
    rewriting: Rewriting,
    part: Part,
    states: Mapping[str, State],
    subject: Callable[[frozenset[str]], str],
) -> PlannedCommit:
    """The commit that leaves files in these states. `subject`: the first words of a commit about some targets, of all
    without any."""
    found, order, retired = rewriting
    outcomes = retired.migration.ledger.outcomes
    here = [each for each in outcomes if each.usage.id in part.group.ids]
    sites = _sites(outcomes, part)
    before = found.reading.symbols.snapshot.files
    files = tuple(planned(before[path], state) for path, state in states.items())
    has_definition = any(edit.by.startswith(DEFINITION) for state in states.values() for edit in state.edits)
    body = _body(rewriting, part, sites, here, states)
    record = Record(
        part.run,
        (part.number + 1, part.total),
        tuple(dict.fromkeys(result.target.name for result in found.usages.results)),
        tuple(sorted({rule_name(each.by) for each in sites.mine if each.by and each.kind != "import"})),
        (*sites.mine, *sites.rest),
        tuple(_recorded(before[path], state) for path, state in states.items()),
        tuple(sorted(retired.gone)) if has_definition else (),
        unlisted=sites.unlisted,
        together=tuple(sorted(tuple(sorted(ids)) for ids in part.together if ids <= part.group.ids)),
    )
    # a rule's own symbols, as all commits of a file of moves would be called alike: an import may be another rule's
    own = [each.target for each in sites.mine if each.kind != "import"] or [
        each.target for each in sites.mine
    ]
    about = frozenset(own if order.split_by == RULE else ())
    title = f": {part.group.short_title(WIDTH // 2 - 2)}" if part.total > 1 and part.group.title else ""
    warns = has_definition and order.definition == "deprecate"
    is_mechanical = part.group.is_plain and not (sites.to_look_at or warns)
    is_claimed = not unclaimed(here, found, order)
    return PlannedCommit(
        message(shortened(subject(about), title), [*body], record),
        files,
        is_plain=is_mechanical and is_claimed,
        is_unclaimed=is_mechanical and not is_claimed and not order.has_answers,
    )


def _sites(outcomes: Sequence[Outcome], part: Part) -> _Sites:
    known = [site_of(each) for each in outcomes]
    mine = tuple(each for each in known if each.id in part.group.ids and each.outcome == "rewritten")
    left = [each for each in known if each.outcome != "rewritten"] if part.is_last else []
    to_people = frozenset(each.usage.id for each in outcomes if is_left(each))
    undecided = sorted(
        (each for each in left if each.outcome == "undecided"), key=lambda each: each.id not in to_people
    )
    unlisted = frozenset(each.id for each in undecided[_MOST_UNDECIDED:])
    rest = tuple(each for each in left if each.id not in unlisted)
    return _Sites(mine, rest, len(unlisted), to_people)


def _body(
    rewriting: Rewriting, part: Part, sites: _Sites, here: Sequence[Outcome], states: Mapping[str, State]
) -> Iterator[str]:
    """The paragraphs and lists of its message."""
    found, order, retired = rewriting
    rewritten = "1 usage is" if len(sites.mine) == 1 else f"{len(sites.mine)} usages are"
    yield quoted(why(found, order))
    if part.total > 1:
        yield prose(f"{rewritten} rewritten here, in {counted(len(states), 'file')}.")
    yield prose(said(here, found, order))
    if part.is_last:
        counts = ", ".join(f"{n} {kind}" for kind, n in retired.migration.ledger.counts().items() if n)
        yield prose(f"Usages{' in all' if part.total > 1 else ''}: {counts}.")
        for each in implicit_places(retired.migration.ledger.outcomes):
            yield prose(f"{each}.")
    if sites.unlisted:
        yield prose(f"Of the undecided ones {_MOST_UNDECIDED} are in the trailers below.")
    for edit in (edit for state in states.values() for edit in state.edits if edit.added):
        yield prose(f"New code in {edit.path}: {', '.join(edit.added)}.")
    kept = [each for each in sites.rest if each.outcome == "kept"]
    decided = [each for each in kept if not each.reason.startswith((*UNCONCERNED, HELD))]
    yield listed(
        "To look at: the new code may do something else, or the usage is not certain.", sites.to_look_at
    )
    yield listed("Open:", (each for each in sites.rest if each.outcome == "open"))
    left = (each for each in sites.rest if each.id in sites.to_people)
    yield listed("Possible, and left to people by the answer:", left)
    yield listed("Kept:", decided)
    yield tallied("Kept, and nothing to look at:", (each for each in kept if each not in decided))


def why(found: Found, order: Order) -> str:
    """The first paragraph of the recipe's docstring, or of what the model was told; "" when nobody said."""
    text = order.instructions
    if order.recipe is not None and found.recipe is not None:
        import ast

        from refactor_cli.commands.migrations.replaying import recipe_text

        text = ast.get_docstring(ast.parse(recipe_text(order))) or ""
    return text.strip().split("\n\n")[0][:1_000]


def planned(before: SourceFile, state: State) -> PlannedFile:
    """A file as a plan has it."""
    return PlannedFile(before.path, before.blob, state.file.blob, splices(before, state.edits))


def _recorded(before: SourceFile, state: State) -> RecordedFile:
    changes = zip(sorted(state.edits, key=lambda edit: edit.span), splices(before, state.edits), strict=True)
    edits = (Written(each.start, each.end, len(each.data), edit.usages) for edit, each in changes)
    return RecordedFile(before.path, before.blob, state.file.blob, tuple(edits))

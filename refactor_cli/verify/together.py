"""Blocks that passed by themselves -> those that go together, and the import lines of their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.answer_format import UNKNOWN_ID
from refactor_cli.data import Edit, Outcome, Rejection, Span, Symbol, Usage, Usages
from refactor_cli.imports import ImportChange, Need
from refactor_cli.left_to_people import left_to_people
from refactor_cli.recipe.rules import Variable
from refactor_cli.site_change import SiteChange
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.called_again import Outdated
from refactor_cli.verify.names import full_name
from refactor_cli.verify.refused import Refused
from refactor_cli.words.files import files_defining

BY = "model"
SHOWN = 200  # characters of a rejected block


class Asked(Struct, frozen=True):
    """All that was asked about. `symbols_of`: what a usage's target stands for; `targets`: what
    all of them stand for; `brought`: full names that the answer
    brings; `others`: outcomes of usages that were not asked about; by id, usages that a verdict settles, and those that
    blocks or verdicts take for usages; `counts`: how many of these name each; `of_others`: usages of methods where
    the class is asked about, too: what is made instead of its objects may have a method of the same name;
    `variables`: what the recipe assigns outside of its rules, by name; `again`: targets that stay, of which only a way
    of calling them is outdated, each with the keywords that a call may not give any more."""

    usages: Mapping[str, Usage]
    symbols_of: Mapping[str, frozenset[Symbol]]
    symbols: SymbolMap
    words: str
    targets: frozenset[Symbol] = frozenset()
    brought: frozenset[str] = frozenset()
    others: tuple[Outcome, ...] = ()
    settled: frozenset[str] = frozenset()
    spoken_of: frozenset[str] = frozenset()
    counts: Mapping[str, int] = field(default_factory=dict)
    of_others: frozenset[str] = frozenset()
    variables: Mapping[str, Variable] = field(default_factory=dict)
    again: Outdated = field(default_factory=dict)

    def is_called_again(self, usage: Usage) -> bool:
        """Whether new source for a usage may call the same, in another way."""
        return usage.call_span is not None and usage.target in self.again

    def usage(self, id: str) -> Usage:
        """The usage of this id. Raises Refused when there is none, or the answer says several things of it."""
        if id not in self.usages:
            raise Refused(UNKNOWN_ID)
        if self.counts.get(id, 0) > 1:
            raise Refused("this usage is answered more than once")
        return self.usages[id]

    def to_rewrite(self, id: str) -> Usage:
        """The same, for new source. Raises Refused where its file gets none, too."""
        usage = self.usage(id)
        if reason := left_to_people(self.symbols, usage.path):
            raise Refused(f"its file is left to people: {reason}")
        return usage

    def within(self, path: str, span: Span) -> list[Usage]:
        """The usages whose name lies in a span."""
        return [u for u in self.usages.values() if u.path == path and span.contains(u.span)]

    def beside(self, usages: Iterable[Usage]) -> frozenset[Symbol]:
        """What was asked about, without what these are usages of."""
        return self.targets.difference(*(self.symbols_of[each.id] for each in usages))

    def defines(self, name: str) -> bool:
        """Whether a function or class of the repository is called so."""
        snapshot = self.symbols.snapshot
        return any(snapshot.files[path].language == "python" for path in files_defining(snapshot, name))


def asked_about(usages: Usages, symbols: SymbolMap, words: str) -> Asked:
    """The usages of every target, by id."""
    found, targets, of_others = dict[str, Usage](), dict[str, frozenset[Symbol]](), set[str]()
    classes = {
        each for result in usages.results if result.target.kind == "class" for each in result.target.symbols
    }
    for result in usages.results:
        is_of_other = all(
            Symbol(each.path, each.name.rpartition(".")[0]) in classes for each in result.target.symbols
        )
        for usage in result.usages:
            found[usage.id] = usage
            targets[usage.id] = result.target.symbols
            if is_of_other:
                of_others.add(usage.id)
    every = frozenset[Symbol]().union(*(result.target.symbols for result in usages.results))
    return Asked(found, targets, symbols, words, every, of_others=frozenset(of_others))


class Accepted(Struct, frozen=True):
    """A block that passed. `covered`: the usages that it replaces, its own included; `also`: ids of others than its
    own `usage` that it names itself; `is_taken_otherwise`: a function takes other arguments than it took; `told`: what
    it says that it may do, and does; `texts`: which comments and docstrings say something else; `above`: the edit that
    puts decorators above a definition, where the block does that."""

    usage: Usage
    change: SiteChange
    covered: tuple[Usage, ...]
    also: tuple[str, ...] = ()
    is_taken_otherwise: bool = False
    told: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    above: Edit | None = None

    @property
    def edit(self) -> Edit:
        """The edit of its place."""
        return self.change.edit


def outermost(accepted: Sequence[Accepted]) -> list[Accepted]:
    """Without blocks whose place another one replaces as well."""
    found = list[Accepted]()
    for each in sorted(accepted, key=lambda a: (a.edit.path, a.edit.span.start, -a.edit.span.end)):
        last = found[-1].edit if found else None
        if last is None or last.path != each.edit.path or last.span.end <= each.edit.span.start:
            found.append(each)
    return found


def agreeing(
    each: Accepted, chosen: Sequence[Accepted], outcomes: Mapping[str, Outcome], symbols: SymbolMap
) -> Accepted:
    """The same, with its imports written as the other blocks of its file write them.

    Raises:
        Refused: another block keeps a usage in its place, which is no longer there, or means something else by a name.
    """
    kept = [usage for usage in each.covered if usage.id in outcomes]
    stays = each.edit.text if each.usage.kind in ("definition", "override") else ""
    if lost := [usage for usage in kept if usage.text not in stays]:
        raise Refused(f"it replaces {lost[0].id} as well, which another block keeps")
    path, needs = each.edit.path, list[Need]()
    given = [
        need.wanted for other in chosen if other.edit.path == path for need in _needs(other.change.imports)
    ]
    for need in _needs(each.change.imports):
        same = next((wanted for wanted in given if wanted.local == need.wanted.local), need.wanted)
        if full_name(symbols, path, same) != full_name(symbols, path, need.wanted):
            raise Refused(f"another block imports something else as '{same.local}'")
        needs.append(Need(same, need.at))
    imports = replace(each.change.imports, needs=tuple(needs))
    ids = {usage.id for usage in kept}
    covered = tuple(usage for usage in each.covered if usage.id not in ids)
    edit = replace(each.edit, usages=tuple(id for id in each.edit.usages if id not in ids))
    return replace(each, change=SiteChange(edit, imports), covered=covered)


def _needs(change: ImportChange) -> list[Need]:
    return [Need(*need) for need in change.needs]


def beside(
    accepted: Iterable[Accepted], outcomes: Mapping[str, Outcome], told: set[str]
) -> Iterator[Rejection]:
    """Blocks that passed by themselves, in a place whose outer block was not used in the end."""
    for each in accepted:
        for id in (each.usage.id, *each.also):
            if id not in outcomes and id not in told:
                yield Rejection(id, "a block around it was not accepted", each.edit.text[:SHOWN])

"""Answers, Usages, outcomes -> which rewritten usages stand and fall together: no commit and no `undo` parts them.

A string by which a test replaces what calls go by, these calls, and what is set up on the stand-in; and the blocks of
which an answer says that none is right without the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from refactor_cli.answering.patched_names import replaces
from refactor_cli.commit_messages import rule_name
from refactor_cli.data import Answer, Outcome, Usages
from refactor_cli.inline.test_doubles.owner_strings import owners
from refactor_cli.inline.test_doubles.patched import calls_by_module, calls_of
from refactor_cli.read import read
from refactor_cli.symbols import SymbolMap


def bound(
    symbols: SymbolMap, usages: Usages, answers: Sequence[Sequence[Answer]], outcomes: Iterable[Outcome]
) -> tuple[frozenset[str], ...]:
    """Disjoint sets of the ids of two usages or more, all of them rewritten."""
    if not answers:
        return ()
    every = tuple(outcomes)
    done = [each for each in every if each.outcome == "rewritten"]
    ids = {each.usage.id for each in done}
    groups = (*_of_owners(symbols, usages, ids), *_of_strings(symbols, done), *_of_words(answers, done))
    return _joined(group & ids for group in groups)


def _of_owners(symbols: SymbolMap, usages: Usages, rewritten: Set[str]) -> Iterator[frozenset[str]]:
    """Where neither the string nor what is set up changes, the calls go by the same name: each may go back alone."""
    for owner in owners(symbols, usages):
        tests = {owner.usage.id, *(each.id for each in owner.uses)}
        if tests & rewritten:
            yield frozenset(tests | {each.id for each in owner.calls})


def _of_strings(symbols: SymbolMap, done: Sequence[Outcome]) -> Iterator[frozenset[str]]:
    """`patch("app.report.old")` with its new name, and the calls that went by the old one there."""
    strings = [each.usage for each in done if replaces(symbols, each.usage)]
    calls = calls_by_module(symbols, done) if strings else {}
    for usage in strings:
        yield frozenset({usage.id, *(each.usage.id for each in calls_of(symbols, calls, usage))})


def _of_words(answers: Sequence[Sequence[Answer]], done: Sequence[Outcome]) -> Iterator[frozenset[str]]:
    """By `together="…"`; the word may be the name of a rule. A later round's words join those of earlier ones: that
    holds together too much rather than too little."""
    for rounds in answers:
        words = dict[str, frozenset[str]]()
        for each in rounds:
            for word, ids in read(each.text).together.items():
                words[word] = words.get(word, frozenset()) | ids
        for word, ids in words.items():
            yield ids.union(each.usage.id for each in done if rule_name(each.by) == word)


def _joined(groups: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Those that share a usage are one."""
    found = list[frozenset[str]]()
    for group in groups:
        apart = [each for each in found if not each & group]
        found = [*apart, group.union(*(each for each in found if each & group))]
    return tuple(each for each in found if len(each) > 1)

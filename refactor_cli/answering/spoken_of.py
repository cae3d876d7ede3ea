"""Answers, as they were given -> what they speak of besides usages, and what they may speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from refactor_cli.data import Answer, Outcome, Verdict
from refactor_cli.read import read

SpokenOf = Callable[[int, int], frozenset[str] | None]
"""By prompt and round, from 0, what a verdict on several usages there may speak of: ids of usages, None for all."""


def recipes_of(answers: Sequence[Sequence[Answer]]) -> tuple[str, ...]:
    """The recipe that stands at the end of the rounds of each prompt, where there is one."""
    found = list[str]()
    for rounds in answers:
        given = [recipe for answer in rounds if (recipe := read(answer.text).recipe) and recipe.strip()]
        found += given[-1:]
    return tuple(found)


def says_of_rests(answers: Sequence[Sequence[Answer]]) -> bool:
    """Whether an answer says something of the rest of a target's usages."""
    return any(verdict.rest for verdict in _verdicts(answers))


def says_of_several(answers: Sequence[Sequence[Answer]]) -> bool:
    """Whether an answer says something of all usages in some files, or on something."""
    return any(verdict.is_of_several for verdict in _verdicts(answers))


def _verdicts(answers: Sequence[Sequence[Answer]]) -> Iterator[Verdict]:
    return (each for rounds in answers for answer in rounds for each in read(answer.text).verdicts)


def notes_of(answers: Sequence[Sequence[Answer]]) -> tuple[str, ...]:
    """What the answers say that a person is to do besides, each once."""
    every = (note for rounds in answers for answer in rounds for note in read(answer.text).notes)
    return tuple(dict.fromkeys(every))


def spoken_of_by(
    answers: Sequence[Sequence[Answer]],
    listed: Sequence[frozenset[str]],
    outcomes: Callable[[Sequence[Sequence[Answer]]], Sequence[Outcome]],
) -> SpokenOf:
    """What the prompt of an answer asked about, and the rounds before it did not rewrite.

    `listed`: of several prompts the ids in each, where it is known: otherwise nobody can tell what was asked in which;
    `outcomes`: what comes of answers.
    """

    @cache
    def left(number: int) -> frozenset[str]:
        made = outcomes([rounds[:number] for rounds in answers])
        return frozenset(each.usage.id for each in made if each.outcome != "rewritten")

    def spoken_of(part: int, number: int) -> frozenset[str] | None:
        if not says_of_several([answers[part][number : number + 1]]):
            return None
        asked = left(number) if number else None
        if len(answers) == 1:
            return asked
        of_part = listed[part] if len(listed) == len(answers) else frozenset[str]()
        return of_part if asked is None else asked & of_part

    return spoken_of

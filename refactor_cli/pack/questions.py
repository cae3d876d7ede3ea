"""SymbolMap, Usages -> Questions: possible usages in batches, each with its function, imports and the target.

What is the same in every batch of a target stands first, so that a provider's prefix cache holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from refactor_cli.answer_format.verdicts import FORMAT
from refactor_cli.data import Prompt, Target, Usage, Usages
from refactor_cli.pack.excerpt import marked, place_lines
from refactor_cli.pack.files import Writing, found_in
from refactor_cli.pack.places import (
    element,
    imports_element,
    place_element,
    places,
    target_element,
    told_once,
)
from refactor_cli.pack.receiver_classes import classes_element, files_quoted, lines_about
from refactor_cli.pack.redacted import redacted, shown
from refactor_cli.symbols import SymbolMap
from refactor_cli.tokens import count_tokens

SYSTEM = "You say of places in source code whether they refer to a given definition. You say only what the code shows."

BATCH = 30  # usages in one question
_TOKENS = 24_000  # of one question's places, about
_CHARACTERS = 3 * _TOKENS


class Question(NamedTuple):
    """A prompt, and the ids it asks about."""

    prompt: Prompt
    ids: tuple[str, ...]


class _Place(NamedTuple):
    """What is never split. `imports`: of its file."""

    imports: str
    text: str
    ids: tuple[str, ...]

    @property
    def size(self) -> int:
        """In characters, as if it stood first."""
        return len(self.imports) + len(self.text)


def questions(symbols: SymbolMap, usages: Usages, model: str) -> tuple[Question, ...]:
    """Asks about all possible usages, those of each target apart; none twice. Secrets are masked."""
    made = list[Question]()
    for result in usages.results:
        asked = sorted(
            (each for each in result.usages if each.certainty == "possible"),
            key=lambda each: (each.path, each.span),
        )
        if asked:
            paths = {each.path for each in asked} | {site.path for site in result.target.definitions}
            paths |= set(files_quoted(symbols, result.target))
            files = symbols.snapshot.files
            masked = {path: found_in(files[path], Writing(model)) for path in sorted(paths & files.keys())}
            made += _of_target(redacted(symbols, masked), result.target, asked, model)
    return tuple(made)


def _of_target(symbols: SymbolMap, target: Target, usages: Sequence[Usage], model: str) -> Iterator[Question]:
    task = _TASK + target_element(symbols, target) + classes_element(symbols, target)
    head = f"<task>\n{task}</task>\n{element('answer-format', FORMAT)}"
    for batch in _batches(_described(symbols, usages)):
        ids = tuple(id for place in batch for id in place.ids)
        opening = f'<usages count="{len(ids)}">\n'
        text = shown(
            "".join(
                (
                    head,
                    opening,
                    *told_once((place.imports, place.text) for place in batch),
                    "</usages>\n",
                    _CLOSING,
                )
            )
        )
        count = count_tokens(f"{SYSTEM}\n{text}", model)
        yield Question(Prompt(SYSTEM, text, count.count, count.exact), ids)


_TASK = """\
Below are places where a name stands that may refer to the target, or to something else of the same name. Say of each \
what it is.
"""
_CLOSING = "Now answer: one line for each of these usages, its id first, as <answer-format> says.\n"


def _batches(places: Iterator[_Place]) -> Iterator[list[_Place]]:
    batch, usages, size = list[_Place](), 0, 0
    for place in places:
        is_full = usages + len(place.ids) > BATCH or size + place.size > _CHARACTERS
        if batch and is_full:
            yield batch
            batch, usages, size = [], 0, 0
        batch.append(place)
        usages += len(place.ids)
        size += place.size
    if batch:
        yield batch


def _described(symbols: SymbolMap, usages: Sequence[Usage]) -> Iterator[_Place]:
    for path, in_file in groupby(usages, key=lambda each: each.path):
        imports = imports_element(symbols, path)
        for around, group in places(symbols.map(path), list(in_file)):
            for start in range(0, len(group), BATCH):
                some = group[start : start + BATCH]
                told = (_usage(symbols, each) for each in some)
                lines = sorted(
                    {*place_lines(symbols, path, around, some), *lines_about(symbols, path, around, some)}
                )
                text = place_element(symbols, path, around, lines, told)
                yield _Place(imports, text, tuple(each.id for each in some))


def _usage(symbols: SymbolMap, usage: Usage) -> str:
    return element(
        "usage",
        marked(symbols, usage),
        id=usage.id,
        path=usage.path,
        line=usage.location.line,
        column=usage.location.column,
        kind=usage.kind,
        evidence=", ".join(usage.evidence),
    )

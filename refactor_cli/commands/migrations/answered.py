"""The answers that were written by hand: one file for each round, or to several prompts, which are numbered, one for
each of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.order import Order
    from refactor_cli.data import Answer

    Answers = Sequence[Sequence[Answer]]  # to each prompt, those of its rounds


def answers_from(rounds: Sequence[Path]) -> tuple[tuple[Answer, ...], ...]:
    """To each prompt its answers: of each round the file, or where it is not there, of those of its name with a number.
    A later round need not answer every prompt.

    Raises:
        RefactorError: one cannot be read, or holds no block.
    """
    first, *later = rounds
    said = [[_answer(each)] for each in _numbered(first)]
    for path in later:
        places = _places(path, len(said))
        for answers, place in zip(said, places, strict=True):
            if len(said) == 1 or os.path.exists(place):
                answers.append(_answer(place))
    return tuple(map(tuple, said))


def with_answers(order: Order) -> Order:
    """The same, with the answers in its files. They are read once: what they come from may be no file (`<(command)`).

    Raises:
        RefactorError: one cannot be read, or holds no block.
    """
    return replace(order, answers=answers_from(order.answer)) if order.answer else order


def _numbered(path: Path) -> list[Path]:
    """The file, or those of its name with numbers from 1 on.

    Raises:
        RefactorError: neither it nor the first of them is there.
    """
    from refactor_cli.commands.migrations.packing import numbered

    paths, number = [path], 0
    if not os.path.exists(path):
        while os.path.exists(place := numbered(path, number, 2)):
            paths[number:] = [place]
            number += 1
        if not number and numbered(path, 0, 2).parent.is_dir():
            raise RefactorError(
                f"neither {path} nor {numbered(path, 0, 2).name} is there",
                "give the file that holds the answer; answers to several prompts bear the number of each",
            )
    return paths


def _places(path: Path, count: int) -> list[Path]:
    """Where the answers of a later round to `count` prompts are.

    Raises:
        RefactorError: there are several prompts, and none of their answers.
    """
    from refactor_cli.commands.migrations.packing import numbered

    places = [numbered(path, number, count) for number in range(count)]
    if count > 1 and not any(map(os.path.exists, places)):
        raise RefactorError(
            f"the first round answers {count} prompts, and none of {places[0]} to {places[-1].name} is there",
            "save each answer of this round under the number of its prompt",
        )
    return places


def _answer(path: Path) -> Answer:
    from refactor_cli.ask import ask
    from refactor_cli.commands.command_line import output
    from refactor_cli.data import Prompt
    from refactor_cli.pack import SYSTEM
    from refactor_cli.providers.file import FileProvider
    from refactor_cli.read import has_blocks, has_rules_outside

    answer = ask(Prompt("", "", 0, True), FileProvider(path))
    if answer.text.startswith(SYSTEM):
        raise RefactorError(f"{path} is the prompt, and no answer", "save what a model says to it")
    if not has_blocks(answer.text):
        raise RefactorError(
            f"{path} holds no block of an answer",
            "save the whole answer; to a model that gave files, a difference or JSON, say: answer with the blocks that "
            "<answer-format> describes",
        )
    if has_rules_outside(answer.text):
        output.note(
            f"warning: rules in {path} stand in no recipe, and are not read: put <recipe> and </recipe> around them"
        )
    return answer

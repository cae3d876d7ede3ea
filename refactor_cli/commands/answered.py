"""The answers that were written by hand: one file, or to several prompts, which are numbered, one for each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refactor_cli.data import Answer

    Answers = Sequence[Sequence[Answer]]  # to each prompt, those of its rounds


def answers_from(path: Path) -> tuple[tuple[Answer, ...], ...]:
    """To each prompt its answer: of the file, or where it is not there, of those of its name with a number.

    Raises:
        RefactorError: one cannot be read, or holds no block.
    """
    from refactor_cli.commands.packing import numbered

    paths, number = [path], 0
    if not os.path.exists(path):
        while os.path.exists(place := numbered(path, number, 2)):
            paths[number:] = [place]
            number += 1
    return tuple((_answer(each),) for each in paths)


def _answer(path: Path) -> Answer:
    from refactor_cli.ask import ask
    from refactor_cli.data import Prompt
    from refactor_cli.pack import SYSTEM
    from refactor_cli.providers.file import FileProvider
    from refactor_cli.read import has_blocks

    answer = ask(Prompt("", "", 0, True), FileProvider(path))
    if answer.text.startswith(SYSTEM):
        raise RefactorError(f"{path} is the prompt, and no answer", "save what a model says to it")
    if not has_blocks(answer.text):
        raise RefactorError(
            f"{path} holds no block of an answer", "save the whole answer; the prompt says what it may hold"
        )
    return answer

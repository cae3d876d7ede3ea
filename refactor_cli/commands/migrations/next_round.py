"""`refactor migrate … --answer FILE --prompt-out FILE`: what answers by hand leave to mend, as the prompt of the next
round. No branch is made."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from refactor_cli.commands.command_line import output
from refactor_cli.counted import counted
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from refactor_cli.commands.migrations.answered import Answers
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.conversation import Judgement
    from refactor_cli.data import Prompt


def write_next(found: Found, order: Order) -> int:
    """Writes for each prompt of the task that leaves something to mend what a model over the network would be sent:
    the prompt, the answers, and what was wrong with each. Gives the exit code.

    Raises:
        RefactorError: there are not as many answers as prompts, or a file cannot be written.
    """
    from refactor_cli.commands.migrations.packing import by_hand_note, numbered, tell_within, with_room
    from refactor_cli.commands.migrations.task import by_hand, prompts_of, with_listed
    from refactor_cli.keys import user_config
    from refactor_cli.providers.file import whole_text

    assert order.prompt_out is not None
    answers, config, options = order.answers, user_config(), by_hand(order)
    prompts = with_room(prompts_of(found, order, options).prompts, [options], order.asking.most_output)
    if len(answers) != len(prompts):
        raise RefactorError(
            f"the task takes {counted(len(prompts), 'prompt')}, and what is answered is {len(answers)}",
            "give the same --model, --context-tokens and --docs as for the first prompt",
        )
    found = with_listed(found, prompts)
    judged = [_judged(found, order, answers, (part, prompt)) for part, prompt in enumerate(prompts)]
    decided = max(judgement.accepted for _, judgement in judged)  # of all the task, for each prompt
    todo = [part for part, (_, judgement) in enumerate(judged) if judgement.problems]
    _tell(decided, [judged[part][1] for part in todo])
    if not todo:
        output.note("next: run the same command without --prompt-out")
        return ExitCode.DONE
    places: list[Path] = []
    check_apart(order.prompt_out, order.answer)
    for part in todo:
        places.append(numbered(order.prompt_out, part, len(prompts)))
        output.write([whole_text(judged[part][0])], places[-1])
    tell_within(found.reading.repository, places[0])
    tokens = sum(judged[part][0].tokens for part in todo)
    output.note(f"prompt: {' '.join(map(str, places))}, {tokens:,} tokens")
    left = [judged[part][0] for part in todo]
    output.note(by_hand_note(left, options, config.prices, order.asking.most_output))
    output.note(
        "note: in the chat that gave the answer, what stands under its last </earlier-answer> is enough"
    )
    before = " ".join(f"--answer {shlex.quote(str(each))}" for each in order.answer)
    output.note(f"next: save what is said to it, and run the same command with {before} --answer FILE")
    return ExitCode.DONE


def check_apart(prompt_out: Path, answers: Sequence[Path]) -> None:
    """Raises RefactorError where the prompt would be written over an answer that it holds."""
    if os.path.realpath(prompt_out) in map(os.path.realpath, answers):
        raise RefactorError(
            f"{prompt_out} is an answer, and the prompt would be written over it",
            "name another file: --prompt-out FILE",
        )


def _tell(decided: int, left: list[Judgement]) -> None:
    usages = {each.id for judgement in left for each in judgement.problems if each.id}
    whole = {each.reason for judgement in left for each in judgement.problems if not each.id}
    what = [counted(len(usages), "usage"), *([counted(len(whole), "other matter")] if whole else [])]
    to_mend = " and ".join(what) if usages or whole else "nothing a model could mend"
    output.note(f"decided: {counted(decided, 'usage')}; left: {to_mend}; no branch is made")


def _judged(found: Found, order: Order, answers: Answers, of: tuple[int, Prompt]) -> tuple[Prompt, Judgement]:
    """A prompt with the rounds that its answers are, and what is wrong with the last of them. `of`: its number, and
    the prompt."""
    from refactor_cli.commands.migrations.rewriting import judged
    from refactor_cli.conversation import continued

    part, prompt = of
    task = prompt.text
    judgements = [
        judged(found, order, (*answers[:part], answers[part][:rounds], *answers[part + 1 :]), task)
        for rounds in range(1, len(answers[part]) + 1)
    ]
    for answer, judgement in zip(answers[part], judgements, strict=True):
        prompt = continued(prompt, answer, judgement.problems)
    return prompt, judgements[-1]

"""Prompt, Provider -> Answer."""

from __future__ import annotations

from refactor_cli.data import Answer, Prompt
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.providers import Provider


def ask(prompt: Prompt, provider: Provider) -> Answer:
    """The provider's answer to a prompt.

    Raises:
        RefactorError: the provider failed, or its answer is empty.
    """
    answer = provider.answer(prompt)
    if not answer.text.strip():
        raise RefactorError(
            f"the answer of {answer.provider} is empty", "ask again, or answer by hand", ExitCode.MODEL
        )
    return answer

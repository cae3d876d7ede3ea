"""By hand: the prompt goes to a file that a person pastes into any chat, the answer comes from another."""

from __future__ import annotations

import codecs
from pathlib import Path

from msgspec import Struct

from refactor_cli.data import Answer, Prompt
from refactor_cli.errors import ExitCode, RefactorError

MAX_ANSWER = 20_000_000  # bytes
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FileProvider(Struct, frozen=True):
    """Reads the answer from a file that somebody wrote."""

    path: Path

    @property
    def name(self) -> str:
        """How messages call it."""
        return str(self.path)

    def answer(self, prompt: Prompt) -> Answer:
        """The file's text, whatever the prompt was.

        Raises:
            RefactorError: it cannot be read, is too large, is empty, or is no text.
        """
        text = _decoded(self._read(), self.path)
        if not text.strip():
            raise RefactorError(
                f"the answer file {self.path} is empty", "save the model's whole answer in it", ExitCode.MODEL
            )
        return Answer(text, self.name, "by hand")

    def _read(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                data = file.read(MAX_ANSWER + 1)
        except OSError as error:
            problem = f"the answer {self.path} cannot be read: {error.strerror or error}"
            raise RefactorError(problem, "give the file that holds the answer") from error
        except ValueError as error:  # a null byte in the name
            raise RefactorError(
                "the answer's path is no path", "give the file that holds the answer"
            ) from error
        if len(data) > MAX_ANSWER:
            raise RefactorError(
                f"the answer {self.path} is larger than {MAX_ANSWER:,} bytes", "keep its blocks only"
            )
        return data


def whole_text(prompt: Prompt) -> str:
    """System message, user message and what followed them as one text, for a chat that has one field."""
    turns = (
        f"\n<earlier-answer>\n{turn.answer.strip()}\n</earlier-answer>\n\n{turn.reply}"
        for turn in prompt.turns
    )
    return f"{prompt.system}\n\n{prompt.text}{''.join(turns)}"


def _decoded(data: bytes, path: Path) -> str:
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefactorError(
            f"the answer {path} is not UTF-8 text", "save the answer as plain UTF-8 text"
        ) from error

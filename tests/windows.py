"""Windows of models, by the room that they leave beside the text of the answer format, which grows."""

from __future__ import annotations

from refactor_cli.answer_format import FORMAT
from refactor_cli.tokens import DEFAULT_MODEL, count_tokens


def prompt_of(room: int, model: str = DEFAULT_MODEL) -> int:
    """The tokens of a prompt with so many beside the answer format."""
    return count_tokens(FORMAT, model).count + room


def window_of(room: int, model: str = DEFAULT_MODEL) -> int:
    """The same of a window, half of which is the answer's."""
    return 2 * prompt_of(room, model)

"""Text for the one line that is written over and over while a person waits."""

from __future__ import annotations

from unicodedata import east_asian_width

from refactor_cli.renderers.clean import clean


def fitted(text: str, width: int) -> str:
    """The beginning of a text, cleaned, in at most `width` cells: a longer line would not be written over."""
    found, left = list[str](), width
    for character in clean(text[: 4 * max(width, 1)]):
        left -= 2 if east_asian_width(character) in "WF" else 1
        if left < 0:
            break
        found.append(character)
    return "".join(found)


def last_words(text: str, width: int) -> str:
    """The end of a text on one line, as `fitted`."""
    words = " ".join(text[-4 * max(width, 1) :].split())
    return fitted(words[-max(width, 1) :], width)

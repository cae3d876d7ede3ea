"""The rich console for people: colours on a terminal, plain text in a pipe, in a file and in CI."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console(is_terminal: bool) -> Console:
    """A console that collects its text (`collected` gives it), without markup or emoji, so that `[/x]` in a
    file name is just text.

    Colours only for a terminal: rich would also colour a pipe on GitHub's runners. FORCE_COLOR asks for them, and
    NO_COLOR for no escape sequence at all, other than rich, which leaves what is bold or dim (https://no-color.org).
    """
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=is_coloured(is_terminal),
        width=None if is_terminal else 200,
    )


def width() -> int:
    """The columns of the terminal, as its settings or COLUMNS say; 80 where neither does."""
    from rich.console import Console

    return Console().width


def is_coloured(is_terminal: bool) -> bool:
    """Whether there are escape sequences in what is printed."""
    return (is_terminal or bool(os.environ.get("FORCE_COLOR"))) and not os.environ.get("NO_COLOR")


def collected(printed: Console) -> str:
    """What was printed on a console made here."""
    assert isinstance(printed.file, io.StringIO)
    return printed.file.getvalue()

"""Source and other long things in a line for people."""

from __future__ import annotations


def clipped(text: str, most: int) -> str:
    """At most so many characters of a text: where it is longer, "…" is the last one."""
    return text if len(text) <= most else f"{text[: most - 1]}…"

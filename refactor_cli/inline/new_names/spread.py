"""A dotted name in the place of another one that is written over several lines."""

from __future__ import annotations

import re

_DOT = re.compile(r"[ \t\r\n\f\\]*\.[ \t\r\n\f\\]*")


def spread_like(text: str, old: str) -> str:
    """A dotted name with its dots where those of the `old` source stand, if that is a name of as many parts, without
    comments in it, that runs over a line end."""
    if "\n" not in old or "#" in old:
        return text
    parts, dots = text.split("."), _DOT.findall(old)
    if len(parts) != len(dots) + 1 or not all(part.isidentifier() for part in (*parts, *_DOT.split(old))):
        return text
    return parts[0] + "".join(dot + part for dot, part in zip(dots, parts[1:], strict=True))

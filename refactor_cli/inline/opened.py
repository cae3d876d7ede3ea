"""Why a site stays open."""

from __future__ import annotations


class Opened(Exception):
    """Raised inside of inline where a site cannot be rewritten exactly; `str()` is the reason, one line for
    people. It never leaves the package."""


class Unsure(Opened):
    """What it gives by a star may be right already: nothing says that the call is outdated."""


WITHIN_REPLACEMENT = "inside the replacement's own definition"
"""Why a usage is kept there: the new code may be made of the old."""

A_STRING = "a string names it: look at what finds it by this name"

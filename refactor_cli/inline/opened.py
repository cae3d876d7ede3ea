"""Why a site stays open."""

from __future__ import annotations


class Opened(Exception):
    """Raised inside of inline where a site cannot be rewritten exactly; `str()` is the reason, one line for
    people. It never leaves the package."""


A_STRING = "a string names it: look at what finds it by this name"

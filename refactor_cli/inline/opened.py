"""Why a site stays open."""

from __future__ import annotations


class Opened(Exception):
    """Raised inside of inline where a site cannot be rewritten exactly; `str()` is the reason, one line for
    people. It never leaves the package."""


class Unsure(Opened):
    """What it gives by a star may be right already: nothing says that the call is outdated."""


class Reordered(Opened):
    """Nothing but the order of effects would be another one."""


class General(Opened):
    """What is said of any usage of its kind: nothing is known of this one in particular."""


class Passed(Opened):
    """The rule says that it is not for such a call."""


A_STRING = "a string names it: look at what finds it by this name"
AN_EXPORT = "'__all__' exports it: decide what this module exports from now on"

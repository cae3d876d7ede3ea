"""Why a block of an answer is not used."""

from __future__ import annotations


class Refused(ValueError):
    """A check that a block does not pass; `str()` is the reason, for people and for the model, in one line."""

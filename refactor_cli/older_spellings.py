"""Bytes -> bytes of the same length which the grammar reads, where older Pythons read what it does not.

- `exec code % names in scope`: the grammar takes a bare name or a string only
  (https://docs.python.org/2.7/reference/simple_stmts.html#the-exec-statement). As `not  code % names in scope` it has
  the same names and calls in the same places.
- `async` as a name, which it may be before Python 3.7 (https://docs.python.org/3/whatsnew/3.7.html): `f(async=True)`.
- `True, False = 1, 0` and `xmlrpclib.True`, which are names like others before Python 3
  (https://docs.python.org/3/whatsnew/3.0.html#changed-syntax).

Only a text that could not be parsed is spelled so, and only for the parser: what nodes say of their text stays as it
is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    import re

# what begins with a bracket is read as a call
_EXEC = lazy_pattern(rb"(?m)((?:^|[;:])[ \t]*)exec\b(?=[ \t]*[\w\"'{`])")
_ASYNC = lazy_pattern(rb"\basync\b(?![ \t\\]+(?:def|for|with)\b)")
_TRUTH = lazy_pattern(
    rb"\.[ \t]*(?:True|False)\b|(?m:^)[ \t]*(?:True|False)(?:[ \t]*,[ \t]*(?:True|False))*[ \t]*=(?!=)"
)


def _as_names(found: re.Match[bytes]) -> bytes:
    return found[0].replace(b"True", b"Truf").replace(b"False", b"Falsf")


_IN_PLACE = {"python": ((_EXEC, rb"\1not "), (_ASYNC, b"asyns"), (_TRUTH, _as_names))}


def respelled(language: str, utf8: bytes) -> bytes:
    """The text as today's grammar of a language reads it, as far as that is known."""
    for pattern, spelling in _IN_PLACE.get(language, ()):
        utf8 = pattern.sub(spelling, utf8)
    return utf8

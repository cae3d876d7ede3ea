"""Bytes -> bytes of the same length which the grammar reads, where Python, or an older one, reads what it does not.

- `exec code % names in scope`: the grammar takes a bare name or a string only
  (https://docs.python.org/2.7/reference/simple_stmts.html#the-exec-statement). As `not  code % names in scope` it has
  the same names and calls in the same places.
- `async` as a name, which it may be before Python 3.7 (https://docs.python.org/3/whatsnew/3.7.html): `f(async=True)`.
- `return *[a], b`: a star that begins a tuple without brackets, where no name stands behind it
  (https://docs.python.org/3/whatsnew/3.8.html#other-language-changes). As `-[a], b` it has as many parts, the first of
  which is no list. So it is with further stars of a line.
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
# before these, no name that the grammar wants
_BEHIND_STAR = rb"\*(?=[ \t]*(?:[\[({]|[BFRUbfru]{0,2}[\"']))"
_STAR = lazy_pattern(rb"((?:=|\b(?:in|return|yield)\b|[\w)\]]\[)[ \t]*)" + _BEHIND_STAR)
_STATEMENT = lazy_pattern(
    rb"(?m)^[ \t]*(?:return\b|yield\b|[\w.,* \t]+=)[^\n]*,[ \t]*" + _BEHIND_STAR + rb"[^\n]*$"
)
_FURTHER_STAR = lazy_pattern(rb"(,[ \t]*)" + _BEHIND_STAR)
_TRUTH = lazy_pattern(
    rb"\.[ \t]*(?:True|False)\b|(?m:^)[ \t]*(?:True|False)(?:[ \t]*,[ \t]*(?:True|False))*[ \t]*=(?!=)"
)


def _as_names(found: re.Match[bytes]) -> bytes:
    return found[0].replace(b"True", b"Truf").replace(b"False", b"Falsf")


def _with_further_stars(found: re.Match[bytes]) -> bytes:
    line, above = found[0], found.string[: found.start()].rstrip()
    if above[-1:] in b"([{,\\" and above:
        return line  # an argument: `f(`, `a=1, *[b])`

    def spelled(star: re.Match[bytes]) -> bytes:
        before = line[: star.start()]
        is_outside = all(before.count(one) == before.count(other) for one, other in (b"()", b"[]", b"{}"))
        return star[1] + b"-" if is_outside else star[0]

    return _FURTHER_STAR.sub(spelled, line)


_IN_PLACE = {
    "python": (
        (_EXEC, rb"\1not "),
        (_ASYNC, b"asyns"),
        (_STAR, rb"\1-"),
        (_STATEMENT, _with_further_stars),
        (_TRUTH, _as_names),
    ),
}


def respelled(language: str, utf8: bytes) -> bytes:
    """The text as today's grammar of a language reads it, as far as that is known."""
    for pattern, spelling in _IN_PLACE.get(language, ()):
        utf8 = pattern.sub(spelling, utf8)
    return utf8

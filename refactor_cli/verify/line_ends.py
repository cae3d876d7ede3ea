"""New source of a whole function, with the white space at the ends of its lines that the old source had.

A prompt shows lines without it, and an answer repeats them so: what an answer does not change is to stay to the byte.
"""

from __future__ import annotations

from difflib import SequenceMatcher

_WHITE = " \t\f\r"


def with_old_line_ends(old: str, new: str) -> str:
    """`new`, whose lines that `old` has too, but for white space at their ends, are as they stand there."""
    before, after = old.split("\n"), new.split("\n")
    bare = _bare(before), _bare(after)
    for match in SequenceMatcher(None, bare[0], bare[1], autojunk=False).get_matching_blocks():
        for number in range(match.size):
            there = before[match.a + number].removesuffix("\r")
            after[match.b + number] = there + "\r" * after[match.b + number].endswith("\r")
    return "\n".join(after)


def _bare(lines: list[str]) -> list[str]:
    return [line.rstrip(_WHITE) for line in lines]

"""New source of a whole function, with the white space around its lines that the old source had.

A prompt shows lines without what they end with, and an answer repeats them so; and a comment that stands further left
than the `def` says nothing there. What an answer does not change is to stay to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from difflib import SequenceMatcher

from refactor_cli import grammar
from refactor_cli.answer_format.margin import lines_in_strings

_WHITE = " \t\f\r"


def with_old_line_ends(old: str, new: str, indent: str = "") -> str:
    """`new`, whose lines that `old` has too, but for white space at their ends, are as they stand there. `indent`: what
    stands before both, on their first line."""
    before, after = old.split("\n"), new.split("\n")
    left = {line.strip() for line in _comments(old) if not line.startswith(indent)} if indent else set[str]()
    bare = _bare(old, left), _bare(new, left)
    for match in SequenceMatcher(None, bare[0], bare[1], autojunk=False).get_matching_blocks():
        for number in range(match.size):
            there = before[match.a + number].removesuffix("\r")
            after[match.b + number] = there + "\r" * after[match.b + number].endswith("\r")
    return "\n".join(after)


def _bare(source: str, left: Set[str]) -> list[str]:
    """The lines without what they end with; of comments that stand too far to the `left`, without what is around."""
    lines = [line.rstrip(_WHITE) for line in source.split("\n")]
    if not left:
        return lines
    in_strings = _in_strings(source)
    return [
        line.strip() if number not in in_strings and line.strip() in left else line
        for number, line in enumerate(lines)
    ]


def _comments(source: str) -> Iterator[str]:
    """The lines that hold nothing but one."""
    lines = source.split("\n")
    if any(line.lstrip().startswith("#") for line in lines):
        in_strings = _in_strings(source)
        yield from (
            line
            for number, line in enumerate(lines)
            if line.lstrip().startswith("#") and number not in in_strings
        )


def _in_strings(source: str) -> frozenset[int]:
    return frozenset(lines_in_strings(grammar.parse("python", source.encode("utf-8", "surrogatepass"))))

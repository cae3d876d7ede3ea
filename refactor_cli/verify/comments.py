"""The comments of a source, and that new source loses none of them."""

from __future__ import annotations

import io
import tokenize
from collections import Counter
from collections.abc import Callable, Sequence, Set
from contextlib import suppress

from refactor_cli.verify.refused import Refused

_SHOWN = 80  # characters


def comments(source: str, lines: Set[int] = frozenset()) -> list[str]:
    """The comments of a source, without those on some `lines` and on the lines of comments right above these."""
    found = dict[int, tuple[str, bool]]()
    # in brackets nothing depends on how lines are indented: a piece of a statement may hang anywhere
    lines_read = io.StringIO(f"(\n{source}\n)").readline
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(lines_read):
            if token.type == tokenize.COMMENT:
                is_alone = not token.line[: token.start[1]].strip()
                found[token.start[0] - 1] = token.string, is_alone
    left_out = set(lines)
    for line in sorted(found, reverse=True):
        if found[line][1] and line + 1 in left_out:
            left_out.add(line)
    return [text for line, (text, _) in sorted(found.items()) if line not in left_out]


def check_within(old: str, new: str) -> None:
    """Raises Refused when a comment is lost that stands inside of what a block replaces."""
    if lost := Counter(comments(old)) - Counter(comments(new)):
        raise _lost(next(iter(lost)))


def check_in_order(
    staying: Sequence[str], after: Sequence[str], may_change: Callable[[str], bool]
) -> list[tuple[str, str]]:
    """The comments that say something else, each with what stands in its place. Raises Refused when one that is to stay
    is none of those of a whole function any more, or not in its place among them."""
    at, changed, known = 0, list[tuple[str, str]](), {*staying}
    for comment in staying:
        if comment in after[at:]:
            at = after.index(comment, at) + 1
            continue
        instead = next((number for number in range(at, len(after)) if after[number] not in known), None)
        if instead is None or not may_change(comment):
            raise _lost(comment)
        changed.append((comment, after[instead]))
        at = instead + 1
    return changed


def _lost(comment: str) -> Refused:
    return Refused(f"it leaves out a comment: {comment[:_SHOWN]}")

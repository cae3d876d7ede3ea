"""six: `raise six.raise_from(error, cause)`, which tells readers that it ends there, is `raise error from cause`.

https://six.readthedocs.io/#six.raise_from
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Passed, Seen, Stretch, Transform
from refactor_cli.transforms.reading import arguments_of, has_comment, span_of


def compute(seen: Seen) -> Answer:
    """For the call that a `raise` is given: it never comes back to be raised. The rule has those that stand alone."""
    statement = seen.node.parent
    if statement is None or statement.type != "raise_statement" or len(statement.named_children) != 1:
        return Passed("it stands alone")
    given = arguments_of(seen.node) or []
    is_plain = len(given) == 2 and not any(each.keyword or each.star for each in given)
    if not is_plain or has_comment(seen.node):
        return Passed("its arguments are given otherwise")
    error, cause = (span_of(each.node) for each in given)
    return Stretch(span_of(statement), ("raise ", error, " from ", cause))


TRANSFORM = Transform(("six.raise_from",), compute, requires="python>=3")

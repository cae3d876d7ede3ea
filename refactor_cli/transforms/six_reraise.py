"""six: what `reraise()` is given besides the exception and its traceback is the exception's own type.

https://six.readthedocs.io/#six.reraise
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Stretch, Transform
from refactor_cli.transforms.reading import arguments_of, has_comment, source, span_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_TYPE_OF = lazy_pattern(rf"type\(({_NAME})\)")
_PLAIN = frozenset({"identifier", "attribute", "subscript"})
_PART = lazy_pattern(rf"({_NAME})\[(\d)\]")


def compute(seen: Seen) -> Answer:
    """For `type(error), error, traceback` and `info[0], info[1], info[2]`, of which the rule would drop the first, and
    for the call that a `raise` is given."""
    given = arguments_of(seen.node) or []
    if len(given) not in (2, 3) or any(each.keyword or each.star for each in given) or has_comment(seen.node):
        return Passed("its arguments are given otherwise")
    kind, *others = (each.value for each in given)
    statement = seen.node.parent
    if statement is not None and statement.type == "raise_statement":
        return _raised(statement, kind, others)
    behaviour = _type_of(kind, others[0])
    if behaviour is None:
        return Passed("its type may be another one")
    tb = ", tb" if len(others) > 1 else ""
    return Computed(
        f"def reraise(value{tb}):\n    raise value.with_traceback({tb[2:] or None})",
        node=seen.node,
        arguments=tuple(others),
        behaviour="changes" if behaviour else "same",
    )


def _raised(statement: Node, kind: Node, others: list[Node]) -> Answer:
    """`raise six.reraise(…)`, which tells readers that it ends there: the call never comes back to be raised."""
    value, tb = others if len(others) > 1 else (others[0], None)
    is_alone = len(statement.named_children) == 1
    if not is_alone or tb is None or kind.type != "identifier" or value.type not in _PLAIN:
        return Passed("its arguments are given otherwise")
    pieces = ("raise ", span_of(value), ".with_traceback(", span_of(tb), ")")
    return Stretch(span_of(statement), pieces, "changes")


def _type_of(kind: Node, value: Node) -> bool | None:
    """Whether the value may be None, in the place of which six makes one; None where the type may be another one."""
    if (called := _TYPE_OF.fullmatch(source(kind))) is not None:
        return False if called[1] == source(value) else None
    first, second = _PART.fullmatch(source(kind)), _PART.fullmatch(source(value))
    if first is None or second is None or (first[1], first[2], second[2]) != (second[1], "0", "1"):
        return None
    return True


TRANSFORM = Transform(("six.reraise",), compute, requires="python>=3")

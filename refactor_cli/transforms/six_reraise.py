"""six: what `reraise()` is given besides the exception and its traceback is the exception's own type.

https://six.readthedocs.io/#six.reraise

Of all that `sys.exc_info()` says nothing has to be given where an exception is handled: `raise` alone raises that.
https://docs.python.org/3/reference/simple_stmts.html#raise
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import SCOPES
from refactor_cli.grammar import nearest
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Stretch, Transform
from refactor_cli.transforms.reading import arguments_of, has_comment, root_of, source, span_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_TYPE_OF = lazy_pattern(rf"type\(({_NAME})\)")
_PLAIN = frozenset({"identifier", "attribute", "subscript"})
_PART = lazy_pattern(rf"({_NAME})\[(\d)\]")
_SYS = lazy_pattern(r"^[ \t]*import[ \t]+(?:[\w., \t]+,[ \t]*)?sys\b(?![ \t]+as\b|\.)", re.MULTILINE)
_EXC_INFO = lazy_pattern(r"^[ \t]*from[ \t]+sys[ \t]+import\b[^\n]*\bexc_info\b(?![ \t]+as\b)", re.MULTILINE)


def compute(seen: Seen) -> Answer:
    """For `type(error), error, traceback`, `Error, Error("…"), traceback` and `info[0], info[1], info[2]`, of which the
    rule would drop the first, for `*sys.exc_info()`, and for the call that a `raise` is given."""
    given = arguments_of(seen.node) or []
    if len(given) == 1 and given[0].star == "*":
        return _at_hand(seen.node, given[0].value)
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


def _at_hand(call: Node, value: Node) -> Answer:
    """Where it is a statement of an `except`, of which no function stands between."""
    statement, text = call.parent, source(root_of(call))
    if statement is not None and statement.type == "raise_statement" and len(statement.named_children) > 1:
        return Passed("it is given a cause, too")
    is_info = (source(value) == "sys.exc_info()" and _SYS.search(text)) or (
        source(value) == "exc_info()" and _EXC_INFO.search(text)
    )
    around = nearest(call, "except_clause", *SCOPES)
    is_alone = statement is not None and statement.type in ("expression_statement", "raise_statement")
    if not is_info or not is_alone or statement is None or around is None or around.type != "except_clause":
        return Passed("its arguments are given otherwise")
    return (
        Stretch(span_of(statement), ("raise",)) if not has_comment(statement) else Passed("it has a comment")
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
    function = value.child_by_field_name("function") if value.type == "call" else None
    if function is not None and kind.type in ("identifier", "attribute") and source(kind) == source(function):
        return False
    if (called := _TYPE_OF.fullmatch(source(kind))) is not None:
        return False if called[1] == source(value) else None
    first, second = _PART.fullmatch(source(kind)), _PART.fullmatch(source(value))
    if first is None or second is None or (first[1], first[2], second[2]) != (second[1], "0", "1"):
        return None
    return True


TRANSFORM = Transform(("six.reraise",), compute, requires="python>=3")

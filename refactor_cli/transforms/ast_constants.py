"""ast: `Str`, `Num` and such are `Constant`, and `isinstance(node, ast.Str)` asks for the value's type as well.

https://docs.python.org/3/whatsnew/3.8.html#deprecated
https://docs.python.org/3/whatsnew/3.14.html#ast
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, may_be_bound, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


class _Kind(NamedTuple):
    """`parameter`: what it was called with; `test`: of a node's value."""

    parameter: str
    test: str


_KINDS = {
    "ast.Str": _Kind("s", "isinstance(node.value, str)"),
    "ast.Bytes": _Kind("s", "isinstance(node.value, bytes)"),
    "ast.Num": _Kind(
        "n", "isinstance(node.value, (int, float, complex)) and not isinstance(node.value, bool)"
    ),
    "ast.NameConstant": _Kind("value", "(node.value is None or isinstance(node.value, bool))"),
    "ast.Ellipsis": _Kind("", "node.value is ..."),
}


def compute(seen: Seen) -> Answer:
    """For calls, and where isinstance() asks for it alone."""
    kind, around = _KINDS[seen.symbol], seen.node.parent
    if around is not None and around.type == "call" and around.child_by_field_name("function") == seen.node:
        return _called(around, kind)
    tested = _tested(seen.node)
    if tested is None:
        return Unfit(
            "ast.Constant stands for it, which is of other values too: write what its value has to be"
        )
    call, node = tested
    if may_be_bound(call, "isinstance"):
        return Unfit("'isinstance' may mean something else here")
    rule = f"def is_one(node):\n    return isinstance(node, ast.Constant) and {kind.test}"
    return Computed(rule, node=call, arguments=(node,))


def _called(call: Node, kind: _Kind) -> Answer:
    given = arguments_of(call)
    if given is None:
        return Unfit("its arguments are given otherwise")
    value = kind.parameter or "..."
    return Computed(
        f"def constant({kind.parameter}):\n    return ast.Constant({value})",
        node=call,
        arguments=tuple(each.node for each in given),
    )


def _tested(name: Node) -> tuple[Node, Node] | None:
    """The call `isinstance(node, name)`, and the node."""
    listed = name.parent
    call = listed.parent if listed is not None and listed.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    given = arguments_of(call) if call is not None and function is not None else None
    if call is None or function is None or given is None or source(function) != "isinstance":
        return None
    is_plain = len(given) == 2 and not any(each.star or each.keyword for each in given)
    return (call, given[0].value) if is_plain and given[1].value == name else None


TRANSFORM = Transform(
    tuple(_KINDS),
    compute,
    imports="import ast",
    is_property=True,
    requires="python>=3.8",
)

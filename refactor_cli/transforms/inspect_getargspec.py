"""inspect: `getargspec()` is `getfullargspec()`, which has three more fields and calls the third one `varkw`.

https://docs.python.org/3/whatsnew/3.11.html#removed
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import every_node
from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import root_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_RULE = "def getargspec(func):\n    return inspect.getfullargspec(func)"
_SAME = frozenset({"args", "varargs", "defaults"})
_TARGETS = frozenset({"pattern_list", "tuple_pattern", "list_pattern"})
_KEPT_BY = frozenset({*_TARGETS, "identifier", "attribute"})
# what may give it besides something else
_EITHER = frozenset({"boolean_operator", "conditional_expression", "parenthesized_expression"})
_FIRST = re.compile(r"[0-3]|[0-4]?:[0-4]")
_LOOPED = ("for_statement", "right")
_BOTH = "what it gives is unpacked, and its fields are read as well: getfullargspec() has three more of them"
_RENAMED = "its field `keywords` is `varkw` now"


def compute(seen: Seen) -> Answer:
    """By what is done with the four fields: one of them is read, they are unpacked, or something else."""
    around = seen.node.parent
    if around is not None and around.type == "attribute":
        field = _field(around)
        if field in _SAME:
            return Computed(_RULE)
        if field == "keywords":
            arguments = seen.node.child_by_field_name("arguments")
            given = arguments.named_children if arguments is not None else []
            return Computed(f"{_RULE}.varkw", node=around, arguments=tuple(given))
    if source(seen.node).startswith("*"):  # `[*f(x)]` is read as a call of `*f`
        return Computed(f"{_RULE}[:4]")
    if around is not None and (around.type == "list_splat" or _named(seen.node, *_LOOPED) == seen.node):
        return Computed(f"{_RULE}[:4]")
    if around is not None and _named(seen.node, "subscript", "value") == seen.node:
        return _item(around)
    node = seen.node
    while node.parent is not None and node.parent.type in _EITHER:
        node = node.parent
    if node.parent is not None and node.parent.type in ("assignment", "named_expression"):
        return _kept(node.parent)
    return Computed(_RULE, behaviour="changes")


def _item(subscript: Node) -> Answer:
    """One of the first four, counted from the front, or whatever else is taken out of these."""
    index = subscript.child_by_field_name("subscript")
    is_same = index is not None and _FIRST.fullmatch(source(index))
    return Computed(_RULE if is_same else f"{_RULE}[:4]")


def _kept(assignment: Node) -> Answer:
    """What is unpacked at once, and what a name stands for from then on: `a, b, c, d = spec = getargspec(f)`."""
    name = _named(assignment.named_children[0], "named_expression", "name")
    targets = [name] if name is not None else []
    while assignment.type == "assignment":
        left = assignment.child_by_field_name("left")
        targets += [left] if left is not None else []
        if assignment.parent is None:
            break
        assignment = assignment.parent
    names = [source(each) for each in targets if each.type == "identifier"]
    uses = [_use(each) for each in _function_of(assignment) if source(each) in names and each not in targets]
    attributes = {_field(each) for each in targets if each.type == "attribute"}
    uses += [_use(each) for each in _attributes_of(assignment, attributes) if each not in targets]
    is_unpacked = any(each.type in _TARGETS for each in targets) or "unpacked" in uses
    fields = {*uses} - {"unpacked", ""}
    if is_unpacked and fields:
        return Unfit(_BOTH)
    if "keywords" in fields:
        return Unfit(_RENAMED)
    if is_unpacked and "" not in uses and all(each.type in _KEPT_BY for each in targets):
        return Computed(f"{_RULE}[:4]", behaviour="changes" if attributes else "same")
    if is_unpacked:
        return Unfit(_BOTH)
    is_same = bool(uses) and fields <= _SAME and "" not in uses and not attributes
    return Computed(_RULE, behaviour="same" if is_same else "changes")


def _attributes_of(node: Node, names: set[str]) -> list[Node]:
    """Where the file asks whatever object for an attribute: what else does is not seen."""
    if not names:
        return []
    nodes = every_node(root_of(node))
    return [each for each in nodes if each.type == "attribute" and _field(each) in names]


def _function_of(node: Node) -> list[Node]:
    """The names in the function that a node is in, or in its file."""
    while node.parent is not None and node.type != "function_definition":
        node = node.parent
    names = [each for each in every_node(node) if each.type == "identifier" and each.parent is not None]
    return [
        each
        for each in names
        if each not in (_named(each, "attribute", "attribute"), _named(each, "keyword_argument", "name"))
    ]


def _named(name: Node, kind: str, field: str) -> Node | None:
    """What a field of the node around another one is, where that is of one kind."""
    around = name.parent
    return around.child_by_field_name(field) if around is not None and around.type == kind else None


def _use(name: Node) -> str:
    """What is done with what a name stands for: the field that is read, "unpacked"; "" for anything else."""
    around = name.parent
    if around is None:
        return ""
    if _named(name, "attribute", "object") == name:
        return _field(around)
    left = _named(name, "assignment", "left")
    is_parted = left is not None and left.type in _TARGETS and _named(name, "assignment", "right") == name
    is_item = _named(name, "subscript", "value") == name or _named(name, *_LOOPED) == name
    return "unpacked" if is_parted or is_item or around.type == "list_splat" else ""


def _field(attribute: Node) -> str:
    name = attribute.child_by_field_name("attribute")
    return source(name) if name is not None else ""


TRANSFORM = Transform(("inspect.getargspec",), compute, imports="import inspect", requires="python>=3.0")

"""What a statement gives the name or attribute that it assigns to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.expression_nodes import OPERATORS, code_children
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.managers import entered
from refactor_cli.inference.classes.families import defining
from refactor_cli.inference.items.containers import unpacked
from refactor_cli.inference.items.iterating import LOOP, gone_through
from refactor_cli.inference.values import UNKNOWN, Types, instance
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list"})
_DISPLAYS = frozenset(
    {
        *("list", "tuple", "set", "dictionary", "string", "concatenated_string", "list_comprehension"),
        *("set_comprehension", "dictionary_comprehension", "generator_expression"),
    }
)
_MOST_OPERATORS = 20
_TRANSPARENT = frozenset({"parenthesized_expression", "as_pattern_target"})


class Given(NamedTuple):
    """What a target gets; `is_whole`: the value itself, not a part of it, by a plain assignment."""

    types: Types
    is_whole: bool = False


def given_to(ask: Ask, path: str, target: Node | None) -> Given | None:
    """What a target (a name, or an attribute) gets where it stands; None when it gets nothing there."""
    steps, inner = list[int](), target
    outer = target.parent if target is not None else None
    while outer is not None and inner is not None:
        kind = outer.type
        if kind in _PATTERNS:
            steps.insert(0, _position(outer, inner))
        elif kind in ("assignment", "named_expression"):
            if not _is_target(outer, inner) or (not steps and _is_put_back(ask, path, inner, _value(outer))):
                return None
            value = _value(outer)
            types = ask.part(path, value, steps[0]) if steps else ask.expression(path, value)
            return Given(unpacked(types, steps), not steps)
        elif kind == "augmented_assignment":
            return Given(UNKNOWN) if may_be_turned(ask, outer) and _is_target(outer, inner) else None
        elif kind in ("for_statement", "for_in_clause"):
            if not _is_target(outer, inner):
                return None
            return Given(_looped(ask, path, outer, steps))
        elif kind == "as_pattern":
            if inner.start_byte == outer.start_byte:
                return None  # what stands before `as` gets nothing: `with self.lock as held`
            return Given(_caught_or_entered(ask, path, outer, steps))
        elif kind not in _TRANSPARENT:
            return None
        inner, outer = outer, outer.parent
    return None


def may_be_turned(ask: Ask, statement: Node) -> bool:
    """Whether `x += y` may give a variable an object of another class: one of the repository says itself what the
    operator gives, and not to give one of its own, and it is nothing plain that is added."""
    operator, right = (statement.child_by_field_name(field) for field in ("operator", "right"))
    name = OPERATORS.get(operator.type.removesuffix("=")) if operator is not None else None
    if name is None or right is None or right.type in _DISPLAYS:
        return False
    classes = {*defining(ask, f"__i{name}__"), *defining(ask, f"__{name}__")}
    methods = [
        (cls, method)
        for cls in sorted(classes, key=lambda each: (each.path or "", each.name))
        for method in (
            ask.attribute(instance(cls), f"__i{name}__").known
            or ask.attribute(instance(cls), f"__{name}__").known
        )
    ]
    return len(methods) > _MOST_OPERATORS or any(
        {each.symbol for each in ask.result(method).known} != {cls} for cls, method in methods
    )


def _is_target(statement: Node, inner: Node) -> bool:
    left = statement.child_by_field_name("left") or statement.child_by_field_name("name")
    return left is not None and left.start_byte == inner.start_byte and left.end_byte == inner.end_byte


def _is_put_back(ask: Ask, path: str, target: Node, value: Node | None) -> bool:
    """Whether an attribute gets again what it was: `kept = self.cart`, and later `self.cart = kept`."""
    file_map, of = ask.symbols.map(path), target.child_by_field_name("object")
    if target.type != "attribute" or of is None or of.type != "identifier" or file_map is None:
        return False
    if value is None or value.type != "identifier":
        return False
    text, at, scope = (
        source(ask.symbols, path, target),
        value.start_byte,
        scope_at(file_map, value.start_byte),
    )
    bindings = reaching(file_map, scope, source(ask.symbols, path, value), at).bindings
    receiver = source(ask.symbols, path, of)
    same = reaching(file_map, scope, receiver, at).bindings
    return bool(bindings) and all(
        each.value == text
        and each.scope == scope
        and reaching(file_map, scope, receiver, each.span.start).bindings == same
        for each in bindings
    )


def _value(statement: Node) -> Node | None:
    """The right side; of `a = b = value` the last."""
    value = statement.child_by_field_name("right") or statement.child_by_field_name("value")
    while value is not None and value.type == "assignment":
        value = value.child_by_field_name("right")
    return value


def _looped(ask: Ask, path: str, loop: Node, steps: Sequence[int]) -> Types:
    if not ask.allows(LOOP):
        return UNKNOWN
    right = loop.child_by_field_name("right")
    if right is None:
        return UNKNOWN
    return unpacked(gone_through(ask, path, right, ask.expression(path, right)), steps)


def _position(outer: Node, inner: Node) -> int:
    """The position of a target among others; behind a starred one it is that from the end."""
    parts = code_children(outer)
    at = next((index for index, part in enumerate(parts) if part.start_byte == inner.start_byte), 0)
    return at - len(parts) if any(each.type == "list_splat_pattern" for each in parts[:at]) else at


def _caught_or_entered(ask: Ask, path: str, pattern: Node, steps: Sequence[int]) -> Types:
    value = pattern.named_children[0] if pattern.named_children else None
    above = pattern.parent
    while above is not None and above.type in ("with_item", "with_clause", "parenthesized_expression"):
        above = above.parent
    types = ask.expression(path, value)
    if above is None or above.type not in ("except_clause", "except_group_clause"):
        return unpacked(entered(ask, types), steps) if ask.allows("with") else UNKNOWN
    classes = {known for known in types.known if known.kind == "class"}
    classes |= {
        each for known in types.known for part in known.parts for each in part if each.kind == "class"
    }
    return Types(frozenset(instance(known.symbol) for known in classes), bool(classes), types.via)

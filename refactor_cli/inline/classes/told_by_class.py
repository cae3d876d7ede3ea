"""Objects that are told by their class where the name of that class stays: `isinstance(x, Cart)`, `type(x) is Cart`,
`case Cart()`, `except Cart`, a key of a mapping. What is made by another class's name is not met there any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import SURE, Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.expected_to_fail import EXPECTING
from refactor_cli.expression_nodes import with_brackets
from refactor_cli.grammar import nearest
from refactor_cli.inline.classes.asked_of_types import is_tested_for
from refactor_cli.inline.new_names.whole_names import led_to, whole_name
from refactor_cli.inline.not_callbacks import used_as
from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.resolution.made_classes import order_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

# where what a class has among its bases is one, too
_OF_FAMILY = frozenset({"class_pattern", "except_clause", "except_group_clause"})
_CATCHING = EXPECTING | {"suppress"}
# the words of `used_as` for what is there for this class and none that derives from it
_ALONE = frozenset({"it is compared", "it is compared there", "it is a key", "it is told from others"})


def told_by_class(symbols: SymbolMap, usages: Iterable[Usage], old: Symbol, new: Symbol) -> str:
    """Why calls of a class cannot make objects of another one while usages of its name stay: which of these tells
    objects by it; "" where none does."""
    order = order_of(symbols, new)
    if old == new or ANY_CLASS in order:
        return ""
    for usage in usages:
        if usage.call_span is not None or usage.kind != "reference" or usage.certainty not in SURE:
            continue
        node = whole_name(symbols.node(usage.path, usage.span))
        if node is None:
            continue
        place = f"{usage.path}:{node.start_point.row + 1}"
        if _tells_alone(symbols, usage.path, node):
            return f"{place} tells objects by being just of {last_part(old.name)}, and would not meet these"
        if old not in order and _tells(symbols, usage.path, node):
            return f"{place} asks for a {last_part(old.name)}, and {last_part(new.name)} is none"
    return ""


def _tells(symbols: SymbolMap, path: str, node: Node) -> bool:
    """Whether it is asked there for objects of a class, and of what derives from it."""
    outer: Node | None = node
    while outer is not None and outer.type not in ("block", "expression_statement"):
        if outer.type in _OF_FAMILY:
            return True
        outer = outer.parent
    return is_tested_for(symbols, path, node) or _is_expected(node)


def _is_expected(node: Node) -> bool:
    """`pytest.raises(Cart)`, `suppress(KeyError, Cart)`."""
    arguments = with_brackets(node).parent
    if arguments is not None and arguments.type == "tuple":
        arguments = arguments.parent
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    return function is not None and last_part((function.text or b"").decode("utf-8", "replace")) in _CATCHING


def _tells_alone(symbols: SymbolMap, path: str, node: Node) -> bool:
    """Whether something is done there for objects of this very class alone."""
    if used_as(node, is_class=True, has_processes=False) in _ALONE:
        return True
    kept = node.parent
    if kept is None or kept.type != "subscript" or kept.child_by_field_name("value") == node:
        return False
    outer, value = kept.parent, kept.child_by_field_name("value")
    if outer is not None and outer.type == "assignment" and outer.child_by_field_name("left") == kept:
        return True  # `handlers[Cart] = …`
    # `list[Cart]` and what else is written by the names of classes are types
    return value is not None and nearest(kept, "type") is None and not _is_type(symbols, path, value)


def _is_type(symbols: SymbolMap, path: str, value: Node) -> bool:
    """Whether what has a subscript is a class, or comes from elsewhere."""
    found = led_to(symbols, path, value)
    definition = definition_of(symbols, found)
    is_class = definition is not None and definition.kind == "class"
    return is_class or any(each.path is None for each in found)

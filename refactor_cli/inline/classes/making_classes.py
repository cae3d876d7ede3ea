"""What is run while a class is made, `__init_subclass__` and a metaclass's `__new__` -> whether it does more than to
give the class something: it notes the class elsewhere, or may refuse it.

https://docs.python.org/3/reference/datamodel.html#customizing-class-creation
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.inline.functions.values_given import followed

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_REFUSING = frozenset({"assert_statement", "global_statement", "raise_statement"})
_GIVING = ("assignment", "augmented_assignment")


def does_more(symbols: SymbolMap, hook: Symbol) -> bool:
    """Whether a method that is run for a class changes what neither is that class nor its own, or may raise something;
    also where that is not seen."""
    definition = definition_of(symbols, frozenset({hook}))
    node = symbols.node(hook.path or "", definition.span) if definition is not None else None
    body = node.child_by_field_name("body") if node is not None else None
    if definition is None or body is None:
        return True
    nodes = [*own_nodes(body)]
    owner = last_part(hook.name.rpartition(".")[0])
    own = {"super", "setattr", owner, *(each.name for each in definition.parameters)}
    own |= {_root(left) for each in nodes if (left := _given(each)) is not None and left.type == "identifier"}
    return any(each.type in _REFUSING or not _changed(each) <= own for each in nodes)


def keeps_something(symbols: SymbolMap, method: Symbol) -> bool:
    """Whether a method gives something an attribute or item, or gives back something else than what the next class of
    the order makes, so that its next call may give the same again; also where that is not seen."""
    definition = definition_of(symbols, frozenset({method}))
    if definition is None or definition.decorators:
        return True
    node = symbols.node(method.path or "", definition.span)
    body = node.child_by_field_name("body") if node is not None else None
    if body is None or b"setdefault" in (body.text or b"") or b"setattr" in (body.text or b""):
        return True
    own = [*own_nodes(body)]
    given = (_given(each) for each in own)
    if any(each is not None and each.type in ("attribute", "subscript") for each in given):
        return True
    returned = [code_children(each) for each in own if each.type == "return_statement"]
    name = last_part(method.name)
    return not returned or not all(each and _is_made_above(followed(each[0], own), name) for each in returned)


def _is_made_above(node: Node, name: str) -> bool:
    """Whether an expression is what the method of this name gives that comes next: `super().__call__(…)`."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    attribute = function.child_by_field_name("attribute") if function is not None else None
    owner = function.child_by_field_name("object") if function is not None else None
    if attribute is None or owner is None or (attribute.text or b"").decode("utf-8", "replace") != name:
        return False
    return owner.text == b"type" or (owner.text or b"").startswith(b"super(")


def _changed(node: Node) -> set[str]:
    """The name of what a statement changes: what a call is made of, what is given an item or attribute."""
    if node.type == "expression_statement" and node.named_children[0].type == "call":
        return {_root(node.named_children[0])}
    left = _given(node)
    return {_root(left)} if left is not None and left.type in ("attribute", "subscript") else set()


def _given(node: Node) -> Node | None:
    return node.child_by_field_name("left") if node.type in _GIVING else None


def _root(node: Node) -> str:
    """The name that an expression begins with."""
    while node.type in ("attribute", "call", "subscript"):
        inner = node.child_by_field_name({"attribute": "object", "call": "function"}.get(node.type, "value"))
        if inner is None:
            break
        node = inner
    return (node.text or b"").decode("utf-8", "replace")

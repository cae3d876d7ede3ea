"""Where a call stands, for rules that are limited to a place (`context=`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import begin, code_children, with_brackets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# what goes through all of its argument at once, and keeps nothing of it
_CONSUMERS = frozenset(
    {"all", "any", "dict", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple"}
)
# what asks each of its arguments for an iterator before anything else, or does so in their order
_ITERATING = frozenset({"chain", "enumerate", "itertools.chain", "zip"})
_BEHIND_A_FUNCTION = frozenset({"filter", "map"})
_ITERATING_METHODS = frozenset({"assertCountEqual", "extend", "join"})
_TESTS = frozenset({"isinstance", "issubclass"})
# https://docs.python.org/3/library/unittest.html#unittest.TestCase.assertIsInstance: they hand it on to isinstance()
_ASSERTED_TESTS = frozenset(
    {"assertIsInstance", "assertNotIsInstance", "assertIsSubclass", "assertNotIsSubclass"}
)
_LOOKING = (["in"], ["not in"], ["not", "in"])
_TESTED = frozenset({"if_statement", "while_statement", "elif_clause"})


def stands_in(node: Node, context: str) -> bool:
    """Whether an expression stands in a place: "statement" (its value is not used), "for" (it is iterated at once),
    "with" (a context manager), "condition" (only its truth counts), "decorator", "isinstance" (all that `isinstance`,
    `issubclass` or an assert of unittest tests for), "in" (something is looked for in it)."""
    child = with_brackets(node)
    parent = child.parent
    if parent is None:
        return False
    match context:
        case "statement":
            return parent.type == "expression_statement" and parent.child_count == 1
        case "for":
            return _is_iterated(child, parent)
        case "with":
            is_named = parent.type == "as_pattern" and parent.children[0] == child
            outer = parent.parent if is_named else parent
            return outer is not None and outer.type == "with_item"
        case "condition":
            return _is_tested(child, parent)
        case "isinstance":
            return _is_tested_for(child, parent)
        case "in":
            return _is_looked_through(child, parent)
        case _:
            return parent.type == "decorator"


def _is_iterated(child: Node, parent: Node) -> bool:
    if begin(child) > child.start_byte:  # a star, unless more stands behind it
        return begin(parent) == parent.start_byte
    if parent.type in ("for_statement", "for_in_clause"):
        return parent.child_by_field_name("right") == child
    if parent.type == "list_splat":
        return True
    call = parent.parent
    if parent.type != "argument_list" or call is None or call.type != "call":
        return False
    function = call.child_by_field_name("function")
    if function is None:
        return False
    name, is_first = (function.text or b"").decode("utf-8", "replace"), parent.named_children[0] == child
    if name in _ITERATING or (name in _BEHIND_A_FUNCTION and not is_first):
        return True
    method = last_part(name) if function.type == "attribute" else ""
    if method in _ITERATING_METHODS:
        return is_first or method == "assertCountEqual"
    return is_first and name in _CONSUMERS


def _is_tested_for(child: Node, parent: Node) -> bool:
    if parent.type == "tuple" and parent.parent is not None:
        child, parent = parent, parent.parent
    call = parent.parent
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    if parent.type != "argument_list" or function is None:
        return False
    name, given = (function.text or b"").decode("utf-8", "replace"), code_children(parent)
    if function.type == "attribute" and last_part(name) in _ASSERTED_TESTS:
        return len(given) in (2, 3) and given[1] == child
    return name in _TESTS and len(given) == 2 and given[1] == child


def _is_looked_through(child: Node, parent: Node) -> bool:
    """Whether it stands at the end of `x in …` or `x not in …`, of which nothing else is compared."""
    between = [each.type for each in parent.children if not each.is_named]
    return parent.type == "comparison_operator" and between in _LOOKING and parent.named_children[-1] == child


def _is_tested(child: Node, parent: Node) -> bool:
    if parent.type in _TESTED:
        return parent.child_by_field_name("condition") == child
    if parent.type == "not_operator":
        return parent.children[0].text == b"not"  # as an `exec` is read, too: see `older_spellings`
    if parent.type == "boolean_operator" and parent.parent is not None:
        return _is_tested(parent, parent.parent)
    if parent.type == "conditional_expression":
        return parent.named_children[1] == child
    return parent.type in ("if_clause", "assert_statement") and parent.named_children[0] == child

"""Where a coroutine cannot stand: its result is used at once, or what calls the function there awaits nothing.

https://docs.python.org/3/library/asyncio-task.html#coroutines
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import with_brackets
from refactor_cli.grammar import nearest
from refactor_cli.inline.contexts import stands_in
from refactor_cli.words import offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CONTEXTS = ("statement", "for", "with", "condition", "in", "isinstance")
_OPERATORS = frozenset(
    {"binary_operator", "comparison_operator", "interpolation", "not_operator", "unary_operator"}
)
# what coroutines have, too
_OF_COROUTINES = frozenset({b"close", b"send", b"throw"})
_TAKING_VALUES = frozenset(
    {b"abs", b"bool", b"dict", b"enumerate", b"float", b"int", b"iter", b"len", b"list", b"max", b"min"}
    | {b"next", b"print", b"range", b"repr", b"round", b"set", b"sorted", b"str", b"sum", b"tuple", b"zip"}
)
# what calls the functions that it is given, and awaits nothing
_CALLING = frozenset({"Thread", "Timer", "filter", "map", "max", "min", "reduce", "sorted", "submit", "sort"})


def is_value_used(call: Node) -> bool:
    """Whether what a call gives is used as nothing that is to be awaited could be: where it stands, or by the name that
    it is given and that nothing awaits."""
    if _is_used(call):
        return True
    parent = call.parent
    name = parent.child_by_field_name("left") if parent is not None and parent.type == "assignment" else None
    around = nearest(call, "function_definition", "module") if name is not None else None
    if name is None or around is None or name.type != "identifier":
        return False
    uses = [each for each in named_in(around, name) if each != name]
    is_awaited = any(each.parent is not None and each.parent.type == "await" for each in uses)
    is_once = not any(_is_given(each) for each in uses)
    return is_once and not is_awaited and any(map(_is_used, uses))


def is_called_by_others(reference: Node) -> bool:
    """Whether a function is handed to what calls it and awaits nothing: `map(old, items)`, `sorted(key=old)`."""
    parent = reference.parent
    if parent is not None and parent.type == "keyword_argument":
        parent = parent.parent
    call = parent.parent if parent is not None and parent.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    called = (function.text or b"").decode("utf-8", "replace") if function is not None else ""
    return last_part(called) in _CALLING


def _is_used(node: Node) -> bool:
    node = with_brackets(node)
    parent = node.parent
    if parent is None:
        return False
    if parent.type in _OPERATORS or any(stands_in(node, each) for each in _CONTEXTS):
        return True
    if parent.type == "subscript":
        return parent.child_by_field_name("value") == node
    if parent.type == "attribute":
        asked = parent.child_by_field_name("attribute")
        return asked is not None and asked.text not in _OF_COROUTINES
    call = parent.parent if parent.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    return function is not None and function.text in _TAKING_VALUES


def named_in(around: Node, name: Node) -> list[Node]:
    """The places in a function, or a module, that have the name of a variable."""
    word = name.text or b""
    found = (
        around.descendant_for_byte_range(at, at + len(word))
        for at in (around.start_byte + each for each in offsets(around.text or b"", word))
    )
    return [each for each in found if each is not None and each.type == "identifier" and each.text == word]


def _is_given(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.child_by_field_name("left") == node

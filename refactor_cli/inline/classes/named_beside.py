"""Places that tell the old class from the new one: two keys of a dictionary, two `except` of a `try`, two patterns of a
`match`, two bases, two `isinstance` of a function. With one name for both, the second is never reached, or the class
cannot be made."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol, Usage
from refactor_cli.grammar import nearest
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.new_names.whole_names import led_to, whole_name
from refactor_cli.words import offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

# what holds both, by what each is there
_WHOLES = {
    "key": ("dictionary",),
    "caught": ("try_statement",),
    "pattern": ("match_statement",),
    "base": ("argument_list",),
    "tested": ("function_definition", "module"),
}

# what may name both as well: one of a tuple
_ALTERNATIVES = {
    "caught": ("except_clause", "except_group_clause"),
    "tested": ("call",),
    "pattern": ("case_clause",),
}


def named_beside(symbols: SymbolMap, usage: Usage, new: Set[Symbol], name: str) -> str:
    """Why a name of the old class cannot become that of the new one, "" where nothing is in the way. `name`: the last
    part of the new one's."""
    root = symbols.tree(usage.path).root_node
    node = whole_name(root.descendant_for_byte_range(*usage.span))
    role = _role(node) if node is not None else ""
    around = nearest(node, *_WHOLES[role]) if role else None
    if around is None or node is None:
        return ""
    utf8, word = symbols.snapshot.files[usage.path].text.utf8, name.encode()
    for at in offsets(utf8, word):
        if not around.start_byte <= at < around.end_byte:
            continue
        other = whole_name(root.descendant_for_byte_range(at, at + len(word)))
        if other is None or other == node or _role(other) != role or nearest(other, *_WHOLES[role]) != around:
            continue
        if role == "tested" and _tested_object(other) != _tested_object(node):
            continue
        if role in _ALTERNATIVES and nearest(other, *_ALTERNATIVES[role]) == nearest(
            node, *_ALTERNATIVES[role]
        ):
            continue
        if led_to(symbols, usage.path, other) & new:
            line = other.start_point.row + 1
            return f"line {line} has '{name}' beside it: with one name for both, see which is meant"
    return ""


def _role(node: Node) -> str:
    parent = node.parent
    if parent is None:
        return ""
    if parent.type == "pair" and parent.child_by_field_name("key") == node:
        return "key"
    if (
        parent.type == "argument_list"
        and parent.parent is not None
        and parent.parent.type == "class_definition"
    ):
        return "base"
    if stands_in(node, "isinstance"):
        return "" if _is_asserted(node) else "tested"
    while parent is not None and parent.type not in ("block", "module"):
        if parent.type in ("except_clause", "except_group_clause"):
            return "caught"
        if parent.type == "class_pattern":
            return "pattern"
        parent = parent.parent
    return ""


def _is_asserted(node: Node) -> bool:
    """Whether a test says what has to be so: nothing is done otherwise by it."""
    call = nearest(node, "call")
    function = call.child_by_field_name("function") if call is not None else None
    written = (function.text or b"") if function is not None else b""
    outer = call.parent if call is not None else None
    return b"assert" in written or (outer is not None and outer.type == "assert_statement")


def _tested_object(node: Node) -> bytes:
    """What is asked whether it is of a class: two things that are asked once each are not told apart."""
    call = nearest(node, "call")
    arguments = call.child_by_field_name("arguments") if call is not None else None
    return (
        (arguments.named_children[0].text or b"")
        if arguments is not None and arguments.named_children
        else b""
    )

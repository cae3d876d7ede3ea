"""Objects that go nowhere: made and asked in one place, `Cart(3).total()`, or under a name of one function that does
nothing with it but ask it. What is asked of other objects of their class says nothing of these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import takewhile
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol, Usage
from refactor_cli.grammar import nearest
from refactor_cli.resolution import Lookup, definitions_of, mro, scope_at
from refactor_cli.words import offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

# a method gives its object to others, or gives it back
_HANDED_ON = re.compile(
    rb"\b(?:return|yield)\b[^\n]*\bself\b[ \t]*(?:[,)\]}\n#]|\Z)|[=(\[{,:][ \t]*self[ \t]*(?:[,)\]}\n#]|\Z)"
)
# bases whose methods give their object to nobody
_SILENT = frozenset(
    {
        "builtins.object",
        "builtins.tuple",
        "typing.Generic",
        "typing.NamedTuple",
        "typing_extensions.NamedTuple",
    }
)
_HEADER = re.compile(rb"\bdef\b[^\n(]*\([ \t\r\n]*self\b")


def maker_of(symbols: SymbolMap, path: str, receiver: Node) -> Node | None:
    """The call that makes what is asked there, where it is seen to be no other: the receiver itself, or what the one
    assignment of a function's variable gives that."""
    while receiver.type == "parenthesized_expression" and receiver.named_child_count == 1:
        receiver = receiver.named_children[0]
    if receiver.type == "call":
        return receiver
    if receiver.type != "identifier":
        return None
    file_map = symbols.map(path)
    scope = scope_at(file_map, receiver.start_byte) if file_map is not None else 0
    name = (receiver.text or b"").decode("utf-8", "replace")
    bound = file_map.bound_in(scope, name) if file_map is not None else ()
    if file_map is None or file_map.scopes[scope].kind != "function" or len(bound) != 1:
        return None
    node = symbols.node(path, bound[0].span)
    given = node.parent if node is not None else None
    right = given.child_by_field_name("right") if given is not None and given.type == "assignment" else None
    return right if right is not None and right.type == "call" and bound[0].kind == "assign" else None


def is_kept_to_itself(symbols: SymbolMap, cls: Symbol, usage: Usage, names: Set[str]) -> bool:
    """Whether the object that a call of a class makes is asked for other things than `names`, and does nothing else."""
    if usage.call_span is None or usage.kind != "call" or _hands_itself_on(symbols, cls):
        return False
    root = symbols.tree(usage.path).root_node
    call = nearest(root.descendant_for_byte_range(*usage.call_span), "call")
    if call is None or call.parent is None:
        return False
    if call.parent.type != "assignment":
        return _is_asked_alone(call, names)
    left, file_map = call.parent.child_by_field_name("left"), symbols.map(usage.path)
    if left is None or left.type != "identifier" or file_map is None or call.parent.parent is None:
        return False
    scope = scope_at(file_map, left.start_byte)
    bound = file_map.bound_in(scope, (left.text or b"").decode("utf-8", "replace"))
    if file_map.scopes[scope].kind != "function" or len(bound) != 1:
        return False
    if call.parent.parent.type != "expression_statement":
        return False
    utf8, span = symbols.snapshot.files[usage.path].text.utf8, file_map.scopes[scope].span
    return all(_is_asked_alone(each, names) for each in _named(utf8, root, left, span))


def _named(utf8: bytes, root: Node, left: Node, within: Span) -> Iterator[Node]:
    word = left.text or b""
    for at in takewhile(lambda at: at < within.end, offsets(utf8, word, within.start)):
        node = root.descendant_for_byte_range(at, at + len(word))
        is_name = node is not None and node.type == "identifier"
        if node is not None and is_name and node != left and not _is_of_another(node):
            yield node


def _is_of_another(node: Node) -> bool:
    """Whether a name is that of an attribute, or of a keyword."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "attribute":
        return parent.child_by_field_name("attribute") == node
    return parent.type == "keyword_argument" and parent.child_by_field_name("name") == node


def _is_asked_alone(node: Node, names: Set[str]) -> bool:
    attribute = node.parent
    if attribute is None or attribute.type != "attribute" or attribute.child_by_field_name("object") != node:
        return False
    name = attribute.child_by_field_name("attribute")
    asked, outer = (
        ((name.text or b"").decode("utf-8", "replace") if name is not None else ""),
        attribute.parent,
    )
    if not asked or asked in names or asked.startswith("__") or outer is None:
        return False
    is_called = outer.type == "call" and outer.child_by_field_name("function") == attribute
    is_given = any(outer.child_by_field_name(field) == attribute for field in ("left", "argument"))
    return is_called or not (is_given or outer.type == "delete_statement")


def _hands_itself_on(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether a method of a class may give its object to others, or all is not known of what it has."""
    memo: dict[Symbol, bool] = symbols.snapshot.memo.setdefault("hands itself on", {})
    if cls not in memo:
        memo[cls] = any(
            each.path is None and each.name != "builtins.object" for each in mro(symbols, cls)
        ) or any(map(_HANDED_ON.search, _bodies(symbols, cls)))
    return memo[cls]


def _bodies(symbols: SymbolMap, cls: Symbol) -> Iterator[bytes]:
    for each in mro(symbols, cls):
        for definition in definitions_of(Lookup(symbols), each) if each.path is not None else ():
            utf8 = symbols.snapshot.files[each.path or ""].text.utf8
            yield _HEADER.sub(b"def x(_", utf8[slice(*definition.span)])

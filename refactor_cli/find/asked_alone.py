"""A string in a loop's own list -> what is asked for it by name, where nothing else is done with it.

`for name in ("old", "total"): getattr(self, name)()`: what renames the method renames it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.find.dispatch import Dispatch
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import source
from refactor_cli.resolution import bindings_at, scope_at
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ASK = frozenset({"delattr", "getattr", "hasattr", "setattr"})
_DISPLAYS = frozenset({"list", "set", "tuple"})
_LOOPS = ("for_statement", "for_in_clause")
_OWN_NAMES = frozenset({"function", "lambda", "comprehension"})
_FIELDS = {"attribute": "attribute", "keyword_argument": "name"}


def asked_alone(symbols: SymbolMap, call: Dispatch, string: Node) -> tuple[Dispatch, ...]:
    """All calls that a loop's variable, which is one of the strings of its list in turn, is used in, where all are
    `getattr` and the like; nothing where it, or the list, is used otherwise."""
    file_map, made = (
        symbols.map(call.path),
        nearest(symbols.node(call.path, Span(call.offset, call.offset + 1)), "call"),
    )
    given = code_children(made.child_by_field_name("arguments")) if made is not None else []
    if file_map is None or len(given) < 2:
        return ()
    word, at = source(symbols, call.path, given[1]), given[1].start_byte
    bindings = bindings_at(file_map, scope_at(file_map, at), word, at)
    if len(bindings) != 1 or file_map.scopes[bindings[0].scope].kind not in _OWN_NAMES:
        return ()
    (bound,) = bindings
    if len(file_map.bound_in(bound.scope, word)) != 1 or not _is_looped(
        symbols, call.path, bound.span, string
    ):
        return ()
    scope = symbols.node(call.path, file_map.scopes[bound.scope].span)
    found = list[Dispatch]()
    for node in every_node(scope) if scope is not None else ():
        if node.type != "identifier" or node.text != word.encode() or node.start_byte == bound.span.start:
            continue
        parent = node.parent
        field = _FIELDS.get(parent.type) if parent is not None else None
        if parent is not None and field and parent.child_by_field_name(field) == node:
            continue  # another thing of that name
        asking = _asking(symbols, call.path, node)
        if asking is None:
            return ()
        found.append(asking)
    return tuple(found)


def _is_looped(symbols: SymbolMap, path: str, name: Span, string: Node) -> bool:
    """Whether the string stands in the display itself that a loop goes through."""
    loop = nearest(symbols.node(path, name), *_LOOPS)
    left = loop.child_by_field_name("left") if loop is not None else None
    right = loop.child_by_field_name("right") if loop is not None else None
    is_name = left is not None and Span(*left.byte_range) == name
    return is_name and right is not None and right.type in _DISPLAYS and string.parent == right


def _asking(symbols: SymbolMap, path: str, name: Node) -> Dispatch | None:
    """The call of `getattr` or the like that a name is the second argument of."""
    given = name.parent
    call = given.parent if given is not None and given.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or (function.text or b"").decode("utf-8", "replace") not in _ASK:
        return None
    arguments = code_children(given)
    if len(arguments) < 2 or arguments[1] != name:
        return None
    return Dispatch(path, call.start_byte, source(symbols, path, arguments[0]), "")

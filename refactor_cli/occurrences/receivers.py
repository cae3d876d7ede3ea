"""What stands before the last dot, as the source of a receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import SPLATS, unstarred

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LITERALS = {
    "string": "'str'",
    "concatenated_string": "'str'",
    "integer": "'int'",
    "float": "'float'",
    "list": "'list'",
    "list_comprehension": "'list'",
    "dictionary": "'dict'",
    "dictionary_comprehension": "'dict'",
    "set": "'set'",
    "set_comprehension": "'set'",
    "tuple": "'tuple'",
    "true": "'bool'",
    "false": "'bool'",
}
# a bound for hostile files: `a.b.c.d` with more parts is unknown, more brackets around a name are not looked through
MOST_PARTS = 30


def receiver_of(utf8: bytes, node: Node | None) -> str:
    """The source of a receiver: a dotted name whose parts may be called, or the type of a literal."""
    parts = list[str]()
    suffix = ""
    while node is not None and len(parts) < MOST_PARTS:
        kind = node.type
        if kind == "identifier":
            name = utf8[node.start_byte : node.end_byte].decode("utf-8", "replace")
            return ".".join((name + suffix, *reversed(parts)))
        if kind == "attribute":
            attribute = node.child_by_field_name("attribute")
            if attribute is None:
                return ""
            name = utf8[attribute.start_byte : attribute.end_byte].decode("utf-8", "replace")
            parts.append(name + suffix)
            node, suffix = node.child_by_field_name("object"), ""
        elif kind == "call" and not suffix:
            node, suffix = node.child_by_field_name("function"), "()"
        elif kind in SPLATS:
            node = unstarred(node)
        elif kind == "parenthesized_expression":
            node = next((child for child in node.named_children if child.type != "comment"), None)
        elif kind in _LITERALS and not parts and not suffix:
            is_bytes = (
                kind == "string"
                and b"b" in utf8[node.start_byte : node.start_byte + 2].lower().split(b"'")[0]
            )
            return "'bytes'" if is_bytes else _LITERALS[kind]
        else:
            return ""
    return ""


def super_class(utf8: bytes, attribute: Node) -> str:
    """For `super(Class, self).name` the source of `Class`."""
    call = attribute.child_by_field_name("object")
    if call is None or call.type != "call":
        return ""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or utf8[function.start_byte : function.end_byte] != b"super":
        return ""
    return receiver_of(utf8, arguments.named_children[0]) if arguments.named_children else ""

"""Receivers of which a type server knows no more than what stands there by default: `getattr(shop, "cart", Cart())` is
a `Cart` for it, and `getattr(shop, "cart", None) or Cart()`, whatever the shop has. https://docs.python.org/3/library/functions.html#getattr"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.evidence.asked import Site
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.returns import returned_by
from refactor_cli.resolution import scope_at
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_NOTHING = frozenset({"none", "false", "true", "string", "integer", "float"})


def may_be_no_default(site: Site) -> bool:
    """Whether the receiver, what gives the variable its value, or what the function that is called returns, is asked of
    an object with an object for a default."""
    ask, path, node = site.ask, site.usage.path, site.receiver
    return any(_has_default(ask, where, each) for where, each in _given(ask, path, node))


def _given(ask: Ask, path: str, node: Node) -> Iterator[tuple[str, Node]]:
    yield path, node
    called = node.child_by_field_name("function") if node.type == "call" else None
    if called is not None:
        yield from _assigned(ask, path, called)
        for known in ask.expression(path, called).known:
            if known.kind == "function" and known.symbol.path is not None:
                yield from returned_by(ask, known.symbol)
    else:
        yield from _assigned(ask, path, node)


def _assigned(ask: Ask, path: str, node: Node) -> Iterator[tuple[str, Node]]:
    """What a variable is given, or an attribute in the file."""
    file_map, utf8 = ask.symbols.map(path), ask.symbols.snapshot.files[path].text.utf8
    if file_map is None or b"getattr(" not in utf8:
        return
    if node.type == "identifier":
        name, at = source(ask.symbols, path, node), node.start_byte
        spans = [each.span for each in reaching(file_map, scope_at(file_map, at), name, at).bindings]
    elif node.type == "attribute" and (attribute := node.child_by_field_name("attribute")) is not None:
        given = re.compile(
            rb"\.(%b)[ \t]*(?::[^=\n]*)?=(?!=)[^\n]*\bgetattr\(" % re.escape(attribute.text or b"")
        )
        spans = [Span(*found.span(1)) for found in given.finditer(utf8)]
    else:
        return
    for span in spans:
        statement = nearest(ask.symbols.node(path, span), "assignment", "named_expression")
        if statement is not None:
            value = statement.child_by_field_name("right") or statement.child_by_field_name("value")
            yield from ((path, value),) if value is not None else ()


def _has_default(ask: Ask, path: str, node: Node) -> bool:
    if b"getattr(" not in (node.text or b""):
        return False
    return any(_is_asked(ask, path, each) for each in every_node(node) if each.type == "call")


def _is_asked(ask: Ask, path: str, call: Node) -> bool:
    function = call.child_by_field_name("function")
    given = code_children(call.child_by_field_name("arguments"))
    if function is None or source(ask.symbols, path, function) != "getattr":
        return False
    is_either = call.parent is not None and call.parent.type == "boolean_operator"
    return is_either or (len(given) == 3 and given[2].type not in _NOTHING)

"""Properties that are read, set and deleted under the name of another one: a cached property takes what it is given and
forgets it where it is deleted, a plain one does so as far as its class says how.

https://docs.python.org/3/library/functools.html#functools.cached_property
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.functions.values_given import results
from refactor_cli.resolution.definitions import decorator_names

if TYPE_CHECKING:
    from collections.abc import Collection

    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_CHANGEABLE = frozenset({"dict", "list", "set"})
_GIVING = ("assignment", "augmented_assignment")
_CACHED = "cached_property"
_READING = frozenset({b"copy", b"count", b"get", b"index", b"items", b"keys", b"values"})
_SHOWING = frozenset(
    {b"all", b"any", b"bool", b"len", b"max", b"min", b"print", b"repr", b"sorted", b"str", b"sum"}
)


def put_otherwise(
    symbols: SymbolMap, usages: Collection[Usage], old: frozenset[Symbol], new: frozenset[Symbol]
) -> str:
    """Why no usage of a property can have the name of another one, "" where nothing is seen: what is set under the one
    name would be read under the other."""
    was, becomes = definition_of(symbols, old), definition_of(symbols, new)
    if becomes is None or "property" not in decorator_names(becomes):
        return ""
    name = last_part(next(iter(new)).name)
    for done, how in (("setter", "set"), ("deleter", "deleted")):
        if _says(symbols, new, name, done):
            continue
        for usage in usages:
            if usage.kind != "reference" or symbols.map(usage.path) is None:
                continue
            node = symbols.node(usage.path, usage.expression)
            if node is not None and _is_done(node, done):
                line = node.start_point.row + 1
                return f"'{name}' is a property that cannot be {how}, as {usage.path}:{line} does with the old one"
    if was is None or _CACHED not in decorator_names(was):
        return ""
    path = next(iter(new)).path or ""
    made = [each for each in results(symbols, path, becomes) or () if each.name in _CHANGEABLE or each.cls]
    if not made or all(_is_only_read(symbols, each) for each in usages):
        return ""
    return f"the old one keeps what it gives, and '{name}' makes it anew each time it is read"


def _is_only_read(symbols: SymbolMap, usage: Usage) -> bool:
    """Whether nothing there can tell one list or mapping from another with the same in it."""
    node = symbols.node(usage.path, usage.expression) if symbols.map(usage.path) is not None else None
    while (
        node is not None
        and node.type == "identifier"
        and node.parent is not None
        and node.parent.type == "attribute"
    ):
        node = node.parent
    parent = node.parent if node is not None else None
    if usage.kind != "reference" or node is None or parent is None:
        return usage.kind in ("string", "doc")
    if any(stands_in(node, each) for each in ("condition", "for", "in")) or parent.type == "interpolation":
        return True
    if parent.type == "comparison_operator":
        return all(each.type not in ("is", "is not") for each in parent.children)
    if parent.type == "subscript":
        outer = parent.parent
        is_further = outer is None or outer.type in ("attribute", "delete_statement", "subscript", *_GIVING)
        return parent.child_by_field_name("value") == node and not (
            is_further and (outer is None or outer.child_by_field_name("right") != parent)
        )
    outer = parent.parent if parent.type in ("argument_list", "attribute") else None
    if outer is None or outer.type != "call":
        return False
    function = outer.child_by_field_name("function")
    if parent.type == "attribute":
        named = parent.child_by_field_name("attribute")
        return function == parent and named is not None and named.text in _READING
    return function is not None and function.text in _SHOWING


def _is_done(node: Node, done: str) -> bool:
    while node.parent is not None and node.parent.type == "attribute" and node.type == "identifier":
        node = node.parent
    parent = node.parent
    if parent is None:
        return False
    if done == "deleter":
        return parent.type == "delete_statement"
    return parent.type in _GIVING and parent.child_by_field_name("left") == node


def _says(symbols: SymbolMap, found: frozenset[Symbol], name: str, done: str) -> bool:
    """Whether the file of a property says how it is set, or deleted: `@name.setter`."""
    path = next(iter(found)).path or ""
    utf8 = symbols.snapshot.files[path].text.utf8
    return bool(re.search(rb"@(?:\w+\.)?%b\.%b\b" % (re.escape(name.encode()), done.encode()), utf8))

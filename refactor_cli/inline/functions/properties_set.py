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
from refactor_cli.inline.functions.values_given import results
from refactor_cli.resolution.definitions import decorator_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_CHANGEABLE = frozenset({"dict", "list", "set"})
_GIVING = ("assignment", "augmented_assignment")
_CACHED = "cached_property"


def put_otherwise(
    symbols: SymbolMap, usages: Iterable[Usage], old: frozenset[Symbol], new: frozenset[Symbol]
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
    return f"the old one keeps what it gives, and '{name}' makes it anew each time it is read" if made else ""


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

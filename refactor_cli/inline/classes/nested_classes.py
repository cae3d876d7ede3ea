"""What a class says in a class of its own for its base: `class Meta` of a model or form -> what it says there that
another class does not.

A base outside of the repository reads that of each class that derives from it, and nothing in the repository names it.
https://docs.djangoproject.com/en/stable/ref/models/options/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.resolution import Lookup, definitions_of, mro
from refactor_cli.standard_modules import STANDARD_MODULES

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap


def lost_in_nested(symbols: SymbolMap, around: Node, old: Symbol, new: Symbol) -> str:
    """What a class (`around`) no longer inherits of what a class within its base says, with `new` for that base; "" for
    nothing, and where nothing but the repository may read it."""
    if not any(map(_is_framework, mro(symbols, old))):
        return ""
    for name, said in _nested(symbols, old).items():
        own = _own(around, name)
        if own is not None and f"{last_part(old.name)}.{name}".encode() not in _bases(own):
            continue
        written = _bound(own) if own is not None else set()
        there = _nested(symbols, new).get(name, frozenset[str]())
        if lost := sorted(said - there - written):
            return f"the '{name}' of {last_part(new.name)} says nothing of '{lost[0]}', which a base may read"
    return ""


def lost_in_base_of_nested(symbols: SymbolMap, named: Node, old: Symbol, new: Symbol) -> str:
    """The same where the class is `named` for what is within it, `class Meta(Old.Meta)`: in a class with that base."""
    asked = named.parent
    inner = asked.parent.parent if asked is not None and asked.parent is not None else None
    if asked is None or asked.type != "attribute" or inner is None or inner.type != "class_definition":
        return ""
    around = nearest(inner.parent, "class_definition")
    is_heir = around is not None and re.search(rb"\b%b\b" % re.escape(named.text or b""), _bases(around))
    return lost_in_nested(symbols, around, old, new) if around is not None and is_heir else ""


def _is_framework(cls: Symbol) -> bool:
    return cls.path is None and cls.name.partition(".")[0] not in STANDARD_MODULES and "." in cls.name


def _nested(symbols: SymbolMap, cls: Symbol) -> dict[str, frozenset[str]]:
    """The classes within a class and its bases by name, and what they bind; of several, the first counts."""
    look, found = Lookup(symbols), dict[str, frozenset[str]]()
    for each in mro(symbols, cls):
        file_map = symbols.map(each.path) if each.path is not None else None
        if file_map is None:
            continue
        for outer in definitions_of(look, each):
            inner = (other for other in file_map.definitions if other.scope == outer.body)
            for other in inner:
                if other.kind == "class" and other.body is not None:
                    names = {binding.name for binding in file_map.bindings if binding.scope == other.body}
                    found.setdefault(other.qualname.rpartition(".")[2], frozenset(names))
    return found


def _own(around: Node, name: str) -> Node | None:
    """The class of that name within a class."""
    body = around.child_by_field_name("body")
    for each in code_children(body) if body is not None else ():
        named = each.child_by_field_name("name") if each.type == "class_definition" else None
        if named is not None and named.text == name.encode():
            return each
    return None


def _bases(definition: Node) -> bytes:
    listed = definition.child_by_field_name("superclasses")
    return (listed.text or b"") if listed is not None else b""


def _bound(definition: Node) -> set[str]:
    """The names that plain assignments of a class give something."""
    body = definition.child_by_field_name("body")
    found = set[str]()
    for each in code_children(body) if body is not None else ():
        inner = code_children(each)[0] if each.type == "expression_statement" and each.children else each
        left = inner.child_by_field_name("left")
        if left is not None:
            found.add((left.text or b"").decode("utf-8", "replace"))
    return found

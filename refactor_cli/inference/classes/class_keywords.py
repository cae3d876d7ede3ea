"""What class statements hand to `__init_subclass__` of a base: `class Cart(Base, kind=Stock)`.
https://docs.python.org/3/reference/datamodel.html#object.__init_subclass__"""

from __future__ import annotations

from collections.abc import Iterator

from refactor_cli.data import Symbol
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.callers import RULE
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.values import Types, by, union
from refactor_cli.resolution import definitions_of

HOOK = "__init_subclass__"


def given_in_headers(ask: Ask, owner: Symbol, name: str) -> Types:
    """What the headers of classes below `owner` say for a keyword: others may derive from it as well."""
    found = [types for heir in heirs(ask.symbols, owner) for types in _given(ask, heir, name)]
    return by(union(found)._replace(complete=False), RULE)


def _given(ask: Ask, cls: Symbol, name: str) -> Iterator[Types]:
    path = cls.path or ""
    for definition in definitions_of(ask.look, cls):
        node = nearest(ask.symbols.node(path, definition.span), "class_definition")
        header = node.child_by_field_name("superclasses") if node is not None else None
        for each in header.named_children if header is not None and name in definition.keywords else ():
            keyword = each.child_by_field_name("name") if each.type == "keyword_argument" else None
            if keyword is not None and source(ask.symbols, path, keyword) == name:
                yield ask.expression(path, each.child_by_field_name("value"))

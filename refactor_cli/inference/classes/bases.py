"""Bases that no import or scope leads to: `class Made(get_base())`, `class Made(with_metaclass(Meta, Base))`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, called_in
from refactor_cli.inference.values import NOTHING, UNKNOWN, Types, union
from refactor_cli.resolution import ANY_CLASS, definitions_of, mro
from refactor_cli.resolution.standard_library import is_of_library

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "bases"
_OBJECT = Symbol(None, "builtins.object")


def inferred_bases(ask: Ask, cls: Symbol) -> Types:
    """The classes of the repository that the unknown bases of a class may be."""
    order = mro(ask.symbols, cls)
    if ANY_CLASS not in order or not ask.allows(RULE):
        return UNKNOWN
    return ask.once(("bases", cls), lambda: _inferred(ask, order))


def has_unknown_base(ask: Ask, cls: Symbol) -> bool:
    """Whether a class may have a base that nothing tells."""
    return ANY_CLASS in mro(ask.symbols, cls) and not inferred_bases(ask, cls).complete


def _inferred(ask: Ask, order: tuple[Symbol, ...]) -> Types:
    found = list[Types]()
    for cls in order:
        for definition in definitions_of(ask.look, cls) if cls.path is not None else ():
            node = nearest(ask.symbols.node(cls.path or "", definition.span), "class_definition")
            for base in _written(ask, cls.path or "", node):
                found.append(ask.expression(cls.path or "", base))
    types = union(found) if found else NOTHING
    classes = frozenset(each for each in types.known if each.kind == "class" and each.symbol.path is not None)
    led = {
        _OBJECT,
        *(each for each in order if each.path is None and is_of_library(each.name)),
    }  # looked into, as names lead there
    is_all = types.complete and all(each.symbol in led for each in types.known - classes)
    own = frozenset(each for each in classes if each.symbol not in order)
    return types._replace(
        known=own, complete=is_all and all(not has_unknown_base(ask, each.symbol) for each in own)
    )


def _written(ask: Ask, path: str, node: Node | None) -> list[Node]:
    """The expressions of the bases; of six's `with_metaclass(Meta, Base)` the bases in it."""
    arguments = node.child_by_field_name("superclasses") if node is not None else None
    found: list[Node] = []
    for each in arguments.named_children if arguments is not None else ():
        inner = each.child_by_field_name("arguments") if each.type == "call" else None
        name = last_part(called_in(ask.symbols, path, each))
        if name == "with_metaclass" and inner is not None:
            found += code_children(inner)[1:]
        elif each.type not in ("keyword_argument", "comment"):
            found.append(each)
    return found

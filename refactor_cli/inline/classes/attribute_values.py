"""Attributes that the bodies of two classes give other literals: what reads them of an object of the one, or inherits
them from it, gets something else from the other."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from refactor_cli.clipped import clipped
from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.inference.classes.families import defines
from refactor_cli.inference.members.attribute_assignments import is_assigned
from refactor_cli.resolution import definitions_of, mro
from refactor_cli.resolution.class_bodies import bound_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refactor_cli.inference.asking import Ask
    from refactor_cli.inline.classes.asked_otherwise import Both

LONGEST = 30  # characters of a value in a reason
_NOT_LITERAL = object()
_READ = rb"\b(?:self|cls|klass)\s*\.\s*%b\b(?!\s*=(?!=))"


def literal_of(ask: Ask, cls: Symbol, variable: Symbol) -> str:
    """The one literal that a class, or the base that it has it from, gives an attribute in its body; "" for anything
    else, and where objects are given something of their own."""
    owner, name = Symbol(variable.path, variable.name.rpartition(".")[0]), last_part(variable.name)
    bound = bound_in(ask.look, owner, name) if variable.path is not None else []
    if len(bound) != 1:
        return ""
    if gives_its_own(ask, cls, name):
        return ""
    root = ask.symbols.tree(variable.path or "").root_node
    node = nearest(root.descendant_for_byte_range(*bound[0].span), "assignment")
    right = node.child_by_field_name("right") if node is not None else None
    return (right.text or b"").decode("utf-8", "replace") if right is not None else ""


def are_other_values(was: str, becomes: str) -> bool:
    """Whether two sources are literals of other values."""
    if not was or not becomes:
        return False
    one, other = _value(was), _value(becomes)
    if _NOT_LITERAL in (one, other):
        return False
    return type(one) is not type(other) or one != other


def _value(source: str) -> object:
    try:
        value: object = ast.literal_eval(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _NOT_LITERAL
    return value


def inherited_otherwise(
    ask: Ask, classes: tuple[Symbol, Symbol], heir: Symbol, apart: Mapping[str, Both]
) -> str:
    """Why a class that derives from the first of two cannot derive from the other, "" where nothing is seen: it has an
    attribute from there that the methods which it gets as well read of its objects."""
    old, new = classes
    order = mro(ask.symbols, heir)
    between = order[: order.index(old)] if old in order else order
    for name, (was, becomes) in apart.items():
        if not was.written or not becomes.written or any(defines(ask, each, name) for each in between):
            continue
        if not gives_its_own(ask, heir, name) and _is_read_inside(ask, new, name):
            other = clipped(becomes.written, LONGEST)
            return f"'{name}' is {other} in {last_part(new.name)}, and {clipped(was.written, LONGEST)} here"
    return ""


def gives_its_own(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether the methods of a class give its objects an attribute."""
    return any(is_assigned(ask, each, name) for each in mro(ask.symbols, cls) if each.path is not None)


def _is_read_inside(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a method of a class, or of a base of it, reads an attribute of its own object."""
    pattern, files = re.compile(_READ % re.escape(name.encode())), ask.symbols.snapshot.files
    return any(
        pattern.search(files[each.path].text.utf8, *definition.span)
        for each in mro(ask.symbols, cls)
        if each.path is not None
        for definition in definitions_of(ask.look, each)
    )

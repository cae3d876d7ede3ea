"""An attribute of an object of the repository that is set in a way that is not followed: what everybody assigns to an
attribute of that name.

A guess that is good enough for the place in question, and not for further steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.members.attributes import field_types
from refactor_cli.inference.members.delegation import handed_on
from refactor_cli.inference.members.having import has_attribute
from refactor_cli.inference.tests_run.mocks import is_mock
from refactor_cli.inference.values import Known, Types
from refactor_cli.resolution.standard_library import lacks

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def or_same_named(ask: Ask, path: str, node: Node, types: Types) -> Types:
    """The types of an expression; where they say nothing, and it is such an attribute, those of its name."""
    name, receiver = node.child_by_field_name("attribute"), node.child_by_field_name("object")
    if name is None or receiver is None or not all(map(_says_nothing, types.known)):
        return types
    text = source(ask.symbols, path, name)
    known = ask.expression(path, receiver).known
    if not _is_ours(ask, known, text):
        return types
    return field_types(ask, path, text, known)


def _says_nothing(known: Known) -> bool:
    """Whether it is None, which is replaced later, or whatever an object from outside has there."""
    is_held = known.kind == "function" and known.symbol.path is None and known.bound is not None
    return known.kind == "none" or is_held


def _is_ours(ask: Ask, known: Iterable[Known], name: str) -> bool:
    """Whether an attribute is one that objects of the repository have, besides those that are sure to have none of the
    name, mocks, which have any, and what hands it on to others."""
    having = [each for each in known if each.kind != "none" and not handed_on(ask, each.symbol)]
    left = [each for each in having if not is_mock(each) and not _lacks(each, name)]
    return bool(left) and all(
        each.kind == "instance" and each.symbol.path is not None and has_attribute(ask, each.symbol, name)
        for each in left
    )


def _lacks(known: Known, name: str) -> bool:
    return known.kind == "instance" and known.symbol.path is None and lacks(known.symbol.name, name)

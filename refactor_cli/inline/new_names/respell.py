"""A reference to a symbol that moved -> how it is written from now on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span, Usage
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import begin, unstarred
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import comments, dotted_source, first_name, is_in_error, span_of, written
from refactor_cli.resolution.scopes import is_private

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree
    from refactor_cli.recipe.rules import Move

_LISTED = frozenset({"expression_list", "parenthesized_expression", "tuple", "list"})


class Respelled(NamedTuple):
    """New source for a span; `vacated`: the first name of the dotted name that vanishes, None when it stays."""

    span: Span
    text: str
    vacated: Span | None = None


class Ways(NamedTuple):
    """What is known at a place. Of the node before the dot: `is_member`, whether the name is asked of a class or an
    instance there; `is_owner`, whether it is the name of the class that has it. `spell`: how the new symbol is written
    instead of a source text; `is_held`: classes do not define the symbol, so that those that have it hold it under a
    name of their own."""

    is_member: Callable[[Node], bool]
    is_owner: Callable[[Node], bool]
    spell: Callable[[str], str]
    is_held: bool = False


def respelled(tree: Tree, usage: Usage, move: Move, ways: Ways, stays: bool) -> Respelled:
    """The reference under its new name. `stays`: the new symbol belongs to the same class or module.

    Raises:
        Opened: the new name cannot be written there.
    """
    node = tree.root_node.descendant_for_byte_range(*usage.span)
    if node is None or node.type != "identifier" or span_of(node) != usage.span or is_in_error(tree, node):
        raise Opened("the source around it does not parse")
    parent = node.parent
    assert parent is not None
    old_parent, _, _ = move.source.rpartition(".")
    new_parent, _, new_name = move.target.rpartition(".")
    if parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
        before = parent.child_by_field_name("object")
        assert before is not None
        before = unstarred(before)
        if ways.is_member(before) and (stays or not ways.is_owner(before)):
            name = written(node)
            if ways.is_held and usage.decided_by and name == last_part(move.source):
                raise Opened("an attribute of a class may hold it, and goes on being called so")
            if ways.is_held or (name != last_part(move.source) and not is_private(last_part(move.source))):
                return Respelled(usage.span, name)  # an attribute that holds it, and goes on being called so
            if not stays:
                raise Opened(f"it moves from {old_parent} to {new_parent}: its receiver has to change")
            return Respelled(usage.span, new_name)
        whole, first = parent, first_name(before) if dotted_source(before) else before
    elif parent.type == "dotted_name":
        whole, first = parent, parent.children[0]
        if parent.children[-1] != node:
            raise Opened("a longer dotted name in a pattern goes through it")
    elif parent.type in ("global_statement", "nonlocal_statement"):
        raise Opened(f"a {parent.type.partition('_')[0]} statement names it")
    elif _is_deleted(node):
        raise Opened("it deletes the name that this file binds, and not what that names")
    else:
        whole = first = node
    if first.type != "identifier":
        raise Opened("it is reached through an expression")
    if any(comments(whole)):
        raise Opened("a comment inside of the name would be lost")
    text = ways.spell(written(whole))
    if (
        whole.type == "dotted_name"
        and "." not in text
        and whole.parent
        and whole.parent.type == "case_pattern"
    ):
        raise Opened(f"in a pattern, the plain name '{text}' would match anything")
    return Respelled(Span(begin(whole), whole.end_byte), text, span_of(first))


def _is_deleted(name: Node) -> bool:
    """Whether a plain name is deleted: the one that the file itself binds, by an import that has to stay then."""
    listed = name.parent
    while listed is not None and listed.type in _LISTED:
        listed = listed.parent
    return listed is not None and listed.type == "delete_statement"

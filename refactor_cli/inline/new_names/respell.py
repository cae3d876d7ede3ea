"""A reference to a symbol that moved -> how it is written from now on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span, Usage
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
    owner = _owner(node)
    if owner is not None and ways.is_member(owner) and (stays or not ways.is_owner(owner)):
        return Respelled(usage.span, _attribute_name(usage, written(node), move, ways, stays))
    whole, first = _whole_and_first(node, owner)
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


def _owner(name: Node) -> Node | None:
    """What stands before the dot; None of a name that is no attribute."""
    parent = name.parent
    assert parent is not None
    if parent.type != "attribute" or parent.child_by_field_name("attribute") != name:
        return None
    owner = parent.child_by_field_name("object")
    assert owner is not None
    return unstarred(owner)


def _attribute_name(usage: Usage, name: str, move: Move, ways: Ways, stays: bool) -> str:
    """What a member is called from now on: by its new name, or as before where an attribute holds it.

    Raises:
        Opened: it moves to another class, or an attribute may hold it.
    """
    old_parent, _, old_name = move.source.rpartition(".")
    new_parent, _, new_name = move.target.rpartition(".")
    if ways.is_held and usage.decided_by and name == old_name:
        raise Opened("an attribute of a class may hold it, and goes on being called so")
    if ways.is_held or (name != old_name and not is_private(old_name)):
        return name
    if not stays:
        raise Opened(f"it moves from {old_parent} to {new_parent}: its receiver has to change")
    return new_name


def _whole_and_first(name: Node, owner: Node | None) -> tuple[Node, Node]:
    """The dotted name that a name ends, and where that begins.

    Raises:
        Opened: no other name can stand there.
    """
    parent = name.parent
    assert parent is not None
    if owner is not None:
        return parent, first_name(owner) if dotted_source(owner) else owner
    if parent.type == "dotted_name":
        if parent.children[-1] != name:
            raise Opened("a longer dotted name in a pattern goes through it")
        return parent, parent.children[0]
    if parent.type in ("global_statement", "nonlocal_statement"):
        raise Opened(f"a {parent.type.partition('_')[0]} statement names it")
    if _is_deleted(name):
        raise Opened("it deletes the name that this file binds, and not what that names")
    return name, name


def _is_deleted(name: Node) -> bool:
    """Whether a plain name is deleted: the one that the file itself binds, by an import that has to stay then."""
    listed = name.parent
    while listed is not None and listed.type in _LISTED:
        listed = listed.parent
    return listed is not None and listed.type == "delete_statement"

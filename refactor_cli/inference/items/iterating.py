"""What going through something gives, item by item, and whether nothing else can be among that.

Others may put something into a list that they hold as well. A generator gives what it yields and nothing else; and what
is written down, or made, just where it is gone through, nobody else holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.expression_nodes import code_children, is_starred
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.decorators import is_decorated_anyhow
from refactor_cli.inference.classes.families import are_defining
from refactor_cli.inference.items.containers import MOST_ITEMS, may_grow
from refactor_cli.inference.items.kept_by_attributes import is_kept_by_objects
from refactor_cli.inference.items.kept_by_modules import is_kept_by_module
from refactor_cli.inference.items.kept_here import is_kept_here
from refactor_cli.inference.members.assignment_places import (
    files_assigning,
    files_giving_by_text,
    is_assigned,
)
from refactor_cli.inference.values import (
    EVERY_ITEM,
    PROVEN,
    Known,
    Types,
    are_said,
    by,
    by_way_of,
    iterated,
    union,
    without_none,
)
from refactor_cli.resolution import definitions_of, mro, scope_at
from refactor_cli.resolution.scopes import reaching
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

LOOP = "loop"
RULE = EVERY_ITEM
_DISPLAYS = frozenset(
    {
        *("list", "tuple", "set", "expression_list", "generator_expression"),
        *("list_comprehension", "set_comprehension"),
    }
)
# what makes something new of all that each of its arguments gives, in the order of these or another
_GOING_THROUGH = frozenset(
    {
        f"builtins.{name}"
        for name in ("enumerate", "frozenset", "iter", "list", "reversed", "set", "sorted", "tuple", "zip")
    }
)
# steps by which an attribute is known to be given no more than is seen
_PROVED_ATTRIBUTES = ("every-assignment", "just-given")
_GENERATOR, _TUPLE = "builtins.generator", "builtins.tuple"


def gone_through(ask: Ask, path: str, node: Node, types: Types) -> Types:
    """What going through an expression gives, which may be these."""
    return taken(ask, path, node, types, items_of(ask, types), LOOP)


def taken(ask: Ask, path: str, node: Node, of: Types, items: Types, otherwise: str) -> Types:
    """What is taken out of an expression, by every item where these are all that can be in it: nobody else can put
    anything into it, or an annotation says what everybody does."""
    if not (items.complete and items.via <= PROVEN and ask.allows(RULE)):
        return by(items, otherwise)
    return by(items, RULE if are_said(of) or is_settled(ask, path, node) else otherwise)


def items_of(ask: Ask, types: Types) -> Types:
    """What iterating gives; over objects of the repository by their `__iter__`, and the `__next__` of what that gives.
    https://docs.python.org/3/reference/datamodel.html#object.__iter__"""
    instances = (known for known in types.known if known.kind == "instance" and not known.items)
    own = [known for known in instances if known.symbol.path is not None]
    if not own:
        return iterated(types)
    found = [iterated(types._replace(known=types.known - {*own}))] if len(own) < len(types.known) else []
    for known in own:
        iterator = union(ask.result(each) for each in ask.attribute(known, "__iter__").known)
        following = (each for one in iterator.known for each in ask.attribute(one, "__next__").known)
        items = iterated(iterator)
        found.append(items if items.known else union(map(ask.result, following)))
    every = union(found)
    return by_way_of(every, types)


def is_settled(ask: Ask, path: str, node: Node) -> bool:
    """Whether nobody can put anything into what is gone through: a generator, or what nobody else has."""
    while node.type == "parenthesized_expression" and len(code_children(node)) == 1:
        node = code_children(node)[0]
    if node.type in _DISPLAYS:
        parts = code_children(node)
        return len(parts) <= MOST_ITEMS and not any(is_starred(each) for each in parts)
    types = ask.expression(path, node)
    is_fixed = bool(types.known) and all(map(_is_fixed, types.known))
    if node.type == "identifier":
        return _is_settled_name(ask, path, node, types, is_fixed)
    if node.type == "attribute":
        name = node.child_by_field_name("attribute")
        attribute = source(ask.symbols, path, name) if name is not None else ""
        if is_fixed:
            return bool(attribute) and _is_given_once(ask, attribute, types)
        return _are_kept_by_objects(ask, path, node, attribute, types)
    if is_fixed:
        return True
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None:
        return False
    called = ask.expression(path, function)
    given = code_children(node.child_by_field_name("arguments"))
    plain = [each for each in given if each.type != "keyword_argument"]
    if called.complete and called.via <= PROVEN and _gives_its_own(ask, called):
        return True
    return (
        bool(plain)
        and bool(called.known)
        and called.complete
        and all(each.symbol.path is None and each.symbol.name in _GOING_THROUGH for each in called.known)
        and all(is_settled(ask, path, each) for each in plain)
    )


def _are_kept_by_objects(ask: Ask, path: str, node: Node, name: str, types: Types) -> bool:
    """Whether an attribute holds a container that its object's class makes, and nobody has but such objects."""
    if not {EVERY_ITEM, "every-assignment"} <= types.via or not types.via <= PROVEN:
        return False
    of = without_none(ask.expression(path, node.child_by_field_name("object")))
    owners = [
        [cls for cls in mro(ask.symbols, each.symbol) if cls.path is not None and is_assigned(ask, cls, name)]
        for each in of.known
        if each.kind == "instance" and each.symbol.path is not None
    ]
    return len(owners) == len(of.known) and all(
        each and all(is_kept_by_objects(ask, cls, name) for cls in each) for each in owners
    )


def _is_settled_name(ask: Ask, path: str, node: Node, types: Types, is_fixed: bool) -> bool:
    """Whether a variable holds a container that nobody has but its function, or what is fixed and was settled where the
    variable got it."""
    file_map = ask.symbols.map(path)
    if file_map is None:
        return False
    name, at = source(ask.symbols, path, node), node.start_byte
    bound = reaching(file_map, scope_at(file_map, at), name, at).bindings
    if not bound or not all(each.kind == "assign" for each in bound):
        return False
    if all(each.scope == 0 for each in bound):
        if is_fixed:
            return _is_given_once(ask, name, types)
        return all(map(may_grow, types.known)) and is_kept_by_module(ask, path, file_map, name, types)
    if all(is_kept_here(ask, path, file_map, each) for each in bound):
        return all(map(may_grow, types.known))
    values = [_value(ask.symbols.node(path, each.span)) for each in bound if each.scope]
    return (
        is_fixed
        and len(values) == len(bound)
        and all(each is not None and is_settled(ask, path, each) for each in values)
    )


def _value(name: Node | None) -> Node | None:
    """What a plain assignment gives a name."""
    statement = name.parent if name is not None else None
    if statement is None or statement.type != "assignment" or statement.child_by_field_name("left") != name:
        return None
    return statement.child_by_field_name("right")


def _is_given_once(ask: Ask, name: str, types: Types) -> bool:
    """Whether an attribute of an object, or of a module, is given nothing else by other code or in another class."""
    if not types.via.isdisjoint(_PROVED_ATTRIBUTES):
        return True
    return not is_given_elsewhere(ask, name) and not are_defining(ask, name, 2)


def is_given_elsewhere(ask: Ask, name: str) -> bool:
    """Whether something gives an attribute of a name anything, of whatever it is: by an assignment, a patch, or a text
    that may do so."""
    from refactor_cli.inference.members.every_assignment import is_given_by_text

    symbols = ask.symbols
    return (
        bool(files_assigning(symbols, name) or files_giving_by_text(symbols, name))
        or is_given_by_text(ask, name)
        or any(
            _is_global(symbols.snapshot.files[path].data, name)
            for path in python_files_with(symbols.snapshot, name)
        )
    )


def _is_global(data: bytes, name: str) -> bool:
    """Whether `globals()["name"]` may be given something."""
    return b"globals()" in data and (f'"{name}"'.encode() in data or f"'{name}'".encode() in data)


def _gives_its_own(ask: Ask, called: Types) -> bool:
    """Whether functions give back a container that they made, and keep nothing of it."""
    return bool(called.known) and all(
        each.kind == "function" and each.symbol.path is not None and _makes_its_own(ask, each.symbol)
        for each in called.known
    )


def _makes_its_own(ask: Ask, function: Symbol) -> bool:
    from refactor_cli.inference.calling.returns import returned_by

    def makes() -> bool:
        given = [*returned_by(ask, function)]
        return (
            bool(given)
            and len(definitions_of(ask.look, function)) == 1
            and not is_decorated_anyhow(ask, function)
            and all(is_settled(ask, path, node) for path, node in given)
        )

    return ask.whether(("gives a container of its own", function), makes)


def _is_fixed(known: Known) -> bool:
    """Whether it is a generator, as its function or an expression makes it, or a tuple that is written down."""
    if known.kind != "instance" or not known.made:
        return False
    return known.symbol.name == _GENERATOR or (known.symbol.name == _TUPLE and bool(known.parts))

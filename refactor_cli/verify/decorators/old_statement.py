"""Usage, name -> the statement that hands what has this name to a call, and the definition of that name above it.

A decorator does when the definition is made what the statement did further down. That it is the same needs this of the
old source: the statement is nothing but the call, or gives the name what the call gives; both stand in one list of
statements, so that the one is reached whenever the other is; and the name is bound nowhere else.

A statement in a class's own body may be one as well, which tells the class something about itself, as `implements(I)`
of zope.interface did (https://zopeinterface.readthedocs.io/en/latest/README.html#declaring-implemented-interfaces). It
is nothing but the call then; and what it uses means the same above the class.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.data import Binding, Definition, FileMap, Span, Usage
from refactor_cli.expression_nodes import STATEMENT_LISTS, code_children
from refactor_cli.resolution import scope_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import Text, indentation
from refactor_cli.verify.code import parsed_any
from refactor_cli.verify.place import Place, definition_place, place_of
from refactor_cli.verify.refused import Refused

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ALONE = "the statement of the call has to be the call alone, or to give '{name}' what the call of it gives"
# https://docs.python.org/3/reference/datamodel.html#creating-the-class-object
_OWN_OF_BODY = frozenset({"__class__", "__module__", "__qualname__", "locals", "vars"})


class Registered(Struct, frozen=True):
    """A statement that calls something with what a name stands for. `place`: of the usage; `statement`: its span;
    `source`: what stands there; `call`: the tree of the call; `is_assigned`: it gives the name what the call gives;
    `definition`: of the name, and `above` its place, decorators that are run after the call included; `scope`: of the
    definition; `is_inside`: the statement stands in its body; `between`: the statements between the two, or those of
    the body below the call, each with its tree, None where Python 3 does not read it."""

    place: Place
    statement: Span
    source: str
    call: ast.Call
    is_assigned: bool
    definition: Definition
    above: Place
    scope: int
    is_inside: bool
    between: tuple[tuple[Span, ast.stmt | None], ...]

    @property
    def name(self) -> str:
        """Of what is handed to the call."""
        return self.definition.name

    def others(self) -> Iterator[ast.expr]:
        """The arguments of the call beside the name."""
        for each in (*self.call.args, *(keyword.value for keyword in self.call.keywords)):
            if not _is_name(each, self.name):
                yield each.value if isinstance(each, ast.Starred) else each


def registered(usage: Usage, name: str, file_map: FileMap, symbols: SymbolMap) -> Registered:
    """The statement of a usage, and the definition of a name above it.

    Raises:
        Refused: a decorator cannot do the same.
    """
    tree, text = symbols.tree(usage.path), symbols.snapshot.files[usage.path].text
    place = place_of(usage, tree, text)
    span = place.statement
    if usage.call_span is None or span is None:
        raise Refused("what is not called in a statement of its own gives way to no decorator")
    if not place.alone:
        raise Refused("other code stands on the lines of its statement")
    source = place.old(span)
    call, is_assigned = _call(source, place, name)
    node = tree.root_node.descendant_for_byte_range(*span)
    while node is not None and node.parent is not None and node.parent.type not in STATEMENT_LISTS:
        node = node.parent
    siblings = code_children(node.parent) if node is not None else []
    around = _class_around(name, span, siblings, file_map)
    if around is not None:
        _check_same_above(call, span, around, file_map)
        definition, start, end = around, span.end, around.span.end
    else:
        _check_handed(call, name)
        definition = _definition(name, scope_at(file_map, span.start), span, siblings, file_map)
        _check_bound_once(definition, span, file_map, is_assigned=is_assigned)
        start, end = definition.outer.end, span.start
    above = definition_place(definition, around is None, tree, text)
    if not above.alone:
        raise Refused(f"other code stands on the lines of the definition of '{name}'")
    inside = (each for each in siblings if start <= each.start_byte < end)
    between = tuple((Span(each.start_byte, each.end_byte), _statement(each, text)) for each in inside)
    is_inside = around is not None
    return Registered(
        place, span, source, call, is_assigned, definition, above, definition.scope, is_inside, between
    )


def _class_around(name: str, statement: Span, siblings: list[Node], file_map: FileMap) -> Definition | None:
    """The class of a name in whose own body a statement stands, under no condition."""
    scope = scope_at(file_map, statement.start)
    for each in file_map.definitions:
        if each.body == scope and each.kind == "class" and each.name == name:
            block = siblings[0].parent if siblings else None
            owner = block.parent if block is not None else None
            is_own = owner is not None and owner.type == "class_definition"
            return each if is_own else None
    return None


def _check_same_above(call: ast.Call, statement: Span, around: Definition, file_map: FileMap) -> None:
    """Raises Refused when what a call in a class's body uses may be something else above the class: the body gave a
    name a meaning of its own before."""
    bound = {
        each.name
        for each in file_map.bindings
        if each.scope == around.body and each.span.start < statement.start
    }
    for node in ast.walk(call):
        if not isinstance(node, ast.Name | ast.Attribute):
            continue
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name.startswith("__") and not name.endswith("__"):
            raise Refused(f"'{name}' is another name above the class '{around.name}' than in it")
        if not isinstance(node, ast.Name):
            continue
        if name in _OWN_OF_BODY or name in bound or "*" in bound:
            raise Refused(f"'{name}' may be something else above the class '{around.name}' than in it")


def _call(source: str, place: Place, name: str) -> tuple[ast.Call, bool]:
    """The call that a statement is, or whose value it gives a name; and whether it does that."""
    match _tree(source), _tree(place.old(place.span)):
        case ast.Expr(value=ast.Call() as call), ast.Expr(value=inner) if ast.dump(call) == ast.dump(inner):
            return call, False
        case (
            ast.Assign(targets=[ast.Name(id=target)], value=ast.Call() as call),
            ast.Expr(value=inner),
        ) if target == name and ast.dump(call) == ast.dump(inner):
            return call, True
    raise Refused(_ALONE.format(name=name))


def _statement(node: Node, text: Text) -> ast.stmt | None:
    """The tree of a statement; of a function whose body Python 3 does not read, without that."""
    # so that all its lines stand as deep as they do
    ahead = indentation(text.line(text.position(node.start_byte)[0]))
    found = _tree(ahead + text.slice(node.start_byte, node.end_byte))
    function = node.child_by_field_name("definition") if node.type == "decorated_definition" else node
    body = function.child_by_field_name("body") if function is not None else None
    if found is not None or body is None or function is None or function.type != "function_definition":
        return found
    return _tree(f"{ahead}{text.slice(node.start_byte, body.start_byte)}pass")


def _tree(source: str) -> ast.stmt | None:
    """A statement, with the white space that it is indented by or without; None for what is not one."""
    source = source.replace("\r\n", "\n")
    is_indented = source.startswith((" ", "\t"))
    module = parsed_any(f"if 1:\n{source}" if is_indented else source)
    body = module.body if module is not None else []
    if is_indented and body and isinstance(body[0], ast.If):
        body = body[0].body
    return body[0] if len(body) == 1 else None


def _check_handed(call: ast.Call, name: str) -> None:
    given = [*call.args, *(each.value for each in call.keywords)]
    if not any(_is_name(each, name) for each in given):
        raise Refused(f"'{name}' is no argument of the call")
    if sum(_is_name(each, name) for each in ast.walk(call)) > 1:
        raise Refused(f"the call uses '{name}' in more than one place, and a decorator stands above it")


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _definition(
    name: str, scope: int, statement: Span, siblings: list[Node], file_map: FileMap
) -> Definition:
    starts = {each.start_byte for each in siblings}
    every = [each for each in file_map.definitions if each.name == name and each.scope == scope]
    above = [each for each in every if each.outer.end <= statement.start and each.outer.start in starts]
    if not above:
        raise Refused(f"no class or def of '{name}' stands above the call, in the same block")
    return above[-1]


def _check_bound_once(
    definition: Definition, statement: Span, file_map: FileMap, *, is_assigned: bool
) -> None:
    bound = [each for each in file_map.named.get(definition.name, ()) if each.scope == definition.scope]
    others = [each for each in bound if not _is_own(each, definition, statement, is_assigned=is_assigned)]
    if others:
        raise Refused(f"'{definition.name}' is bound in another place as well")
    stars = (each for each in file_map.named.get("*", ()) if each.scope == definition.scope)
    if any(each.span.start > definition.outer.start for each in stars):
        raise Refused(f"a star import below its definition may give '{definition.name}' another meaning")


def _is_own(binding: Binding, definition: Definition, statement: Span, *, is_assigned: bool) -> bool:
    if binding.kind in ("function", "class"):
        return binding.span == definition.name_span
    return is_assigned and statement.contains(binding.span)

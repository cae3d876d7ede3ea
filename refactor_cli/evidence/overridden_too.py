"""What a receiver may be where its object is of a subclass: `maker.make().old()` with `maker: Maker`, of which a
subclass has another `make`. Annotations, tests of the type and attributes tell a class, and its heirs with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.receiver import own_and_others
from refactor_cli.expression_nodes import OPERATORS, code_children, operator_of
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.managers import entered
from refactor_cli.inference.calling.returns import returned_by
from refactor_cli.inference.classes.families import are_defining, defines
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.members.assignment_places import is_assigned
from refactor_cli.inference.values import Known, Types, iterated, union
from refactor_cli.resolution import bound_at, is_subclass

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# so many variables and functions may stand between
_FURTHEST = 3
# a class with more heirs that have the name is everybody's
_MOST_HEIRS = 30
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"})
_DECIDES = "__getattribute__"
_OF_A_CLASS = frozenset({"instance", "class"})


def may_be_overridden(site: Site) -> bool:
    """Whether a subclass gives what has the target where the receiver is taken from, or returned by, its base."""
    return any(
        own_and_others(replace(site, types=types))[0]
        for types in _by_heirs(site.ask, site.usage.path, site.receiver, _FURTHEST)
    )


def _by_heirs(
    ask: Ask, path: str, node: Node | None, further: int, own: Symbol | None = None
) -> Iterator[Types]:
    """What an expression may be by what subclasses have in the place of what it asks for. `own`: the class of the
    object that the method is called on in which it stands, where that is known."""
    while node is not None and node.type in ("parenthesized_expression", "await"):
        node = next(iter(code_children(node)), None)
    if node is None:
        return
    match node.type:
        case "identifier" if further:
            yield from _of_variable(ask, path, node, further - 1, own)
        case "attribute":
            yield from _of_attribute(ask, path, node, own)
        case "subscript":
            value = node.child_by_field_name("value")
            for types in _by_heirs(ask, path, value, further, own):
                yield Types(frozenset(one for each in types.known for one in each.values | each.items))
            yield from _of_special(ask, path, value, "__getitem__", own)
        case "binary_operator":
            if (sign := operator_of(node)) in OPERATORS:
                left = node.child_by_field_name("left")
                yield from _of_special(ask, path, left, f"__{OPERATORS[sign]}__", own)
        case "call":
            function = node.child_by_field_name("function")
            for types in _by_heirs(ask, path, function, further, own):
                yield union(ask.result(each) for each in types.known)
            yield from _of_special(ask, path, function, "__call__", own)
            on = function.child_by_field_name("object") if function is not None else None
            if on is not None and _is_just_made(ask, path, on):
                return  # what its methods ask of their object is its class's own
            for each in ask.expression(path, function).known if further else ():
                if each.kind == "function" and each.symbol.path is not None and each.bound is not None:
                    for file, value in returned_by(ask, each.symbol):
                        yield from _by_heirs(ask, file, value, further - 1, each.bound)


def _of_variable(ask: Ask, path: str, node: Node, further: int, own: Symbol | None) -> Iterator[Types]:
    for each in bound_at(ask.symbols, path, source(ask.symbols, path, node), node.start_byte):
        target, depth = _unpacked(ask.symbols.node(path, each.span))
        statement = target.parent if target is not None else None
        if target is None or statement is None:
            continue
        if each.kind == "with":
            yield from _of_manager(ask, path, nearest(target, "as_pattern"), further, own)
        if statement.child_by_field_name("left") != target:
            continue
        right = statement.child_by_field_name("right")
        is_loop = statement.type != "assignment"
        for types in _by_heirs(ask, path, right, further, own):
            yield _taken_out(types, depth + is_loop)
        if depth or is_loop:
            for types in _of_special(ask, path, right, "__iter__", own):
                yield _taken_out(types, depth + is_loop)


def _unpacked(target: Node | None) -> tuple[Node | None, int]:
    """All that a statement assigns to, where a name is a part of it, and how deep the name stands in that."""
    depth = 0
    while target is not None and target.parent is not None and target.parent.type in _PATTERNS:
        target, depth = target.parent, depth + 1
    return target, depth


def _taken_out(types: Types, depth: int) -> Types:
    for _ in range(depth):
        types = iterated(types)
    return types


def _of_manager(ask: Ask, path: str, item: Node | None, further: int, own: Symbol | None) -> Iterator[Types]:
    """What `with value as name` gives, by what subclasses have in the place of what gives the value, or enters it."""
    value = next(iter(code_children(item)), None) if item is not None else None
    for types in _by_heirs(ask, path, value, further, own):
        yield entered(ask, types)
    for name in ("__enter__", "__aenter__"):
        yield from _of_special(ask, path, value, name, own)


def _of_attribute(ask: Ask, path: str, node: Node, own: Symbol | None) -> Iterator[Types]:
    of, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
    if of is None or name is None or _is_just_made(ask, path, of):
        return
    text = source(ask.symbols, path, name)
    for known in ask.expression(path, of).known:
        if known.kind in _OF_A_CLASS and known.symbol.path is not None:
            yield from _of_object(ask, known, text, own)


def _of_special(ask: Ask, path: str, node: Node | None, name: str, own: Symbol | None) -> Iterator[Types]:
    """What a method gives that Python calls by itself on an object, by what subclasses have in its place."""
    if node is None or not are_defining(ask, name, 2) or _is_just_made(ask, path, node):
        return
    for known in ask.expression(path, node).known:
        if known.kind == "instance" and known.symbol.path is not None:
            for types in _of_object(ask, known, name, own):
                yield union(ask.result(each) for each in types.known)


def _of_object(ask: Ask, known: Known, name: str, own: Symbol | None) -> Iterator[Types]:
    is_own = own is not None and is_subclass(ask.symbols, own, known.symbol)
    cls = own if own is not None and is_own else known.symbol
    for heir in (*((cls,) if is_own else ()), *_heirs_having(ask, cls, name)):
        yield ask.attribute(Known(known.kind, heir), name)
    for heir in _heirs_deciding(ask, cls):
        yield union(ask.result(each) for each in ask.attribute(Known("instance", heir), _DECIDES).known)


def _heirs_deciding(ask: Ask, cls: Symbol) -> list[Symbol]:
    """The heirs of a class that say themselves what each attribute is."""
    if not are_defining(ask, _DECIDES, 1):
        return []
    return [each for each in heirs(ask.symbols, cls) if defines(ask, each, _DECIDES)]


def _heirs_having(ask: Ask, cls: Symbol, name: str) -> list[Symbol]:
    """The heirs of a class that have something else under a name than it: by their bodies, by what their methods
    assign, or by a `__getattr__` of their own."""
    memo: dict[tuple[Symbol, str], list[Symbol]] = ask.symbols.snapshot.memo.setdefault(
        "heirs having another", {}
    )
    key = (cls, name)
    if key not in memo:
        found = [
            each
            for each in heirs(ask.symbols, cls)
            if defines(ask, each, name)
            or (
                not name.startswith("__")
                and (defines(ask, each, "__getattr__") or is_assigned(ask, each, name))
            )
        ]
        memo[key] = found if len(found) <= _MOST_HEIRS else []
    return memo[key]


def _is_just_made(ask: Ask, path: str, node: Node) -> bool:
    """Whether an object is made where it stands, or where the one variable that it is got it: of just its class."""
    if node.type == "identifier":
        bound = bound_at(ask.symbols, path, source(ask.symbols, path, node), node.start_byte)
        if len(bound) != 1 or bound[0].kind != "assign" or not bound[0].called:
            return False
        target = ask.symbols.node(path, bound[0].span)
        right = target.parent.child_by_field_name("right") if target is not None and target.parent else None
        return right is not None and right.type == "call" and _is_just_made(ask, path, right)
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None or function.type not in ("identifier", "attribute"):
        return False
    known = ask.expression(path, function).known
    return bool(known) and all(each.kind == "class" and not each.own for each in known)

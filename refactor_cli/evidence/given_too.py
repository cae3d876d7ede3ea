"""What else an attribute may be that stands before the dot: what other code gives attributes of that name, on objects
of which nothing is known, and under computed names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import Span, Symbol
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.receiver import own_and_others
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.computed.computed_names import is_filled
from refactor_cli.inference.computed.filled_modules import writes_its_variables
from refactor_cli.inference.computed.texts import is_in_texts
from refactor_cli.inference.members.every_assignment import MOST_PLACES, Place, given_outside, is_of_others
from refactor_cli.inference.tests_run.mocks import is_mock
from refactor_cli.inference.values import Known, Types, union
from refactor_cli.resolution import is_subclass, scope_at
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# what gives an object an attribute, or its dictionary a key
_PUT = frozenset({b"__setitem__", b"setdefault"})
_DICTIONARY = re.compile(rb"\.__(?:dict|globals)__\Z|^vars\([^()]{0,80}\)\Z")
# https://docs.python.org/3/library/unittest.mock.html#unittest.mock.patch
_STANDING_IN = frozenset({b"new", b"side_effect", b"wraps"})
_MODULE = re.compile(rb"(?:[\w.]+\.)?(?:import_module\(|__import__\(|modules\[)")
_CALLED = frozenset({"class", "function", "lambda"})


def may_be_given_target(site: Site, only_by_text: bool = False) -> bool:
    """Whether an attribute before the dot is given something that has the target, by code that does not say to which
    object; or a name that is not written there, but somewhere in the repository. `only_by_text`: by its name in a
    string there, as in `thing.__dict__["cart"] = Cart()`."""
    attribute, name = _attribute(site)
    if attribute is None or not name.isidentifier():
        return False
    places = [*given_outside(site.ask, lambda _: False, (), name)]
    if len(places) <= MOST_PLACES and any(
        own_and_others(replace(site, types=types))[0]
        for place in places
        if place.is_text or not only_by_text
        if is_aside(site.usage.path) or not is_aside(place.path)
        for types in given_there(site.ask, place.path, place.span, place.is_text)
    ):
        return True
    return not only_by_text and may_be_given_anything(site)


def is_given_target(site: Site) -> bool:
    """Whether an attribute before the dot is given something that has the target by other code, to what is known to be
    of its object's class."""
    attribute, name = _attribute(site)
    if attribute is None or site.receiver.type == "call" or not name.isidentifier():
        return False
    ask = site.ask
    places = [each for each in given_outside(ask, lambda _: False, (), name) if not each.is_text]
    if not places or len(places) > MOST_PLACES:
        return False
    object_types = ask.expression(site.usage.path, attribute.child_by_field_name("object"))
    having = _classes(object_types)
    is_module = any(each.kind == "module" for each in object_types.known)
    return any(
        own_and_others(replace(site, types=types))[0]
        for place in places
        if (is_aside(site.usage.path) or not is_aside(place.path))
        and (_is_given_to(ask, place, having) or (is_module and _is_module_by_name(ask, place)))
        for types in given_there(ask, place.path, place.span, False)
    )


def _is_given_to(ask: Ask, place: Place, classes: Set[Symbol]) -> bool:
    node = ask.symbols.node(place.path, place.span)
    attribute = node.parent if node is not None else None
    of = attribute.child_by_field_name("object") if attribute is not None else None
    given = ask.expression(place.path, of)
    if not given.known and of is not None and _is_owner(ask, place.path, of):
        return True
    return any(
        is_subclass(ask.symbols, one, other) or is_subclass(ask.symbols, other, one)
        for one in _classes(given)
        for other in classes
    )


def _is_module_by_name(ask: Ask, place: Place) -> bool:
    """`import_module("config").app = App()`, `sys.modules["config"].app = App()`"""
    node = ask.symbols.node(place.path, place.span)
    attribute = node.parent if node is not None else None
    of = attribute.child_by_field_name("object") if attribute is not None else None
    return of is not None and _MODULE.match(of.text or b"") is not None


def _is_owner(ask: Ask, path: str, node: Node) -> bool:
    """Whether it is the class that `__set_name__` of a descriptor, which stands in its body, is told.
    https://docs.python.org/3/reference/datamodel.html#object.__set_name__"""
    file_map = ask.symbols.map(path) if node.type == "identifier" else None
    if file_map is None:
        return False
    function = definition_of_body(ask.look, path, scope_at(file_map, node.start_byte))
    return (
        function is not None
        and function.name == "__set_name__"
        and [each.name for each in function.parameters[1:2]] == [source(ask.symbols, path, node)]
    )


def _classes(types: Types) -> set[Symbol]:
    """The classes of the repository that something may be of, or one of."""
    return {each.symbol for each in types.known if each.kind in ("instance", "class") and each.symbol.path}


def may_variable_be_given_target(site: Site) -> bool:
    """Whether a variable of a module before the dot is given something that has the target by code outside: an
    assignment to an attribute of that name of what may be the module, a string, or ways in which nothing is seen."""
    ask, path, node = site.ask, site.usage.path, site.receiver
    file_map = ask.symbols.map(path)
    if node.type != "identifier" or file_map is None:
        return False
    name, at = source(ask.symbols, path, node), node.start_byte
    bound = reaching(file_map, scope_at(file_map, at), name, at).bindings
    if not bound or any(each.scope for each in bound):
        return False
    if writes_its_variables(ask.symbols, path):
        return True
    places = [*given_outside(ask, lambda _: False, (), name)]
    return len(places) <= MOST_PLACES and any(
        own_and_others(replace(site, types=types))[0]
        for place in places
        if is_aside(path) or not is_aside(place.path)
        for types in given_there(ask, place.path, place.span, place.is_text)
    )


def may_be_given_anything(site: Site) -> bool:
    """Whether an attribute before the dot is given something under a computed name."""
    attribute, name = _attribute(site)
    if attribute is None or not name.isidentifier():
        return False
    # runners of tests give their classes what they like
    return not is_aside(site.usage.path) and _is_computed(site.ask, site.usage.path, attribute, name)


def may_give_target(site: Site) -> bool:
    """Whether the method that is called before the dot is replaced by something that gives what has the target."""
    return any(own_and_others(replace(site, types=types))[0] for types in _given_results(site))


def may_give_others(site: Site) -> bool:
    """Whether that is replaced by something that gives what has something else of the repository under the name."""
    return any(
        each.path is not None
        for types in _given_results(site)
        for each in own_and_others(replace(site, types=types))[1]
    )


def _given_results(site: Site) -> Iterator[Types]:
    """What calling that gives which is put in the place of a method; in the program what tests put there does not
    count."""
    attribute, name = _attribute(site)
    if site.receiver.type != "call" or attribute is None or not name.isidentifier():
        return
    ask = site.ask
    places = [*given_outside(ask, lambda _: False, (), name)]
    if not places or len(places) > MOST_PLACES:
        return
    having = ask.expression(site.usage.path, attribute.child_by_field_name("object")).known
    for place in places:
        if is_aside(place.path) and not is_aside(site.usage.path):
            continue
        if not place.is_text and (
            _is_of_mock(ask, place) or (having and all(_is_of_others(ask, each, place) for each in having))
        ):
            continue
        for types in given_there(ask, place.path, place.span, place.is_text):
            yield union(ask.result(each) for each in types.known if each.kind in _CALLED)
        if place.is_text:
            yield from _returned(ask, place.path, place.span)


def _is_of_others(ask: Ask, known: Known, place: Place) -> bool:
    """Whether a place gives something to what has nothing to do with an object, or a class."""
    is_ours = known.kind in ("instance", "class") and known.symbol.path is not None
    return not is_ours or is_of_others(ask, known.symbol, known.own, place)


def _is_of_mock(ask: Ask, place: Place) -> bool:
    node = ask.symbols.node(place.path, place.span)
    attribute = node.parent if node is not None else None
    of = attribute.child_by_field_name("object") if attribute is not None else None
    known = ask.expression(place.path, of).known
    return bool(known) and all(is_mock(each) for each in known)


def _returned(ask: Ask, path: str, span: Span) -> Iterator[Types]:
    """`patch.object(thing, "name", return_value=value)`"""
    arguments = _arguments(ask.symbols.node(path, span))
    for each in arguments:
        name = each.child_by_field_name("name") if each.type == "keyword_argument" else None
        if name is not None and source(ask.symbols, path, name) == "return_value":
            yield ask.expression(path, each.child_by_field_name("value"))


def _is_computed(ask: Ask, path: str, attribute: Node, name: str) -> bool:
    """Whether code gives the object of an attribute values under computed names, and the name is one of those that a
    text or a keyword of the repository has."""
    of = ask.expression(path, attribute.child_by_field_name("object")).known
    ours = [each for each in of if each.kind == "instance" and each.symbol.path is not None]
    return (
        bool(ours)
        and is_in_texts(ask, name)
        and any(is_filled(ask, each.symbol, each.own, name, or_unknown=False) for each in ours)
    )


def _attribute(site: Site) -> tuple[Node | None, str]:
    node = site.receiver
    if node.type == "call":
        node = node.child_by_field_name("function") or node
    name = node.child_by_field_name("attribute") if node.type == "attribute" else None
    return (node, source(site.ask.symbols, site.usage.path, name)) if name is not None else (None, "")


def given_there(ask: Ask, path: str, span: Span, is_text: bool) -> Iterator[Types]:
    """What is given to an attribute where its name stands."""
    node = ask.symbols.node(path, span)
    if node is None:
        return
    if not is_text:
        given = given_to(ask, path, node.parent)
        if given is not None:
            yield given.types
        return
    keyword = nearest(node, "keyword_argument")
    if keyword is not None and (name := keyword.child_by_field_name("name")) is not None:
        if name.start_byte == span.start:
            yield ask.expression(path, keyword.child_by_field_name("value"))
        return
    if (value := _of_key(ask, path, node)) is not None:
        yield value
        return
    arguments = _arguments(node)
    if len(arguments) == 3 and arguments[2].type != "keyword_argument":  # setattr(object, "name", value)
        yield ask.expression(path, arguments[2])
    elif len(arguments) == 2 and _is_set_by(arguments[0]):
        yield ask.expression(path, arguments[1])
    elif any(each.type == "keyword_argument" for each in arguments):
        yield from _standing_in(ask, path, arguments)
    elif (loop := nearest(node, "for_statement")) is not None and not arguments:
        yield from _in_loop(ask, path, loop, node)


def _standing_in(ask: Ask, path: str, arguments: list[Node]) -> Iterator[Types]:
    """`patch.object(thing, "name", side_effect=function)`"""
    for each in arguments:
        name = each.child_by_field_name("name") if each.type == "keyword_argument" else None
        if name is not None and (name.text or b"") in _STANDING_IN:
            yield ask.expression(path, each.child_by_field_name("value"))


def _of_key(ask: Ask, path: str, text: Node) -> Types | None:
    """`thing.__dict__["name"] = value`, `thing.__dict__.update({"name": value})`"""
    string = nearest(text, "string")
    outer = string.parent if string is not None else None
    if outer is None or string is None:
        return None
    if outer.type == "subscript" and _is_dictionary(outer.child_by_field_name("value")):
        given = given_to(ask, path, outer)
        return given.types if given is not None else None
    is_key = outer.type == "pair" and outer.start_byte == string.start_byte
    if not is_key or outer.parent is None or not _fills(outer.parent):
        return None
    return ask.expression(path, outer.child_by_field_name("value"))


def _fills(display: Node) -> bool:
    """Whether a dictionary becomes, or is put into, that of an object, or is what a class is made with."""
    if bases_made_of(display):
        return True
    outer = display.parent
    if outer is not None and outer.type in ("assignment", "augmented_assignment"):
        return _is_dictionary(outer.child_by_field_name("left"))
    call = outer.parent if outer is not None and outer.type == "argument_list" else None
    return call is not None and _is_dictionary(_callee(call)[0])


def bases_made_of(display: Node) -> list[Node]:
    """The bases of the class that a metaclass makes with a dictionary: `type("Made", (Base,), {"cart": cart})`.
    https://docs.python.org/3/library/functions.html#type"""
    arguments = code_children(display.parent)
    is_namespace = (
        display.parent is not None
        and display.parent.type == "argument_list"
        and len(arguments) >= 3
        and arguments[2] == display
        and arguments[1].type == "tuple"
    )
    return code_children(arguments[1]) if is_namespace else []


def _is_set_by(argument: Node) -> bool:
    """Whether a call gives an attribute of a name, in its first argument, what is in its second."""
    call = argument.parent.parent if argument.parent is not None else None
    of, name = _callee(call) if call is not None else (None, b"")
    return name == b"__setattr__" or (name in _PUT and _is_dictionary(of))


def _callee(call: Node) -> tuple[Node | None, bytes]:
    """The object of whose method it is a call, and the method's name."""
    function = call.child_by_field_name("function")
    of = function.child_by_field_name("object") if function is not None else None
    name = function.child_by_field_name("attribute") if function is not None else None
    return of, (name.text or b"") if name is not None else b""


def _is_dictionary(node: Node | None) -> bool:
    return node is not None and _DICTIONARY.search(node.text or b"") is not None


def _arguments(node: Node | None) -> list[Node]:
    """The arguments of the call that a string is one of."""
    while node is not None and node.type in ("string_content", "string"):
        node = node.parent
    if node is None or node.type != "argument_list":
        return []
    return code_children(node)


def _in_loop(ask: Ask, path: str, loop: Node, text: Node) -> Iterator[Types]:
    """`for name in ("one", "two"): setattr(thing, name, value)`"""
    left, right = loop.child_by_field_name("left"), loop.child_by_field_name("right")
    if left is None or right is None or not right.start_byte <= text.start_byte < right.end_byte:
        return
    set_in = re.compile(rb"(?<![\w.])setattr\(\s*[\w.]+\s*,\s*%b\s*," % re.escape(left.text or b""))
    for found in set_in.finditer(ask.symbols.snapshot.files[path].text.utf8, right.end_byte, loop.end_byte):
        call = nearest(ask.symbols.node(path, Span(*found.span())), "call")
        arguments = call.child_by_field_name("arguments") if call is not None else None
        if arguments is not None and len(arguments.named_children) == 3:
            yield ask.expression(path, arguments.named_children[2])

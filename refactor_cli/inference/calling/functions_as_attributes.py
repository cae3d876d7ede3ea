"""Functions of modules that classes, or objects, have under their name too: `checkout = shop.checkout` in the body of a
class, `Cart.checkout = checkout`, `type("Cart", (), {"checkout": checkout})`, `setattr(Cart, checkout.__name__,
checkout)`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining_some
from refactor_cli.inference.computed.computed_names import gives_computed_names
from refactor_cli.inference.members.assignment_places import GIVEN, files_assigning, files_giving_by_text
from refactor_cli.inference.members.kept_objects import class_of_self
from refactor_cli.inference.mentions import is_read
from refactor_cli.resolution import Lookup, definitions_of, member
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# https://docs.python.org/3/library/functions.html#type
_GIVEN = rb"(\w+|[)\]])[ \t]*\.%b%b"
_ARGUMENTS = rb"[^()]{1,80}(?:\([^()]{0,80}\))?,"
# what makes a class, each by a pattern that begins with it: a literal is searched for much faster
_MADE = tuple(
    re.compile(rb"%b\((?<![\w.]%b\()" % (each, each) + _ARGUMENTS)
    for each in (b"type", b"new_class", b"make_dataclass")
)
# `setattr(Cart, function.__name__, function)`
_BY_OWN_NAME = re.compile(rb"\bsetattr\([^,()]{1,80},\s{0,80}[\w.]{1,80}\.__name__\s{0,80},")
# `dict(checkout=function)`, `namespace.update(checkout=function)`
_KEYWORD = rb"\b(?:dict|update)\((?:[^()]{0,400}[\s,])?%b[ \t]*=(?!=)"
_PLAIN = frozenset({"true", "false", "none", "integer", "float"})
_CONSTANTS = _PLAIN | {"string", "concatenated_string"}
# what a part of a text may stand in: `"%s cart" % ("checkout" if is_paid else "open")`
_AROUND_PARTS = frozenset({"conditional_expression", "parenthesized_expression", "tuple"})


def may_be_method(ask: Ask, function: frozenset[Symbol], name: str) -> bool:
    """Whether a class may have a function of a module, by what its body binds, or what gets an attribute of the
    name."""
    memo: dict[tuple[frozenset[Symbol], str], bool]
    memo = ask.symbols.snapshot.memo.setdefault("functions as attributes", {})
    key = (function, name)
    if key not in memo:
        memo[key] = (
            _is_given_to_class(ask, name)
            or _is_given_by_text(ask, name)
            or any(_may_have(ask, cls, function, name) for cls in defining_some(ask, name))
            or _is_key(ask, name)
            or _is_given_by_own_name(ask, name)
        )
    return memo[key]


def may_be_attribute(ask: Ask, function: frozenset[Symbol], name: str, with_tests: bool) -> bool:
    """Whether any object, but a module, may have such a function: as a class may, or by a keyword, a text or a computed
    name. What tests compute counts only `with_tests`."""
    if files_assigning(ask.symbols, name) or may_be_method(ask, function, name):
        return True
    if gives_computed_names(ask, with_tests):
        return True
    word = re.escape(name.encode())
    given = re.compile(
        rb"(?<![\w.])%b[ \t]*=(?!=)|[\"'](?:[^\"'\n]{0,200}[\s,])?%b(?:[\s,][^\"'\n]{0,200})?[\"']"
        % (word, word)
    )
    files = ask.symbols.snapshot.files
    return any(
        not is_read(files[path].text.utf8, found.start() + 1, found.end() - 1)
        for path in python_files_with(ask.symbols.snapshot, name)
        for found in given.finditer(files[path].text.utf8)
    )


def _is_given_to_class(ask: Ask, name: str) -> bool:
    """Whether an attribute of the name is given to what may be a class: what a method gives to its own object is not
    bound to that."""
    given, files = re.compile(_GIVEN % (re.escape(name.encode()), GIVEN)), ask.symbols.snapshot.files
    return any(
        class_of_self(ask, path, found.start(1), found[1]) is None or found[1] == b"cls"
        for path in files_assigning(ask.symbols, name)
        for found in given.finditer(files[path].text.utf8)
    )


def _is_given_by_text(ask: Ask, name: str) -> bool:
    return _is_named(ask, files_giving_by_text(ask.symbols, name), name)


def _is_named(ask: Ask, paths: Iterable[str], name: str) -> bool:
    """Whether one of some files has the name in a text that may say what gets a function."""
    quoted, files = re.compile(rb"[\"']%b[\"']" % re.escape(name.encode())), ask.symbols.snapshot.files
    for path in paths:
        for found in quoted.finditer(files[path].text.utf8):
            content = Span(found.start() + 1, found.end() - 1)
            string = nearest(ask.symbols.node(path, content), "string")
            is_other = string is not None and (_is_option(string) or _is_part(string))
            if not is_other and not is_read(files[path].text.utf8, *content):
                return True
    return False


def _is_option(string: Node) -> bool:
    """Whether a text is the key of a constant among other things: `{"cart": cart, "checkout": False}`. (Where all are
    constants, it may be a table of names.)"""
    pair = string.parent
    value = pair.child_by_field_name("value") if pair is not None and pair.type == "pair" else None
    if pair is None or value is None or value.type not in _PLAIN:
        return False
    values = (each.child_by_field_name("value") for each in code_children(pair.parent))
    return any(each is not None and each.type not in _CONSTANTS for each in values)


def _is_part(string: Node) -> bool:
    """Whether a text becomes a part of another one, by `%`."""
    node, outer = string, string.parent
    while outer is not None and outer.type in _AROUND_PARTS:
        node, outer = outer, outer.parent
    operator = outer.child_by_field_name("operator") if outer is not None else None
    return (
        outer is not None
        and operator is not None
        and operator.type == "%"
        and outer.end_byte == node.end_byte
    )


def _may_have(ask: Ask, cls: Symbol, function: frozenset[Symbol], name: str) -> bool:
    """Whether the body of a class binds the name to the function, or to something of which nothing is known."""
    own = Symbol(cls.path, f"{cls.name}.{name}")
    file_map = ask.symbols.map(cls.path or "")
    bodies = {each.body for each in definitions_of(ask.look, cls)}
    if file_map is None or not bodies:
        return True
    bound = [each for each in file_map.named.get(name, ()) if each.scope in bodies]
    if all(each.kind in ("function", "class") for each in bound):
        return False
    values = member(Lookup(ask.symbols, function), cls, name)
    is_known = all(each.kind in ("function", "class") and each.symbol != own for each in values.values)
    return not values.complete or not is_known or any(each.symbol in function for each in values.values)


def _is_given_by_own_name(ask: Ask, name: str) -> bool:
    """Whether a file that has the function gives a class functions by the names that they have themselves."""
    files = ask.symbols.snapshot.files
    every = (files[path].data for path in python_files_with(ask.symbols.snapshot, name))
    return any(b".__name__" in data and _BY_OWN_NAME.search(data) for data in every)


def _is_key(ask: Ask, name: str) -> bool:
    """Whether the name is a text, or a keyword of a dictionary, where a class is made by a call."""
    files, word = ask.symbols.snapshot.files, re.escape(name.encode())
    making = [
        path
        for path in python_files_with(ask.symbols.snapshot, name)
        if any(pattern.search(files[path].data) for pattern in _MADE)
    ]
    keyword = re.compile(_KEYWORD % word) if making else None
    if keyword is not None and any(keyword.search(files[path].data) for path in making):
        return True
    return _is_named(ask, making, name)

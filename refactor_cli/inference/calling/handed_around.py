"""Functions that are used as values, and methods that override others: whoever has one, or calls the other, may pass
what no call that is known to reach it passes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.called_names import is_of_base, resolved
from refactor_cli.inference.calling.decorators import is_written_down
from refactor_cli.inference.members.private_names import is_put_together_for
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, is_subclass, mro, resolve_at
from refactor_cli.resolution.definitions import class_of_body
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.occurrences.values import Occurrence

# a name that is not called, but for a decorator; begins with a literal, as that is searched for fast
_USED = rb"%b(?<![\w\x80-\xff]%b)(?![\w\x80-\xff])(?:(?![\s\\]*\()|(?<=@%b))"
_IMPORTS = re.compile(rb"[ \t]*(?:from|import)\b")
# of a name in more files it is not asked what becomes of it in each
_MOST_FILES = 120
_CONSTRUCTORS = ("__init__", "__new__")
# where a function or a class is only looked at
_LOOKED_AT = frozenset(
    {
        *("comparison_operator", "expression_statement", "not_operator", "if_statement", "elif_clause"),
        *("assert_statement", "while_statement", "delete_statement", "raise_statement", "except_clause"),
        *("type", "generic_type", "typed_parameter", "case_pattern", "class_pattern"),
    }
)
# builtins that call none of their arguments
_LOOKS_AT = frozenset(
    {
        *("isinstance", "issubclass", "callable", "hasattr", "getattr", "setattr", "delattr", "super"),
        *("repr", "str", "id", "hash", "type", "dir", "vars", "print"),
    }
)
# what else calls none of its arguments, by the last part of its name
_CALLS_NOTHING = frozenset(
    {
        *("cast", "object"),
        *("wraps", "update_wrapper", "signature", "getsource", "getdoc", "getmembers", "unwrap"),
        *("assertIs", "assertIsNot", "assertEqual", "assertNotEqual", "assertIn", "assertNotIn"),
        *("assertIsInstance", "assertNotIsInstance", "assertTrue", "assertFalse", "assertIsNone"),
    }
)
# what takes an attribute's name and gives the attribute
_GETTERS = frozenset({"getattr", "attrgetter", "methodcaller", "getattr_static"})
# what takes a name and calls nothing of it
_PATCHES = frozenset({"patch", "hasattr", "setattr", "delattr", "import_module", "find_spec", "object"})
# these call it with no more than the object that it is asked of
_AS_METHODS = frozenset({"staticmethod", "classmethod"})
# asked of a function, it gives the function again
_ITSELF = frozenset({b"__call__", b"__get__", b"__func__", b"__wrapped__"})


def is_handed_around(ask: Ask, symbol: Symbol, function: Definition) -> bool:
    """Whether a function is used as a value where somebody may call it, or called by the name of what it overrides.
    (Not looked for: classes that are.)"""
    if last_part(symbol.name) in _CONSTRUCTORS:
        return False
    cls = class_of_body(ask.look, symbol.path or "", function.scope)
    return is_written_down(ask, symbol) or _is_value(ask, symbol, cls)


def _is_value(ask: Ask, symbol: Symbol, cls: Symbol | None) -> bool:
    name = last_part(symbol.name)
    if len(python_files_with(ask.symbols.snapshot, name)) > _MOST_FILES:
        return True
    if cls is not None and is_put_together_for(ask.symbols, cls, name):
        return True
    return ask.kept(("handed around", symbol), lambda: _is_given(ask, symbol, cls, name), False, True)


def _is_given(ask: Ask, symbol: Symbol, cls: Symbol | None, name: str) -> bool:
    word = re.escape(name.encode())
    used = re.compile(_USED % (word, word, word))
    is_overriding = cls is not None and _is_overriding(ask, cls, name)
    return any(
        _gives(ask, path, each, symbol, cls)
        for path in python_files_with(ask.symbols.snapshot, name)
        if is_overriding or _may_be_used(ask.symbols.snapshot.files[path].text.utf8, used)
        for each in occurrences_in(ask.symbols, path, name)
    )


def _is_overriding(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a base of the repository has a method of that name too."""
    bases = (each for each in mro(ask.symbols, cls) if each != cls and each.path is not None)
    return any(definitions_of(ask.look, Symbol(each.path, f"{each.name}.{name}")) for each in bases)


def _gives(ask: Ask, path: str, found: Occurrence, symbol: Symbol, cls: Symbol | None) -> bool:
    """Whether an occurrence gives somebody the function."""
    if found.place == "string":
        return _is_asked_for(ask, path, found, symbol, cls)
    if found.place not in ("name", "attribute") or found.role == "base":
        return False
    if found.role == "call":  # of what it overrides
        return cls is not None and is_of_base(ask, path, found, symbol)
    return _may_be(ask, path, found, symbol, cls) and not _is_looked_at(ask, path, found)


def _is_asked_for(ask: Ask, path: str, found: Occurrence, symbol: Symbol, cls: Symbol | None) -> bool:
    """Whether a text gets the function, from an object or by its dotted name: `getattr(shop, "buy")`,
    `path("", "shop.views.buy")`."""
    called = last_part(found.callee)
    if found.context != "argument" or called in _PATCHES:
        return False
    if called in _GETTERS:
        return cls is not None or not found.first_argument or _leads_to(ask, path, found, symbol)
    before = last_part(found.receiver.rpartition(".")[0])
    module = (symbol.path or "").removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
    return bool(before) and before == (last_part(symbol.name.rpartition(".")[0]) or module)


def _leads_to(ask: Ask, path: str, found: Occurrence, symbol: Symbol) -> bool:
    name = last_part(symbol.name)
    led = resolve_at(ask.symbols, path, f"{found.first_argument}.{name}", found.span.start)
    return led is not None and (symbol in led.symbols or not led.complete)


def _may_be_used(utf8: bytes, pattern: re.Pattern[bytes]) -> bool:
    """Whether a file, by its bytes, may use a name otherwise than to call, define or import it."""
    return any(
        _IMPORTS.match(utf8, utf8.rfind(b"\n", 0, found.start()) + 1) is None
        for found in pattern.finditer(utf8)
    )


def _may_be(ask: Ask, path: str, found: Occurrence, symbol: Symbol, cls: Symbol | None) -> bool:
    """Whether a name leads to a function; of a method also where it leads to one that it overrides, or that overrides
    it, or where nothing is known of the receiver."""
    led = resolved(ask, path, found)
    if led is None or not led.symbols:
        return cls is not None and found.place == "attribute"
    if symbol in led.symbols or cls is None:
        return symbol in led.symbols
    owners = [Symbol(each.path, each.name.rpartition(".")[0]) for each in led.symbols]
    return any(is_subclass(ask.symbols, cls, each) for each in owners)


def _is_looked_at(ask: Ask, path: str, found: Occurrence) -> bool:
    """Whether nobody gets the function there: it is compared, asked for something, or given to what calls nothing."""
    node = ask.symbols.node(path, found.expression)
    while node is not None and node.parent is not None and node.parent.type == "parenthesized_expression":
        node = node.parent
    parent = node.parent if node is not None else None
    if node is None or parent is None or found.role == "decorator":
        return False
    if parent.type == "attribute":
        asked = parent.child_by_field_name("attribute")
        return asked is not None and asked.text not in _ITSELF
    if parent.type == "assignment":
        return parent.child_by_field_name("left") == node
    if parent.type == "tuple" and parent.parent is not None:
        return parent.parent.type == "except_clause" or _is_given_to_none(parent, parent.parent)
    return parent.type in _LOOKED_AT or _is_given_to_none(node, parent)


def _is_given_to_none(node: Node, arguments: Node) -> bool:
    """Whether it is the argument of what does not call it, or calls it with the object that has it alone."""
    call = arguments.parent if arguments.type == "argument_list" else None
    called = call.child_by_field_name("function") if call is not None else None
    if call is None or called is None:
        return False
    dotted = (called.text or b"").decode("utf-8", "replace")
    name = last_part(dotted)
    if name == "property":
        return arguments.named_children[0] == node
    given = call.parent
    if name in _AS_METHODS and given is not None and given.type == "assignment":
        left = given.child_by_field_name("left")
        return left is not None and left.text == node.text
    return name in _CALLS_NOTHING or dotted in _LOOKS_AT

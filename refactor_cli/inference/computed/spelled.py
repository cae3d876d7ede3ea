"""Strings that spell out a class (`load("shop.models.Order")`, `load("shop.models:Order")`), and names of them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from refactor_cli.data import Binding, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.values import UNKNOWN, Known, Types, by, instance
from refactor_cli.resolution import mro, resolve_absolute, scope_at
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.resolution.scopes import reaching

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "spelled"
_SPELLED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+(?::[^\W\d]\w*)?|[^\W\d]\w*:[^\W\d]\w*")
_LONGEST = 200
# functions that are called so give what a string names; of others only those that the repository defines may
_LOADS = re.compile(r"import|load|resolve|locate|class|symbol|by_name|get_object|instantiate", re.IGNORECASE)
# what these give for the name of a class is neither it nor an instance
_OTHERS = frozenset({"patch", "getLogger", "format", "warn", "get_logger"})


def spelled_class(ask: Ask, path: str, call: Node, given: list[Node]) -> Types:
    """What a call gives that is handed the full name of a class: perhaps that class, or an instance of it."""
    if not given or not ask.allows(RULE):
        return UNKNOWN
    function = call.child_by_field_name("function")
    if function is None or not _may_load(ask, path, function):
        return UNKNOWN
    text = constant(ask, path, given[0])
    if not _SPELLED.fullmatch(text):
        return UNKNOWN
    led = resolve_absolute(ask.symbols, text.replace(":", "."), path)
    classes = [value.symbol for value in led.values if value.kind == "class" and value.type is None]
    known = (each for cls in classes if cls.path for each in (Known("class", cls), instance(cls)))
    return by(Types(frozenset(known)), RULE)


def _may_load(ask: Ask, path: str, function: Node) -> bool:
    """Whether a function gives what a string names, by what it is called, or as the repository defines it."""
    text = source(ask.symbols, path, function)
    name = last_part(text)
    if name in _OTHERS:
        return False
    if _LOADS.search(name):
        return True
    types = ask.expression(path, function)
    return any(each.symbol.path is not None for each in types.known if each.kind in ("function", "class"))


def constant(ask: Ask, path: str, node: Node) -> str:
    """The string that an expression is: a literal, or a name or attribute of `self` or a class that is given one
    and nothing else; "" for any other."""
    if node.type == "string":
        return _literal(source(ask.symbols, path, node))
    if node.type == "identifier":
        return _of_name(ask, path, node)
    if node.type == "attribute":
        return _of_attribute(ask, path, node)
    return ""


def _literal(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return ""
    return value if isinstance(value, str) else ""


def _of_name(ask: Ask, path: str, node: Node) -> str:
    file_map = ask.symbols.map(path)
    if file_map is None:
        return ""
    name, scope = source(ask.symbols, path, node), scope_at(file_map, node.start_byte)
    bindings = reaching(file_map, scope, name, node.start_byte).bindings
    if len(bindings) != 1 or bindings[0].kind != "assign":
        return ""
    return _given(ask, path, bindings[0])


def _of_attribute(ask: Ask, path: str, node: Node) -> str:
    receiver, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
    if receiver is None or name is None or receiver.type not in ("identifier", "attribute"):
        return ""
    types = ask.expression(path, receiver)
    owners = [each.symbol for each in types.known if each.kind in ("instance", "class") and each.symbol.path]
    found = {_of_class(ask, owner, source(ask.symbols, path, name)) for owner in owners}
    return found.pop() if len(found) == 1 else ""


def _of_class(ask: Ask, cls: Symbol, name: str) -> str:
    for base in mro(ask.symbols, cls):
        file_map = ask.symbols.map(base.path or "")
        own = list[Binding]()
        for binding in file_map.named.get(name, ()) if file_map is not None else ():
            owner = definition_of_body(ask.look, base.path or "", binding.scope)
            if owner is not None and owner.kind == "class" and owner.qualname == base.name:
                own.append(binding)
        if own:
            is_one = len(own) == 1 and own[0].kind == "assign"
            return _given(ask, base.path or "", own[0]) if is_one else ""
    return ""


def _given(ask: Ask, path: str, binding: Binding) -> str:
    target = ask.symbols.node(path, binding.span)
    statement = target.parent if target is not None else None
    if statement is None or statement.type != "assignment":
        return ""
    right = statement.child_by_field_name("right")
    return _literal(source(ask.symbols, path, right)) if right is not None and right.type == "string" else ""

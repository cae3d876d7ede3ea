"""`isinstance(x, Class)` or `issubclass(x, Class)` around a use of `x`, or asserted before it, by a test as well; and
where it was not so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.conditions import ASSERTING_CLASS, conditions_at
from refactor_cli.inference.classes.registered import decides_itself, registered
from refactor_cli.inference.likely_files import defining_methods
from refactor_cli.inference.members.given_elsewhere import with_elsewhere
from refactor_cli.inference.values import Known, Types, instance, or_others
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import Values, evaluate, qualified_name, scope_at
from refactor_cli.resolution.standard_library import BUILTINS, as_built_in, is_class

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "isinstance"
_OBJECTS, _CLASSES = "isinstance", "issubclass"
# `isinstance` in the letters of unittest, too: `assertIsInstance`
_IS_INSTANCE_BEGINS, _IS_INSTANCE_ENDS = (b"isi", b"isI", b"IsI", b"Isi"), lazy_pattern(rb"nstance")
_IS_SUBCLASS = lazy_pattern(rb"issubclass")
_LOOPS = frozenset({"for_statement", "while_statement"})
_MOST = 60


def narrowed(ask: Ask, path: str, node: Node, text: str) -> Types | None:
    """What `isinstance` says of the expression `text` where `node` stands; None when it says nothing."""
    for call, holds in _tests(ask, path, node, text):
        for test in (_OBJECTS, _CLASSES) if holds else ():
            if found := _tested(ask, path, call, text, test):
                return found if test == _OBJECTS else _as_classes(found)
    return None


def told_by(ask: Ask, path: str, condition: Node, holds: bool, text: str) -> Types | None:
    """What a condition says of the expression `text` where it gave true, or false; None when it says nothing."""
    for call, is_true in _parts(condition, holds) if ask.allows(RULE) else ():
        if is_true and (found := _tested(ask, path, call, text, _OBJECTS)):
            return found
    return None


def _as_classes(types: Types) -> Types:
    """The classes themselves, and what derives from them, of whose objects these are known."""
    return types._replace(known=frozenset(Known("class", each.symbol) for each in types.known))


def excluded(ask: Ask, path: str, node: Node, text: str) -> frozenset[Symbol]:
    """Classes of which the expression `text` is no instance where `node` stands: a test of that failed. Only those
    that are tested for certain, not what a variable may hold."""
    found = frozenset[Symbol]()
    for call, holds in _tests(ask, path, node, text):
        tested = _tested_node(ask, path, call, text, _OBJECTS) if not holds else None
        if tested is not None:
            found |= {cls for cls in _exact(ask, path, tested) if cls is not None}
    return found


def _tests(ask: Ask, path: str, node: Node, text: str) -> Iterator[tuple[Node, bool]]:
    """Calls that were made before `node` is evaluated, nearest first, and whether they gave true or false."""
    here = node if ask.allows(RULE) else None
    while here is not None:
        for condition, holds in conditions_at(here) if is_tested_near(ask, path, here) else ():
            if is_rebound(ask, path, text, condition, here):
                return
            yield from _parts(condition, holds)
        here = _function_of_closure(ask, path, here, text)


def _function_of_closure(ask: Ask, path: str, node: Node, text: str) -> Node | None:
    """The function around `node` that takes the variable `text` from the one around itself, which gives it one thing
    alone: what held of that where the inner one is defined, holds whenever it is called."""
    inner, file_map = nearest(node.parent, "function_definition", "lambda"), ask.symbols.map(path)
    if inner is None or file_map is None or not (bound := file_map.named.get(text)):
        return None
    outer = scope_at(file_map, inner.start_byte)
    if any(inner.start_byte <= each.span.start < inner.end_byte for each in bound):
        return None
    given = [each for each in bound if each.scope == outer]
    is_plain = len(given) == 1 and given[0].kind in ("parameter", "assign") and given[0].loop is None
    return inner if is_plain and file_map.scopes[outer].kind == "function" else None


def is_tested_near(ask: Ask, path: str, node: Node) -> bool:
    """Whether there is such a test at all in the function (or class, or lambda) around, by its bytes: all
    conditions that hold somewhere stand in the same one."""
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    memo: dict[str, list[int]] = ask.symbols.snapshot.memo.setdefault("tests of types", {})
    if path not in memo:
        memo[path] = _tests_of_types(utf8)
    tests, file_map = memo[path], ask.symbols.map(path)
    if not tests or file_map is None:
        return False
    scope = scope_at(file_map, node.start_byte)
    while file_map.scopes[scope].kind == "comprehension":
        scope = file_map.scopes[scope].parent
    start, end = file_map.scopes[scope].span
    at = bisect_left(tests, start)
    return at < len(tests) and tests[at] < end


def _tests_of_types(utf8: bytes) -> list[int]:
    """Where a word begins that is, or ends in, the name of such a test: `isInstance` is one of other code. Searches for
    literals take a fifth of the time that a pattern with alternatives does."""
    found = [each.start() for each in _IS_SUBCLASS.finditer(utf8)]
    ends = (each.start() for each in _IS_INSTANCE_ENDS.finditer(utf8))
    found += (at - 3 for at in ends if utf8[max(at - 3, 0) : at] in _IS_INSTANCE_BEGINS)
    return sorted(found)


def is_rebound(ask: Ask, path: str, text: str, condition: Node, node: Node) -> bool:
    """Whether the name (or the attribute) is given something else between the test and the use: before that, by another
    statement than its own (`order = order.copy()`), or anywhere in a loop that both stand in, for its next turn."""
    file_map = ask.symbols.map(path)
    if file_map is None:
        return True
    name, scope = text.partition(".")[0], scope_at(file_map, node.start_byte)
    inner = scope != scope_at(file_map, condition.start_byte)
    loop = _loop_between(condition, node)
    for each in file_map.named.get(name, ()):
        is_own = each.kind == "assign" and each.statement.end >= node.end_byte and loop is None
        until = loop.end_byte if loop is not None else node.start_byte
        is_between = not is_own and condition.end_byte <= each.span.start < until
        if each.scope == scope and (inner or is_between):
            return True
    if name in given_by_inner(ask, path):
        return True
    if name == text:
        return False
    between = ask.symbols.snapshot.files[path].text.utf8[condition.end_byte : node.start_byte]
    dotted = text.encode()
    if dotted in between and re.search(rb"\b%b[ \t]*=(?!=)" % re.escape(dotted), between):
        return True
    return b"(" in between and _is_given_by_method(ask, path, text, between)


def _is_given_by_method(ask: Ask, path: str, text: str, between: bytes) -> bool:
    """Whether a method of the file gives the attribute something, and is called in between: `self.reload()`."""
    before, _, name = text.rpartition(".")
    called = {each.decode() for each in re.findall(rb"\b%b\.(\w+)\(" % re.escape(before.encode()), between)}
    file_map, utf8 = ask.symbols.map(path), ask.symbols.snapshot.files[path].text.utf8
    given = re.compile(rb"\.%b[ \t]*=(?!=)" % re.escape(name.encode()))
    return any(
        each.name in called and given.search(utf8, *each.span) is not None
        for each in (file_map.definitions if file_map is not None and called else ())
        if each.kind == "function"
    )


def _loop_between(condition: Node, node: Node) -> Node | None:
    """The outermost loop around a place that begins after a condition."""
    found, outer = None, node.parent
    while outer is not None and outer.start_byte >= condition.end_byte:
        found = outer if outer.type in _LOOPS else found
        outer = outer.parent
    return found


def given_by_inner(ask: Ask, path: str) -> frozenset[str]:
    """The variables of a file that functions in the one around may give something else, by `nonlocal`."""
    memo: dict[str, frozenset[str]] = ask.symbols.snapshot.memo.setdefault("given by inner functions", {})
    if path not in memo:
        file_map = ask.symbols.map(path)
        scopes = file_map.scopes if file_map is not None else ()
        memo[path] = frozenset(name for each in scopes for name in each.nonlocal_names)
    return memo[path]


def _parts(condition: Node, holds: bool) -> Iterator[tuple[Node, bool]]:
    """The calls that a condition is made of, and what they must have given."""
    waiting = [(condition, holds)]
    while waiting:
        node, is_true = waiting.pop()
        if node.type == "parenthesized_expression" and node.named_children:
            waiting.append((node.named_children[0], is_true))
        elif node.type == "not_operator" and (argument := node.child_by_field_name("argument")):
            waiting.append((argument, not is_true))
        elif node.type == "boolean_operator":
            operator = node.child_by_field_name("operator")
            if operator is not None and operator.type == ("and" if is_true else "or"):
                waiting += [(child, is_true) for child in node.named_children if child.type != "comment"]
        elif node.type == "call":
            yield node, is_true


def _tested_node(ask: Ask, path: str, call: Node, text: str, test: str) -> Node | None:
    """What stands as the class in `isinstance(text, …)`, or in `issubclass(text, …)`."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None:
        return None
    called = source(ask.symbols, path, function)
    if called != test and not (test == _OBJECTS and _asserts(ask, called)):
        return None
    file_map = ask.symbols.map(path)
    if file_map is None or test in file_map.named:  # a function of the file's own
        return None
    given = code_children(arguments)
    return given[1] if len(given) == 2 and source(ask.symbols, path, given[0]) == text else None


def _asserts(ask: Ask, called: str) -> bool:
    """Whether it is what unittest has under that name: a class of the repository may have one that goes on."""
    if called not in ASSERTING_CLASS:
        return False
    return not any(defining_methods(ask.symbols, last_part(called)))


def _tested(ask: Ask, path: str, call: Node, text: str, test: str) -> Types | None:
    """What passes the test; None when nothing is known of it, or of a part of it."""
    tested = _tested_node(ask, path, call, text, test)
    if tested is None:
        return None
    exact = _exact(ask, path, tested)
    if None not in exact:
        return passing(ask, {cls for cls in exact if cls is not None})
    found, complete = set[Symbol](), True
    for at, element in _elements(ask, path, tested):
        types = with_elsewhere(ask, at, element, ask.expression(at, element))
        classes = {known.symbol for known in types.known if known.kind == "class"}
        classes |= {
            each.symbol
            for known in types.known
            for part in known.parts
            for each in part
            if each.kind == "class"
        }
        if not classes:
            return None
        found |= classes
        complete = complete and types.complete and all(known.kind == "class" for known in types.known)
    return passing(ask, found)._replace(complete=complete) if found else None


def passing(ask: Ask, classes: set[Symbol]) -> Types:
    """The instances that pass a test for one of these classes, those of registered subclasses among them."""
    every = classes.union(*(registered(ask, cls) for cls in classes))
    types = Types(frozenset(map(instance, every)), True, frozenset({RULE}))
    return or_others(types) if any(decides_itself(ask, cls) for cls in classes) else types


def _exact(ask: Ask, path: str, tested: Node) -> list[Symbol | None]:
    """The class that each element of a test is by imports and scopes; None for one that may be another."""
    return [class_named(ask, at, element) for at, element in _elements(ask, path, tested)]


def class_named(ask: Ask, path: str, node: Node) -> Symbol | None:
    """The class that a dotted name is by imports and scopes; None when it may be another."""
    values = _values(ask, path, node)
    text = source(ask.symbols, path, node)
    if values is None or (not values.values and not values.complete):
        return None
    (value, *others) = values.values or (None,)
    if value is None:
        return Symbol(None, f"builtins.{text}") if text in BUILTINS else None
    if others or not values.complete or not value.exact or value.type is not None:
        return None
    if "." in text and _is_held_by_self(ask, path, node, text.rpartition(".")[0]):
        return None
    if value.kind == "external":
        dotted = as_built_in(value.symbol.name)
        return Symbol(None, dotted) if is_class(dotted) else None
    return value.symbol if value.kind == "class" else None


def _is_held_by_self(ask: Ask, path: str, node: Node, before: str) -> bool:
    """Whether it is an attribute of an object, or of the class that a method is called on: a subclass may say what."""
    file_map = ask.symbols.map(path)
    scope = scope_at(file_map, node.start_byte) if file_map is not None else 0
    values = evaluate(ask.look, path, scope, before, node.start_byte).values
    return any(value.type is not None or not value.exact for value in values)


def _values(ask: Ask, path: str, node: Node) -> Values | None:
    text, file_map = source(ask.symbols, path, node), ask.symbols.map(path)
    if file_map is None or not all(part.isidentifier() for part in text.split(".")):
        return None
    return evaluate(ask.look, path, scope_at(file_map, node.start_byte), text, node.start_byte)


def _elements(ask: Ask, path: str, tested: Node) -> Iterator[tuple[str, Node]]:
    """The elements of a tuple or of `A | B`, those of a variable that is given such a tuple and nothing else too."""
    waiting = [(path, tested)]
    for _ in range(_MOST):
        if not waiting:
            return
        at, node = waiting.pop()
        if node.type == "parenthesized_expression" or node.type == "tuple" or _is_union(ask, at, node):
            waiting += [(at, child) for child in node.named_children if child.type != "comment"]
        elif (given := _given_tuple(ask, at, node)) is not None:
            waiting.append(given)
        else:
            yield at, node
    yield from waiting  # too many to follow: they are what they are


def _is_union(ask: Ask, path: str, node: Node) -> bool:
    operator = node.child_by_field_name("operator") if node.type == "binary_operator" else None
    return operator is not None and source(ask.symbols, path, operator) == "|"


def _given_tuple(ask: Ask, path: str, node: Node) -> tuple[str, Node] | None:
    """The tuple that a module's variable is given, once."""
    values = _values(ask, path, node)
    if values is None or len(values.values) != 1 or not values.complete:
        return None
    (value,) = values.values
    file_map = ask.symbols.map(value.symbol.path or "") if value.kind == "variable" else None
    if file_map is None or value.symbol.path is None or "." in value.symbol.name:
        return None
    bindings = [
        each
        for each in file_map.named.get(value.symbol.name, ())
        if qualified_name(file_map, each.scope, each.name) == value.symbol.name
    ]
    if len(bindings) != 1 or bindings[0].kind != "assign":
        return None
    target = ask.symbols.node(value.symbol.path, bindings[0].span)
    statement = target.parent if target is not None else None
    right = statement.child_by_field_name("right") if statement is not None else None
    return (value.symbol.path, right) if right is not None and right.type == "tuple" else None

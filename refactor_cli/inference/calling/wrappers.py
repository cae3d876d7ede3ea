"""What a decorator's own function gives in the place of what the decorated one does: `return Cart()` beside
`return function(*args)`. https://docs.python.org/3/library/functools.html#functools.wraps"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.decorators import led_to_unkept, not_kept
from refactor_cli.inference.calling.handing_back import is_made_decorator
from refactor_cli.inference.values import PROVEN, Known, Types, display, exactly, held, union
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import definitions_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MOST = 6
_PARTIAL = lazy_pattern(rb"\bpartial\([ \t\r\n]*([\w.]+)")
# a function, or a lambda, and its parameters
_FUNCTIONS = lazy_pattern(rb"\bdef[ \t]+(\w+)\(([^()]*)|\blambda\b()([^:\n]*):")
# what gives the same as it is given, what that comes to, or the things that it holds
_SAME = frozenset(
    {
        *(b"cast", b"copy", b"deepcopy", b"ensure_future", b"gather", b"run", b"run_until_complete"),
        *(b"setdefault", b"shield", b"wait_for"),
        *(b"dict", b"frozenset", b"iter", b"list", b"next", b"reversed", b"set", b"sorted", b"tuple"),
    }
)
# evidence of what is passed to a decorator: the decorated function, and through that its result
_PASSED = frozenset({"callers", "every-caller"})
_SEEN = (PROVEN - _PASSED) | {"container"}


def given_by_wrappers(ask: Ask, symbol: Symbol) -> list[Types]:
    """Objects of the repository's classes that decorators of a function are seen to give themselves."""
    found = (_given(ask, each) for each in not_kept(ask, symbol) if each.path is not None)
    return [types for types in found if types.known]


def gives_partials(ask: Ask, symbol: Symbol) -> bool:
    """Whether a decorator of a function may give a `partial` of something else in its place: of what it is called with,
    or of a name of its module. (`return partial(itself, …)` waits for the function.)"""
    return any(
        found[1] not in _own_names(text, each)
        for each in not_kept(ask, symbol)
        if each.path is not None and b"partial" in ask.symbols.snapshot.files[each.path].data
        for definition in definitions_of(ask.look, each)
        for text in (ask.symbols.snapshot.files[each.path].text.utf8[slice(*definition.span)],)
        for found in _PARTIAL.finditer(text)
    )


def gives_made_anew(ask: Ask, symbol: Symbol) -> bool:
    """Whether a decorator of a function makes something else of what that gives, of which nothing is known:
    `return shops[function(*args)]`, `return made.as_shop()` after `made = function(*args)`."""
    return any(
        _is_made_of(value, names, statement) and not _is_seen(ask.expression(each.path or "", value))
        for found, is_called in led_to_unkept(ask, symbol)
        for each in found.symbols
        if each.path is not None
        for names in (_decorated_within(ask, each, is_called=is_called),)
        for statement, value in _values(ask, each)[:_MOST]
    )


def _decorated_within(ask: Ask, decorator: Symbol, *, is_called: bool) -> set[bytes]:
    """The parameters that stand for the decorated function: of the decorator, or of what a call of it gives."""
    files, names = ask.symbols.snapshot.files, set[bytes]()
    for definition in definitions_of(ask.look, decorator):
        text = files[decorator.path or ""].text.utf8[slice(*definition.span)]
        functions = [*_FUNCTIONS.finditer(text)][is_called : is_called + 1]
        names.update(*(re.findall(rb"\w+", found[2] or found[4] or b"") for found in functions))
    return names


def _is_made_of(value: Node, functions: set[bytes], statement: Node) -> bool:
    """Whether an expression does something with what a call of one of the functions gives, and may give something else;
    what keeps it, waits for it or says of which class it is gives the same."""
    if value.type in ("await", "boolean_operator", "conditional_expression", "parenthesized_expression"):
        return any(_is_made_of(each, functions, statement) for each in code_children(value))
    function = value.child_by_field_name("function") if value.type == "call" else None
    called = (function.text or b"").rpartition(b".")[2] if function is not None else b""
    if value.type not in ("call", "subscript") or called in _SAME or called in functions:
        return False
    around = nearest(statement, "function_definition")
    kept = set[bytes]()
    for each in every_node(around) if around is not None else ():
        left, right = each.child_by_field_name("left"), each.child_by_field_name("right")
        if each.type == "assignment" and left is not None and right is not None:
            if left.type == "identifier" and _is_call_of(right, functions):
                kept.add(left.text or b"")
    return any(_is_call_of(each, functions) or _is_name_of(each, kept) for each in every_node(value))


def _is_call_of(node: Node, functions: set[bytes]) -> bool:
    node = code_children(node)[0] if node.type == "await" else node
    function = node.child_by_field_name("function") if node.type == "call" else None
    return function is not None and _is_name_of(function, functions)


def _is_name_of(node: Node, names: set[bytes]) -> bool:
    return node.type == "identifier" and (node.text or b"") in names


def _own_names(text: bytes, decorator: Symbol) -> set[bytes]:
    """What may stand for the decorated function, or what wraps it: the decorator itself, and the functions in it with
    their parameters. The parameters of a decorator that has such functions are what it is called with."""
    inner = [*_FUNCTIONS.finditer(text)]
    first = inner[1:] if len(inner) > 1 else inner
    named = {
        name for found in first for name in re.findall(rb"\w+", b"%b %b" % (found[2] or b"", found[4] or b""))
    }
    return {last_part(decorator.name).encode(), *(found[1] for found in inner if found[1]), *named}


def _given(ask: Ask, decorator: Symbol) -> Types:
    return ask.once(("given by wrappers", decorator), lambda: _by_inner_functions(ask, decorator))


def _by_inner_functions(ask: Ask, decorator: Symbol) -> Types:
    path, found = decorator.path or "", list[Types]()
    for statement, value in _values(ask, decorator)[:_MOST]:
        types = ask.expression(path, value)
        if _is_seen(types):
            found.append(exactly(display("generator", held(types))) if statement.type == "yield" else types)
    left = [types._replace(known=frozenset(filter(_is_ours, types.known))) for types in found]
    return union(types for types in left if types.known)


def _is_seen(types: Types) -> bool:
    return bool(types.known) and types.via <= _SEEN


def _is_ours(known: Known) -> bool:
    """Whether it is an object of a class of the repository, or holds one."""
    inside = {*known.items, *known.values, *(each for part in known.parts for each in part)}
    is_object = known.kind == "instance" and known.symbol.path is not None
    return is_object or any(_is_ours(each) for each in inside)


def _values(ask: Ask, decorator: Symbol) -> list[tuple[Node, Node]]:
    """What functions in a decorator return or yield, each with its statement. Names are left out, as these may be the
    decorated function, or its result, but for what is put into them later."""
    path = decorator.path or ""
    functions = (
        nearest(ask.symbols.node(path, definition.span), "function_definition")
        for definition in definitions_of(ask.look, decorator)
        if definition.kind == "function"
    )
    return [
        given
        for function in functions
        if function is not None
        for given in _given_back(function, is_called=is_made_decorator(ask, path, function))
    ]


def _given_back(function: Node, *, is_called: bool) -> Iterator[tuple[Node, Node]]:
    """`is_called`: the decorator is itself what is called in the place of the decorated function."""
    for each in every_node(function):
        body = each.child_by_field_name("body") if each.type == "lambda" else None
        if body is not None:
            yield each, body
        is_back = each.type in ("return_statement", "yield") and each.is_named
        around = nearest(each, "function_definition") if is_back else None
        value = next(iter(each.named_children), None)
        is_made = around == function and not is_called  # what takes the place of the decorated function
        if around is None or is_made or value is None or b"from" in (each.text or b"")[:12]:
            continue
        if value.type != "identifier":
            yield each, value
        else:
            yield from ((each, made) for made in _made_over(around, value.text))


def _made_over(function: Node, name: bytes | None) -> Iterator[Node]:
    """What a function puts into a variable that it gave something before: `made = convert(made)`."""
    assignments = sorted(
        (each for each in every_node(function) if each.type == "assignment"), key=lambda each: each.start_byte
    )
    left = ((each.child_by_field_name("left"), each.child_by_field_name("right")) for each in assignments)
    given = [value for target, value in left if target is not None and target.text == name and value]
    yield from given[1:]

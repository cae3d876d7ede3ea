"""Coroutines that are written as generators: what a decorator sends back into them is what they waited for.

Before `await`, and beside it, frameworks drive generators (Tornado's `gen.coroutine`, Twisted's `inlineCallbacks`):
`x = yield fetch()` gives what `fetch` returns, and a call of the decorated function is waited for in the same way. What
the decorator does is not proved: a usage is likely by that at most.
https://www.tornadoweb.org/en/stable/guide/coroutines.html#decorated-coroutines
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.values import UNKNOWN, Types, awaited, by, held, taken_out

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "coroutine"
# decorators of generators that are gone through for what they yield
_ITERATES = re.compile(r"contextmanager|fixture|property|wraps|parametrize|register|receiver|route")
# how a generator gave a result before `return` could
_RESULT = re.compile(r"\b(?:Return|returnValue|return_value)\Z")


def is_driven(ask: Ask, path: str, function: Node) -> bool:
    """Whether a generator is decorated with something that may drive it to its result."""
    above = function.parent
    if above is None or above.type != "decorated_definition" or not ask.allows(RULE):
        return False
    decorators = [
        source(ask.symbols, path, each) for each in above.named_children if each.type == "decorator"
    ]
    return bool(decorators) and not any(map(_ITERATES.search, decorators))


def sent_back(ask: Ask, path: str, node: Node) -> Types:
    """What a `yield` gives where it stands in such a generator."""
    function = nearest(node, "function_definition", "lambda", "generator_expression")
    if function is None or function.type != "function_definition" or not is_driven(ask, path, function):
        return UNKNOWN
    inner = code_children(node)
    if len(inner) != 1 or not _waits_for_calls(function):
        return UNKNOWN
    types = ask.expression(path, inner[0])
    if inner[0].type == "list":  # all of them are waited for
        lists = (
            each._replace(items=held(awaited(taken_out(each.items, types, False)))) for each in types.known
        )
        return by(types._replace(known=frozenset(lists)), RULE)
    return by(awaited(types), RULE)


def _waits_for_calls(function: Node) -> bool:
    """Whether one of the `yield`s of a generator has a call: where none has, they may hand out what the generator has,
    and take what it is sent."""
    return any(
        child.type in ("call", "list")
        for node in own_nodes(function)
        if node.type == "yield"
        for child in node.named_children
    )


def uses_what_is_sent(yields: list[Node]) -> bool:
    """Whether a generator takes what is sent back to one of its `yield`s."""
    return any(map(_is_part, yields))


def _is_part(node: Node) -> bool:
    """Whether it is more than a statement of its own."""
    outer = node.parent
    while outer is not None and outer.type == "parenthesized_expression":
        outer = outer.parent
    return outer is not None and outer.type != "expression_statement"


def results(ask: Ask, path: str, statements: list[Node]) -> Iterator[Node]:
    """What the statements of such a generator give as its result: `return x`, `raise Return(x)`, `returnValue(x)`."""
    for statement in statements:
        value = next(iter(statement.named_children), None)
        if value is None or statement.type == "return_statement":
            if value is not None:
                yield value
        elif statement.type in ("raise_statement", "expression_statement") and value.type == "call":
            called, arguments = (value.child_by_field_name(each) for each in ("function", "arguments"))
            if (
                called is not None
                and arguments is not None
                and _RESULT.search(source(ask.symbols, path, called))
            ):
                yield from code_children(arguments)[:1]

"""Functions whose calls give a coroutine, instead of functions whose calls give a value, and the other way round.

https://docs.python.org/3/reference/compound_stmts.html#coroutine-function-definition
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from refactor_cli.call_parameters import definition_of, is_plainly_decorated
from refactor_cli.data import Definition, Symbol, Target, Usage
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.inline.functions.awaitable import may_be_awaited
from refactor_cli.inline.functions.handed_to_callers import awaited_by_callers, used_by_callers
from refactor_cli.inline.functions.unawaited import is_called_by_others, is_value_used
from refactor_cli.inline.new_names.naming import callee_symbols
from refactor_cli.inline.new_names.whole_names import led_to
from refactor_cli.recipe.rules import Rule, templates_of
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

Gives = Literal["coroutine", "value", ""]

_VALUE_TYPES = re.compile(r"->\s*(?:None|bool|bytes|dict|float|int|list|set|str|tuple)\s*(?:\[|\Z)")
# expressions that nothing can await, but for objects with operators of their own making
_VALUES = frozenset(
    {"binary_operator", "comparison_operator", "not_operator", "unary_operator"}
    | {"dictionary", "dictionary_comprehension", "generator_expression", "list", "list_comprehension", "set"}
    | {"set_comprehension", "tuple", "expression_list", "lambda"}
    | {"concatenated_string", "ellipsis", "false", "float", "integer", "none", "string", "true"}
)
_MAKING_VALUES = frozenset(
    {
        b"bool",
        b"bytes",
        b"dict",
        b"float",
        b"frozenset",
        b"int",
        b"len",
        b"list",
        b"set",
        b"sorted",
        b"str",
        b"tuple",
    }
)
_NOTHING_YET = frozenset({"pass_statement", "raise_statement"})


def mismatch(symbols: SymbolMap, target: Target, usage: Usage, rule: Rule) -> str:
    """What is wrong with a call of the new function where the old one was called, "" for nothing that is known: an
    `await` in the rule says that its author has thought of it."""
    if rule.awaited or any(each.is_awaited for each in templates_of(rule.body)):
        return ""
    owner = target.dotted.rpartition(".")[0]
    callees = [callee_symbols(symbols, each, owner, usage.path) for each in rule.callees]
    return next(filter(None, (mismatch_of(symbols, target, each) for each in callees)), "") or (
        lost_coroutine(symbols, target, usage, callees[0]) if callees else ""
    )


def mismatch_of(symbols: SymbolMap, target: Target, new: frozenset[Symbol]) -> str:
    """The same of what a new name leads to."""
    return mismatch_between(symbols, target.symbols, new)


def mismatch_between(symbols: SymbolMap, old_symbols: frozenset[Symbol], new: frozenset[Symbol]) -> str:
    """The same of two functions."""
    old = _gives(symbols, old_symbols)
    given = _gives(symbols, new) if old else ""
    if given == "coroutine" and old == "value":
        name = next(iter(new)).name
        return f"'{name}' is an async function, and the old one is none: its call has to be awaited"
    if old == "coroutine" and (given == "value" or _gives_nothing_to_await(symbols, new)):
        name = next(iter(new)).name
        return f"the old function is async, and '{name}' gives nothing to await: the `await` has to go"
    return ""


def _gives_nothing_to_await(symbols: SymbolMap, found: frozenset[Symbol], deeper: int = 3) -> bool:
    """Whether all that a plain function returns is seen to be nothing that can be awaited: what it was given, what
    plain functions of the repository give, and what is written as a value, also by names of its own."""
    definition = definition_of(symbols, found)
    if (
        definition is None
        or definition.kind == "class"
        or definition.is_async
        or "->" in definition.signature
    ):
        return False
    path = next(iter(found)).path or ""
    node = symbols.node(path, definition.span)
    if not is_plainly_decorated(definition) or node is None or is_yet_to_be_written(node) or not deeper:
        return False
    own = [*own_nodes(node)]
    given: dict[bytes, list[Node]] = {each.name.encode(): [] for each in definition.parameters}
    for each in own:
        left, right = each.child_by_field_name("left"), each.child_by_field_name("right")
        if each.type == "assignment" and left is not None and right is not None:
            given.setdefault(left.text or b"", []).append(right)

    def is_value(expression: Node, steps: int) -> bool:
        if _is_value(expression):
            return True
        if expression.type == "identifier" and steps:
            name = expression.text or b""
            return name in given and all(is_value(each, steps - 1) for each in given[name])
        function = expression.child_by_field_name("function") if expression.type == "call" else None
        meant = led_to(symbols, path, function) if function is not None else frozenset()
        return bool(meant) and (
            _gives(symbols, meant) == "value" or _gives_nothing_to_await(symbols, meant, deeper - 1)
        )

    returned = [code_children(each) for each in own if each.type == "return_statement"]
    return all(is_value(each, 2) for its in returned for each in its)


def lost_coroutine(symbols: SymbolMap, target: Target, usage: Usage, new: frozenset[Symbol]) -> str:
    """What is wrong with an async function in place of a plain one of which it is not known what it gives: nothing that
    can be awaited, as that is used at once, or nobody would await it."""
    old = definition_of(symbols, target.symbols)
    if old is None or old.kind == "class":
        return ""
    if old.is_async:
        return _lost_where_awaited(symbols, target, usage, new)
    if _gives(symbols, new) != "coroutine":
        return ""
    root, name = symbols.tree(usage.path).root_node, next(iter(new)).name
    if usage.call_span is not None:
        call = nearest(root.descendant_for_byte_range(*usage.call_span), "call")
        if call is not None and is_value_used(call):
            return f"'{name}' is an async function, and what the old one gives is used at once: await it"
        if call is not None and (place := used_by_callers(symbols, usage.path, call)):
            return f"'{name}' is an async function, and {place} uses at once what comes from here: await it"
        return ""
    node = root.descendant_for_byte_range(*usage.expression)
    if node is not None and is_called_by_others(node):
        return f"'{name}' is an async function, and what calls it there awaits nothing"
    return ""


def _lost_where_awaited(symbols: SymbolMap, target: Target, usage: Usage, new: frozenset[Symbol]) -> str:
    """What is wrong with a plain function in place of an async one, where nothing is seen by which it would give
    something to await."""
    if usage.call_span is None or _gives(symbols, target.symbols) != "coroutine":
        return ""
    definition = definition_of(symbols, new)
    if (
        definition is None
        or definition.kind == "class"
        or definition.is_async
        or may_be_awaited(symbols, new)
    ):
        return ""
    root, name = symbols.tree(usage.path).root_node, next(iter(new)).name
    call = nearest(root.descendant_for_byte_range(*usage.call_span), "call")
    place = awaited_by_callers(symbols, usage.path, call) if call is not None else ""
    return f"the old function is async, and '{name}' none: see what {place} awaits then" if place else ""


def _gives(symbols: SymbolMap, found: frozenset[Symbol]) -> Gives:
    memo: dict[frozenset[Symbol], Gives] = symbols.snapshot.memo.setdefault("what calls give", {})
    if found not in memo:
        definition = definition_of(symbols, found)
        memo[found] = (
            _given_by(symbols, next(iter(found)).path or "", definition) if definition is not None else ""
        )
    return memo[found]


def _given_by(symbols: SymbolMap, path: str, definition: Definition) -> Gives:
    if definition.kind == "class" or not is_plainly_decorated(definition):
        return ""
    node = symbols.node(path, definition.span)
    if node is None or node.type != "function_definition":
        return ""
    own = [*own_nodes(node)]
    is_generator = any(each.type == "yield" for each in own)
    if definition.is_async:
        return "" if is_generator else "coroutine"
    if is_generator or _VALUE_TYPES.search(definition.signature):
        return "value"
    if "->" in definition.signature or is_yet_to_be_written(node):
        return ""
    returned = [code_children(each) for each in own if each.type == "return_statement"]
    return "value" if all(_is_value(each) for its in returned for each in its) else ""


def is_yet_to_be_written(function: Node) -> bool:
    """Whether a function does nothing but say that something else has to do it."""
    statements = code_children(function.child_by_field_name("body"))
    texts = [code_children(each)[:1] for each in statements if each.type == "expression_statement"]
    are_texts = all(text and text[0].type in ("string", "ellipsis") for text in texts)
    return are_texts and all(each.type in (*_NOTHING_YET, "expression_statement") for each in statements)


def _is_value(node: Node) -> bool:
    if node.type == "parenthesized_expression":
        return all(map(_is_value, code_children(node)))
    if node.type == "conditional_expression":
        then, _, otherwise = code_children(node)
        return _is_value(then) and _is_value(otherwise)
    function = node.child_by_field_name("function") if node.type == "call" else None
    return node.type in _VALUES or (function is not None and function.text in _MAKING_VALUES)

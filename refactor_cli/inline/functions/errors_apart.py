"""Functions that raise errors of another kind than the old one, where a `try` around the call, or what says that an
error is expected, names the old one's: it would not be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inline.functions.errors_by_python import cannot_raise, raised_by_python
from refactor_cli.inline.functions.errors_raised import (
    derives,
    errors_meant,
    is_sure_to_raise_nothing,
    raised_by,
    raised_by_helpers,
)
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_EXPECTING = frozenset({"assertRaises", "assertRaisesRegex", "raises", "suppress"})
_ANY = frozenset({"builtins.BaseException", "builtins.Exception"})
_ATTRIBUTE = "builtins.AttributeError"


def not_caught(
    symbols: SymbolMap,
    usage: Usage,
    old: frozenset[Symbol],
    new: frozenset[Symbol],
    becoming: Mapping[Symbol, Symbol],
) -> str:
    """What is caught or expected around a call that the old function raises and the new one does not, "" for nothing
    that is seen. `becoming`: classes whose names become others' by the same recipe."""
    if usage.call_span is None or old == new or symbols.map(usage.path) is None:
        return ""
    raised, raises = raised_by(symbols, old), raised_by(symbols, new)
    if any(each is None for each in (*raised, *raises)):
        return ""
    if not raised or (not raises and not is_sure_to_raise_nothing(symbols, new)):
        return _not_caught_any_more(symbols, usage, (old, new), becoming)
    node = symbols.node(usage.path, usage.call_span)
    for named in _caught(node):
        for error in errors_meant(symbols, usage.path, named):
            was = [each for each in raised if each is not None and derives(symbols, each, error)]
            then = becoming.get(error, error)
            if not was or any(each is not None and derives(symbols, each, then) for each in raises):
                continue
            helped = raised_by_helpers(symbols, new)
            if any(each is not None and derives(symbols, each, then) for each in helped):
                continue
            other, line = next(iter(raises), None), named.start_point.row + 1
            instead = f"it raises {last_part(other.name)}" if other is not None else "it raises nothing"
            called, caught = next(iter(new)).name, last_part(error.name)
            return f"line {line} has to do with {caught}, which '{called}' does not raise: {instead}"
    return _not_caught_any_more(symbols, usage, (old, new), becoming)


def _not_caught_any_more(
    symbols: SymbolMap,
    usage: Usage,
    functions: tuple[frozenset[Symbol], frozenset[Symbol]],
    becoming: Mapping[Symbol, Symbol],
) -> str:
    """The same of what the old function raises by itself or Python raises in it, where all is seen of what the new one
    may raise. What catches any error is there for no one of these."""
    assert usage.call_span is not None
    old, new = functions
    node = symbols.node(usage.path, usage.call_span)
    for named in _caught(node):
        for error in errors_meant(symbols, usage.path, named):
            if _is_behind_except(named) and (
                error.name in _ANY or (error.name == _ATTRIBUTE and _is_asked(node))
            ):
                continue
            raised = {*raised_by_python(symbols, old), *filter(None, raised_by(symbols, old))}
            was = [each for each in raised if each is not None and derives(symbols, each, error)]
            if was and all(
                cannot_raise(symbols, new, each) for each in (*was, error, becoming.get(error, error))
            ):
                called, line = next(iter(new)).name, named.start_point.row + 1
                return f"line {line} has to do with {last_part(error.name)}, which '{called}' does not raise"
    return ""


def _is_behind_except(named: Node) -> bool:
    outer = named.parent
    while outer is not None and outer.type in ("as_pattern", "parenthesized_expression", "tuple"):
        outer = outer.parent
    return outer is not None and outer.type in ("except_clause", "except_group_clause")


def _is_asked(call: Node | None) -> bool:
    """Whether an attribute is asked of what a call gives, which something may not have either."""
    outer = call.parent if call is not None else None
    return outer is not None and outer.type == "attribute"


def _caught(node: Node | None) -> Iterator[Node]:
    """The classes that are named by what is around a call: behind `except`, by `with raises(…)`."""
    while node is not None and node.parent is not None and node.type not in ("function_definition", "lambda"):
        parent = node.parent
        if parent.type == "try_statement" and parent.child_by_field_name("body") == node:
            for clause in parent.named_children:
                if clause.type in ("except_clause", "except_group_clause"):
                    yield from _named(clause)
        elif parent.type == "with_statement" and parent.child_by_field_name("body") == node:
            for item in parent.named_children[0].named_children:
                call = item.child_by_field_name("value")
                call = call.named_children[0] if call is not None and call.type == "as_pattern" else call
                if call is not None and call.type == "call" and _expects(call):
                    yield from code_children(call.child_by_field_name("arguments"))
        node = parent


def _expects(call: Node) -> bool:
    function = call.child_by_field_name("function")
    name = (function.text or b"").decode("utf-8", "replace") if function is not None else ""
    return last_part(name) in _EXPECTING


def _named(clause: Node) -> Iterator[Node]:
    for each in clause.named_children:
        if each.type in ("as_pattern", "tuple", "parenthesized_expression"):
            yield from _named(each)
        elif each.type in ("identifier", "attribute"):
            yield each

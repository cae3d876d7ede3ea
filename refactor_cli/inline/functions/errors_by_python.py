"""Which errors Python raises in a function by itself, for an item that is not there or a text that is no number, and
whether a function is seen to be unable to raise an error.

https://docs.python.org/3/library/exceptions.html#concrete-exceptions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.inline.functions.coroutines import is_yet_to_be_written
from refactor_cli.inline.functions.errors_raised import SILENT, derives, errors_meant
from refactor_cli.inline.new_names.whole_names import led_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

# what these raise for values that do not do, called with so many arguments
_RAISING = {
    (b"float", 1): ("ValueError",),
    (b"int", 1): ("ValueError",),
    (b"next", 1): ("StopIteration",),
    (b"open", 1): ("OSError",),
    (b"open", 2): ("OSError",),
}
_OWN = frozenset({b"self", b"cls"})
_ITEMS = ("KeyError", "IndexError")
_QUIET_CALLS = frozenset(
    {
        b"bool",
        b"dict",
        b"hasattr",
        b"isinstance",
        b"iter",
        b"len",
        b"list",
        b"print",
        b"repr",
        b"str",
        b"tuple",
        b"type",
    }
)
_QUIET = SILENT | {
    *(
        "argument_list",
        "as_pattern",
        "as_pattern_target",
        "comparison_operator",
        "except_clause",
        "finally_clause",
    ),
    *("interpolation", "keyword_argument", "pair", "raise_statement", "try_statement"),
}


def raised_by_python(symbols: SymbolMap, found: frozenset[Symbol]) -> frozenset[Symbol]:
    """The errors that Python raises in the body of a function itself, and that it does not catch."""
    memo: dict[frozenset[Symbol], frozenset[Symbol]]
    memo = symbols.snapshot.memo.setdefault("errors by Python", {})
    if found not in memo:
        memo[found] = frozenset(_raised(symbols, found))
    return memo[found]


def _raised(symbols: SymbolMap, found: frozenset[Symbol]) -> Iterator[Symbol]:
    node, path = _written(symbols, found), next(iter(found)).path or ""
    definition = definition_of(symbols, found)
    given = {each.name.encode() for each in definition.parameters} if definition is not None else set()
    for each in own_nodes(node) if node is not None else ():
        owner = each.child_by_field_name("object") if each.type == "attribute" else None
        is_of_given = owner is not None and owner.text in given - _OWN
        for name in _by(symbols, path, each) if not is_of_given else ("AttributeError",):
            error = Symbol(None, f"builtins.{name}")
            if not _is_caught(symbols, path, each, node, error):
                yield error


def _by(symbols: SymbolMap, path: str, node: Node) -> tuple[str, ...]:
    if node.type == "subscript":
        outer = node.parent
        is_given = outer is not None and outer.child_by_field_name("left") == node
        is_slice = any(each.type == "slice" for each in node.named_children)
        return () if is_given or is_slice else _ITEMS
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None or function.type != "identifier":
        return ()
    names = _RAISING.get(
        (function.text or b"", len(code_children(node.child_by_field_name("arguments")))), ()
    )
    return names if names and all(each.path is None for each in led_to(symbols, path, function)) else ()


def cannot_raise(symbols: SymbolMap, found: frozenset[Symbol], error: Symbol) -> bool:
    """Whether all that a function does is seen, and nothing of it may raise an error, or the function catches it."""
    memo: dict[tuple[frozenset[Symbol], Symbol], bool]
    memo = symbols.snapshot.memo.setdefault("cannot raise", {})
    if (found, error) not in memo:
        memo[found, error] = _cannot(symbols, found, error)
    return memo[found, error]


def _cannot(symbols: SymbolMap, found: frozenset[Symbol], error: Symbol) -> bool:
    node, path = _written(symbols, found), next(iter(found)).path or ""
    body = node.child_by_field_name("body") if node is not None else None
    if node is None or body is None or is_yet_to_be_written(node):
        return False
    for each in own_nodes(body):
        if each.type == "raise_statement":
            given = code_children(each)
            named = given[0].child_by_field_name("function") if given and given[0].type == "call" else None
            named = named if named is not None else given[0] if given else None
            raised = [*errors_meant(symbols, path, named)] if named is not None else []
            if not raised or any(derives(symbols, one, error) for one in raised):
                return False
        elif each.type == "attribute" or each.type in _QUIET:
            continue
        elif not (_is_quiet(symbols, path, each) or _is_caught(symbols, path, each, node, error)):
            return False
    return error.name != "builtins.AttributeError" or not any(
        each.type == "attribute" for each in own_nodes(body)
    )


def _is_quiet(symbols: SymbolMap, path: str, node: Node) -> bool:
    """Whether a call asks for what may be missing: `d.get(key)`, `getattr(o, name, None)`, `next(it, None)`; or makes
    what is raised."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None:
        return False
    if node.parent is not None and node.parent.type == "raise_statement":
        return True
    count = len(code_children(node.child_by_field_name("arguments")))
    if function.type == "attribute":
        named = function.child_by_field_name("attribute")
        return named is not None and named.text == b"get" and count in (1, 2)
    if any(each.path is not None for each in led_to(symbols, path, function)):
        return False
    return function.text in _QUIET_CALLS or (function.text, count) in ((b"getattr", 3), (b"next", 2))


def _is_caught(symbols: SymbolMap, path: str, node: Node, around: Node | None, error: Symbol) -> bool:
    """Whether something stands in a `try` of the function that catches an error."""
    here: Node | None = node
    while here is not None and here != around:
        parent = here.parent
        if (
            parent is not None
            and parent.type == "try_statement"
            and parent.child_by_field_name("body") == here
        ):
            for clause in parent.named_children:
                if clause.type == "except_clause" and _catches(symbols, path, clause, error):
                    return True
        here = parent
    return False


def _catches(symbols: SymbolMap, path: str, clause: Node, error: Symbol) -> bool:
    named = [each for each in clause.named_children if each.type not in ("block", "comment")]
    if not named:
        return True
    names = [named[0]]
    while names and names[0].type in ("as_pattern", "tuple", "parenthesized_expression"):
        names = code_children(names[0])
    return any(derives(symbols, error, each) for one in names for each in errors_meant(symbols, path, one))


def _written(symbols: SymbolMap, found: frozenset[Symbol]) -> Node | None:
    definition = definition_of(symbols, found)
    if definition is None or definition.kind != "function" or definition.decorators or definition.is_async:
        return None
    path = next(iter(found)).path or ""
    node = symbols.node(path, definition.span)
    return node if node is not None and node.type == "function_definition" else None

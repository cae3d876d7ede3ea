"""What runs between a definition and the call that it was handed to, and may depend on whether that was done yet.

A decorator does it before. Definitions, imports and values that nothing is called for do not see it, nor do statements
that go in the same way; all else has to be said.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Set

from refactor_cli.data import Span
from refactor_cli.recipe.parsing import last_name_of
from refactor_cli.verify.decorators.old_statement import Registered
from refactor_cli.verify.refused import shown
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS

_ACTING = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
_LATER = (ast.Lambda, ast.GeneratorExp)
# decorators that only make something of what they stand above
_MAKING = frozenset(
    {
        *("abstractmethod", "cached_property", "classmethod", "dataclass", "deleter", "final", "getter"),
        *("overload", "override", "property", "setter", "staticmethod", "total_ordering", "wraps"),
    }
)


def seen_between(old: Registered, going: Set[Span]) -> Iterator[str]:
    """What is done between the definition and its call. `going`: the spans of statements that decorators take the
    place of as well."""
    running = list[ast.AST]()
    place = (
        f"the call and the end of '{old.name}'"
        if old.is_inside
        else f"the definition of '{old.name}' and the call"
    )
    for span, statement in old.between:
        if span in going or (old.is_inside and statement is not None and _is_value(statement)):
            continue
        if statement is None:
            yield f"what stands between {place} may depend on it, and is not read as Python 3"
        elif acting := next(_acting([statement]), None):
            running.append(acting)
        elif old.is_assigned and any(_is_read(node, old.name) for node in _run([statement])):
            yield f"{shown(statement)} uses '{old.name}' as it is before the call"
    if running:
        more = len(running) - 1
        them = f"{shown(running[0])} and {more} more run" if more else f"{shown(running[0])} runs"
        yield f"{them} between {place}"


def _acting(statements: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """What statements do, beside binding names."""
    for statement in statements:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.Pass():
                pass
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _acting_header(statement.decorator_list, [statement.args])
            case ast.ClassDef(body=body):
                yield from _acting_header(statement.decorator_list, ())
                yield from _acting(each for each in body if not _is_value(each))
            case ast.Assign(targets=targets, value=value) if all(
                isinstance(each, ast.Name) for each in targets
            ):
                yield from _calls(value)
            case ast.AnnAssign(target=ast.Name(), value=value):
                yield from _calls(value) if value is not None else ()
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.If(test=test, body=body, orelse=rest):
                yield from _calls(test)
                yield from _acting((*body, *rest))
            case ast.Try(body=body, handlers=handlers, orelse=rest, finalbody=last):
                inside = (each for handler in handlers for each in handler.body)
                yield from _acting((*body, *inside, *rest, *last))
            case _:
                yield statement


def _is_value(statement: ast.stmt) -> bool:
    """Whether a statement of a class body only makes an attribute, as `name = CharField()` and `@cached def f` do."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return True
        case ast.Assign(targets=targets):
            return all(isinstance(each, ast.Name) for each in targets)
        case ast.AnnAssign(target=ast.Name()):
            return True
    return False


def _acting_header(decorators: Iterable[ast.expr], given: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for decorator in decorators:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if last_name_of(called) not in _MAKING:
            yield decorator
    for each in given:
        yield from _calls(each)


def _calls(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, _ACTING):
        yield node
    elif not isinstance(node, _LATER):
        for each in ast.iter_child_nodes(node):
            yield from _calls(each)


def _run(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes that run with a statement: not the bodies of functions."""
    for node in nodes:
        yield node
        if isinstance(node, FUNCTIONS):
            yield from _run([*node.decorator_list, node.args])
        elif not isinstance(node, _LATER):
            yield from _run(ast.iter_child_nodes(node))


def _is_read(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name

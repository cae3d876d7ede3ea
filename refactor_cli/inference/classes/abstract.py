"""Methods that a class leaves to those that derive from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Symbol
from refactor_cli.grammar import nearest
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.members.overriding import overriding
from refactor_cli.resolution import definitions_of, mro
from refactor_cli.resolution.definitions import decorator_names

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# of more classes that define it nobody can say which is meant
_MOST = 2
_NOT_HERE = "NotImplementedError"


def is_left_to_heirs(ask: Ask, cls: Symbol, name: str, found: Iterable[Symbol]) -> bool:
    """Whether what a class has under a name is there to be overridden (`raise NotImplementedError`), and few classes of
    the program do: each may be meant."""
    if not are_abstract(ask, found):
        return False
    heirs = [each for each in overriding(ask, cls, name) if not is_aside(each.path or "")]
    first = [each for each in heirs if set(heirs).isdisjoint(mro(ask.symbols, each)[1:])]
    return 0 < len(first) <= _MOST


def are_abstract(ask: Ask, methods: Iterable[Symbol]) -> bool:
    """Whether methods of the repository, one at least, are there to be overridden."""
    symbols = [each for each in methods if each.path is not None]
    return bool(symbols) and all(_is_abstract(ask, each) for each in symbols)


def _is_abstract(ask: Ask, method: Symbol) -> bool:
    memo: dict[Symbol, bool] = ask.symbols.snapshot.memo.setdefault("abstract methods", {})
    if method not in memo:
        definitions = definitions_of(ask.look, method)
        memo[method] = bool(definitions) and all(
            "abstractmethod" in decorator_names(each) or _only_raises(ask, method.path or "", each)
            for each in definitions
        )
    return memo[method]


def _only_raises(ask: Ask, path: str, definition: Definition) -> bool:
    """Whether a function raises NotImplementedError before it does anything."""
    function = nearest(ask.symbols.node(path, definition.span), "function_definition")
    body = function.child_by_field_name("body") if function is not None else None
    first = next((each for each in body.named_children if not _says_nothing(each)), None) if body else None
    return (
        first is not None
        and first.type == "raise_statement"
        and _NOT_HERE in source(ask.symbols, path, first)
    )


def _says_nothing(statement: Node) -> bool:
    """Whether it is a comment or a docstring."""
    inner = next(iter(statement.named_children), None)
    is_text = statement.type == "expression_statement" and inner is not None and inner.type == "string"
    return statement.type == "comment" or is_text

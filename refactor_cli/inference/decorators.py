"""What decorators make of a function, by their names."""

from __future__ import annotations

import re

from refactor_cli.data import Definition, Symbol
from refactor_cli.expression_nodes import every_node
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, node_at
from refactor_cli.resolution import definitions_of, resolve

# an assignment to the name that comes first, or to an attribute of it
_WRITTEN_ANEW = re.compile(
    rb"^(\w+)\0.*?(?:\b\1\s*(?:\.\s*\w+\s*)*(?::[^=\n]*)?=(?!=)|\bsetattr\(\s*\1\b)", re.DOTALL
)
# beside what has "property" in its name
_PROPERTIES = frozenset({"reify", "memoized_attribute", "declared_attr", "setter", "getter", "deleter"})
# decorators that give back a function
_KEEPS_FUNCTION = frozenset(
    {
        *("staticmethod", "classmethod", "abstractmethod", "wraps", "overload", "override", "final"),
        *(
            "lru_cache",
            "cache",
            "contextmanager",
            "asynccontextmanager",
            "fixture",
            "parametrize",
            "skip",
            "skipif",
        ),
    }
)


def is_property(definition: Definition) -> bool:
    """Whether reading the attribute calls the function."""
    names = (decorator.rpartition(".")[2] for decorator in definition.decorators)
    return any("property" in name.lower() or name in _PROPERTIES for name in names)


def is_decorated_anyhow(ask: Ask, symbol: Symbol) -> bool:
    """Whether a decorator may have put something else in the function's place."""
    return any(
        not _keeps(ask, symbol, each, name)
        for each in definitions_of(ask.look, symbol)
        for name in each.decorators
    )


def _keeps(ask: Ask, symbol: Symbol, definition: Definition, written: str) -> bool:
    name = written.rpartition(".")[2]
    if name in _KEEPS_FUNCTION or "property" in name.lower():
        return True
    if not written or symbol.path is None:
        return False
    found = resolve(ask.symbols, symbol.path, definition.scope, written, definition.outer.start)
    return bool(found.symbols) and found.complete and all(_gives_back(ask, each) for each in found.symbols)


def _gives_back(ask: Ask, decorator: Symbol) -> bool:
    """Whether a function of the repository returns what it is given, as those do that only write it down somewhere."""
    memo: dict[Symbol, bool] = ask.symbols.snapshot.memo.setdefault("give back their argument", {})
    if decorator not in memo:
        definitions = definitions_of(ask.look, decorator)
        memo[decorator] = bool(definitions) and all(
            _returns_its_own(ask, decorator.path or "", each) for each in definitions
        )
    return memo[decorator]


def _returns_its_own(ask: Ask, path: str, definition: Definition) -> bool:
    if definition.kind != "function" or not definition.parameters or definition.decorators:
        return False
    if definition.parameters[0].kind not in ("positional", "positional_only"):
        return False
    function = nearest(node_at(ask.symbols, path, definition.span), "function_definition")
    body = function.child_by_field_name("body") if function is not None else None
    given = definition.parameters[0].name.encode()
    if body is None or _WRITTEN_ANEW.search(given + b"\0" + (body.text or b"")):
        return False
    returns = [each for each in every_node(body) if each.type in ("return_statement", "yield")]
    return bool(returns) and all(
        each.type == "return_statement"
        and len(each.named_children) == 1
        and each.named_children[0].text == given
        for each in returns
    )

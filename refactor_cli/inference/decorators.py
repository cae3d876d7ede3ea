"""What decorators make of a function, by their names."""

from __future__ import annotations

from refactor_cli.data import Definition, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.resolution import definitions_of

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
    names = (name.rpartition(".")[2] for each in definitions_of(ask.look, symbol) for name in each.decorators)
    return any(name not in _KEEPS_FUNCTION and "property" not in name.lower() for name in names)

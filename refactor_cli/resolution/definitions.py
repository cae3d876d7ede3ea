"""A symbol's definitions in the file that has them."""

from __future__ import annotations

from refactor_cli.data import Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.resolution.modules import stem_of
from refactor_cli.resolution.values import Lookup


def home(look: Lookup, path: str) -> str:
    """The `.py` beside a `.pyi`, where there is one."""
    if path.endswith(".pyi"):
        return look.modules.files.get(stem_of(path), path)
    return path


def twin(look: Lookup, path: str) -> str:
    """The `.pyi` beside a `.py`, "" when there is none."""
    stub = f"{path}i"
    return stub if path.endswith(".py") and stub in look.symbols.snapshot.files else ""


def definitions_of(look: Lookup, symbol: Symbol) -> tuple[Definition, ...]:
    """Every `def` or `class` of a symbol: several when it is defined in branches, or again."""
    if symbol.path is None:
        return ()
    return _by_qualname(look, symbol.path).get(symbol.name, ())


def decorator_names(definition: Definition) -> frozenset[str]:
    """What decorates it, without what these names are asked of: `cached_property` for `functools.cached_property`."""
    return frozenset(last_part(each) for each in definition.decorators)


def _by_qualname(look: Lookup, path: str) -> dict[str, tuple[Definition, ...]]:
    memo = look.symbols.snapshot.memo.setdefault("definitions", {})
    if path not in memo:
        file_map = look.symbols.map(path)
        found: dict[str, tuple[Definition, ...]] = {}
        for definition in file_map.definitions if file_map else ():
            found[definition.qualname] = (*found.get(definition.qualname, ()), definition)
        memo[path] = found
    by_name: dict[str, tuple[Definition, ...]] = memo[path]
    return by_name


def class_of_body(look: Lookup, path: str, scope: int) -> Symbol | None:
    """The class whose body a scope is; None for any other scope."""
    found = definition_of_body(look, path, scope)
    return Symbol(home(look, path), found.qualname) if found is not None and found.kind == "class" else None


def definition_of_body(look: Lookup, path: str, scope: int) -> Definition | None:
    """The definition that opens a scope."""
    memo = look.symbols.snapshot.memo.setdefault("bodies", {})
    if path not in memo:
        file_map = look.symbols.map(path)
        memo[path] = {
            definition.body: definition for definition in (file_map.definitions if file_map else ())
        }
    found: Definition | None = memo[path].get(scope)
    return found

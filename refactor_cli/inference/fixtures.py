"""pytest fixtures: a parameter of a test is what the fixture of its name returns.
https://docs.pytest.org/en/stable/reference/fixtures.html#fixture-availability"""

from __future__ import annotations

from refactor_cli.data import Definition, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.values import Known, Types, by

RULE = "fixture"


def fixture(ask: Ask, path: str, function: Definition, name: str) -> Types | None:
    """What the fixture `name` gives a test or fixture of a file; None when there is no such fixture."""
    if not ask.allows(RULE) or not (function.name.startswith("test") or _is_fixture(function)):
        return None
    for place in _places(ask, path):
        file_map = ask.symbols.map(place)
        for definition in file_map.definitions if file_map is not None else ():
            is_it = definition.name == name and definition.kind == "function" and _is_fixture(definition)
            if is_it and definition.span != function.span:
                types = ask.result(Known("function", Symbol(place, definition.qualname)))
                return by(_yielded(types), RULE)
    return None


def _is_fixture(definition: Definition) -> bool:
    return any(
        decorator.rpartition(".")[2] in ("fixture", "yield_fixture") for decorator in definition.decorators
    )


def _yielded(types: Types) -> Types:
    """A fixture that is a generator gives what it yields."""
    if not any(known.symbol.name == "builtins.generator" for known in types.known):
        return types
    found = frozenset[Known]().union(*(known.items for known in types.known))
    return Types(found, types.complete and bool(found), types.via)


def _places(ask: Ask, path: str) -> list[str]:
    """The file itself, and the conftest files above it, nearest first."""
    found, folder = [path], path.rpartition("/")[0]
    while True:
        conftest = f"{folder}/conftest.py" if folder else "conftest.py"
        if conftest in ask.symbols.snapshot.files and conftest != path:
            found.append(conftest)
        if not folder:
            return found
        folder = folder.rpartition("/")[0]

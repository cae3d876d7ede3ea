"""pytest fixtures: a parameter of a test is what the fixture of its name returns.
https://docs.pytest.org/en/stable/reference/fixtures.html#fixture-availability"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Binding, Definition, Symbol
from refactor_cli.inference.asking import Ask, node_at
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.values import UNKNOWN, Known, Types, by, taken_out, union, without_none
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, module_file

RULE = "fixture"
# one that is run several times for each test
PARAMS = "fixture-params"
_REQUESTS = frozenset({"request.instance", "request.cls"})
# modules whose fixtures all tests of the file, or below the conftest, have
_PLUGINS = lazy_pattern(rb"^pytest_plugins\b[^=\n]*=[ \t]*(\[[^\]]*\]|\([^)]*\)|[^\n]*)", re.MULTILINE)
_NAMED = lazy_pattern(rb"[\"']([\w.]+)[\"']")


def fixture(ask: Ask, path: str, function: Definition, name: str) -> Types | None:
    """What the fixture `name` gives a test or fixture of a file; None when there is no such fixture."""
    symbol = fixture_of(ask, path, function, name)
    return _given(ask, symbol) if symbol is not None else None


def fixture_of(ask: Ask, path: str, function: Definition, name: str) -> Symbol | None:
    """The fixture whose result a test or fixture of a file gets as `name`."""
    if not ask.allows(RULE) or not asks_for_fixtures(function):
        return None
    for place in _places(ask, path):
        file_map = ask.symbols.map(place)
        for definition in file_map.definitions if file_map is not None else ():
            is_it = definition.name == name and definition.kind == "function" and is_fixture(definition)
            if is_it and definition.span != function.span:
                return Symbol(place, definition.qualname)
        for binding in file_map.named.get(name, ()) if file_map is not None else ():
            if binding.kind == "from" and (imported := _imported(ask, place, binding)):
                return imported
    return None


def _given(ask: Ask, symbol: Symbol) -> Types:
    types = by(_yielded(ask.result(Known("function", symbol))), RULE)
    utf8 = ask.symbols.snapshot.files[symbol.path or ""].text.utf8
    is_several = any(
        b"params" in utf8[each.outer.start : each.span.start] for each in definitions_of(ask.look, symbol)
    )
    return by(types, PARAMS) if is_several else types


def _imported(ask: Ask, path: str, binding: Binding) -> Symbol | None:
    """The fixture that a test file or conftest imports under its name."""
    known = ask.binding(path, binding).known
    symbols = [each.symbol for each in known if each.kind == "function" and each.symbol.path is not None]
    defined = (each for symbol in symbols for each in definitions_of(ask.look, symbol))
    return symbols[0] if len(symbols) == 1 and any(map(is_fixture, defined)) else None


def given_by_fixtures(ask: Ask, cls: Symbol, name: str) -> Types:
    """What fixtures give an attribute of the tests of a class (`request.instance.app = app`), in its file or in the
    conftest files above it. https://docs.pytest.org/en/stable/how-to/fixtures.html"""
    file = (cls.path or "").rpartition("/")[2]
    if not ask.allows(RULE) or not (file.startswith("test") or file.endswith("_test.py")):
        return UNKNOWN
    key = ("given by fixtures", cls.path, name)
    return ask.once(key, lambda: _given_by_fixtures(ask, cls.path or "", name))


def _given_by_fixtures(ask: Ask, path: str, name: str) -> Types:
    for place in _places(ask, path):
        if not any(each.encode() in ask.symbols.snapshot.files[place].data for each in _REQUESTS):
            continue
        found = list[Types]()
        for each in occurrences_in(ask.symbols, place, name):
            if each.place == "attribute" and each.receiver in _REQUESTS:
                node = node_at(ask.symbols, place, each.span)
                given = given_to(ask, place, node.parent if node is not None else None)
                found += [given.types] if given is not None else []
        if found:
            return by(without_none(union(found))._replace(complete=False), RULE)
    return UNKNOWN


def asks_for_fixtures(function: Definition) -> bool:
    """Whether pytest gives a function's parameters: that of a test, or of a fixture."""
    return function.name.startswith("test") or is_fixture(function)


def is_fixture(definition: Definition) -> bool:
    """Whether a decorator makes a fixture of a function."""
    return any(
        decorator.rpartition(".")[2] in ("fixture", "yield_fixture") for decorator in definition.decorators
    )


def _yielded(types: Types) -> Types:
    """A fixture that is a generator gives what it yields."""
    if not any(known.symbol.name == "builtins.generator" for known in types.known):
        return types
    found = frozenset[Known]().union(*(known.items for known in types.known))
    return taken_out(found, types, types.complete)


def _places(ask: Ask, path: str) -> tuple[str, ...]:
    """The file itself, the conftest files above it, nearest first, and the plugins that these name.
    https://docs.pytest.org/en/stable/how-to/plugins.html#requiring-loading-plugins-in-a-test-module-or-conftest-file"""
    memo: dict[str, tuple[str, ...]] = ask.symbols.snapshot.memo.setdefault("places of fixtures", {})
    if path in memo:
        return memo[path]
    found, folder = [path], path.rpartition("/")[0]
    while True:
        conftest = f"{folder}/conftest.py" if folder else "conftest.py"
        if conftest in ask.symbols.snapshot.files and conftest != path:
            found.append(conftest)
        if not folder:
            break
        folder = folder.rpartition("/")[0]
    for place in found:  # plugins name plugins, which are appended as well
        found += [each for each in dict.fromkeys(_plugins(ask, place)) if each not in found]
    memo[path] = tuple(found)
    return memo[path]


def _plugins(ask: Ask, path: str) -> Iterator[str]:
    """The modules of the repository that a file says to be plugins."""
    for value in _PLUGINS.findall(ask.symbols.snapshot.files[path].data):
        for dotted in _NAMED.findall(value):
            module = module_file(ask.symbols, dotted.decode(), path)
            if module is not None and module in ask.symbols.snapshot.files:
                yield module

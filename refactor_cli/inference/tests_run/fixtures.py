"""pytest fixtures: a parameter of a test is what the fixture of its name returns.
https://docs.pytest.org/en/stable/reference/fixtures.html#fixture-availability"""

from __future__ import annotations

import re

from refactor_cli.data import Binding, Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.tests_run.fixtures_of_pytest import fixture_of_pytest
from refactor_cli.inference.tests_run.plugins import installed_plugins, named_plugins
from refactor_cli.inference.values import UNKNOWN, Known, Types, by, or_others, taken_out, union, without_none
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import definitions_of, mro
from refactor_cli.resolution.definitions import class_of_body, decorator_names
from refactor_cli.resolution.names import module_member
from refactor_cli.words.files import python_files_with

RULE = "fixture"
# one that is run several times for each test
PARAMS = "fixture-params"
_REQUESTS = frozenset({"request.instance", "request.cls"})
# what gets the test otherwise than by `request.instance.cart`, and what no more than names the request
_HANDED_ON = lazy_pattern(
    rb"\brequest\.(?:instance|cls)\b(?!\.\w)|\brequest\.node\.(?:cls|instance|obj)\b"
    rb"|[(,=][ \t]*request[ \t]*[,)\r\n]"
)
_PARAMETERS = lazy_pattern(rb"\bdef[ \t]+\w+\([^()]*\)")
_SAID = lazy_pattern(rb"\bfixture\([^@]*\bname[ \t]*=[ \t]*[\"'](\w+)[\"']")


def fixture(ask: Ask, path: str, function: Definition, name: str) -> Types | None:
    """What the fixture `name` gives a test or fixture of a file; None when there is no such fixture."""
    if (of_heirs := _of_heirs(ask, path, function, name)) is not None:
        return of_heirs
    symbol = fixture_of(ask, path, function, name)
    if symbol is None:
        own = fixture_of_pytest(ask, name) if ask.allows(RULE) and asks_for_fixtures(function) else None
        return by(own, RULE) if own is not None else None
    types = _given(ask, symbol)
    return or_others(types) if may_be_overridden(ask, path, function, symbol) else types


def _of_heirs(ask: Ask, path: str, function: Definition, name: str) -> Types | None:
    """What a test, or a fixture, of a class gets in the classes below it as well, of which some have a fixture of their
    own in place of another; None where all get the same."""
    is_asking = ask.allows(RULE) and asks_for_fixtures(function)
    own = class_of_body(ask.look, path, function.scope) if is_asking else None
    below = every_heir(ask.symbols, own) if own is not None else None
    if own is None or not below or (is_fixture(function) and _name_of(ask, path, function) == name):
        return None
    every = [_of_class(ask, each, name) or _of_module(ask, each.path or "", name) for each in (own, *below)]
    # those below may be run with values of that name, or what asks for it there
    files = dict.fromkeys(each.path or "" for each in (own, *below))
    is_another = any(_is_parameter(ask, file, name) for file in files)
    if len({*every}) == 1 and (every[0] is None or not is_another):
        return None
    if every[0] is None:
        del every[0]  # it is run in those below it alone
    given = union(_given(ask, each) if each is not None else UNKNOWN for each in dict.fromkeys(every))
    given = by(or_others(given) if is_another else given, RULE)
    return by(given, PARAMS) if len({*every}) > 1 else given


def _of_module(ask: Ask, path: str, name: str) -> Symbol | None:
    """The fixture of a name that tests of a file get that have none in their class."""
    for place in _places(ask, path):
        for each in reversed(_fixtures(ask, place, name)):
            if class_of_body(ask.look, place, each.scope) is None:
                return Symbol(place, each.qualname)
        if imported := _imported_as(ask, place, name):
            return imported
    return None


def _imported_as(ask: Ask, path: str, name: str) -> Symbol | None:
    """The fixture that a file imports under a name, or with all that another has."""
    file_map = ask.symbols.map(path)
    bindings = file_map.named.get(name, ()) if file_map is not None else ()
    found = (_imported(ask, path, each) for each in bindings if each.kind == "from")
    if (imported := next((each for each in found if each), None)) is not None:
        return imported
    is_open = b"import *" in ask.symbols.snapshot.files[path].data
    values = module_member(ask.look, path, name).values if is_open else ()
    symbols = [each.symbol for each in values if each.kind == "function" and each.symbol.path != path]
    defined = (each for symbol in symbols for each in definitions_of(ask.look, symbol))
    return symbols[0] if len(symbols) == 1 and any(map(is_fixture, defined)) else None


def _class_of(fixture: Symbol) -> Symbol:
    return Symbol(fixture.path, fixture.name.rpartition(".")[0])


def _of_class(ask: Ask, cls: Symbol, name: str) -> Symbol | None:
    """The fixture of a name that tests of a class get, if one of its classes has one."""
    for base in mro(ask.symbols, cls):
        for each in reversed(_fixtures(ask, base.path, name)) if base.path is not None else ():
            if class_of_body(ask.look, base.path or "", each.scope) == base:
                return Symbol(base.path, each.qualname)
    return None


def _called(ask: Ask, fixture: Symbol) -> str:
    names = [_name_of(ask, fixture.path or "", each) for each in definitions_of(ask.look, fixture)]
    return names[0] if names else last_part(fixture.name)


def fixture_of(ask: Ask, path: str, function: Definition, name: str) -> Symbol | None:
    """The fixture whose result a test or fixture of a file gets as `name`."""
    if not ask.allows(RULE) or not asks_for_fixtures(function):
        return None
    for is_of_others in (False, True):  # of other classes last: it may be one that is mixed in
        for place in _places(ask, path):
            found = [
                each
                for each in _fixtures(ask, place, name)
                if not _is_hidden(ask, place, each, path, function)
                and (is_of_others or not _is_of_another_class(ask, place, each, path, function))
            ]
            if found:
                # of two in one place the last
                nearest_one = min(
                    reversed(found), key=lambda each: _distance(ask, place, each, path, function)
                )
                return Symbol(place, nearest_one.qualname)
            if imported := _imported_as(ask, place, name):
                return imported
    return None


def _is_of_another_class(ask: Ask, place: str, fixture: Definition, path: str, function: Definition) -> bool:
    cls, own = class_of_body(ask.look, place, fixture.scope), class_of_body(ask.look, path, function.scope)
    return cls is not None and (own is None or cls not in mro(ask.symbols, own))


def _is_hidden(ask: Ask, place: str, fixture: Definition, path: str, function: Definition) -> bool:
    """Whether it is what asks that takes the place of a fixture: as itself, or as the method of a class below, which
    gets what stands outside of these classes."""
    if fixture.span == function.span and place == path:
        return True
    own = class_of_body(ask.look, path, function.scope) if fixture.name == function.name else None
    return own is not None and class_of_body(ask.look, place, fixture.scope) in mro(ask.symbols, own)


def _fixtures(ask: Ask, path: str, name: str) -> list[Definition]:
    """The fixtures of a name that a file defines."""
    file_map = ask.symbols.map(path)
    every = file_map.definitions if file_map is not None else ()
    fixtures = (each for each in every if each.kind == "function" and is_fixture(each))
    return [each for each in fixtures if _name_of(ask, path, each) == name]


def _name_of(ask: Ask, path: str, fixture: Definition) -> str:
    """What tests call a fixture: `@pytest.fixture(name="cart")` says so."""
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    said = _SAID.search(utf8, fixture.outer.start, fixture.span.start)
    return said[1].decode() if said else fixture.name


def _distance(ask: Ask, place: str, fixture: Definition, path: str, function: Definition) -> int:
    """How far a fixture is from what asks for it: those of its own class come first, then those of its bases, of the
    module, and of other classes."""
    cls = class_of_body(ask.look, place, fixture.scope)
    own = class_of_body(ask.look, path, function.scope)
    order = mro(ask.symbols, own) if own is not None else ()
    return order.index(cls) if cls in order else len(order) + int(cls is not None)


def may_be_overridden(ask: Ask, path: str, function: Definition, fixture: Symbol) -> bool:
    """Whether something else may take the place of a fixture: where another fixture asks for it, one of its name in a
    class, or in a folder below, has it for the tests there; and tests may be run with a value of that name.
    https://docs.pytest.org/en/stable/how-to/fixtures.html#overriding-fixtures-on-various-levels"""
    name, folder = _called(ask, fixture), path.rpartition("/")[0]
    is_conftest = path.rpartition("/")[2] == "conftest.py"
    is_shared = is_conftest or not _is_test_file(path)
    below = folder + "/" if folder and is_conftest else ""  # fixtures of plugins are for all
    for file in python_files_with(ask.symbols.snapshot, name):
        if is_fixture(function) and (file == path or (is_shared and file.startswith(below))):
            others = (each for each in _fixtures(ask, file, name) if each.span != function.span)
            others = (each for each in others if Symbol(file, each.qualname) != fixture)
            own = class_of_body(ask.look, path, function.scope)
            if any(_takes_place(ask, file, each, fixture, own) for each in others):
                return True
            if _is_parameter(ask, file, name):
                return True
        elif file in _places(ask, path) and _is_parameter(ask, file, name, b"metafunc.parametrize("):
            return True
    return False


def _takes_place(ask: Ask, file: str, other: Definition, fixture: Symbol, own: Symbol | None) -> bool:
    """Whether a fixture may be had in place of another by one that is written in a class `own`, and so is for the tests
    of that and of what derives from it alone: these have the first of their classes that has one."""
    cls, having = class_of_body(ask.look, file, other.scope), _class_of(fixture)
    below = every_heir(ask.symbols, own) if own is not None else None
    if own is None or below is None or having not in mro(ask.symbols, own):
        return True
    orders = (mro(ask.symbols, each) for each in (own, *below))
    return any(cls in order and order.index(cls) < order.index(having) for order in orders)


def _is_test_file(path: str) -> bool:
    file = path.rpartition("/")[2]
    return file.startswith("test") or file.endswith("_test.py")


def _is_parameter(ask: Ask, path: str, name: str, called: bytes = b"parametrize(") -> bool:
    """Whether tests of a file may be run with values for a parameter, by the text behind `parametrize`."""
    data = ask.symbols.snapshot.files[path].data
    if called not in data:
        return False
    first = rb"%b\s*(?:argnames\s*=\s*)?(?:[\[(][^\])]*?)?[\"'](?:[\w, ]*\W)?%b\b" % (
        re.escape(called),
        re.escape(name.encode()),
    )
    return re.search(first, data) is not None


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
    conftest files above it; what the class itself, and others, may give it is not looked at.
    https://docs.pytest.org/en/stable/how-to/fixtures.html"""
    file = (cls.path or "").rpartition("/")[2]
    if not ask.allows(RULE) or not (file.startswith("test") or file.endswith("_test.py")):
        return UNKNOWN
    key = ("given by fixtures", cls.path, name)
    return ask.once(key, lambda: _given_by_fixtures(ask, cls.path or "", name))


def _given_by_fixtures(ask: Ask, path: str, name: str) -> Types:
    """What those of the nearest file give; that is all where no other file's give it anything."""
    given = (each for place in _places(ask, path) if (each := _given_in(ask, place, name)))
    nearest_given, further = next(given, None), next(given, None)
    if nearest_given is None:
        return UNKNOWN
    types = by(without_none(union(nearest_given)), RULE)
    is_all = further is None and not any(_is_handed_on(ask, place) for place in _places(ask, path))
    return types._replace(complete=types.complete and is_all)


def _is_handed_on(ask: Ask, path: str) -> bool:
    """Whether fixtures of a file do more with the test that is run than to ask for its attributes, and set them: others
    may give it something by a name of their own."""
    file_map, utf8 = ask.symbols.map(path), ask.symbols.snapshot.files[path].text.utf8
    fixtures = (each for each in file_map.definitions if is_fixture(each)) if file_map is not None else ()
    return any(_HANDED_ON.search(_PARAMETERS.sub(b"", utf8[slice(*each.span)])) for each in fixtures)


def has_same_fixtures(ask: Ask, cls: Symbol) -> bool:
    """Whether all classes that derive from one are run with the fixtures of its own file and those above it."""
    below, places = every_heir(ask.symbols, cls), {*_places(ask, cls.path or "")}
    return below is not None and all(
        any(each.encode() in ask.symbols.snapshot.files[place].data for each in _REQUESTS)
        <= (place in places)
        for heir in below
        for place in _places(ask, heir.path or "")
        if place in ask.symbols.snapshot.files
    )


def _given_in(ask: Ask, place: str, name: str) -> list[Types]:
    """What a file gives an attribute of the test that is run."""
    if not any(each.encode() in ask.symbols.snapshot.files[place].data for each in _REQUESTS):
        return []
    found = list[Types]()
    for each in occurrences_in(ask.symbols, place, name):
        if each.place == "attribute" and each.receiver in _REQUESTS:
            node = ask.symbols.node(place, each.span)
            given = given_to(ask, place, node.parent if node is not None else None)
            found += [given.types] if given is not None else []
    return found


def asks_for_fixtures(function: Definition) -> bool:
    """Whether pytest gives a function's parameters: that of a test, or of a fixture."""
    return function.name.startswith("test") or is_fixture(function)


def is_fixture(definition: Definition) -> bool:
    """Whether a decorator makes a fixture of a function."""
    return not decorator_names(definition).isdisjoint(("fixture", "yield_fixture"))


def _yielded(types: Types) -> Types:
    """A fixture that is a generator gives what it yields."""
    if not any(known.symbol.name == "builtins.generator" for known in types.known):
        return types
    found = frozenset[Known]().union(*(known.items for known in types.known))
    return taken_out(found, types, types.complete)


def _places(ask: Ask, path: str) -> tuple[str, ...]:
    """The file itself, the conftest files above it, nearest first, and the plugins that these name, or that a project
    installs whose tests it may be of."""
    memo: dict[str, tuple[str, ...]] = ask.symbols.snapshot.memo.setdefault("places of fixtures", {})
    if path in memo:
        return memo[path]
    found, installed, folder = [path], list[str](), path.rpartition("/")[0]
    while True:
        installed += installed_plugins(ask.symbols, folder)
        conftest = f"{folder}/conftest.py" if folder else "conftest.py"
        if conftest in ask.symbols.snapshot.files and conftest != path:
            found.append(conftest)
        if not folder:
            break
        folder = folder.rpartition("/")[0]
    found += [each for each in dict.fromkeys(installed) if each not in found]
    for place in found:  # plugins name plugins, which are appended as well
        found += [each for each in dict.fromkeys(named_plugins(ask.symbols, place)) if each not in found]
    memo[path] = tuple(found)
    return memo[path]

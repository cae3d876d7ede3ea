"""The parameters of a test: nobody but pytest passes them, so new source of the test may take others.

`@mock.patch("a.b")` gives a test its mock as an argument. Where an answer takes such a decorator away, that parameter
goes with it, and the test may ask for a fixture instead.
https://docs.pytest.org/en/stable/reference/fixtures.html#fixture-availability
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from refactor_cli.data import Definition, Symbol
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import mro
from refactor_cli.verify.old_function import Old
from refactor_cli.verify.pieces import Piece, reads
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.together import Asked
from refactor_cli.words.files import python_files_with

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_OBJECT = Symbol(None, "builtins.object")
_OF_CODE = frozenset({"name", "attribute", "imported"})
# https://docs.pytest.org/en/stable/reference/fixtures.html#built-in-fixtures
_BUILT_IN = frozenset(
    {
        "cache",
        "capfd",
        "capfdbinary",
        "caplog",
        "capsys",
        "capsysbinary",
        "capteesys",
        "doctest_namespace",
        "monkeypatch",
        "pytestconfig",
        "pytester",
        "record_property",
        "record_testsuite_property",
        "record_xml_attribute",
        "recwarn",
        "request",
        "subtests",
        "testdir",
        "tmp_path",
        "tmp_path_factory",
        "tmpdir",
        "tmpdir_factory",
    }
)


def taken_away(old: Old, new: _Function, going: Sequence[ast.expr], asked: Asked) -> frozenset[str]:
    """The parameters that new source does not have any more. `going`: decorators that go.

    Raises:
        Refused: its parameters are others, and the function is no test, or nothing gives it these.
    """
    if ast.dump(new.args) == ast.dump(old.tree.args):
        return frozenset()
    before, after = _parameters(old.tree), _parameters(new)
    owner = _test_of(old, asked)
    if owner is None or before is None or after is None:
        raise Refused("it changes the function's signature")
    kept = [name for name in before if name in after]
    if [name for name in after if name in before] != kept or kept[: owner != ""] != before[: owner != ""]:
        raise Refused("it changes the order of the function's parameters")
    gone = [name for name in before if name not in after]
    if len(gone) > len(going):
        raise Refused(f"it takes the parameter '{gone[-1]}' away, and no decorator that gave it")
    added = [name for name in after if name not in before]
    bases = mro(asked.symbols, Symbol(old.path, owner)) if added and owner else ()
    if any(each.path is None and each != _OBJECT for each in bases):
        raise Refused(f"its class has a base from elsewhere: pytest may give its tests no '{added[0]}'")
    for name in added:
        if not _is_given(name, old.path, asked):
            raise Refused(
                f"no fixture called '{name}' is known: neither pytest nor the instructions have one"
            )
    if user := next(_users(old, asked), None):
        raise Refused(f"it changes the function's signature, and {user} uses the function")
    return frozenset(gone)


def check_bound_first(names: frozenset[str], after: Sequence[Piece]) -> None:
    """Raises Refused when a name that was a parameter is read before it is bound, where it is bound at all."""
    for name in sorted(names):
        binding = next((number for number, piece in enumerate(after) if name in piece.binds), None)
        reading = next((number for number, piece in enumerate(after) if name in reads(piece)), None)
        if reading is not None and (binding is None or reading < binding):
            raise Refused(f"it reads '{name}', which is no parameter any more")


def _parameters(function: _Function) -> list[str] | None:
    """Their names, where there are none but plain ones: None where a default, or how one is passed, says more."""
    plain = [each.arg for each in function.args.args]
    alone = ast.arguments([], function.args.args, kwonlyargs=[], kw_defaults=[], defaults=[])
    return plain if ast.dump(function.args) == ast.dump(alone) else None


def _test_of(old: Old, asked: Asked) -> str | None:
    """The class of a test, "" where it is a function of its module; None where it is no test."""
    definition, file_map = old.definition, asked.symbols.map(old.path)
    if not definition.name.startswith("test") or file_map is None:
        return None
    owner = definition.qualname.rpartition(".")[0]
    if definition.scope == 0 or file_map.scopes[definition.scope].kind == "class":
        return owner
    return None


def _is_given(name: str, path: str, asked: Asked) -> bool:
    """Whether pytest has a fixture, or a file whose fixtures a test has; or the user names it, who may have a plugin
    that brings it."""
    if name in _BUILT_IN or re.search(rf"\b{re.escape(name)}\b", asked.words):
        return True
    folder = f"/{path}".rpartition("/")[0]
    for place in python_files_with(asked.symbols.snapshot, name):
        above, _, file = f"/{place}".rpartition("/")
        if place == path or (file == "conftest.py" and f"{folder}/".startswith(f"{above}/")):
            file_map = asked.symbols.map(place)
            if any(
                _is_fixture(each, name) for each in (file_map.definitions if file_map is not None else ())
            ):
                return True
    return False


def _is_fixture(definition: Definition, name: str) -> bool:
    is_one = (each.rpartition(".")[2] in ("fixture", "yield_fixture") for each in definition.decorators)
    return definition.name == name and any(is_one)


def _users(old: Old, asked: Asked) -> Iterator[str]:
    """Places that call a test, or hand it on: they would have to pass what it takes now."""
    for path in python_files_with(asked.symbols.snapshot, old.definition.name):
        text = asked.symbols.snapshot.files[path].text
        for each in occurrences_in(asked.symbols, path, old.definition.name):
            if each.place in _OF_CODE:
                yield f"{path}:{text.position(each.span.start)[0]}"

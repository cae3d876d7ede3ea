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
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.tests_run.fixtures import is_fixture
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import mro
from refactor_cli.verify.flow import unbound
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.together import Asked
from refactor_cli.verify.whole_functions.given_by_place import (
    Decorator,
    Way,
    decorators_of,
    gives,
    gives_nothing,
    is_patch,
    led_to,
    parametrized,
    ways,
)
from refactor_cli.verify.whole_functions.old_function import Old
from refactor_cli.verify.whole_functions.pieces import Piece, reads
from refactor_cli.words.files import python_files_with

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_OBJECT = Symbol(None, "builtins.object")
# what a fixture is called otherwise than its function; "" where no string says it
_CALLED = re.compile(r"""\bname\s*=\s*(?:"(\w*)"|'(\w*)')?""")
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
    owner = _test_of(old, asked)
    decorators = decorators_of(old, owner or "", going, asked)
    if ast.dump(new.args) == ast.dump(old.tree.args):
        if owner is not None and len(new.decorator_list) == len(old.tree.decorator_list) - len(going):
            _check_not_given(decorators or [])
        return frozenset()
    before, after = _parameters(old.tree), _parameters(new)
    if owner is None or decorators is None or before is None or after is None:
        raise Refused("it changes the function's signature")
    kept = [name for name in before if name in after]
    first = int(owner != "")  # `self`
    if [name for name in after if name in before] != kept or [*after][:first] != [*before][:first]:
        raise Refused("it changes the order of the function's parameters")
    if any(before[name] != after[name] for name in kept):
        raise Refused("it changes the annotation of a parameter")
    added = [name for name in after if name not in before]
    _check_added(old, owner, added, asked)
    _check_given(old, decorators, [*before][first:], [*after][first:], asked)
    left = [ast.dump(each) for each in old.tree.decorator_list if each not in going]
    more = [each for each in new.decorator_list if ast.dump(each) not in left]
    if any(not gives_nothing(old, each, asked) for each in more):
        raise Refused("a decorator that it adds may give it parameters as well")
    if user := next(_users(old, asked), None):
        raise Refused(f"it changes the function's signature, and {user} uses the function")
    return frozenset(name for name in before if name not in after)


def stand_ins(old: Old, new: _Function, going: Sequence[ast.expr], asked: Asked) -> frozenset[str]:
    """The parameters of a test that get what these decorators put in the place of the old code: `@patch("app.old")`.
    New source has them anew, and what is said of the stand-ins with them.

    Raises:
        Refused: it has other decorators in their place, or ones that give it more parameters, or fewer.
    """
    if not going:
        return frozenset()
    if len(new.decorator_list) != len(old.tree.decorator_list):
        raise Refused("it changes the function's decorators, of which only what a text names was asked about")
    pairs = zip(old.tree.decorator_list, new.decorator_list, strict=True)
    for one, other in (pair for pair in pairs if pair[0] in going):
        if not is_patch(old, one, asked):
            raise Refused("a text of a decorator that replaces nothing is rewritten by a block for it alone")
        if led_to(old, one, asked) != led_to(old, other, asked):
            raise Refused("it has another decorator in the place of one that replaces the old code")
        if gives(old, one, asked) != gives(old, other, asked):
            raise Refused("a decorator gives it a parameter that it did not, or the other way round")
    owner, before = _test_of(old, asked), _parameters(old.tree)
    decorators = decorators_of(old, owner, going, asked) if owner is not None else None
    if decorators is None or before is None or owner is None or ast.dump(new.args) != ast.dump(old.tree.args):
        return frozenset()
    found = _ways(old, decorators, [*before][int(owner != "") :], asked)
    return frozenset.intersection(*(frozenset(way.going) for way in found)) if found else frozenset()


def _ways(old: Old, decorators: Sequence[Decorator], names: Sequence[str], asked: Asked) -> list[Way]:
    called = parametrized(old.tree)
    return ways(decorators, names, lambda name: name in called or _is_given(name, old, asked))


def _check_not_given(decorators: Sequence[Decorator]) -> None:
    if any(each.is_going and each.gives == (1,) for each in decorators):
        raise Refused("a decorator goes that gave it a parameter, and the parameter stays")


def _check_given(
    old: Old, decorators: Sequence[Decorator], before: Sequence[str], after: Sequence[str], asked: Asked
) -> None:
    """Raises Refused when a parameter that goes was given by something that stays, or one that stays is given by
    something else than before."""
    found = _ways(old, decorators, before, asked)
    gone = [name for name in before if name not in after]
    if not found:
        raise Refused("it cannot be told which of the function's parameters its decorators give")
    for way in found:
        if lost := next((name for name in gone if name not in way.going), None):
            raise Refused(f"it takes the parameter '{lost}' away, and no decorator that gave it")
        if [*after[: len(way.staying)]] != way.staying:
            raise Refused("a decorator that stays would give it another parameter than before")
        if lost := next(
            (name for name in way.going if name in after and not _is_given(name, old, asked)), None
        ):
            raise Refused(f"the decorator that gave '{lost}' goes, and the parameter stays")
        is_open = any(not each.is_known and not each.is_going for each in decorators)
        if is_open and not way.by_name and not {*after} <= {*before}:
            raise Refused("a decorator that stays may not hand on what pytest gives it")


def _check_added(old: Old, owner: str, added: Sequence[str], asked: Asked) -> None:
    """Raises Refused when pytest does not give the function these, or they hide what it reads."""
    classes = [Symbol(old.path, owner), *heirs(asked.symbols, Symbol(old.path, owner))] if owner else []
    for cls in classes if added else ():
        if any(each.path is None and each != _OBJECT for each in mro(asked.symbols, cls)):
            raise Refused(f"its class has a base from elsewhere: pytest may give its tests no '{added[0]}'")
    if added and any(led_to(old, each, asked).startswith("hypothesis.") for each in old.tree.decorator_list):
        raise Refused(f"hypothesis gives it its last parameters, and '{added[-1]}' would be among them")
    names = [each for each in ast.walk(ast.Module(old.tree.body, [])) if isinstance(each, ast.Name)]
    bound = {each.id for each in names if isinstance(each.ctx, ast.Store)}
    for name in added:
        if name not in bound and any(each.id == name for each in names):
            raise Refused(f"its parameter '{name}' would hide the '{name}' that it reads")
        if not _is_given(name, old, asked):
            raise Refused(
                f"no fixture called '{name}' is known: neither pytest nor the instructions have one"
            )


def check_bound_first(names: frozenset[str], new: _Function, after: Sequence[Piece]) -> None:
    """Raises Refused when a name that was a parameter is read before it is bound, or where it may not be. `after`: the
    pieces of `new`."""
    for name in sorted(names):
        binding = next((number for number, piece in enumerate(after) if name in piece.binds), None)
        reading = next((number for number, piece in enumerate(after) if name in reads(piece)), None)
        if reading is not None and (binding is None or reading < binding):
            raise Refused(f"it reads '{name}', which is no parameter any more")
    if open_names := names & unbound(new):
        raise Refused(f"it may read '{min(open_names)}', which is no parameter any more, before it is bound")


def _parameters(function: _Function) -> dict[str, str] | None:
    """Their names and annotations, where there are none but plain ones: None where a default, or how one is passed,
    says more."""
    alone = ast.arguments([], function.args.args, kwonlyargs=[], kw_defaults=[], defaults=[])
    if ast.dump(function.args) != ast.dump(alone):
        return None
    return {each.arg: ast.dump(each) for each in function.args.args}


def _test_of(old: Old, asked: Asked) -> str | None:
    """The class of a test, "" where it is a function of its module; None where it is no test."""
    definition, file_map = old.definition, asked.symbols.map(old.path)
    if not definition.name.startswith("test") or file_map is None:
        return None
    owner = definition.qualname.rpartition(".")[0]
    if "staticmethod" in definition.decorators:
        return None
    if definition.scope == 0 or file_map.scopes[definition.scope].kind == "class":
        return owner
    return None


def _is_given(name: str, old: Old, asked: Asked) -> bool:
    """Whether pytest has a fixture, or a file or class whose fixtures a test has; or the user names it, who may have a
    plugin that brings it."""
    if name in _BUILT_IN or re.search(rf"\b{re.escape(name)}\b", asked.words):
        return True
    folder = f"/{old.path}".rpartition("/")[0]
    for place in python_files_with(asked.symbols.snapshot, name):
        above, _, file = f"/{place}".rpartition("/")
        if place == old.path or (file == "conftest.py" and f"{folder}/".startswith(f"{above}/")):
            file_map = asked.symbols.map(place)
            if any(
                _is_fixture_of(each, name, old, place, asked)
                for each in (file_map.definitions if file_map is not None else ())
            ):
                return True
    return False


def _is_fixture_of(definition: Definition, name: str, old: Old, path: str, asked: Asked) -> bool:
    """Whether it is a fixture of this name that a test has: of a module, or of the test's own class."""
    if not is_fixture(definition):
        return False
    text = asked.symbols.snapshot.files[path].text
    called = _CALLED.search(text.slice(definition.outer.start, definition.span.start))
    if (called[1] or called[2] if called else definition.name) != name:
        return False
    owner = definition.qualname.rpartition(".")[0]
    return not owner or (path == old.path and owner == old.definition.qualname.rpartition(".")[0])


def _users(old: Old, asked: Asked) -> Iterator[str]:
    """Places that call a test, or hand it on: they would have to pass what it takes now."""
    for path in python_files_with(asked.symbols.snapshot, old.definition.name):
        text = asked.symbols.snapshot.files[path].text
        for each in occurrences_in(asked.symbols, path, old.definition.name):
            if each.place in _OF_CODE:
                yield f"{path}:{text.position(each.span.start)[0]}"

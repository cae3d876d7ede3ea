"""Laws over files that people wrote: the standard library's own."""

from __future__ import annotations

import ast
import re
import sysconfig
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli.data import Edit
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.recipe.read import read_recipe
from refactor_cli.splice import by_path, edited
from refactor_cli.symbols import SymbolMap

LIBRARY = Path(sysconfig.get_path("stdlib"))
OLD = [
    "re.compile",
    "os.path.join",
    "sys.exit",
    "warnings.warn",
    "functools.partial",
    "collections.namedtuple",
]
HEAD = "from refactor_cli.recipe import moved, replaces\n"
GRAMMARS = [(3, minor) for minor in range(7, 14)]


def files(name: str, most: int) -> dict[str, bytes]:
    """Modules of the standard library in which a name occurs."""
    module, _, last = name.rpartition(".")
    return dict(islice(_with(rf"\b{module}\.{last}\b|from {module} import .*\b{last}\b".encode()), most))


def _with(pattern: bytes) -> Iterator[tuple[str, bytes]]:
    for path in sorted(LIBRARY.glob("*.py")):
        data = path.read_bytes()
        if re.search(pattern, data) and len(data) < 60_000:
            yield f"app_{path.name}", data


def migrated(symbols: SymbolMap, recipe_source: str) -> tuple[SymbolMap, list[Edit]]:
    recipe = read_recipe(recipe_source, "r.py")
    targets = [read_target(symbols, name, known=True) for name in recipe.symbols]
    made = inline(recipe, find(symbols, targets), symbols)
    after = {path: file.data for path, file in symbols.snapshot.files.items()}
    for path, edits in by_path(made.edits).items():
        after[path] = edited(symbols.snapshot.files[path], edits).data
    return symbols_of(after), list(made.edits)


def contents(symbols: SymbolMap) -> dict[str, bytes]:
    return {path: file.data for path, file in symbols.snapshot.files.items()}


def oldest_grammar(data: bytes) -> tuple[int, int]:
    """The first Python version that takes it, as far as this one can tell."""
    for version in GRAMMARS:
        try:
            ast.parse(data, feature_version=version)
        except SyntaxError:
            continue
        return version
    return GRAMMARS[-1]


@pytest.mark.parametrize("name", OLD)
def test_identity_changes_nothing(name: str, most: int) -> None:
    last = name.rpartition(".")[2]
    rule = f'{HEAD}@replaces("{name}")\ndef {last}(*args, **kwargs):\n    return {last}(*args, **kwargs)\n'
    assert migrated(symbols_of(files(name, most)), rule)[1] == []


@pytest.mark.parametrize("name", OLD)
def test_there_and_back(name: str, most: int) -> None:
    """Renaming a symbol and renaming it back gives every byte again, where no variable holds it and its import is not
    under `try`: these are written otherwise on the way."""
    module, _, last = name.rpartition(".")
    special = re.compile(rf"^[ \t]+from {module} import|=.*\b{last}\b(?! *\()".encode(), re.MULTILINE)
    before = symbols_of({path: data for path, data in files(name, most).items() if not special.search(data)})
    there, edits = migrated(before, f'{HEAD}moved("{name}", "{name}_zz")\n')
    assert edits
    back, _ = migrated(there, f'{HEAD}moved("{name}_zz", "{name}")\n')
    assert contents(back) == contents(before)


@pytest.mark.parametrize("name", OLD)
def test_rule(name: str, most: int) -> None:
    """A rule that adds a keyword: bytes outside the edits stay, a second time changes nothing, grammars too."""
    before = symbols_of(files(name, most))
    head = f'import zz\n{HEAD}@replaces("{name}")\ndef old(*args, **kwargs):\n'
    rule = f"{head}    return zz.new(*args, extra=[1], **kwargs)\n"
    after, edits = migrated(before, rule)
    assert edits
    for path, made in by_path(edits).items():
        assert all(one.span.end <= other.span.start for one, other in pairwise(made))
        old, new = before.snapshot.files[path].text.utf8, after.snapshot.files[path].text.utf8
        last, at = 0, 0
        for edit in made:
            gap = old[last : edit.span.start]
            assert new[at : at + len(gap)] == gap
            at += len(gap) + len(edit.text.encode())
            last = edit.span.end
        assert new[at:] == old[last:]
        assert oldest_grammar(contents(after)[path]) <= oldest_grammar(contents(before)[path])
    assert contents(migrated(after, rule)[0]) == contents(after)


@pytest.fixture(params=[6, pytest.param(60, marks=pytest.mark.slow)])
def most(request: pytest.FixtureRequest) -> int:
    """How many files."""
    return request.param

"""Classes by their name alone: `backend.Database(…)` of a module that only the running program chooses."""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.values import NOTHING, UNKNOWN, Known, Types, by
from refactor_cli.resolution import mro
from refactor_cli.words.files import python_files_with

RULE = "named-class"
# where modules take each other's place, each has a class of the name; more are everybody's
_MOST = 12
_MOST_FILES = 120


def made_by_name(ask: Ask, path: str, name: str) -> Types:
    """Instances of the few classes of modules that are called so, but for bases of others among them; in the program
    none that tests define. They may be something else, so that they rule nothing out."""
    if not (name[:1].isupper() and any(map(str.islower, name))):
        return UNKNOWN
    classes = _classes(ask, name, is_aside(path))
    if not 0 < len(classes) <= _MOST:
        return UNKNOWN
    made = NOTHING._replace(known=frozenset(Known("instance", each) for each in classes), complete=False)
    return by(made, RULE)


def _classes(ask: Ask, name: str, is_test: bool) -> tuple[Symbol, ...]:
    memo: dict[tuple[str, bool], tuple[Symbol, ...]]
    memo = ask.symbols.snapshot.memo.setdefault("classes by name", {})
    if (name, is_test) not in memo:
        paths = [
            each for each in python_files_with(ask.symbols.snapshot, name) if is_test or not is_aside(each)
        ]
        paths = paths if len(paths) <= _MOST_FILES else []
        found = [Symbol(path, name) for path in paths if _has(ask, path, name)]
        bases = {base for each in found for base in mro(ask.symbols, each)[1:]}
        memo[name, is_test] = tuple(each for each in found if each not in bases)
    return memo[name, is_test]


def _has(ask: Ask, path: str, name: str) -> bool:
    if f"class {name}".encode() not in ask.symbols.snapshot.files[path].data:
        return False
    file_map = ask.symbols.map(path)
    return file_map is not None and any(
        each.kind == "class" and each.qualname == name for each in file_map.definitions
    )

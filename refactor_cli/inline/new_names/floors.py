"""The versions that a file's code has to run with, and those that nothing says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from refactor_cli.data import Outcome
from refactor_cli.python2_syntax import is_only_python3
from refactor_cli.recipe.requirements import Floors, floors_for, unknown
from refactor_cli.supported import stated
from refactor_cli.symbols import SymbolMap

_PYTHON2, _PYTHON3 = (2, 7), (3, 0)


def floors_of(symbols: SymbolMap, path: str) -> Floors:
    """Those that its project supports; a file in Python 2 says itself which Python that is, and where classifiers alone
    name Python 2, what Python 2 cannot read says that they were forgotten."""
    floors, file_map = floors_for(symbols.snapshot, path), symbols.map(path)
    if file_map is not None and file_map.python2:
        return {**floors, "python": _PYTHON2}
    oldest = floors.get("python")
    if oldest is not None and oldest < _PYTHON3 and _is_python3(symbols, path):
        return {**floors, "python": _PYTHON3}
    return floors


def _is_python3(symbols: SymbolMap, path: str) -> bool:
    """Whether nothing but classifiers says which Python is supported, and a file, or a package that is run before it,
    has what Python 2 cannot read."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("only Python 3", {})
    said = (each for each in stated(symbols.snapshot, path) if each.name == "python")
    if any(not each.is_conditional for each in said):
        return False
    folders = path.split("/")[:-1]
    packages = ("/".join((*folders[: length + 1], "__init__.py")) for length in range(len(folders)))
    for each in (path, *packages):
        if each not in memo:
            memo[each] = symbols.map(each) is not None and is_only_python3(symbols.tree(each).root_node)
        if memo[each]:
            return True
    return False


def untold(outcomes: Iterable[Outcome], symbols: SymbolMap) -> tuple[str, ...]:
    """One warning for each requirement of rewritten usages that was taken to be met, as nothing says the contrary."""
    taken = Counter[str]()
    for each in outcomes:
        if each.requires:
            taken.update(unknown(each.requires, floors_for(symbols.snapshot, each.usage.path)))
    return tuple(
        f"nothing in the project's metadata says whether it keeps to {wanted}, which the rules of "
        f"{count} rewritten usage{'s' * (count > 1)} need: say "
        "it there, as requires-python or python_requires does for Python"
        for wanted, count in sorted(taken.items())
    )

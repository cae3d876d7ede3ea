"""What pytest itself gives tests: directories of their own.
https://docs.pytest.org/en/stable/how-to/tmp_path.html"""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.values import Types, exactly, instance
from refactor_cli.words.files import python_files_with

_GIVEN = {"tmp_path": "pathlib.Path", "tmpdir": "py.path.local"}
# a fixture of the name, or what tests are run with under it
_DEFINED = (
    rb"\bdef[ \t]+NAME[ \t]*\(|^NAME[ \t]*=(?!=)|\bname[ \t]*=[ \t]*[\"']NAME[\"']"
    rb"|\bparametrize\([^)]{0,200}\bNAME\b"
)


def fixture_of_pytest(ask: Ask, name: str) -> Types | None:
    """What one of pytest's own fixtures gives, which none of the repository is called like."""
    if name not in _GIVEN or _is_defined(ask, name):
        return None
    return exactly(instance(Symbol(None, _GIVEN[name])))


def _is_defined(ask: Ask, name: str) -> bool:
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("fixtures called as those of pytest", {})
    if name not in memo:
        files = ask.symbols.snapshot.files
        defined = re.compile(_DEFINED.replace(b"NAME", name.encode()), re.MULTILINE)
        memo[name] = any(
            defined.search(files[path].data) for path in python_files_with(ask.symbols.snapshot, name)
        )
    return memo[name]

"""The variables that tests get: the user's own, so that their environment is the usual one, except what would lead
them back to the working tree, to git's state or to a key of ours."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from refactor_cli.standard_modules import STANDARD_MODULES

_OURS = ("DEEPSEEK_API_KEY",)
_ROOTS = ("src", "lib", "")
# the standard library's own tests: a folder of that name hides nothing that anybody needs
_STANDARD = STANDARD_MODULES - {"test"}


def environment_of(
    inherited: Mapping[str, str], top: Path, code: Path, scratch: Path, results: Path
) -> dict[str, str]:
    """`top`: of the user's working tree; `code`: the checkout; `scratch`: for temporary files; `results`: where pytest
    is asked to write its report.

    Modules are looked for in the checkout first: the package may be installed from the working tree.
    """
    kept = {
        name: value
        for name, value in inherited.items()
        if not name.startswith(("GIT_", "REFACTOR_")) and name not in _OURS
    }
    own = [str(code / root) if root else str(code) for root in _ROOTS if _is_root(code / root)]
    given = [_moved(each, top, code) for each in inherited.get("PYTHONPATH", "").split(os.pathsep) if each]
    options = f"{inherited.get('PYTEST_ADDOPTS', '')} -o junit_family=xunit1 --junitxml={results}".strip()
    return {
        **kept,
        "PWD": str(code),
        "PYTHONPATH": os.pathsep.join(dict.fromkeys((*own, *given))),
        "PYTEST_ADDOPTS": options,
        "TMPDIR": str(scratch),
    }


def _is_root(folder: Path) -> bool:
    """Whether modules of the checkout are in it, and none that would hide one of the standard library."""
    names = set(_modules(folder))
    return bool(names) and not names & _STANDARD


def _modules(folder: Path) -> Iterable[str]:
    if not folder.is_dir() or folder.is_symlink():
        return
    for each in folder.iterdir():
        if each.suffix == ".py":
            yield each.stem
        elif (each / "__init__.py").exists():
            yield each.name


def _moved(entry: str, top: Path, code: Path) -> str:
    """A folder of the working tree is that of the checkout."""
    path = Path(entry)
    if path.is_absolute() and path.is_relative_to(top):
        return str(code / path.relative_to(top))
    return entry

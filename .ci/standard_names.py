"""Writes the names that something in Python's standard library has as an attribute.

    python .ci/standard_names.py > refactor_cli/resolution/standard_names.txt

Every module is imported and looked through, so extension modules count too. Names that a run of another version knows
are kept: what has gone since was there for projects that are older.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import pkgutil
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

KEPT = Path(__file__).parents[1] / "refactor_cli/resolution/standard_names.txt"
# they open windows or pages, print, or are no library
_SKIPPED = {"antigravity", "this", "idlelib", "turtledemo", "turtle", "__main__", "ensurepip", "venv"}
_GIVEN = re.compile(r"\bself\.(\w+)\s*=(?!=)")


def modules() -> Iterator[ModuleType]:
    for name in sorted(sys.stdlib_module_names - _SKIPPED):
        found = imported(name)
        if found is None:
            continue
        yield found
        for inner in pkgutil.walk_packages(
            getattr(found, "__path__", ()), f"{name}.", onerror=lambda _: None
        ):
            parts = inner.name.split(".")
            if "__main__" in parts or any(part.startswith(("test", "idle")) for part in parts):
                continue
            submodule = imported(inner.name)
            if submodule is not None:
                yield submodule


def imported(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit):  # of another system, or it wants to be a program
        return None


def names() -> set[str]:
    found = set(KEPT.read_text("ascii").split()) if KEPT.exists() else set[str]()
    for module in modules():
        found |= set(dir(module))
        found |= set(_GIVEN.findall(source(module)))
        for value in vars(module).values():
            if isinstance(value, type):
                found |= set(dir(value))
    return {name for name in found if name.isidentifier() and name.isascii() and not is_left_out(name)}


def source(module: ModuleType) -> str:
    """What methods assign to `self` is an attribute too."""
    path = getattr(module, "__file__", None) or ""
    return Path(path).read_text("utf-8", "replace") if path.endswith(".py") else ""


def is_left_out(name: str) -> bool:
    """Names that nobody asks about: those of Python's own protocols, and constants."""
    return name.startswith("__") or name.isupper()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    os.environ["PYTHONWARNINGS"] = "ignore"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found = names()
    print("\n".join(sorted(found)))

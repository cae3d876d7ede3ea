"""Modules that files of a package import by their bare names, as Python 2 looks them up, or Python for a script: first
beside the file itself. https://peps.python.org/pep-0328/#rationale-for-absolute-imports

An absolute name is another project's as a rule: `pkg/yaml.py` and `import yaml`. So a neighbour is only meant where
nobody else imports that name: not the module itself, which would wrap the other project's, nor any file elsewhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from refactor_cli.data import Snapshot
from refactor_cli.words.files import python_files_with

_IMPORTS = rb"^[ \t]*(?:from[ \t]+%b\b|import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*%b\b)"
_ABSOLUTE = b"absolute_import"


def neighbours_of(snapshot: Snapshot) -> Callable[[str, str], bool]:
    """Whether a top-level module name is that of the module in a folder, for the files of this folder."""

    def is_neighbour(name: str, folder: str) -> bool:
        memo: dict[tuple[str, str], bool] = snapshot.memo.setdefault("neighbours", {})
        key = (name, folder)
        if key not in memo:
            memo[key] = name not in sys.stdlib_module_names and _is_neighbour(snapshot, name, folder)
        return memo[key]

    return is_neighbour


def _is_neighbour(snapshot: Snapshot, name: str, folder: str) -> bool:
    word = re.escape(name.encode())
    imports = re.compile(_IMPORTS % (word, word), re.MULTILINE)
    holding = [snapshot.files[path] for path in python_files_with(snapshot, name)]
    importing = [file for file in holding if imports.search(file.text.utf8)]
    own = (f"{folder}/{name}.py", f"{folder}/{name}.pyi", f"{folder}/{name}/__init__.py")
    return not any(
        file.path in own or file.path.rpartition("/")[0] != folder or _ABSOLUTE in file.text.utf8
        for file in importing
    )

"""Modules that files of a package import by their bare names, as Python 2 looks them up, or Python for a script: first
beside the file itself. https://peps.python.org/pep-0328/#rationale-for-absolute-imports

An absolute name is another project's as a rule: `pkg/yaml.py` and `import yaml`. So a neighbour is only meant where
nobody else imports that name: not the module itself, which would wrap the other project's, nor any file elsewhere;
where no file of the folder imports relatively, as who knows of that does; and where the project requires no
distribution of the name, nor Python 3 while files of the folder name its package in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refactor_cli.data import Snapshot
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.supported import stated
from refactor_cli.symbols import DECIDED
from refactor_cli.words.files import python_files_with

# distributions of one module, of which many projects hold a copy
COPIED = frozenset({"mock", "six", "typing_extensions"})
_IMPORTS = rb"^[ \t]*(?:from[ \t]+%b\b|import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*%b\b)"
_SAYS_SO = lazy_pattern(rb"\babsolute_import\b|^[ \t]*from[ \t]+\.", re.MULTILINE)


def neighbours_of(snapshot: Snapshot) -> Callable[[str, str], bool]:
    """Whether a top-level module name is that of the module in a folder, for the files of this folder. What is decided
    goes on to hold in edited files: a new import there brings another project's module."""

    def is_neighbour(name: str, folder: str) -> bool:
        memo: dict[tuple[str, str], bool] = snapshot.memo.setdefault(DECIDED, {})
        key = (name, folder)
        if key not in memo:
            memo[key] = name not in STANDARD_MODULES and _is_neighbour(snapshot, name, folder)
        return memo[key]

    return is_neighbour


def _is_neighbour(snapshot: Snapshot, name: str, folder: str) -> bool:
    # what few files tell comes before what all of them are searched for
    if name in COPIED or _says_where(snapshot, folder) or _is_required(snapshot, name, folder):
        return False
    word = re.escape(name.encode())
    imports = re.compile(_IMPORTS % (word, word), re.MULTILINE)
    holding = (snapshot.files[path] for path in python_files_with(snapshot, name))
    importing = [file.path for file in holding if imports.search(file.text.utf8)]
    own = (f"{folder}/{name}.py", f"{folder}/{name}.pyi", f"{folder}/{name}/__init__.py")
    is_elsewhere = any(path in own or path.rpartition("/")[0] != folder for path in importing)
    return bool(importing) and not is_elsewhere


def _is_required(snapshot: Snapshot, name: str, folder: str) -> bool:
    """Whether the project says that the name is another's: it requires a distribution of that name, or Python 3, where
    a folder that names its own package in full has no other way to its modules."""
    said = stated(snapshot, f"{folder}/{name}.py")
    plain = name.lower().replace("_", "-")
    known = {plain, f"py{plain}", f"python-{plain}", f"{plain}-python", f"{plain}-py"}
    if any(each.name in known for each in said):
        return True
    python = next((each.lowest for each in said if each.name == "python" and not each.is_conditional), None)
    return python is not None and python >= (3,) and _names_itself(snapshot, folder)


def _names_itself(snapshot: Snapshot, folder: str) -> bool:
    package = folder.rpartition("/")[2].encode()
    itself = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(?:\w+\.)*%b[. \t]" % re.escape(package), re.MULTILINE)
    beside = (file for path, file in snapshot.files.items() if path.rpartition("/")[0] == folder)
    return any(file.language == "python" and itself.search(file.text.utf8) for file in beside)


def _says_where(snapshot: Snapshot, folder: str) -> bool:
    """Whether some file of a folder says that it looks beside itself, or that it does not."""
    memo: dict[str, bool] = snapshot.memo.setdefault("relative imports", {})
    if folder not in memo:
        beside = (file for path, file in snapshot.files.items() if path.rpartition("/")[0] == folder)
        memo[folder] = any(file.language == "python" and _SAYS_SO.search(file.text.utf8) for file in beside)
    return memo[folder]

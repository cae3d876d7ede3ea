"""Snapshot, recipes -> the modules that are copies of what the recipes are about: `shop/_vendor/six.py` of `six`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refactor_cli.data import Snapshot, SourceFile
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.modules import Modules

_ALSO_CALLED = lazy_pattern(r'^also_called\("([\w.]+)", "([\w.]+)"\)', re.MULTILINE)
_QUOTED = lazy_pattern(r'"([A-Za-z_]\w*(?:\.\w+)*)"')
# what all copies of a package's only module hold, whatever was taken out of them
_MARKS = {
    "six": (
        lazy_pattern(
            rb"""^[rRuUbB]?["']{3}Utilities for writing code that runs on Python 2 and 3\b""", re.MULTILINE
        ),
        lazy_pattern(rb"Benjamin Peterson"),
        lazy_pattern(
            rb"^(?:class MovedModule|class MovedAttribute|def (?:with|add)_metaclass)\b", re.MULTILINE
        ),
    ),
}
# copies in well-known projects, by the names that others import them by
_ELSEWHERE = {
    "six": (
        "ansible.module_utils.six",
        "astropy.extern.six",
        "botocore.compat.six",
        "botocore.vendored.six",
        "pip._vendor.six",
        "pkg_resources.extern.six",
        "requests.packages.urllib3.packages.six",
        "setuptools.extern.six",
        "sklearn.externals.six",
        "urllib3.packages.six",
    ),
}


def copies_of(snapshot: Snapshot, modules: Modules, recipes: Iterable[str]) -> dict[str, str]:
    """The copies, as `Snapshot.copies` has them: those that recipes name by `also_called`, and for what the recipes are
    about, those that are seen to be copies. A copy that one of them is about itself (`moved("shop.six", "six")`) is
    none for any of them: code is to leave it."""
    texts, found = list(recipes), dict[str, str]()
    about = (_ALSO_CALLED.sub("", text) for text in texts if any(package in text for package in _MARKS))
    own = frozenset(name for text in about for name in _named(text))
    for text in texts:
        for package, other in _ALSO_CALLED.findall(text):
            if file := modules.find(other):
                found[file] = package
        for package in _MARKS:
            if f'"{package}.' in text or f'"{package}"' in text:
                files = {modules.find(name) for name in own if package in name}
                found |= dict.fromkeys((each for each in _ELSEWHERE[package] if each not in own), package)
                found |= dict.fromkeys(
                    (each for each in _seen(snapshot, package) if each not in files), package
                )
    return found


def original_of(name: str, snapshot: Snapshot, modules: Modules, recipes: Iterable[str]) -> tuple[str, str]:
    """What a full dotted name in a copy is called in what that is a copy of, and the copy's path; ("", "") where it is
    in none."""
    for path, package in copies_of(snapshot, modules, recipes).items():
        for module in modules.names(path) if path in snapshot.files else (path,):
            if name.startswith(f"{module}."):
                return f"{package}{name.removeprefix(module)}", path
    return "", ""


def _named(text: str) -> Iterator[str]:
    """The dotted names in quotes, and those of what they are in."""
    for dotted in _QUOTED.findall(text):
        parts = dotted.split(".")
        yield from (".".join(parts[:size]) for size in range(1, len(parts) + 1))


def _seen(snapshot: Snapshot, package: str) -> Iterator[str]:
    for path, file in snapshot.files.items():
        if package in path.rpartition("/")[2] and file.language == "python" and _is_copy(file, package):
            yield path


def _is_copy(file: SourceFile, package: str) -> bool:
    return all(mark.search(file.data) for mark in _MARKS[package])

"""What a project's metadata says that it runs on: the lowest Python, and what it depends on in any case.

Read from `pyproject.toml` (PEP 621 and Poetry), `setup.cfg` and `setup.py`; nothing is executed.
"""

from __future__ import annotations

import ast
import configparser
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from refactor_cli.data import Snapshot

Version = tuple[int, ...]

_BOUND = re.compile(r"(?:>=|~=|===?|\^|~)\s*v?(\d+(?:\.\d+)*)")
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;]*)")


@dataclass(frozen=True, slots=True)
class Supported:
    """`python`: the lowest version that is said to be supported, None when nothing is said. `requires`: the lowest
    version of each distribution that is always installed along, by its normalised name; () without a bound."""

    python: Version | None = None
    requires: Mapping[str, Version] = field(default_factory=dict)


def supported(snapshot: Snapshot, path: str) -> Supported:
    """What the metadata nearest to a file says: in its folder, or in one above."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        below = f"{folder}/" if folder else ""
        found = [
            read(text)
            for name, read in (
                ("pyproject.toml", _pyproject),
                ("setup.cfg", _setup_cfg),
                ("setup.py", _setup_py),
            )
            if (text := _text(snapshot, below + name)) is not None
        ]
        requires = {name: bound for each in found for name, bound in each.requires.items()}
        python = next((each.python for each in found if each.python is not None), None)
        if python is not None or requires:
            return Supported(python, requires)
    return Supported()


def lowest(specifier: str) -> Version | None:
    """The lowest version that a version specifier lets in (`>=3.9,<4`, `^3.9`); None without such a bound."""
    bounds = [tuple(map(int, bound.split("."))) for bound in _BOUND.findall(specifier)]
    return max(bounds, default=None)


def _text(snapshot: Snapshot, path: str) -> str | None:
    file = snapshot.files.get(path)
    return file.text.utf8.decode("utf-8", "replace") if file is not None else None


def _pyproject(text: str) -> Supported:
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return Supported()
    project = _table(value, "project")
    poetry = _table(_table(_table(value, "tool"), "poetry"), "dependencies")
    python = lowest(str(project.get("requires-python") or poetry.get("python") or ""))
    listed = project.get("dependencies")
    requires = _requirements(each for each in (listed if isinstance(listed, list) else ()))
    for name, wanted in poetry.items():
        if isinstance(wanted, str) and name != "python":
            requires[_normal(name)] = lowest(wanted) or ()
    return Supported(python, requires)


def _setup_cfg(text: str) -> Supported:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return Supported()
    options = dict(parser.items("options")) if parser.has_section("options") else {}
    return Supported(
        lowest(options.get("python_requires", "")),
        _requirements(options.get("install_requires", "").splitlines()),
    )


def _setup_py(text: str) -> Supported:
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return Supported()
    python, requires = None, dict[str, Version]()
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "python_requires":
            python = lowest(" ".join(_strings(node.value)))
        if isinstance(node, ast.keyword) and node.arg == "install_requires":
            requires = _requirements(_strings(node.value) if isinstance(node.value, ast.List) else ())
    return Supported(python, requires)


def _strings(node: ast.expr) -> list[str]:
    items = node.elts if isinstance(node, ast.List) else [node]
    return [each.value for each in items if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def _requirements(lines: Iterable[Any]) -> dict[str, Version]:
    """Requirements without a condition: one behind a `;` may not be installed."""
    found = dict[str, Version]()
    for line in lines:
        match = _REQUIREMENT.match(line) if isinstance(line, str) and ";" not in line else None
        if match is not None:
            found[_normal(match[1])] = lowest(match[2]) or ()
    return found


def _normal(name: str) -> str:
    # https://packaging.python.org/en/latest/specifications/name-normalization/
    return re.sub(r"[-_.]+", "-", name).lower()


def _table(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}

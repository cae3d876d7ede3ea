"""`requires=` of a rule, and what a project says it supports.

A requirement is `name>=version`, several joined by commas; the name is "python" or a distribution's. The project says
it in pyproject.toml (https://packaging.python.org/en/latest/specifications/pyproject-toml/, and Poetry's table), in
setup.cfg, or in setup.py where it is a literal.
"""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping

from refactor_cli.data import Snapshot

Version = tuple[int, ...]
Floors = Mapping[str, Version | None]

_REQUIREMENT = re.compile(r"\s*([A-Za-z][\w.-]*)\s*>=\s*(\d+(?:\.\d+)*)\s*\Z")
_DEPENDENCY = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;#]*)")
_LOWER = re.compile(r"(?:>=|~=|===?|\^|>|~(?!=))\s*v?(\d+(?:\.\d+)*)")
_SETUP_PYTHON = re.compile(r"python_requires\s*=\s*[\"']([^\"']*)[\"']")
_FILES = ("pyproject.toml", "setup.cfg", "setup.py")


def requirements(text: str) -> tuple[tuple[str, Version], ...] | None:
    """The parts of a `requires=`; None when it is not written so."""
    found = list[tuple[str, Version]]()
    for part in text.split(","):
        match = _REQUIREMENT.match(part)
        if match is None:
            return None
        found.append((_normal(match[1]), _version(match[2])))
    return tuple(found)


def unmet(requires: str | None, floors: Floors) -> str:
    """Why a project may run where a rule does not hold, for people; "" when it does not, or says nothing about it."""
    for name, wanted in requirements(requires or "") or ():
        if name not in floors:
            continue
        floor, shown = floors[name], ".".join(map(str, wanted))
        if floor is None:
            return f"the rule needs {name}>={shown}, and the project sets no lower bound for {name}"
        if floor + (0,) * len(wanted) < wanted:
            return (
                f"the rule needs {name}>={shown}, and the project still supports {'.'.join(map(str, floor))}"
            )
    return ""


def floors_for(snapshot: Snapshot, path: str) -> Floors:
    """The lowest versions that the project of a file supports: the nearest folder upwards that says something. None
    for a dependency without a lower bound."""
    memo: dict[str, Floors] = snapshot.memo.setdefault("floors", {})
    folder = path.rpartition("/")[0]
    while True:
        if folder not in memo:
            memo[folder] = dict(_stated(snapshot, folder))
        if memo[folder] or not folder:
            return memo[folder]
        folder = folder.rpartition("/")[0]


def _stated(snapshot: Snapshot, folder: str) -> Iterator[tuple[str, Version | None]]:
    seen = set[str]()
    for name in _FILES:
        file = snapshot.files.get(f"{folder}/{name}" if folder else name)
        if file is None:
            continue
        reader = {"pyproject.toml": _pyproject, "setup.cfg": _setup_cfg, "setup.py": _setup_py}[name]
        for each, versions in reader(file.text.utf8.decode("utf-8", "replace")):
            if each not in seen:
                seen.add(each)
                yield each, _floor(versions)


def _pyproject(text: str) -> Iterator[tuple[str, str]]:
    try:
        read = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    project = _table(read, "project")
    if isinstance(python := project.get("requires-python"), str):
        yield "python", python
    if isinstance(listed := project.get("dependencies"), list):
        yield from _dependencies(each for each in listed if isinstance(each, str))
    for name, value in _table(read, "tool", "poetry", "dependencies").items():
        version = value.get("version") if isinstance(value, dict) else value
        if isinstance(version, str):
            yield _normal(name), version if not version[:1].isdigit() else f"=={version}"


def _table(read: object, *keys: str) -> Mapping[str, object]:
    for key in keys:
        read = read.get(key) if isinstance(read, dict) else None
    return read if isinstance(read, dict) else {}


def _setup_cfg(text: str) -> Iterator[tuple[str, str]]:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    if parser.has_option("options", "python_requires"):
        yield "python", parser.get("options", "python_requires")
    if parser.has_option("options", "install_requires"):
        yield from _dependencies(parser.get("options", "install_requires").splitlines())


def _setup_py(text: str) -> Iterator[tuple[str, str]]:
    if found := _SETUP_PYTHON.search(text):
        yield "python", found[1]


def _dependencies(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if found := _DEPENDENCY.match(line):
            yield _normal(found[1]), found[2]


def _floor(versions: str) -> Version | None:
    """The lowest version that a specifier takes; `>` counts as the version that follows."""
    found = [_version(lower) for lower in _LOWER.findall(versions)]
    return max(found, default=None)


def _version(text: str) -> Version:
    return tuple(int(part) for part in text.split("."))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

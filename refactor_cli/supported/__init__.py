"""What a project's metadata says that it runs on: the lowest Python, and the lowest version of what it depends on.

Read from `pyproject.toml` (https://packaging.python.org/en/latest/specifications/pyproject-toml/, and Poetry's table),
`setup.cfg` and `setup.py`; nothing is executed.
"""

from __future__ import annotations

import ast
import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field

from refactor_cli.data import Snapshot
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.supported.setup_values import assigned, value_of

Version = tuple[int, ...]

_BOUND = lazy_pattern(r"(?:>=|~=|===?|\^|>|~(?!=))\s*v?(\d+(?:\.\d+)*)")
_OR = lazy_pattern(r"\|\|?")
_REQUIREMENT = lazy_pattern(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;#]*)(;?)")
_TAKEN_IN = lazy_pattern(r"\s*(?:-r|--requirement)[ \t=]*([^\s#]+)")
_SETUP_PYTHON = lazy_pattern(
    r"^[^#\n]*?[\"']?\bpython_requires[\"']?\s*[=:]\s*[\"']([^\"']*)[\"']", re.MULTILINE
)
_CLASSIFIER = lazy_pattern(r"^[^#\n]*?\bProgramming Language :: Python :: (\d+(?:\.\d+)*)\b", re.MULTILINE)
_FRAMEWORK = lazy_pattern(r"^[^#\n]*?\bFramework :: (Django|Pydantic) :: (\d+(?:\.\d+)*)\b", re.MULTILINE)


class Stated(NamedTuple):
    """One requirement: "python", or a distribution by its normalised name. `lowest` is None without a lower bound;
    `is_conditional`: it need not be installed; of "python", it is what trove classifiers list, which bind nobody,
    as what they say of frameworks. `file`: the path of what says so."""

    name: str
    lowest: Version | None
    is_conditional: bool = False
    file: str = ""


class Supported(Struct, frozen=True):
    """`python`: the lowest version that is said to be supported, None when nothing is said. `requires`: the lowest
    version of each distribution that is always installed along, by its normalised name; () without a bound."""

    python: Version | None = None
    requires: Mapping[str, Version] = field(default_factory=dict)


def supported(snapshot: Snapshot, path: str) -> Supported:
    """What the metadata nearest to a file says: in its folder, or in one above."""
    python, requires = None, dict[str, Version]()
    for each in stated(snapshot, path):
        if each.is_conditional:
            continue
        if each.name == "python":
            python = each.lowest if python is None else python
        else:
            requires.setdefault(each.name, each.lowest or ())
    return Supported(python, requires)


def stated(snapshot: Snapshot, path: str) -> tuple[Stated, ...]:
    """All that the nearest folder upwards says which says something, the first file's words first."""
    memo: dict[str, tuple[Stated, ...]] = snapshot.memo.setdefault("stated", {})
    folder = path.rpartition("/")[0]
    while True:
        if folder not in memo:
            memo[folder] = tuple(_stated(snapshot, f"{folder}/" if folder else ""))
        if memo[folder] or not folder:
            return memo[folder]
        folder = folder.rpartition("/")[0]


def lowest(specifier: str) -> Version | None:
    """The lowest version that a version specifier lets in (`>=3.9,<4`, `^3.9`); None without such a bound. `>` counts
    as `>=`. Poetry's have alternatives, of which each has its own: `~2.7 || ^3.6`."""
    bounds = [
        max((version(bound) for bound in _BOUND.findall(each)), default=None) for each in _OR.split(specifier)
    ]
    known = [each for each in bounds if each is not None]
    return min(known) if len(known) == len(bounds) else None


def version(text: str) -> Version:
    """The numbers of a plain version."""
    return tuple(int(part) for part in text.split("."))


def normalised(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()


def _stated(snapshot: Snapshot, below: str) -> Iterator[Stated]:
    listed, is_project = dict[Version, str](), False
    frameworks = dict[str, dict[Version, str]]()
    for name, read in (("pyproject.toml", _pyproject), ("setup.cfg", _setup_cfg), ("setup.py", _setup_py)):
        file = snapshot.files.get(below + name)
        if file is not None:
            text = file.text.utf8.decode("utf-8", "replace")
            yield from (each._replace(file=below + name) for each in read(text))
            listed |= {version(each): below + name for each in _CLASSIFIER.findall(text)}
            for framework, each in _FRAMEWORK.findall(text):
                frameworks.setdefault(normalised(framework), {}).setdefault(version(each), below + name)
            is_project = True
    # of a folder of documentation or tests it says nothing of the project
    file = snapshot.files.get(f"{below}requirements.txt") if is_project or not below else None
    if file is not None:  # last: what the package itself says stands before it
        lines = _lines_of(snapshot, file.path, {file.path})
        found = (each for each in _requirements(lines) if each.lowest is not None)
        yield from (each._replace(file=file.path) for each in found)
    if (oldest := oldest_listed(listed)) is not None:
        # last: what binds stands before it
        yield Stated("python", oldest, is_conditional=True, file=listed[oldest])
    for framework, versions in frameworks.items():
        yield Stated(framework, min(versions), is_conditional=True, file=versions[min(versions)])


def _lines_of(snapshot: Snapshot, path: str, seen: set[str]) -> Iterator[str]:
    """Those of a file of requirements, and of the files that it takes in by `-r`.
    https://pip.pypa.io/en/stable/reference/requirements-file-format/"""
    for line in snapshot.files[path].text.utf8.decode("utf-8", "replace").splitlines():
        yield line
        if (taken := _TAKEN_IN.match(line)) is not None:
            other = posixpath.normpath(posixpath.join(posixpath.dirname(path), taken[1]))
            if other in snapshot.files and other not in seen:
                seen.add(other)
                yield from _lines_of(snapshot, other, seen)


def oldest_listed(versions: Iterable[Version]) -> Version | None:
    """The oldest Python of a list of classifiers (https://pypi.org/classifiers/); None when they tell no more than
    that it is some Python 3."""
    found = set(versions)
    exact = {each for each in found if len(each) > 1}
    old = {each for each in found if each < (3,) and not any(each == other[:1] for other in exact)}
    return min(exact | old, default=None)


def _pyproject(text: str) -> Iterator[Stated]:
    try:
        value = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    project = _table(value, "project")
    if isinstance(python := project.get("requires-python"), str):
        yield Stated("python", lowest(python))
    listed = project.get("dependencies")
    yield from _requirements(listed if isinstance(listed, list) else ())
    for name, wanted in _table(_table(_table(value, "tool"), "poetry"), "dependencies").items():
        for each in wanted if isinstance(wanted, list) else [wanted]:
            table = each if isinstance(each, dict) else {"version": each}
            if isinstance(bound := table.get("version"), str):
                bound = " || ".join(map(_bounded, _OR.split(bound)))
                is_conditional = bool({"optional", "python", "markers"} & {*table})
                yield Stated(normalised(name), lowest(bound), is_conditional)


def _bounded(constraint: str) -> str:
    """One of Poetry's constraints as a specifier: a bare version is that one."""
    constraint = constraint.strip()
    return f"=={constraint}" if constraint[:1].isdigit() else constraint


def _setup_cfg(text: str) -> Iterator[Stated]:
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    if parser.has_option("options", "python_requires"):
        yield Stated("python", lowest(parser.get("options", "python_requires")))
    if parser.has_option("options", "install_requires"):
        yield from _requirements(parser.get("options", "install_requires").splitlines())


def _setup_py(text: str) -> Iterator[Stated]:
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        module = None
    needed = _computed_python(module) if module is not None else None
    if needed is not None:
        yield Stated("python", lowest(needed))
    elif found := _SETUP_PYTHON.search(text):  # also where Python 3 cannot parse the rest
        yield Stated("python", lowest(found[1]))
    if module is None:
        return
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "install_requires":
            yield from _requirements(_strings(node.value, module))


def _computed_python(module: ast.Module) -> str | None:
    """What `python_requires=` is given, put together of texts that stand in the file: `">=" + OLDEST`."""
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "python_requires":
            value = value_of(node.value, module)
            return value if isinstance(value, str) else None
    return None


def _strings(node: ast.expr, module: ast.Module) -> list[str]:
    """Those of a list, or of the one list that a name is given at the top of the module."""
    if isinstance(node, ast.Name):
        node = assigned(node.id, module) or node
    items = node.elts if isinstance(node, ast.List) else ()
    return [each.value for each in items if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def _requirements(lines: Iterable[Any]) -> Iterator[Stated]:
    for line in lines:
        match = _REQUIREMENT.match(line) if isinstance(line, str) else None
        if match is not None:
            yield Stated(normalised(match[1]), lowest(match[2]), bool(match[3]))


def _table(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}

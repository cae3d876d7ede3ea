"""Where the packages of a project are installed: read from folders and `pyvenv.cfg`, no interpreter is run.

https://docs.python.org/3/library/site.html#module-site
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from refactor_cli.data import Snapshot
from refactor_cli.errors import RefactorError

_USUAL = (".venv", "venv", "env")
_VERSION = re.compile(r"python(3\.\d+)t?", re.ASCII)
_NUMBER = re.compile(r"(3\.\d{1,2})(?:\D|$)", re.ASCII)
_LARGEST_CONFIGURATION = 64_000
_REQUIRED = re.compile(r"(?:>=|~=|==)\s*(3\.\d{1,2})(?:\D|$)", re.ASCII)
# servers know these; what later versions took out of the standard library is still there in the default
_VERSIONS = tuple(f"3.{minor}" for minor in range(8, 15))
_DEFAULT = "3.11"
# what is no module: metadata, caches, hooks and paths of editable installs
_NO_MODULE = re.compile(r".*\.(dist-info|egg-info|pth|egg-link|virtualenv)|__pycache__|.*[~-]")
_MODULE = re.compile(r"([^\W\d]\w*)(?:-stubs)?(?:\.[\w.-]+)?")


class Environment(Struct, frozen=True, dict=True):
    """`packages`: the folders of installed packages, best first; none when there is no environment. `version`: of
    Python, "3.11", "" when it is not known. `origin`: the folder it was found in, for people."""

    packages: tuple[Path, ...] = ()
    version: str = ""
    origin: str = ""

    @cached_property
    def entries(self) -> Mapping[str, Path]:
        """What can be imported, by file name: packages, modules, folders of stubs."""
        found: dict[str, Path] = {}
        for folder in self.packages:
            with suppress(OSError):
                for entry in os.scandir(folder):
                    if not _NO_MODULE.fullmatch(entry.name):
                        found.setdefault(entry.name, Path(entry.path))
        return found

    @cached_property
    def modules(self) -> frozenset[str]:
        """The names of the top-level modules and packages that are installed."""
        matches = (_MODULE.fullmatch(name) for name in self.entries)
        return frozenset(match[1] for match in matches if match)

    @cached_property
    def identity(self) -> str:
        """Changes when something is installed, upgraded or taken away."""
        digest = hashlib.sha256(self.version.encode())
        for folder in self.packages:
            with suppress(OSError):
                rows = sorted(_row(entry) for entry in os.scandir(folder))
                digest.update("\n".join((str(folder), *rows)).encode("utf-8", "surrogateescape"))
        return digest.hexdigest()


def python_version(environment: Environment, snapshot: Snapshot) -> str:
    """The Python that the code is for: the environment's, else the lowest that the project says it supports."""
    known = environment.version or _required(snapshot)
    return known if known in _VERSIONS else _DEFAULT


def _required(snapshot: Snapshot) -> str:
    file = snapshot.files.get("pyproject.toml")
    if file is None:
        return ""
    try:
        project = tomllib.loads(file.data.decode("utf-8")).get("project")
    except ValueError:
        return ""
    required = project.get("requires-python") if isinstance(project, dict) else None
    found = _REQUIRED.search(required) if isinstance(required, str) else None
    return found[1] if found else ""


def environment_of(
    top: Path, given: Path | None = None, variables: Mapping[str, str] = os.environ
) -> Environment:
    """The environment the user named, else the one in the repository, else the active one (`VIRTUAL_ENV`).

    `given`: the folder of an environment, or an interpreter in it, which is not run.

    Raises:
        RefactorError: there is none where the user says.
    """
    if given is not None:
        for folder in (given, given.parent.parent):
            if os.path.isdir(folder) and (found := _read(folder)):
                return found
        raise RefactorError(
            f"{given} is no Python environment: it has no lib/python3.X/site-packages",
            "name the folder that holds pyvenv.cfg, such as .venv",
        )
    active = variables.get("VIRTUAL_ENV", "")
    folders = [*(top / name for name in _USUAL), *([Path(active)] if os.path.isabs(active) else [])]
    for folder in folders:
        if (folder / "pyvenv.cfg").is_file() and (found := _read(folder)):
            return found
    return Environment()


def _read(folder: Path) -> Environment | None:
    configuration = _configuration(folder / "pyvenv.cfg")
    packages = list(_packages(folder))
    if not packages:
        return None
    version = _NUMBER.match(configuration.get("version") or configuration.get("version_info", ""))
    found = version[1] if version else next((v for p in packages if (v := _version(p))), "")
    if configuration.get("include-system-site-packages", "").lower() == "true":
        home = Path(configuration.get("home", ""))
        if home.is_absolute():
            packages += _packages(home.parent)
    return Environment(tuple(packages), found, str(folder))


def _configuration(file: Path) -> dict[str, str]:
    """The keys of a `pyvenv.cfg`, as the site module reads them."""
    try:
        with open(file, "rb") as stream:
            text = stream.read(_LARGEST_CONFIGURATION).decode("utf-8", "replace")
    except OSError:
        return {}
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _packages(prefix: Path) -> Iterator[Path]:
    seen = set[str]()
    for lib in ("lib", "lib64", "Lib"):
        for folder in [*sorted((prefix / lib).glob("python3*")), prefix / lib]:
            if folder.name != lib and not _VERSION.fullmatch(folder.name):
                continue
            for name in ("site-packages", "dist-packages"):
                place = folder / name
                if place.is_dir() and (real := os.path.realpath(place)) not in seen:
                    seen.add(real)
                    yield Path(os.path.abspath(place))


def _version(packages: Path) -> str:
    match = _VERSION.fullmatch(packages.parent.name)
    return match[1] if match else ""


def _row(entry: os.DirEntry[str]) -> str:
    with suppress(OSError):
        found = entry.stat()
        return f"{entry.name}\0{found.st_mtime_ns}\0{found.st_size}"
    return entry.name

"""Which names installed packages have, by the bytes of their files: extension modules hold theirs as strings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from refactor_cli.dotted import last_part
from refactor_cli.near_spellings import MUST_BE_MEANT, most_alike
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.types.environment import Environment

_READ = (".py", ".pyi", ".pyx", ".pxd", ".so", ".pyd")
# what is larger in all is not looked through: everything may be in it
_MOST_BYTES = 64_000_000
_IMPORTED = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)
_DEFINED = re.compile(rb"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+([A-Za-z]\w*)", re.MULTILINE)
# packages that import what they find, and hand nothing of it on
_NOT_FOLLOWED = frozenset({"pip", "setuptools", "pkg_resources", "wheel", "pytest", "_pytest"})


class InstalledNames(Struct, frozen=True, dict=True):
    """The names in the packages of an environment. `read`: the files of a package, once they are needed;
    `imported`: the packages that they import."""

    environment: Environment
    read: dict[str, list[bytes] | None] = field(default_factory=dict)
    imported: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def identity(self) -> str:
        """Changes when something is installed, upgraded or taken away."""
        return self.environment.identity

    def may_have(self, packages: Mapping[str, bool], name: str) -> bool:
        """Whether a name stands in one of these packages, or in what they import. One that is not installed may have
        it where it is needed (true), not where it is asked for and done without."""
        installed = self._entries.keys()
        if any(is_needed for package, is_needed in packages.items() if package not in installed):
            return True
        if packages and installed.isdisjoint(packages):
            return True  # no environment of this project
        followed, waiting, size = set[str](), [*packages], 0
        while waiting:
            package = waiting.pop()
            if package in followed or package not in installed:
                continue
            followed.add(package)
            files = self._files(package)
            if files is None or (size := size + sum(map(len, files))) > _MOST_BYTES:
                return True
            if any(_holds(data, name.encode()) for data in files):
                return True
            if package not in _NOT_FOLLOWED:
                if package not in self.imported:
                    self.imported[package] = _imports(files)
                waiting += self.imported[package]
        return False

    def nearest(self, dotted: str) -> str | None:
        """For a name that nothing in its installed package bears, nor in what that imports: the name there that is
        spelt most like its last part, "" where there is none; None where the package may have it."""
        first, _, rest = dotted.partition(".")
        name = last_part(rest)
        if not name or self.may_have({first: True}, name):
            return None
        defined = {each.decode() for data in self._files(first) or () for each in _DEFINED.findall(data)}
        return most_alike(name, sorted(defined), MUST_BE_MEANT)

    @cached_property
    def _entries(self) -> Mapping[str, list[Path]]:
        found = dict[str, list[Path]]()
        for entry, path in self.environment.entries.items():
            found.setdefault(entry.partition(".")[0].removesuffix("-stubs"), []).append(path)
        return found

    def _files(self, package: str) -> list[bytes] | None:
        """The bytes of a package's files; None where they are too many, or cannot be read."""
        if package not in self.read:
            self.read[package] = _read(self._paths(package))
        return self.read[package]

    def _paths(self, package: str) -> Iterator[Path]:
        for entry in self._entries.get(package, ()):
            if not entry.is_dir():
                yield entry
                continue
            for folder, _, names in os.walk(entry):
                yield from (Path(folder, name) for name in sorted(names) if name.endswith(_READ))


def _read(paths: Iterator[Path]) -> list[bytes] | None:
    found, size = list[bytes](), 0
    for path in paths:
        try:
            size += path.stat().st_size
            if size > _MOST_BYTES:
                return None
            found.append(path.read_bytes())
        except OSError:
            return None
    return found


def _imports(files: list[bytes]) -> list[str]:
    names = {name.decode() for data in files for name in _IMPORTED.findall(data)}
    return sorted(names - STANDARD_MODULES)


def _holds(data: bytes, word: bytes) -> bool:
    return word in data and re.search(rb"(?<!\w)%b(?!\w)" % re.escape(word), data) is not None

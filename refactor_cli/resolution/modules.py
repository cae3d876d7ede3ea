"""Which dotted module names lead to which files: source roots, packages, namespace packages.

No interpreter is asked, so several answers may be right; the root nearest to the importing file wins, then a module
beside it that only its neighbours import by its bare name, then the repository's top, `src/` and `lib/`, then any other
root that has the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from msgspec import Struct, field

from refactor_cli.resolution.neighbours import COPIED
from refactor_cli.standard_modules import STANDARD_MODULES

_USUAL_ROOTS = ("", "src", "lib")


class Modules(Struct, frozen=True, dict=True, eq=False):
    """The repository's modules, from the paths of its Python files alone.

    `files`: path without suffix (`a/b/c`, and `a/b` for `a/b/__init__.py`) -> file; `packages`: folders with an
    `__init__`; `folders`: folders with Python files at any depth; `is_neighbour`: see `neighbours_of`; `found`:
    what was asked for.
    """

    files: Mapping[str, str]
    packages: frozenset[str]
    folders: frozenset[str]
    is_neighbour: Callable[[str, str], bool] = lambda name, folder: False
    found: dict[tuple[str, str], str | None] = field(default_factory=dict)

    @cached_property
    def tops(self) -> Mapping[str, tuple[str, ...]]:
        """First part of a module name -> the roots that offer it, the usual and the shallow ones first.

        A folder above a root is one too, for namespace packages (https://peps.python.org/pep-0420/), but comes
        after all others.
        """
        offered: dict[str, dict[str, bool]] = {}
        known = dict[str, str]()  # roots by folder
        for stem in self.files:
            folder = stem if stem in self.packages else _parent(stem)
            root = known.get(folder)
            if root is None:
                root = known[folder] = self.root(folder)
            first = stem[len(root) + 1 if root else 0 :].split("/", 1)[0]
            offered.setdefault(first, {})[root] = True
        for root in {*known.values()}:
            while root:
                root, _, below = root.rpartition("/")
                offered.setdefault(below, {}).setdefault(root, False)
        return {
            first: tuple(sorted(roots, key=lambda r: _rank(r, roots[r]))) for first, roots in offered.items()
        }

    def root(self, folder: str) -> str:
        """The folder from which absolute imports reach the package `folder` is in, or `folder` itself."""
        while folder in self.packages:
            folder = _parent(folder)
        return folder

    def roots(self, first: str, importer: str) -> Iterable[str]:
        """The roots to try for a module name that begins with `first`, best first."""
        own = self.root(_parent(importer)) if importer else ""
        offering = self.tops.get(first, ())
        if first in STANDARD_MODULES:
            # a file that happens to be called as a module of the standard library hides it only for its neighbours
            return [root for root in dict.fromkeys((own, *_USUAL_ROOTS)) if root in offering]
        above = [root for root in _upwards(own) if root in offering] if importer else []
        folder = _parent(importer)
        is_beside = not above and folder in self.packages and f"{folder}/{first}" in self.files
        beside = [folder] if is_beside and self.is_neighbour(first, folder) else []
        return dict.fromkeys((*above, *beside, *offering))

    def find(self, dotted: str, importer: str = "") -> str | None:
        """The file of an absolute module name, seen from the file `importer`; None when there is none."""
        key = (dotted, _parent(importer))
        if key not in self.found:
            stem = dotted.replace(".", "/")
            roots = self.roots(dotted.split(".", 1)[0], importer)
            places = (self.files.get(f"{root}/{stem}" if root else stem) for root in roots)
            self.found[key] = next((place for place in places if place is not None), None)
        return self.found[key]

    def are_home_of(self, dotted: str) -> bool:
        """Whether a full dotted name is the repository's own: it has the module, or a package of that, on a usual root,
        or a private copy of a submodule that takes its place when it is imported (`setuptools/_distutils/spawn.py`).
        A copy of another project's only module does not make it the home of that."""
        parts = dotted.split(".")
        if parts[0] in COPIED:
            return False
        stems = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
        if any((f"{root}/{stem}" if root else stem) in self.files for root in _USUAL_ROOTS for stem in stems):
            return True
        return any(f"_{stem}" in self.private for stem in stems[1:])

    @cached_property
    def private(self) -> frozenset[str]:
        """What lies in private packages: each path from the name of such a package on."""
        found = set[str]()
        for stem in self.files:
            if stem[:1] != "_" and "/_" not in stem:
                continue
            parts = stem.split("/")
            begins = (at for at, part in enumerate(parts[:-1]) if part[:1] == "_" and part[1:2] != "_")
            found.update("/".join(parts[at:]) for at in begins)
        return frozenset(found)

    def is_namespace(self, dotted: str, importer: str = "") -> bool:
        """Whether the name is a folder with Python files somewhere below, and no `__init__`."""
        stem = dotted.replace(".", "/")
        roots = self.roots(dotted.split(".", 1)[0], importer)
        return any((f"{root}/{stem}" if root else stem) in self.folders for root in roots)

    def relative(self, module: str, path: str) -> str | None:
        """The folder or file stem that a relative name (`..a.b`) means in the file `path`; None above the top."""
        name = module.lstrip(".")
        folder = _parent(path)
        for _ in range(len(module) - len(name) - 1):
            if not folder:
                return None
            folder = _parent(folder)
        parts = [part for part in (folder, name.replace(".", "/")) if part]
        return "/".join(parts)

    def names(self, path: str) -> tuple[str, ...]:
        """Every dotted name under which a file can be imported: from its own root first, then from those above."""
        if not path.endswith((".py", ".pyi")):
            return ()
        stem = stem_of(path)
        root = self.root(stem if stem in self.packages else _parent(stem))
        found = []
        for base in _upwards(root):
            parts = stem[len(base) + 1 if base else 0 :].split("/")
            if parts != [""] and all(part.isidentifier() for part in parts):
                found.append(".".join(parts))
        return tuple(found)


def stem_of(path: str) -> str:
    """`a/b/c` for a/b/c.py and c.pyi, `a/b` for a/b/__init__.py; other paths as they are."""
    stem = path.removesuffix(".py") if path.endswith(".py") else path.removesuffix(".pyi")
    if stem == path:
        return path
    return "" if stem == "__init__" else stem.removesuffix("/__init__")


def word_of(path: str) -> str:
    """The last word of a module's name, by which it is imported: `c` for a/b/c.py, `b` for a/b/__init__.py."""
    return stem_of(path).rpartition("/")[2]


def modules_of(
    paths: Iterable[str], is_neighbour: Callable[[str, str], bool] = lambda name, folder: False
) -> Modules:
    """Reads the layout from all Python paths of a snapshot. A `.pyi` counts where no `.py` stands beside it."""
    files: dict[str, tuple[int, str]] = {}
    packages, folders = set[str](), {""}
    for path in paths:
        if not path.endswith((".py", ".pyi")):
            continue
        stem, folder = stem_of(path), _parent(path)
        is_package = path.rpartition("/")[2].startswith("__init__.")
        if is_package:
            packages.add(folder)
        # a package hides a module of its name (importlib.machinery.FileFinder looks for the folder first)
        rank = 2 * path.endswith(".pyi") + (not is_package)
        if stem not in files or (rank, path) < files[stem]:
            files[stem] = (rank, path)
        while folder not in folders:
            folders.add(folder)
            folder = _parent(folder)
    packages.discard("")
    return Modules(
        {stem: path for stem, (_, path) in files.items()},
        frozenset(packages),
        frozenset(folders),
        is_neighbour,
    )


def _rank(root: str, is_own: bool) -> tuple[bool, int, int, str]:
    usual = _USUAL_ROOTS.index(root) if root in _USUAL_ROOTS else len(_USUAL_ROOTS)
    return (not is_own and bool(root), usual, root.count("/"), root)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _upwards(folder: str) -> list[str]:
    found = [folder]
    while folder:
        folder = _parent(folder)
        found.append(folder)
    return found

"""Which files a server may read to answer about some of them: those they import, and so on.

Import statements are read from bytes, strings and comments included, so that nothing has to be parsed for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from refactor_cli.resolution import layout
from refactor_cli.resolution.modules import Modules, stem_of
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.data import Snapshot

# the looks back stand behind the words: what begins with a letter is searched for much faster
_STATEMENT = re.compile(
    rb"from(?<!\wfrom)[ \t]++(\.*+)[ \t]*+([\w.]*)(?>(?:[ \t]|\\\r?\n)*)\bimport\b"
    rb"[ \t\\\r\n]*(\([^)]*\)|(?:[^\r\n;\\]|\\\r?\n)*)"
    rb"|import(?<!\wimport)[ \t\\\r\n]+((?:[\w., \t]|\\\r?\n)+)"
)
_DOTTED = re.compile(rb"[^\W\d][\w.]*")
_ALWAYS = ("__builtins__.pyi",)


def reachable(symbols: SymbolMap, paths: Iterable[str]) -> frozenset[str]:
    """The paths, and all that is imported from them, packages around them and stubs beside them included."""
    snapshot, modules = symbols.snapshot, layout(symbols)
    waiting = [path for path in (*paths, *_ALWAYS) if path in snapshot.files]
    found = set(waiting)
    while waiting:
        path = waiting.pop()
        stems = set(_around(stem_of(path)))
        for each in _imported(snapshot, modules, path):
            stems.update(_around(each))
        for stem in stems:
            for file in _files(snapshot, stem):
                if file not in found:
                    found.add(file)
                    waiting.append(file)
    return frozenset(found)


def _around(stem: str) -> Iterator[str]:
    """A module, and the packages it is in."""
    while stem:
        yield stem
        stem = stem.rpartition("/")[0]


def _files(snapshot: Snapshot, stem: str) -> Iterator[str]:
    for suffix in (".py", ".pyi", "/__init__.py", "/__init__.pyi"):
        if f"{stem}{suffix}" in snapshot.files:
            yield f"{stem}{suffix}"


def _imported(snapshot: Snapshot, modules: Modules, path: str) -> Iterator[str]:
    """The stems of what a file may import; any root that offers a name counts."""
    known: dict[bytes, tuple[str, ...]] = snapshot.memo.setdefault("stems of modules", {})
    for match in _STATEMENT.finditer(snapshot.files[path].data):
        dots, module, names, plain = match.groups()
        if plain is not None:
            for dotted in _DOTTED.findall(plain):
                yield from _stems(modules, known, dotted)
            continue
        bases: Iterable[str] = _stems(modules, known, module)
        if dots:
            base = modules.relative((dots + module).decode("utf-8", "replace"), path)
            bases = () if base is None else (base,)
        for base in bases:
            yield base
            for name in _DOTTED.findall(names):
                yield f"{base}/{name.decode('utf-8', 'replace')}" if base else name.decode("utf-8", "replace")


def _stems(modules: Modules, known: dict[bytes, tuple[str, ...]], dotted: bytes) -> tuple[str, ...]:
    if dotted not in known:
        stem = dotted.decode("utf-8", "replace").replace(".", "/")
        first, slash, rest = stem.partition("/")
        # https://typing.python.org/en/latest/spec/distributing.html#stub-only-packages
        stems = {name: f"{name}{slash}{rest}" for name in (first, f"{first}-stubs")}
        roots = ((root, each) for name, each in stems.items() for root in modules.tops.get(name, ()))
        known[dotted] = tuple(f"{root}/{each}" if root else each for root, each in roots)
    return known[dotted]

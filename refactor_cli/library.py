"""The recipes that are shipped along: their names, their text, and which of them replace a symbol.

They are files of `refactor_cli/recipes/`, or folders of files that are read as one, in order of their names: a file for
each series of a library's releases. Which symbols one replaces is read off its text, without parsing it, so that asking
about a symbol takes a millisecond; a test holds that against the parsed recipes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from refactor_cli.dotted import last_part
from refactor_cli.errors import RefactorError
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.near_spellings import hint_naming, spelt_like
from refactor_cli.transforms import transform_called

FOLDER = Path(__file__).parent / "recipes"
_NAMED = lazy_pattern(r'^(@replaces|moved|transform)\(((?:\s*"[\w.]+",?)+)', re.MULTILINE)
_ALSO_CALLED = lazy_pattern(r'^also_called\("([\w.]+)", "([\w.]+)"\)', re.MULTILINE)
_NAME = lazy_pattern(r'"([\w.]+)"')
_LIKELY = lazy_pattern(r"^likely\(([^()]*)\)", re.MULTILINE)
_SYMBOL = lazy_pattern(r'(?<!=)"([\w.]+)"')  # not `on="self"`
_ALIKE = 0.75  # of difflib's ratio: by its own 0.6, compute_price is like Counter
_MOST_NAMES = 3


def library_names() -> tuple[str, ...]:
    """The names of the shipped recipes, in order: "django", "numpy", …"""
    return tuple(_texts())


def library_text(name: str) -> str:
    """The source of a shipped recipe.

    Raises:
        RefactorError: none is called so.
    """
    texts = _texts()
    if name not in texts:
        hint = hint_naming(spelt_like(name, texts), "see what there is: refactor recipes list")
        raise RefactorError(f"the library has no recipe {name!r}", hint)
    return texts[name]


def library_symbols(name: str) -> tuple[str, ...]:
    """The full dotted names that a shipped recipe replaces, each once, in the order they are written.

    Raises:
        RefactorError: no recipe is called so.
    """
    found = list[str]()
    for kind, written in _NAMED.findall(library_text(name)):
        named = _NAME.findall(written)
        transform = transform_called(named[0]) if kind == "transform" else None
        found += transform.symbols if transform is not None else named if kind == "@replaces" else named[:1]
    for package, other in _ALSO_CALLED.findall(library_text(name)):
        found += [f"{other}{each[len(package) :]}" for each in found if f"{each}.".startswith(f"{package}.")]
    return tuple(dict.fromkeys(found))


def library_likely(name: str) -> tuple[str, ...]:
    """The symbols of which a shipped recipe says on what objects they are likely.

    Raises:
        RefactorError: no recipe is called so.
    """
    return tuple(symbol for text in _LIKELY.findall(library_text(name)) for symbol in _SYMBOL.findall(text))


def library_transforms(name: str) -> tuple[str, ...]:
    """The names of the transforms that a shipped recipe takes in.

    Raises:
        RefactorError: no recipe is called so.
    """
    found = _NAMED.findall(library_text(name))
    return tuple(_NAME.findall(written)[0] for kind, written in found if kind == "transform")


def rules_for(symbol: str) -> tuple[str, ...]:
    """The names of the shipped recipes that replace a symbol, a full dotted name; () when none does."""
    return tuple(name for name in _texts() if symbol in _symbols(name))


def near_symbols(words: Iterable[str]) -> tuple[str, ...]:
    """Names of recipes, and symbols they replace, that are spelled like one of these words."""
    known = {name.lower(): name for name in _texts()}
    for name in _texts():
        for symbol in library_symbols(name):
            known |= {symbol.lower(): symbol, last_part(symbol).lower(): symbol}
    near = (each for word in words for each in spelt_like(word.lower(), known, _MOST_NAMES, _ALIKE))
    return tuple(dict.fromkeys(known[each] for each in near))[:_MOST_NAMES]


@cache
def _symbols(name: str) -> frozenset[str]:
    return frozenset(library_symbols(name))


@cache
def _texts() -> dict[str, str]:
    """Part of the program, so that they are the same for as long as it runs."""
    return dict(_read())


def _read() -> Iterator[tuple[str, str]]:
    """By name; what runs them as programs leaves folders of its own there (`__pycache__`), without sources."""
    for path in sorted(FOLDER.iterdir(), key=lambda path: path.stem):
        files = [path] if path.suffix == ".py" else sorted(path.glob("*.py"))
        if files:
            yield path.stem, "\n\n".join(file.read_text("utf-8") for file in files)

"""The languages there are: folders of `grammars/`, each with a `manifest.toml`. Loads no parser.

A manifest says which files are written in the language, and which wheel parses it; one without a `module` is of
plain text. A new language is a new folder; nothing here names one. docs/how-to/add-a-language.md shows the keys.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

# How much of a file's beginning is read to tell languages with the same suffix apart.
_BEGINNING = 20_000


class Manifest(NamedTuple):
    """`module` and `function`: what gives the grammar, of the wheel `wheel`; "" for plain text. `inherits`: the
    language whose queries are used where this one has none. `identifiers`: the kinds of tree node that are names
    in code. `contents`: by suffix, a pattern that a file's beginning has when the suffix alone does not decide."""

    language: str
    folder: Path
    wheel: str = ""
    module: str = ""
    function: str = "language"
    license: str = ""
    inherits: str = ""
    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    contents: tuple[tuple[str, str], ...] = ()


class _Tables(NamedTuple):
    names: dict[str, str]
    suffixes: dict[str, str]
    interpreters: dict[str, str]
    contents: dict[str, list[tuple[re.Pattern[bytes], str]]]


def manifests() -> dict[str, Manifest]:
    """Every language's manifest by its name, in the order of the names."""
    return _manifests()


def language_of(path: str, beginning: bytes = b"") -> str | None:
    """The language of a file: by its name, its suffix, or the interpreter that its first line names.

    `beginning`: the file's bytes, all or the first of them. Where a suffix has several languages, they decide.
    """
    tables = _tables()
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot > 0 else ""
    for pattern, language in tables.contents.get(suffix, ()):
        if pattern.search(beginning[:_BEGINNING]):
            return language
    if found := tables.names.get(name) or tables.suffixes.get(suffix):
        return found
    return tables.interpreters.get(_interpreter(beginning)) if beginning.startswith(b"#!") else None


@cache
def _manifests() -> dict[str, Manifest]:
    import tomllib

    here = Path(__file__).parent
    installed = here / "_grammars"
    top = installed if installed.is_dir() else here.parent / "grammars"
    found = dict[str, Manifest]()
    for file in sorted(top.glob("*/manifest.toml")):
        manifest = _manifest(file.parent, tomllib.loads(file.read_text("utf-8")))
        found[manifest.language] = manifest
    for name, manifest in found.items():
        if manifest.inherits and not manifest.identifiers:
            found[name] = manifest._replace(identifiers=found[manifest.inherits].identifiers)
    return found


def _manifest(folder: Path, table: dict[str, object]) -> Manifest:
    values: dict[str, object] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in table.items()
        if key != "contents"
    }
    contents = table.get("contents", {})
    assert isinstance(contents, dict)
    return Manifest(folder.name, folder, contents=tuple(contents.items()), **values)  # type: ignore[arg-type]


@cache
def _tables() -> _Tables:
    tables = _Tables({}, {}, {}, {})
    for manifest in _manifests().values():
        tables.names.update(dict.fromkeys(manifest.names, manifest.language))
        tables.suffixes.update(dict.fromkeys(manifest.suffixes, manifest.language))
        tables.interpreters.update(dict.fromkeys(manifest.interpreters, manifest.language))
        for suffix, pattern in manifest.contents:
            tables.contents.setdefault(suffix, []).append((re.compile(pattern.encode()), manifest.language))
    return tables


def _interpreter(beginning: bytes) -> str:
    """`#!/usr/bin/env -S python3.11 -u` -> `python`."""
    line = beginning[2:200].split(b"\n", 1)[0].decode("utf-8", "replace")
    for word in line.split():
        name = PurePosixPath(word).name
        if name == "env" or word.startswith("-") or "=" in word:
            continue
        return name.rstrip("0123456789.")
    return ""

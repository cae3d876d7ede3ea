"""The languages that files are read in: folders of `grammars/`, and the only door to tree-sitter.

A folder holds `manifest.toml` (which files, which wheel) and `queries/*.scm`. A new language is a new folder
and a wheel; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cache
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Language
    from tree_sitter import Node as Node
    from tree_sitter import Query as Query
    from tree_sitter import Tree as Tree

# Bytes given at a time to the parser, and then to `Node.text`, which asks for them anew for each node.
_TO_PARSE = 1 << 16
_TO_READ = 1 << 8


class Grammar(NamedTuple):
    """A language's manifest: the wheel's `module`, and which files are written in it."""

    language: str
    folder: Path
    module: str
    suffixes: tuple[str, ...]
    names: tuple[str, ...]
    interpreters: tuple[str, ...]


def grammars() -> tuple[Grammar, ...]:
    """The languages there are, in the order of their names."""
    return tuple(_grammars().values())


def language_of(path: str, first_line: bytes = b"") -> str | None:
    """The language of a file: by its name, its suffix, or the interpreter that its first line names.

    `first_line` may be longer than a line; only what stands before the first line end counts.
    """
    names, suffixes, interpreters = _tables()
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    if found := names.get(name) or suffixes.get(name[dot:].lower() if dot > 0 else ""):
        return found
    return interpreters.get(_interpreter(first_line)) if first_line.startswith(b"#!") else None


def parse(language: str, utf8: bytes, old_tree: Tree | None = None) -> Tree:
    """Parses a text. Never fails: what cannot be read is in ERROR and MISSING nodes.

    A text that was made to take for ever (100,000 empty continued lines need minutes) gives the tree of an empty
    text. `old_tree`: an earlier tree that `Tree.edit` has been told the changes of; what did not change is reused.
    """
    from tree_sitter import Parser

    at_once = _TO_PARSE

    def read(offset: int, _: object) -> bytes:
        return utf8[offset : offset + at_once]

    parser, deadline = Parser(_language(language)), _deadline(len(utf8))
    try:
        if old_tree is None:
            tree = parser.parse(read, progress_callback=lambda _, __: process_time() > deadline)
        else:
            tree = parser.parse(read, old_tree, progress_callback=lambda _, __: process_time() > deadline)
    except ValueError:  # tree-sitter's way to say that it was told to stop
        return Parser(_language(language)).parse(b"")
    at_once = _TO_READ
    return tree


class Change(NamedTuple):
    """`data` in place of the bytes `start:end` of a text."""

    start: int
    end: int
    data: bytes


def parse_again(language: str, tree: Tree, before: bytes, after: bytes, changes: Sequence[Change]) -> Tree:
    """The tree of the text `after`, from that of `before`: only what the changes, in order and apart, touch is
    parsed. Where there is an error, which may be read otherwise then, the text is parsed as if it were new."""
    edited, points = copy(tree), _points(before, [at for change in changes for at in change[:2]])
    for number in reversed(range(len(changes))):  # from the end: what is before a change is as it was
        (start, end, data), first, last = changes[number], points[2 * number], points[2 * number + 1]
        edited.edit(start, end, start + len(data), first, last, _moved(first, data))
    again = parse(language, after, edited)
    return parse(language, after) if again.root_node.has_error else again


def _points(utf8: bytes, offsets: Iterable[int]) -> list[tuple[int, int]]:
    """Lines, and bytes in them, from 0; the offsets are in order."""
    found, at, start = list[tuple[int, int]](), 0, (0, 0)
    for offset in offsets:
        start = _moved(start, utf8[at:offset])
        found.append(start)
        at = offset
    return found


def _moved(point: tuple[int, int], data: bytes) -> tuple[int, int]:
    """The point behind `data`, which begins at `point`."""
    lines = data.count(b"\n")
    return point[0] + lines, len(data) - data.rfind(b"\n") - 1 if lines else point[1] + len(data)


@cache
def query(language: str, name: str) -> Query:
    """The query `queries/<name>.scm` of a language, compiled once a process (it is costly)."""
    from tree_sitter import Query

    return Query(_language(language), _query_file(language, name).read_text("utf-8"))


def captures(language: str, name: str, node: Node) -> dict[str, list[Node]]:
    """What a query finds in a node, by capture name.

    For nodes without errors only: in an ERROR of 100,000 brackets a query takes seconds, and nothing stops it (the
    binding's progress callback crashes, tree-sitter 0.26.1).
    """
    from tree_sitter import QueryCursor

    return QueryCursor(query(language, name)).captures(node)


@cache
def version(language: str) -> str:
    """A string that changes when the parser, its grammar or our queries change. Imports none of them."""
    import hashlib

    grammar = _grammars()[language]
    digest = hashlib.sha256()
    for module in (grammar.module, "tree_sitter"):
        spec = find_spec(module)
        for folder in spec.submodule_search_locations or () if spec else ():
            for file in sorted(Path(folder).glob("_binding*")):
                stat = file.stat()
                digest.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    for file in sorted((grammar.folder / "queries").glob("*.scm")):
        digest.update(b"%s %s\n" % (file.name.encode(), file.read_bytes()))
    return digest.hexdigest()[:16]


def depth(node: Node, limit: int = 1000) -> int:
    """How deep nodes are nested below `node`, counted no further than `limit`."""
    cursor, deepest = node.walk(), 0
    while True:
        if cursor.goto_first_child():
            deepest = max(deepest, cursor.depth)
            if deepest >= limit:
                return limit
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return deepest


def _deadline(size: int) -> float:
    """Far beyond what a text of this size takes on a slow machine; parsing takes 0.2 s a megabyte."""
    return process_time() + 5.0 + size * 5e-6


def _query_file(language: str, name: str) -> Path:
    return _grammars()[language].folder / "queries" / f"{name}.scm"


@cache
def _language(language: str) -> Language:
    from importlib import import_module

    from tree_sitter import Language

    return Language(import_module(_grammars()[language].module).language())


@cache
def _grammars() -> dict[str, Grammar]:
    import tomllib

    here = Path(__file__).parent
    installed = here / "_grammars"
    top = installed if installed.is_dir() else here.parent / "grammars"
    found = dict[str, Grammar]()
    for manifest in sorted(top.glob("*/manifest.toml")):
        table = tomllib.loads(manifest.read_text("utf-8"))
        name = manifest.parent.name
        lists = (tuple(table.get(key, ())) for key in ("suffixes", "names", "interpreters"))
        found[name] = Grammar(name, manifest.parent, table["module"], *lists)
    return found


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    every = _grammars().values()
    return (
        {name: grammar.language for grammar in every for name in grammar.names},
        {suffix: grammar.language for grammar in every for suffix in grammar.suffixes},
        {name: grammar.language for grammar in every for name in grammar.interpreters},
    )


def _interpreter(first_line: bytes) -> str:
    """`#!/usr/bin/env -S python3.11 -u` -> `python`."""
    line = first_line.split(b"\n", 1)[0][2:200].decode("utf-8", "replace")
    for word in line.split():
        name = PurePosixPath(word).name
        if name == "env" or word.startswith("-") or "=" in word:
            continue
        return name.rstrip("0123456789.")
    return ""

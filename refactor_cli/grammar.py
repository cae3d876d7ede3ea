"""Parsing and querying files in the languages of `grammars/`: the only door to tree-sitter.

Which files are in which language, and which wheel parses it, say their manifests (see `languages`); what is asked of
the trees, their `queries/*.scm`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, process_time
from typing import TYPE_CHECKING, Any, NamedTuple

from refactor_cli.languages import manifests
from refactor_cli.older_spellings import respelled

if TYPE_CHECKING:
    from tree_sitter import Language, QueryCursor
    from tree_sitter import Node as Node
    from tree_sitter import Query as Query
    from tree_sitter import Tree as Tree

# Bytes given at a time to the parser, and then to `Node.text`, which asks for them anew for each node.
_TO_PARSE = 1 << 16
_TO_READ = 1 << 8
# Texts up to this size are not watched: the slowest that are known (empty continued lines) take a second.
_NEVER_LATE = 1 << 14
# Bounds of a query: how deep a match may begin, how many may be unfinished, how many nodes an error may have.
_DEEPEST = 200
_MOST_IN_PROGRESS = 10_000
_WIDEST_ERROR = 1_000


def has_parser(language: str | None) -> bool:
    """Whether files of this language can be parsed: it has a grammar, and the grammar's wheel is installed."""
    return language is not None and version(language) != "" and _language(language) is not None


def language_for(language: str) -> Language:
    """The grammar itself. Raises KeyError: it is not installed."""
    found = _language(language)
    if found is None:
        raise KeyError(f"the grammar of {language} is not installed")
    return found


def field_id(language: str, name: str) -> int:
    """The number of a field, by which a child is found in half the time that it takes by the name of the field."""
    return language_for(language).field_id_for_name(name) or 0


def parse(language: str, utf8: bytes, old_tree: Tree | None = None) -> Tree:
    """Parses a text. Never fails: what cannot be read is in ERROR and MISSING nodes, unless an older spelling of it can
    (see `older_spellings`).

    A text that was made to take for ever (100,000 empty continued lines need minutes) gives the tree of an empty
    text. `old_tree`: an earlier tree that `Tree.edit` has been told the changes of; what did not change is reused.
    """
    from tree_sitter import Parser

    at_once, spelled = _TO_PARSE, utf8

    def read(offset: int, _: object) -> bytes:
        return spelled[offset : offset + at_once]

    parser = Parser(language_for(language))
    known: dict[str, Any] = {} if old_tree is None else {"old_tree": old_tree}
    try:
        tree = parser.parse(read, **known, **_watched(utf8))
        if tree.root_node.has_error and (older := respelled(language, utf8)) != utf8:
            spelled = older
            again = parser.parse(read, **_watched(utf8))
            tree, spelled = tree if again.root_node.has_error else again, utf8
    except ValueError:  # tree-sitter's way to say that it was told to stop
        return Parser(language_for(language)).parse(b"")
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

    return Query(language_for(language), _query_file(language, name).read_text("utf-8"))


def captures(language: str, name: str, node: Node) -> dict[str, list[Node]]:
    """What a query finds in a node, by capture name.

    For nodes without errors only: in an ERROR of 100,000 brackets a query takes seconds, and nothing stops it (the
    binding's progress callback crashes, tree-sitter 0.26.1).
    """
    from tree_sitter import QueryCursor

    return QueryCursor(query(language, name)).captures(node)


def matches(
    language: str, name: str, root: Node, around: Sequence[tuple[int, int]] | None = None
) -> Iterator[tuple[int, dict[str, list[Node]]]]:
    """What a query finds in a tree, errors or not: the number of the pattern, and its captures by name; with `around`
    only what holds one of these ranges of bytes, or a part of it, and what is around several perhaps several times.

    Its time is bounded: nothing is found that begins below a depth of 200 nodes, and nothing that needs
    an error of more than 1,000 nodes as a whole.
    """
    for node in _searchable(root):
        cursor = _bounded(query(language, name))
        if around is None:
            yield from cursor.matches(node)
            continue
        for start, end in around:
            if start < node.end_byte and node.start_byte < end:
                cursor.set_byte_range(start, end)
                yield from cursor.matches(node)


def captured(language: str, name: str, label: str, root: Node) -> Iterator[Node]:
    """The `@name` of those patterns of a query that have the capture `label`; bounded as `matches`, and faster."""
    for node in _searchable(root):
        yield from _bounded(_only(language, name, label)).captures(node).get("name", ())


def of_kinds(language: str, kinds: tuple[str, ...], root: Node) -> Iterator[Node]:
    """The nodes of a tree that are of one of these kinds; bounded as `matches`."""
    for node in _searchable(root):
        yield from _bounded(_kinds_query(language, kinds)).captures(node).get("name", ())


@cache
def version(language: str) -> str:
    """A string that changes when the parser, its grammar or our queries change, "" when the language has no
    grammar here. Imports none of them."""
    import hashlib

    manifest = manifests()[language]
    if not manifest.module:
        return ""
    digest = hashlib.sha256()
    for module in (manifest.module, "tree_sitter"):
        spec = find_spec(module)
        if spec is None:
            return ""
        for folder in spec.submodule_search_locations or ():
            for file in sorted(Path(folder).glob("_binding*")):
                stat = file.stat()
                digest.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    for queries in _query_folders(language):
        for file in sorted(queries.glob("*.scm")):
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


def nearest(node: Node | None, *types: str) -> Node | None:
    """The node itself or the innermost one around it that is of one of these types; None when there is none."""
    while node is not None and node.type not in types:
        node = node.parent
    return node


def _seconds(size: int) -> float:
    """Far beyond what a text of this size takes on a slow machine; parsing takes 0.2 s a megabyte."""
    return 5.0 + size * 5e-6


def _watched(utf8: bytes) -> dict[str, Any]:
    return {"progress_callback": _late_after(_seconds(len(utf8)))} if len(utf8) > _NEVER_LATE else {}


def _late_after(seconds: float) -> Callable[[int, bool], bool]:
    """Whether so much CPU time has passed, at the latest after as much again. Asked some 20,000 times a megabyte:
    only from when so much time has passed at all is the clock of the CPU read, which is a call of the system."""
    at_least, deadlines = monotonic() + seconds, list[float]()

    def is_late(_: int, __: bool) -> bool:
        if monotonic() <= at_least:
            return False
        if not deadlines:
            deadlines.append(process_time() + seconds)
        return process_time() > deadlines[0]

    return is_late


@cache
def _only(language: str, name: str, label: str) -> Query:
    """A query without the patterns that do not have a capture."""
    from tree_sitter import Query

    source = _query_file(language, name).read_bytes()
    found = Query(language_for(language), source.decode())
    for pattern in range(found.pattern_count):
        text = source[found.start_byte_for_pattern(pattern) : found.end_byte_for_pattern(pattern)]
        if not re.search(rb"@%b(?![\w.])" % re.escape(label.encode()), text):
            found.disable_pattern(pattern)
    return found


@cache
def _kinds_query(language: str, kinds: tuple[str, ...]) -> Query:
    from tree_sitter import Query

    return Query(language_for(language), f"[{' '.join(f'({kind})' for kind in kinds)}] @name")


def _bounded(compiled: Query) -> QueryCursor:
    from tree_sitter import QueryCursor

    cursor = QueryCursor(compiled, match_limit=_MOST_IN_PROGRESS)
    # for each node a query goes up to the root: without this, depth times nodes
    cursor.set_max_start_depth(_DEEPEST)
    return cursor


def _searchable(root: Node) -> Iterator[Node]:
    """The largest nodes that hold no wide error. In an ERROR node all children stand side by side, and a query that
    begins above looks at all siblings of each."""
    wide = sorted((node.start_byte, node.end_byte) for node in _wide_errors(root))
    waiting = [root]
    while waiting:
        node = waiting.pop()
        at = bisect_left(wide, (node.start_byte, 0))
        if not node.has_error or at == len(wide) or wide[at][1] > node.end_byte:
            yield node
        else:
            waiting += (child for child in reversed(node.children) if child.child_count)


def _wide_errors(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error and node.child_count > _WIDEST_ERROR:
            yield node
        elif node.has_error:
            waiting += node.children


def _query_file(language: str, name: str) -> Path:
    """Raises KeyError: the language has no such query."""
    for folder in _query_folders(language):
        if (file := folder / f"{name}.scm").is_file():
            return file
    raise KeyError(f"{language} has no query {name}")


def _query_folders(language: str) -> list[Path]:
    """The language's own, and that of the one it inherits from."""
    manifest = manifests()[language]
    every = [manifest, *([manifests()[manifest.inherits]] if manifest.inherits else [])]
    return [each.folder / "queries" for each in every]


@cache
def _language(language: str) -> Language | None:
    """None when its wheel is not installed, or made for another tree-sitter."""
    from importlib import import_module

    from tree_sitter import Language

    manifest = manifests()[language]
    try:
        return Language(getattr(import_module(manifest.module), manifest.function)())
    except (ImportError, AttributeError, ValueError):
        return None

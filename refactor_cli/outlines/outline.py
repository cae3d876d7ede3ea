"""A syntax tree -> what one file defines, and what each definition calls, in any language that has a grammar.

Python's definitions come from its symbol map, those of other languages from their `tags.scm`, the calls of all from
`tags.scm`. An outline depends on the file's bytes and language alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, FileMap, SourceFile, Span
from refactor_cli.tags import LONGEST_HEADER, Tag, called_names, tags

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

# Changes whenever the outline of the same source, or its shape, changes.
FORMAT = 1
# Bounds for generated and hostile files.
_MOST_DEFINITIONS = 5_000
_MOST_CALLS = 20
_MOST_ERRORS = 20
_DEEPEST = 100


class Calls(NamedTuple):
    """The names that are called, each once, in the order they first are: 20 at most, and how many more."""

    names: tuple[str, ...] = ()
    more: int = 0


class Entry(NamedTuple):
    """A definition. `depth`: how many definitions are around it; `kind`: function, class, method, interface … as its
    language's `tags.scm` says; `header`: its source up to its body, on one line, cut at 200 characters; `signature`:
    the part of it after the name, for Python never cut. What a definition inside this one calls is that one's."""

    name: str
    qualname: str
    kind: str
    depth: int
    line: int
    end_line: int
    header: str
    signature: str
    doc: str = ""
    calls: Calls = Calls()


class Outline(NamedTuple):
    """`calls`: outside of all definitions; `errors`: first and last line of what could not be parsed, 20 at most;
    `more`: definitions that are not in `entries`, because there are more than 5,000."""

    entries: tuple[Entry, ...] = ()
    calls: Calls = Calls()
    errors: tuple[tuple[int, int], ...] = ()
    more: int = 0


def outline_of(file: SourceFile, file_map: FileMap | None, tree: Tree) -> Outline:
    """The outline of one file; `file_map` is its symbol map, where its language has one."""
    language, utf8 = file.language or "", file.text.utf8
    if utf8.strip() and tree.root_node.child_count == 0:  # it took too long to parse
        return Outline(errors=((1, len(file.text.line_starts)),))
    if file_map is not None:
        every = [_of_definition(file, definition) for definition in file_map.definitions]
        errors = tuple(_lines(file, span) for span in file_map.errors[:_MOST_ERRORS])
    else:
        every = [_of_tag(tag) for tag in tags(language, utf8, tree) if tag.role == "definition"]
        errors = _errors(tree.root_node)
    every.sort(key=lambda each: (each.span.start, -each.span.end))
    kept = every[:_MOST_DEFINITIONS]
    calls = _shared_out(kept, called_names(language, utf8, tree))
    entries = tuple(
        _entry(found, around, calls[number + 1]) for number, (found, around) in enumerate(_nested(kept))
    )
    return Outline(entries, calls[0], errors, len(every) - len(kept))


class _Found(NamedTuple):
    """A definition on its way into an outline: an entry that does not know yet what is around it."""

    span: Span
    name: str
    kind: str
    lines: tuple[int, int]
    header: str
    signature: str
    doc: str = ""
    qualname: str = ""


def _of_definition(file: SourceFile, definition: Definition) -> _Found:
    decorators = "".join(f"@{name} " for name in definition.decorators if name)
    keyword = "class" if definition.kind == "class" else "async def" if definition.is_async else "def"
    header = f"{decorators}{keyword} {definition.name}{definition.signature}"
    return _Found(
        definition.span,
        definition.name,
        definition.kind,
        _lines(file, definition.span),
        header if len(header) <= LONGEST_HEADER else f"{header[:LONGEST_HEADER]}…",
        definition.signature,
        definition.doc,
        definition.qualname,
    )


def _of_tag(tag: Tag) -> _Found:
    _, _, signature = tag.header.partition(tag.name)
    return _Found(tag.span, tag.name, tag.kind, tag.lines, tag.header, signature.strip())


def _entry(found: _Found, around: list[_Found], calls: Calls) -> Entry:
    qualname = found.qualname or ".".join([*(each.name for each in around), found.name])
    lines = found.lines
    return Entry(
        found.name, qualname, found.kind, len(around), *lines, found.header, found.signature, found.doc, calls
    )


def _nested(every: Iterable[_Found]) -> Iterator[tuple[_Found, list[_Found]]]:
    """Each definition with those around it, the outermost first."""
    around: list[_Found] = []
    for found in every:
        # `const A = 1, B = 2` is the whole definition of both
        while around and (around[-1].span.end <= found.span.start or around[-1].span == found.span):
            around.pop()
        yield found, around[:_DEEPEST]
        around.append(found)


def _shared_out(every: Sequence[_Found], called: Iterable[tuple[int, str]]) -> list[Calls]:
    """What is called outside of all definitions, then what each one calls itself."""
    names: list[dict[str, None]] = [{} for _ in range(len(every) + 1)]
    around, following = [0], 0
    for at, name in called:
        while following < len(every) and every[following].span.start <= at:
            following += 1
            around.append(following)
        while around[-1] and every[around[-1] - 1].span.end <= at:
            around.pop()
        names[around[-1]][name] = None
    return [Calls(tuple(found)[:_MOST_CALLS], max(0, len(found) - _MOST_CALLS)) for found in names]


def _lines(file: SourceFile, span: Span) -> tuple[int, int]:
    """First and last line, from 1."""
    starts = file.text.line_starts
    return bisect_right(starts, span.start), bisect_right(starts, max(span.start, span.end - 1))


def _errors(root: Node) -> tuple[tuple[int, int], ...]:
    found, waiting = list[tuple[int, int]](), [root]
    while waiting and len(found) < _MOST_ERRORS:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            found.append((node.start_point[0] + 1, node.end_point[0] + 1))
        elif node.has_error:
            waiting += reversed(node.children)
    return tuple(found)

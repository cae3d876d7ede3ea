"""The same name in code of other languages: nothing ties it to the target but the name, so all of it is possible.

The syntax tree decides what is a name in code and what stands in a comment or a string; `tags.scm` what is a call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import SourceFile, Span, Target, Usage, UsageKind
from refactor_cli.find.aliases import own_name
from refactor_cli.find.sites import location_of
from refactor_cli.grammar import has_parser, of_kinds, parse, version
from refactor_cli.languages import manifests
from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.tags import Tag, tags
from refactor_cli.words import offsets

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache
    from refactor_cli.grammar import Node

# to be raised when the same file gives other occurrences
_FORMAT = 1
_KIND = "names"
# With more occurrences than this, all names are read at once instead of one by one: looking one up takes as long as the
# nodes beside it are many.
_FEW = 1_000
# With more than this, all calls and definitions of a file are read at once, instead of those around each.
_FEW_TO_LOOK_AROUND = 50
_DEEPEST = 100
# bytes of source whose trees are kept: a tree takes some 20 times the memory
_KEPT_SOURCE = 2_000_000


class Elsewhere(NamedTuple):
    """`usages` by path, in no order, without ids; `unread`: languages whose grammar is not installed."""

    usages: dict[str, list[Usage]]
    unread: frozenset[str]


class _Parsed:
    """What is asked of a file for every name."""

    def __init__(self, language: str, utf8: bytes) -> None:
        self.language, self.utf8, self.tree = language, utf8, parse(language, utf8)

    @cached_property
    def tags(self) -> list[Tag]:
        """All that it calls and defines."""
        return tags(self.language, self.utf8, self.tree)

    def tags_around(self, spans: Sequence[Span]) -> list[Tag]:
        """What is called at these places and what is defined around them, and perhaps more."""
        if len(spans) > _FEW_TO_LOOK_AROUND:
            return self.tags
        return tags(self.language, self.utf8, self.tree, spans)


class _Name(NamedTuple):
    """Where a name stands in a file; `call`: the whole call, when it is called there; `enclosing`: the definition."""

    span: Span
    call: Span | None
    enclosing: str


def other_language_usages(
    symbols: SymbolMap, target: Target, paths: Iterable[str], cache: MapCache | None
) -> Elsewhere:
    """Definitions, references and calls of the target's own name in those of these files that a grammar reads."""
    is_ours = any(symbol.path is not None for symbol in target.symbols)
    # a module's last part is a file's name, and means nothing elsewhere; nor is Python's library called from there
    if target.kind == "module" or not is_ours:
        return Elsewhere({}, frozenset())
    files = symbols.snapshot.files
    by_language: dict[str, list[SourceFile]] = {}
    for path in paths:
        language = files[path].language or LANGUAGE
        if language != LANGUAGE and manifests()[language].module:
            by_language.setdefault(language, []).append(files[path])
    usages, unread = dict[str, list[Usage]](), set[str]()
    for language, some in by_language.items():
        if not has_parser(language):
            unread.add(language)
            continue
        known = _names_in(symbols, some, own_name(target), cache)
        usages |= {file.path: [_usage(target, file, name) for name in known[file.blob]] for file in some}
    return Elsewhere(usages, frozenset(unread))


def _names_in(
    symbols: SymbolMap, files: Sequence[SourceFile], word: str, cache: MapCache | None
) -> dict[str, list[_Name]]:
    """Where a name stands in each of these files of one language, by blob id: from the cache, where it knows."""
    import msgspec

    from refactor_cli.cache import Key

    language = files[0].language or ""
    key = Key(_KIND, f"{_FORMAT}:{language}:{version(language)}", word)
    found = dict[str, list[_Name]]()
    for blob, row in (
        cache.rows(key, {file.blob: None for file in files}) if cache is not None else {}
    ).items():
        try:
            found[blob] = msgspec.msgpack.decode(row, type=list[_Name])
        except msgspec.DecodeError:
            continue  # not written by us: read again
    for file in files:
        if file.blob not in found:
            found[file.blob] = _read(_parsed(symbols, file), word)
            if cache is not None:
                cache.add(key, file.blob, msgspec.msgpack.encode(found[file.blob]))
    return found


def _parsed(symbols: SymbolMap, file: SourceFile) -> _Parsed:
    """The tree of a file; those of the first files are kept for the other targets of a run."""
    memo: dict[str, _Parsed] = symbols.snapshot.memo.setdefault("parsed elsewhere", {})
    found = memo.get(file.blob)
    if found is None:
        found = _Parsed(file.language or "", file.text.utf8)
        if sum(len(each.utf8) for each in memo.values()) + len(found.utf8) <= _KEPT_SOURCE:
            memo[file.blob] = found
    return found


def _read(parsed: _Parsed, word: str) -> list[_Name]:
    size = len(word.encode())
    spans = [Span(start, start + size) for start in offsets(parsed.utf8, word.encode())]
    every = parsed.tags_around(spans)
    calls = {tag.name_span: tag.span for tag in every if (tag.role, tag.kind) == ("reference", "call")}
    tagged = {tag.name_span for tag in every}
    definitions = [tag for tag in every if tag.role == "definition"]
    names = tagged | set(_names(parsed.language, parsed.tree.root_node, spans))
    sites = _with_enclosing((span for span in spans if span in names), definitions)
    return [_Name(span, calls.get(span), enclosing) for span, enclosing in sites]


def _names(language: str, root: Node, spans: Sequence[Span]) -> Iterator[Span]:
    """Those of the spans that are names in code, and perhaps other names."""
    kinds = manifests()[language].identifiers
    if len(spans) > _FEW:
        nodes: Iterable[Node | None] = of_kinds(language, kinds, root)
    else:
        nodes = (root.named_descendant_for_byte_range(*span) for span in spans)
    for node in nodes:
        if node is not None and node.type in kinds:
            yield Span(node.start_byte, node.end_byte)


def _with_enclosing(spans: Iterable[Span], definitions: Iterable[Tag]) -> Iterator[tuple[Span, str]]:
    """Each span, in order, with the names of the definitions around it, of 100 at most."""
    waiting = sorted(definitions, key=lambda tag: (-tag.span.start, tag.span.end))  # the next one last
    around = list[Tag]()
    for span in spans:
        while waiting and waiting[-1].span.start <= span.start:
            following = waiting.pop()
            while around and around[-1].span.end <= following.span.start:
                around.pop()
            around.append(following)
        while around and around[-1].span.end <= span.start:
            around.pop()
        yield span, ".".join(tag.name for tag in around[:_DEEPEST] if tag.name_span != span)


def _usage(target: Target, file: SourceFile, name: _Name) -> Usage:
    text, call = file.text, name.call
    location = location_of(text, name.span)
    kind: UsageKind = "call" if call else "reference"
    return Usage(
        id="",
        target=target.name,
        path=file.path,
        span=name.span,
        expression=name.span,
        call_span=call,
        location=location,
        call=location_of(text, call) if call else None,
        kind=kind,
        certainty="possible",
        evidence=(file.language or "",),
        enclosing=name.enclosing,
        text=text.slice(*call) if call else text.line(location.line).strip(),
    )

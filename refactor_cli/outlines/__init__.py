"""The outlines of a snapshot's files; they, and what is made of them, are kept between runs by blob id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from refactor_cli.data import Snapshot, SourceFile
from refactor_cli.grammar import has_parser, parse, version
from refactor_cli.languages import manifests
from refactor_cli.outlines.outline import FORMAT, Outline, outline_of
from refactor_cli.symbols import LANGUAGE, SymbolMap

if TYPE_CHECKING:
    from refactor_cli.cache import Key

Value = TypeVar("Value")


class Missing(NamedTuple):
    """A language whose grammar is not installed: the wheel that has it, and how many files are in it."""

    language: str
    wheel: str
    files: int


class Sort(NamedTuple, Generic[Value]):
    """One sort of value that is kept for each file. `type`: a NamedTuple of plain values; `version` changes when the
    same outline gives another value."""

    kind: str
    version: str
    type: type[Value]


_OUTLINES = Sort("outline", "", Outline)


def outlines(symbols: SymbolMap, paths: Iterable[str]) -> dict[str, Outline]:
    """The outlines of these files of the snapshot, each of which has a parser (see `with_parser`)."""
    wanted = list(paths)
    found = recalled(symbols, wanted, _OUTLINES)
    unknown = [path for path in wanted if path not in found]
    symbols.load(unknown)
    new = {path: _outline(symbols, symbols.snapshot.files[path]) for path in unknown}
    remember(symbols, new, _OUTLINES)
    return found | new


def with_parser(snapshot: Snapshot, paths: Iterable[str]) -> list[str]:
    """Those of these files of the snapshot whose language has a grammar that is installed."""
    chosen = list(paths)
    languages = {snapshot.files[path].language for path in chosen}
    parsed = {language for language in languages if has_parser(language)}
    return [path for path in chosen if snapshot.files[path].language in parsed]


def missing_grammars(snapshot: Snapshot) -> tuple[Missing, ...]:
    """The languages of the snapshot's files whose grammar is not installed: such files are read as plain text."""
    found = list[Missing]()
    for language, count in Counter(file.language for file in snapshot.files.values()).items():
        manifest = manifests().get(language or "")
        if manifest and manifest.module and not has_parser(manifest.language):
            found.append(Missing(manifest.language, manifest.wheel, count))
    return tuple(sorted(found))


def recalled(symbols: SymbolMap, paths: Iterable[str], sort: Sort[Value]) -> dict[str, Value]:
    """What the cache has for these files of the snapshot."""
    if symbols.cache is None:
        return {}
    import msgspec

    decoder = msgspec.msgpack.Decoder(sort.type)
    by_language: dict[str, dict[str, list[str]]] = {}
    for path in paths:
        file = symbols.snapshot.files[path]
        by_language.setdefault(file.language or "", {}).setdefault(file.blob, []).append(path)
    found = dict[str, Value]()
    for language, blobs in by_language.items():
        for blob, row in symbols.cache.rows(_key(symbols, language, sort), blobs).items():
            try:
                value = decoder.decode(row)
            except msgspec.DecodeError:
                continue  # not written by us: made again
            found.update(dict.fromkeys(blobs[blob], value))
    return found


def remember(symbols: SymbolMap, values: Mapping[str, Value], sort: Sort[Value]) -> None:
    """Adds values of files of the snapshot, by path, to the cache."""
    if symbols.cache is None:
        return
    import msgspec

    encode = msgspec.msgpack.Encoder().encode
    for path, value in values.items():
        file = symbols.snapshot.files[path]
        symbols.cache.add(_key(symbols, file.language or "", sort), file.blob, encode(value))


def _key(symbols: SymbolMap, language: str, sort: Sort[Value]) -> Key:
    from refactor_cli.cache import Key

    # the definitions of Python come from its symbol maps
    maps = symbols.version if language == LANGUAGE else ""
    return Key(sort.kind, f"{FORMAT}:{sort.version}:{language}:{version(language)}:{maps}")


def _outline(symbols: SymbolMap, file: SourceFile) -> Outline:
    if file.language == LANGUAGE:
        return outline_of(file, symbols.map(file.path), symbols.tree(file.path))
    return outline_of(file, None, parse(file.language or "", file.text.utf8))

"""SymbolMap -> the part of a prompt that comes first and does not depend on the task.

    <repository>
    <file path="a.py">…</file>          in the order of their last change
    <omitted>
    "logo.png": binary
    </omitted>
    <map>
    …
    </map>
    </repository>

Where the files do not fit, the map has as much detail as fits, and where nothing else needs the rest of the room, as
many files as it holds stand before it. Equal commits give equal bytes on every machine, so that a provider's prefix
cache holds over rounds, targets and days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from refactor_cli.data import SourceFile
from refactor_cli.errors import RefactorError
from refactor_cli.pack.blocks import Block, tokens_of
from refactor_cli.pack.fates import FileFate, folder_lines, gathered, lines
from refactor_cli.pack.files import FileBlock, Writing, file_blocks
from refactor_cli.pack.maps import DETAILS, Detail, FileOutline, outlines
from refactor_cli.secrets import Secret
from refactor_cli.symbols import SymbolMap

Level = Literal["full", "full without map", "calls", "signatures", "names", "top names", "paths", "folders"]
NO_ROOM = "no room"
NOT_TEXT = "not text"
# folders into a repository, where the names of all do not fit
_DEEPEST = (4, 3, 2, 1)


class Room(NamedTuple):
    """In tokens, None without a bound. `full`: for all files in full; `mapped`: for a map in their place, and where it
    `fills`, for as many files as the map leaves room for."""

    full: int | None
    mapped: int | None
    fills: bool = False


_Made = tuple[tuple[Block, ...], tuple[FileFate, ...]]


class Prefix(Struct, frozen=True):
    """`fates`: one for every file of the repository, in path order; `masked`: secrets taken out, by file;
    `files`: the block of each file that may be sent, in the prompt or not, in the prompt's order."""

    blocks: tuple[Block, ...]
    level: Level
    fates: tuple[FileFate, ...]
    files: Mapping[str, Block]
    masked: Mapping[str, tuple[Secret, ...]]

    @property
    def tokens(self) -> int:
        """Of all blocks."""
        return tokens_of(self.blocks)


class _Material(Struct, frozen=True):
    """What a prefix may be made of."""

    files: Mapping[str, FileBlock]
    outlines: Mapping[str, FileOutline]
    reasons: Mapping[str, str]
    writing: Writing


def prefix(
    symbols: SymbolMap,
    reasons: Mapping[str, str],
    order: Sequence[str],
    writing: Writing,
    room: Room,
) -> Prefix:
    """The repository in as much detail as there is room for.

    `reasons`: why a file is not sent in full, "" for one that is (see `kinds`); `order`: all paths, as they are to
    stand.

    Raises:
        RefactorError: not even the names of the folders fit.
    """
    material = _material(symbols, reasons, order, writing)
    for level in _levels(material, room):
        blocks, fates = _blocks(material, level)
        most = room.full if _is_full(level) else room.mapped
        if most is None or tokens_of(blocks) <= most:
            if room.fills and not _is_full(level) and level != "folders":
                blocks, fates = _filled(material, level, most or 0, blocks) or (blocks, fates)
            return _prefix_of(material, blocks, level, fates)
    for deepest in _DEEPEST:
        blocks, fates = _blocks(material, "folders", deepest=deepest)
        if tokens_of(blocks) <= (room.mapped or 0):
            return _prefix_of(material, blocks, "folders", fates)
    raise RefactorError(
        f"not even the names of the repository's folders fit into {room.mapped or 0:,} tokens",
        "give it more: --context-tokens, or send fewer files: --include, --exclude",
    )


def _prefix_of(
    material: _Material, blocks: tuple[Block, ...], level: Level, fates: tuple[FileFate, ...]
) -> Prefix:
    return Prefix(
        blocks,
        level,
        fates,
        {path: each.block for path, each in material.files.items()},
        {path: each.masked for path, each in material.files.items() if each.masked},
    )


def _material(
    symbols: SymbolMap, reasons: Mapping[str, str], order: Sequence[str], writing: Writing
) -> _Material:
    files = symbols.snapshot.files
    ordered = [files[path] for path in order]
    found, why = dict[str, FileBlock](), dict(reasons)
    sent: list[SourceFile] = [file for file in ordered if not reasons[file.path]]
    for file, made in file_blocks(sent, writing):
        if made is None:
            why[file.path] = NOT_TEXT
        else:
            found[file.path] = made
    # the names of minified code say nothing
    mapped = [file for file in ordered if not _is_unwanted(why[file.path]) and why[file.path] != "minified"]
    masked = {path: each.masked for path, each in found.items()}
    maps = {outline.path: outline for outline in outlines(symbols, mapped, writing, masked)}
    why |= {left.path: left.reason for left in symbols.snapshot.left_out}
    return _Material(found, maps, why, writing)


def _is_unwanted(reason: str) -> bool:
    """Whether somebody said that the file is not to be sent, in any form."""
    return reason.startswith(("in .refactorignore", "not selected", NOT_TEXT))


def _levels(material: _Material, room: Room) -> Iterable[Level]:
    """From the best one on; those that cannot fit by their sums alone are left out."""
    files = sum(each.block.tokens for each in material.files.values())
    if room.full is None or files <= room.full:
        yield "full"
        yield "full without map"
    for number, detail in enumerate(DETAILS):
        of_all = sum(each.tokens[number] for each in material.outlines.values())
        if room.mapped is None or of_all <= room.mapped:
            yield detail
    yield "paths"
    yield "folders"


def _is_full(level: Level) -> bool:
    return level in ("full", "full without map")


def _filled(material: _Material, level: Level, room: int, plain: tuple[Block, ...]) -> _Made | None:
    """The same level with as many files in full as there is room for, None where there is for none. `plain`: the
    blocks without any; the map is among them."""
    left = room - tokens_of(plain)
    maps = tuple(each for each in plain if each.part == "map")
    chosen, taken = list[str](), 0
    for path in sorted(material.files, key=lambda path: _usefulness(material, path)):
        if taken + material.files[path].block.tokens <= left:
            chosen.append(path)
            taken += material.files[path].block.tokens
    while chosen:
        made = _blocks(material, level, frozenset(chosen), maps)
        over = tokens_of(made[0]) - room
        if over <= 0:
            return made
        while chosen and over > 0:  # the table says more when files are there
            over -= material.files[chosen.pop()].block.tokens
    return None


def _usefulness(material: _Material, path: str) -> tuple[int, int, str]:
    """Code before tests, tests before texts and data; smaller files first, for there are more of them."""
    *folders, name = path.lower().split("/")
    is_test = bool({"test", "tests", "testing"} & {*folders}) or name.startswith("test_")
    rank = 2 if path not in material.outlines else 1 if is_test else 0
    return rank, material.files[path].block.tokens, path


def _blocks(
    material: _Material,
    level: Level,
    shown: frozenset[str] = frozenset(),
    maps: tuple[Block, ...] | None = None,
    deepest: int | None = None,
) -> _Made:
    """`shown`: files that stand there in full although not all do. `maps`: the block of the map, where it is made.
    `deepest`: of the folders that are counted, None for all."""
    writing = material.writing
    shown = frozenset(material.files) if _is_full(level) else shown
    fates = tuple(_fate(material, path, level, shown) for path in sorted(material.reasons))
    if level == "folders":
        table = "".join(folder_lines(fates, deepest))
    else:
        fates = gathered(fates)
        table = "".join(lines(fates, bool(shown) or _is_full(level)))
    frame = _FRAMES[writing.layout]
    return (
        *([writing.block("frame", frame.start)] if frame.start else []),
        *(each.block for path, each in material.files.items() if path in shown),
        *([writing.block("omitted", f"{frame.omitted[0]}{table}{frame.omitted[1]}")] if table else []),
        *(_maps(material, level) if maps is None else maps),
        *([writing.block("frame", frame.end)] if frame.end else []),
    ), fates


def _maps(material: _Material, level: Level) -> tuple[Block, ...]:
    """The block of the map, none where there is nothing to map."""
    detail: Detail | None = "signatures" if level == "full" else _detail(level)
    maps = "".join(outline.at(detail) for outline in material.outlines.values()) if detail else ""
    frame = _FRAMES[material.writing.layout]
    return (material.writing.block("map", f"{frame.map[0]}{maps}{frame.map[1]}"),) if maps else ()


def _detail(level: Level) -> Detail | None:
    return next((detail for detail in DETAILS if detail == level), None)


def _fate(material: _Material, path: str, level: Level, shown: frozenset[str]) -> FileFate:
    reason = material.reasons[path]
    if path in shown:
        return FileFate(path, "full", "")
    if path in material.outlines and (level == "full" or _detail(level)):
        return FileFate(path, "mapped", reason or NO_ROOM)
    return FileFate(path, "counted" if level == "folders" else "listed", reason or NO_ROOM)


class _Frame(NamedTuple):
    start: str
    omitted: tuple[str, str]
    map: tuple[str, str]
    end: str


_FRAMES = {
    "xml": _Frame(
        "<repository>\n",
        ("<omitted>\n", "</omitted>\n"),
        ("<map>\n", "</map>\n"),
        "</repository>\n",
    ),
    "markdown": _Frame(
        "# Repository\n\n",
        ("# Files that are not shown in full\n\n````\n", "````\n\n"),
        ("# Symbols\n\n````\n", "````\n\n"),
        "",
    ),
}

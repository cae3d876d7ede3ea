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

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from refactor_cli.data import Omitted, SourceFile
from refactor_cli.errors import RefactorError
from refactor_cli.pack.blocks import Block, tokens_of
from refactor_cli.pack.files import FileBlock, Writing, file_blocks, quoted
from refactor_cli.pack.maps import DETAILS, Detail, FileOutline, outlines
from refactor_cli.secrets import Secret
from refactor_cli.symbols import SymbolMap

Level = Literal["full", "full without map", "calls", "signatures", "names", "top names", "paths", "folders"]
Fate = Literal["full", "mapped", "listed", "counted"]
NO_ROOM = "no room"
NOT_TEXT = "not text"


class FileFate(NamedTuple):
    """What became of a file: in the prompt in `full`, `mapped`, `listed` with its path and reason, or only `counted`
    in its folder. `reason`: why it is not there in full, "" when it is."""

    path: str
    fate: Fate
    reason: str


class Room(NamedTuple):
    """In tokens, None without a bound. `full`: for all files in full; `mapped`: for a map in their place, and where it
    `fills`, for as many files as the map leaves room for."""

    full: int | None
    mapped: int | None
    fills: bool = False


_Made = tuple[tuple[Block, ...], tuple[FileFate, ...]]


@dataclass(frozen=True, slots=True)
class Prefix:
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


@dataclass(frozen=True, slots=True)
class _Material:
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
                blocks, fates = _filled(material, level, most or 0) or (blocks, fates)
            return Prefix(
                blocks,
                level,
                fates,
                {path: each.block for path, each in material.files.items()},
                {path: each.masked for path, each in material.files.items() if each.masked},
            )
    raise RefactorError(
        f"not even the names of the repository's folders fit into {room.mapped or 0:,} tokens",
        "give it more: --context-tokens, or send fewer files: --include, --exclude",
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
    maps = {outline.path: outline for outline in outlines(symbols, mapped, writing)}
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


def _filled(material: _Material, level: Level, room: int) -> _Made | None:
    """The same level with as many files in full as there is room for, None where there is for none."""
    left = room - tokens_of(_blocks(material, level)[0])
    chosen, taken = list[str](), 0
    for path in sorted(material.files, key=lambda path: _usefulness(material, path)):
        if taken + material.files[path].block.tokens <= left:
            chosen.append(path)
            taken += material.files[path].block.tokens
    while chosen:
        made = _blocks(material, level, frozenset(chosen))
        if tokens_of(made[0]) <= room:
            return made
        del chosen[-max(1, len(chosen) // 20) :]  # the table says more when files are there
    return None


def _usefulness(material: _Material, path: str) -> tuple[int, int, str]:
    """Code before tests, tests before texts and data; smaller files first, for there are more of them."""
    *folders, name = path.lower().split("/")
    is_test = bool({"test", "tests", "testing"} & {*folders}) or name.startswith("test_")
    rank = 2 if path not in material.outlines else 1 if is_test else 0
    return rank, material.files[path].block.tokens, path


def _blocks(material: _Material, level: Level, shown: frozenset[str] = frozenset()) -> _Made:
    """`shown`: files that stand there in full although not all do."""
    writing = material.writing
    shown = frozenset(material.files) if _is_full(level) else shown
    detail: Detail | None = "signatures" if level == "full" else _detail(level)
    fates = tuple(_fate(material, path, level, shown) for path in sorted(material.reasons))
    omitted = "".join(_omitted(fates, level, bool(shown) or _is_full(level)))
    maps = "".join(outline.at(detail) for outline in material.outlines.values()) if detail else ""
    frame = _FRAMES[writing.layout]
    return (
        *([writing.block("frame", frame.start)] if frame.start else []),
        *(each.block for path, each in material.files.items() if path in shown),
        *([writing.block("omitted", f"{frame.omitted[0]}{omitted}{frame.omitted[1]}")] if omitted else []),
        *([writing.block("map", f"{frame.map[0]}{maps}{frame.map[1]}")] if maps else []),
        *([writing.block("frame", frame.end)] if frame.end else []),
    ), fates


def _detail(level: Level) -> Detail | None:
    return next((detail for detail in DETAILS if detail == level), None)


def _fate(material: _Material, path: str, level: Level, shown: frozenset[str]) -> FileFate:
    reason = material.reasons[path]
    if path in shown:
        return FileFate(path, "full", "")
    if path in material.outlines and (level == "full" or _detail(level)):
        return FileFate(path, "mapped", reason or NO_ROOM)
    return FileFate(path, "counted" if level == "folders" else "listed", reason or NO_ROOM)


def _omitted(fates: Sequence[FileFate], level: Level, is_full: bool) -> Iterable[str]:
    """The lines of the table: what is not there in full and, where nothing is, what the map does not show."""
    if level == "folders":
        folders = Counter(fate.path.rpartition("/")[0] for fate in fates)
        yield from (f"{quoted(f'{folder}/')}: {number} files\n" for folder, number in sorted(folders.items()))
        return
    for fate in fates:
        if fate.fate == "listed":
            yield f"{quoted(fate.path)}: {fate.reason}\n"
        elif fate.fate == "mapped" and is_full:
            yield f"{quoted(fate.path)}: {fate.reason}, mapped\n"


def omitted(found: Sequence[FileFate]) -> tuple[Omitted, ...]:
    """The files that are not in the prompt in full."""
    return tuple(
        Omitted(each.path, f"{each.reason}, {each.fate}" if each.fate != "listed" else each.reason)
        for each in found
        if each.fate != "full"
    )


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

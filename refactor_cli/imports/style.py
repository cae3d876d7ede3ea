"""How a file writes its imports: line ends, width, order, one name a statement; and what section a module is in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from refactor_cli.data import SourceFile
from refactor_cli.imports.names import Room
from refactor_cli.imports.order import Section
from refactor_cli.imports.statements import ParsedFile, Statement
from refactor_cli.imports.values import Import
from refactor_cli.resolution import module_file
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import SymbolMap

_CONFIGURATION = (
    "pyproject.toml",
    "ruff.toml",
    ".ruff.toml",
    ".isort.cfg",
    "setup.cfg",
    "tox.ini",
    ".flake8",
)
_WIDTH = re.compile(r"^[ \t]*(max[-_])?line[-_]length[ \t]*=[ \t]*[\"']?(\d{2,3})\b", re.M)
_SWITCH = re.compile(
    r"^[ \t]*(force[-_]sort[-_]within[-_]sections|force[-_]single[-_]line|combine[-_]as(?:[-_]imports)?|no[-_]sections)"
    r"[ \t]*=[ \t]*[\"']?true\b",
    re.M | re.I,
)
_BETWEEN_TYPES = re.compile(r"^[ \t]*lines[-_]between[-_]types[ \t]*=[ \t]*[\"']?[1-9]", re.M)
_PROFILE = re.compile(r"^[ \t]*profile[ \t]*=[ \t]*[\"']?(\w+)", re.M)
# what of isort's profiles is read here: https://pycqa.github.io/isort/docs/configuration/profiles.html
_PROFILES = {
    "appnexus": ("force_sort_within_sections",),
    "attrs": ("lines_between_types",),
    "django": ("combine_as_imports",),
    "google": ("force_sort_within_sections", "force_single_line"),
    "open_stack": ("force_sort_within_sections", "force_single_line"),
    "plone": ("force_single_line",),
}
_INDENT = re.compile(rb":[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t\f]*\r?\n)*([ \t]+)\S")
_BLACK_WIDTH, _PEP8_WIDTH = 88, 79


class Style(Struct, frozen=True):
    """`newline`: the file's line end, of which `room` has a line feed where the text has, too, for a lone carriage
    return. `within_sections`, `single_line`, `combines_aliases`, `no_sections`, `between_types`: isort's
    force_sort_within_sections, force_single_line, combine_as_imports, no_sections, lines_between_types."""

    room: Room
    newline: str
    within_sections: bool
    single_line: bool
    combines_aliases: bool
    no_sections: bool = False
    between_types: bool = False


def style_of(symbols: SymbolMap, file: SourceFile, read: ParsedFile) -> Style:
    """Reads the style from the file; the project's configuration decides what the file leaves open."""
    configuration = list(_configuration(symbols, file.path))
    switches = {
        found[1].lower().replace("-", "_") for text in configuration for found in _SWITCH.finditer(text)
    }
    profiles = {found[1].lower() for text in configuration for found in _PROFILE.finditer(text)}
    switches.update(switch for profile in profiles for switch in _PROFILES.get(profile, ()))
    if any(map(_BETWEEN_TYPES.search, configuration)):
        switches.add("lines_between_types")
    within_sections = "force_sort_within_sections" in switches
    newline = _newline(file.data)
    room = Room(
        width=_width(file, read, configuration),
        newline="\r\n" if newline == "\r\n" else "\n",
        indent=_indent(read.utf8),
        grid=_is_grid(read),
    )
    return Style(
        room,
        newline,
        within_sections=within_sections,
        single_line="force_single_line" in switches or _is_single_line(read),
        combines_aliases=any(switch.startswith("combine_as") for switch in switches)
        or _combines_aliases(read),
        no_sections="no_sections" in switches,
        between_types="lines_between_types" in switches and not within_sections,
    )


def section_of(symbols: SymbolMap, path: str, wanted: Import) -> Section:
    """The section that isort puts an import of the file `path` in."""
    if wanted.module.startswith("."):
        return Section.RELATIVE
    top = wanted.module.partition(".")[0]
    if top == "__future__":
        return Section.FUTURE
    if top in STANDARD_MODULES:
        return Section.STANDARD_LIBRARY
    is_ours = (
        module_file(symbols, top, path) is not None or module_file(symbols, wanted.module, path) is not None
    )
    if not is_ours and wanted.name:
        is_ours = module_file(symbols, f"{wanted.module}.{wanted.name}", path) is not None
    return Section.FIRST_PARTY if is_ours else Section.THIRD_PARTY


def part_of(section: Section, wanted: Import, style: Style) -> int:
    """The part of an import block that an import goes to, where sections are not what parts them alone."""
    if section is Section.FUTURE:
        return section * 2
    if style.no_sections:
        section = Section.STANDARD_LIBRARY
    return section * 2 + (style.between_types and bool(wanted.name))


def _newline(data: bytes) -> str:
    found = re.search(rb"\r\n|\n|\r", data)
    return found[0].decode() if found else "\n"


def _indent(utf8: bytes) -> str:
    found = _INDENT.search(utf8)
    return found[1].decode() if found else "    "


def _width(file: SourceFile, read: ParsedFile, configuration: list[str]) -> int:
    for text in configuration:
        if found := sorted(_WIDTH.findall(text)):
            return int(found[0][1])
    source = file.text
    lines = [
        source.position(found.span.start)[0] for found in read.statements if b"\n" not in _bytes(read, found)
    ]
    longest = max((len(source.line(line)) for line in lines), default=0)
    if longest > _BLACK_WIDTH:
        return longest
    is_wide = any(len(line) > _PEP8_WIDTH for line in source.utf8.splitlines())
    return _BLACK_WIDTH if is_wide else _PEP8_WIDTH


def _configuration(symbols: SymbolMap, path: str) -> Iterator[str]:
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        for name in _CONFIGURATION:
            file = symbols.snapshot.files.get(f"{folder}/{name}" if folder else name)
            if file is not None:
                yield file.text.utf8.decode("utf-8", "replace")


def _is_grid(read: ParsedFile) -> bool:
    """Whether the statements of several lines begin their names on the first line."""
    long = [found for found in read.statements if found.parentheses and b"\n" in _bytes(read, found)]
    return bool(long) and all(
        b"\n" not in read.utf8[found.span.start : found.names[0].span.start] for found in long
    )


def _is_single_line(read: ParsedFile) -> bool:
    """Several statements of one module side by side, each with one name, and none with more."""
    modules = [found.module for found in read.statements if found.is_from]
    names = [len(found.names) for found in read.statements if found.is_from]
    return len(set(modules)) < len(modules) and all(count == 1 for count in names) and not _has_alias(read)


def _has_alias(read: ParsedFile) -> bool:
    return any(name.alias for found in read.statements if found.is_from for name in found.names)


def _combines_aliases(read: ParsedFile) -> bool:
    return any(
        len(found.names) > 1 and any(name.alias for name in found.names)
        for found in read.statements
        if found.is_from
    )


def _bytes(read: ParsedFile, statement: Statement) -> bytes:
    return read.utf8[statement.span.start : statement.span.end]

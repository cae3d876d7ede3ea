"""Pieces of files as a task quotes them: bounded, with line numbers, the replaced part marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from refactor_cli.answer_format import MARK_END, MARK_START
from refactor_cli.data import Definition, DefinitionSite, Span, Usage
from refactor_cli.functions import function_id, functions_around
from refactor_cli.pack.redacted import HIDDEN
from refactor_cli.site_span import site_span
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import Text

# lines; a longer one is shown around its usages
_WHOLE_FUNCTION = 60
_WHOLE_WITHOUT_FILE = 300  # where the file stands nowhere else in the prompt
_HEAD = 4
_AROUND = 12
_AROUND_OUTSIDE = 6  # outside of functions
_BESIDE = 6  # of a local function
_BEFORE, _AFTER = 1, 6  # of a usage that others tell of
_LOOP = 40  # of a loop over what a usage gives, or of a `with`: what is done there decides how it is written
_LOOPS = re.compile(r"[ \t]*(?:async[ \t]+)?(?:for|with)\b")
_MAX_DEFINITION = 200
_MAX_IMPORTS = 60
_MAX_LINE = 400  # characters
_MAX_LINE_BYTES = 4 * _MAX_LINE + 4
_MAX_MARKED = 4_000


def place_lines(
    symbols: SymbolMap, path: str, around: Definition | None, usages: Sequence[Usage], *, is_all: bool = False
) -> list[int]:
    """The numbers of the lines to show for usages in one function, or outside of any. `is_all`: nothing else is shown
    of the file, so that a function is long only where it is very long."""
    text = symbols.snapshot.files[path].text
    last = len(text.line_starts) - text.utf8.endswith(b"\n")
    if around is None:
        return _windows(usages, _AROUND_OUTSIDE, (1, last))
    first, end = _line_range(text, around.outer)
    beside = _beside(symbols, path, around)
    if end - first < (_WHOLE_WITHOUT_FILE if is_all else _WHOLE_FUNCTION):
        return sorted({*range(first, end + 1), *beside})
    head = range(first, min(first + _HEAD, end + 1))
    return sorted({*head, *_windows(usages, _AROUND, (first, end)), *beside})


def outer_function(symbols: SymbolMap, path: str, function: Definition) -> Definition | None:
    """The function around a local one that has a decorator and no other: statements may stand in its place there."""
    file_map = symbols.map(path)
    if file_map is None or function.kind != "function" or len(function.decorators) != 1:
        return None
    return next(functions_around(file_map, function.scope), None)


def _beside(symbols: SymbolMap, path: str, function: Definition) -> set[int]:
    """The lines around a local function in whose place statements may stand: what is there goes by its names."""
    outer, text = outer_function(symbols, path, function), symbols.snapshot.files[path].text
    if outer is None:
        return set()
    (first, end), (start, last) = _line_range(text, outer.outer), _line_range(text, function.outer)
    if end - first < _WHOLE_FUNCTION:
        return {*range(first, end + 1)}
    around = range(max(first, start - _BESIDE), min(end, last + _BESIDE) + 1)
    return {*range(first, min(first + _HEAD, end + 1)), *around}


def brief_lines(
    symbols: SymbolMap,
    path: str,
    around: Definition | None,
    usages: Sequence[Usage],
    *,
    is_whole: bool = False,
) -> list[int]:
    """The numbers of a few lines around usages in one function, or outside of any: what is done with what they give
    stands below; of a loop over it, all that is in there. `is_whole`: all of the function, where that is not long."""
    text = symbols.snapshot.files[path].text
    last = len(text.line_starts) - text.utf8.endswith(b"\n")
    first, end = _line_range(text, around.outer) if around is not None else (1, last)
    found = _beside(symbols, path, around) if is_whole and around is not None else set[int]()
    if is_whole and end - first < _WHOLE_FUNCTION:
        return sorted({*range(first, end + 1), *found})
    for usage in usages:
        where = usage.call or usage.location
        below = max(where.line + _AFTER, _loop_end(text, where.line, end))
        found.update(range(max(where.line - _BEFORE, first), min(below, end) + 1))
    return sorted(found)


def _loop_end(text: Text, header: int, end: int) -> int:
    """The last line of the loop, or `with`, that begins in a line, as the lines are indented, or how far it is shown;
    the line itself where none does."""
    first = text.line(header)
    if _LOOPS.match(first) is None:
        return header
    last, own = header, _indent(first)
    for number in range(header + 1, min(header + _LOOP, end) + 1):
        line = text.line(number)
        if line.strip() and _indent(line) <= own and not line.lstrip().startswith((")", "]", "}")):
            break
        last = number if line.strip() else last
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def numbered_lines(symbols: SymbolMap, path: str, lines: Iterable[int]) -> str:
    """These lines with their numbers; dots where some are left out."""
    text = symbols.snapshot.files[path].text
    shown, before = list[str](), None
    for number in lines:
        if before is not None and number != before + 1:
            shown.append("      …")
        shown.append(f"{number:5} | {_line(text, number)}".rstrip())
        before = number
    return "\n".join(shown)


def offered_function(symbols: SymbolMap, path: str, around: Definition, lines: Sequence[int]) -> str:
    """Attributes that offer to give a function new source as a whole: its id, and whether these lines show it but `in
    part`: then its file has to stand in the prompt. Of one in whose place statements may stand, also the id of the
    function that it is `within`. "" where it is no function, or is never shown as it is."""
    text = symbols.snapshot.files[path].text
    if around.kind != "function" or _is_hidden(text, around):
        return ""
    first, end = _line_range(text, around.outer)
    part = "" if {*range(first, end + 1)} <= {*lines} else ' shown="in part"'
    outer = outer_function(symbols, path, around)
    is_offered = outer is not None and not _is_hidden(text, outer)
    within = f' within="{function_id(path, outer, text)}"' if outer is not None and is_offered else ""
    return f' function="{function_id(path, around, text)}"{within}{part}'


def _is_hidden(text: Text, function: Definition) -> bool:
    """Whether a function is never shown as it is."""
    first, end = _line_range(text, function.outer)
    return any(len(line) > _MAX_LINE or HIDDEN in line for line in map(text.line, range(first, end + 1)))


def marked(symbols: SymbolMap, usage: Usage) -> str:
    """The lines of a usage, with marks around what a block replaces."""
    text = symbols.snapshot.files[usage.path].text
    span = site_span(usage, symbols.tree(usage.path) if symbols.map(usage.path) is not None else None)
    start = text.line_starts[text.position(span.start)[0] - 1]
    end_line = text.position(max(span.end - 1, span.start))[0]
    end = text.line_starts[end_line] if end_line < len(text.line_starts) else len(text.utf8)
    before = text.slice(max(start, span.start - _MAX_LINE_BYTES), span.start)
    inside = text.slice(*span)
    after = text.slice(span.end, min(end, span.end + _MAX_LINE_BYTES)).rstrip("\r\n")
    if len(inside) > _MAX_MARKED:
        half = _MAX_MARKED // 2
        inside = f"{inside[:half]} … ({len(inside) - _MAX_MARKED:,} characters left out) … {inside[-half:]}"
    before = before if len(before) <= _MAX_LINE else "…" + before[-_MAX_LINE:]
    return f"{before}{MARK_START}{inside}{MARK_END}{_cut(after)}".replace("\r\n", "\n")


def definition_source(symbols: SymbolMap, site: DefinitionSite) -> str:
    """The source of a definition, as far as it can be shown."""
    file = symbols.snapshot.files.get(site.path)
    if file is None:
        return "(not in the files that were read)"
    file_map, text = symbols.map(site.path), file.text
    for definition in file_map.definitions if file_map else ():
        if site.line in (
            text.position(definition.name_span.start)[0],
            text.position(definition.span.start)[0],
        ):
            return _bounded(text, definition.outer)
    for binding in file_map.bindings if file_map else ():
        if binding.kind != "import" and text.position(binding.span.start)[0] == site.line:
            return _bounded(text, binding.statement)
    return _line(text, site.line) if 0 < site.line <= len(text.line_starts) else ""


def import_lines(symbols: SymbolMap, path: str) -> str:
    """The import statements at a file's top level."""
    file_map, text = symbols.map(path), symbols.snapshot.files[path].text
    kinds = ("import", "from", "star")
    statements = (
        {b.statement for b in file_map.bindings if b.kind in kinds and b.scope == 0} if file_map else set()
    )
    shown = [
        _cut(text.slice(*span).replace("\r\n", "\n"), 2_000) for span in sorted(statements)[:_MAX_IMPORTS]
    ]
    if len(statements) > _MAX_IMPORTS:
        shown.append(f"… and {len(statements) - _MAX_IMPORTS} more")
    return "\n".join(shown)


def _windows(usages: Iterable[Usage], around: int, bounds: tuple[int, int]) -> list[int]:
    found = set[int]()
    for usage in usages:
        where = usage.call or usage.location
        # a call over hundreds of lines is shown where it begins; the usage itself quotes it
        last = min(where.end_line, where.line + 3 * around)
        found.update(range(max(where.line - around, bounds[0]), min(last + around, bounds[1]) + 1))
    return sorted(found)


def _line_range(text: Text, span: Span) -> tuple[int, int]:
    return text.position(span.start)[0], text.position(max(span.end - 1, span.start))[0]


def _bounded(text: Text, span: Span) -> str:
    first, end = _line_range(text, span)
    last = min(end, first + _MAX_DEFINITION - 1)
    lines = [_line(text, number) for number in range(first, last + 1)]
    if last < end:
        lines.append(f"… and {end - last} more lines")
    return "\n".join(lines)


def _line(text: Text, number: int) -> str:
    start = text.line_starts[number - 1]
    end = text.line_starts[number] if number < len(text.line_starts) else len(text.utf8)
    if end - start <= _MAX_LINE_BYTES:
        return _cut(text.line(number))
    return f"{text.slice(start, start + _MAX_LINE_BYTES)[:_MAX_LINE]} … ({end - start:,} bytes in this line)"


def _cut(line: str, limit: int = _MAX_LINE) -> str:
    return line if len(line) <= limit else f"{line[:limit]} …"

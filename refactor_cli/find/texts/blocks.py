"""A document, or a docstring -> the Python in it: code blocks, fences, doctests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from refactor_cli.data import Span
from refactor_cli.find.texts.embedded import Builder

# https://www.sphinx-doc.org/en/master/usage/restructuredtext/directives.html#showing-code-examples
_DIRECTIVE = re.compile(
    rb"[ \t]*\.\. (?:(?:code-block|code|sourcecode)::[ \t]*(\S*)|(testcode|testsetup|doctest|ipython)::)"
)
_HIGHLIGHT = re.compile(rb"[ \t]*\.\. highlight::[ \t]*(\S*)")
_FENCE = re.compile(
    rb"([ \t]*(?:>[ \t]?)?)(`{3,}|~{3,})[ \t]*(?:\{(?:code-block|code|sourcecode)\}[ \t]*)?\{?([\w.+-]*)"
)
_PROMPT = re.compile(rb"([ \t]*)(?:>>>|In \[\d{1,5}\]:)(?: |$)")
_CONTINUED = re.compile(rb"([ \t]*)\.\.\.:?(?: |$)")
_OPTION = re.compile(rb"[ \t]*:[\w-]+:")
_LOOKS_LIKE_CODE = re.compile(
    rb"^[ \t]*(?:from[ \t]+[\w.]+[ \t]+import|import[ \t]+\w|@?[\w.]+\(|[\w.]+[ \t]*=|def |class )", re.M
)
_PYTHON = frozenset(
    {
        "python",
        "py",
        "python3",
        "py3",
        "pycon",
        "pycon3",
        "python-console",
        "ipython",
        "ipython3",
        "default",
        "python-repl",
    }
)
_ENDS = b"\r\n"


@dataclass
class _Block:
    language: str
    lines: list[Span] = field(default_factory=list)


def add_code(made: Builder, utf8: bytes, within: Span, indent: bytes = b"") -> None:
    """Adds the Python of a document, or of the docstring `within`, one block after the other; `indent` is put
    before every line."""
    for block in _blocks(utf8, within):
        prompted = [line for line in block.lines if _PROMPT.match(utf8, line.start, line.end)]
        if prompted:
            _add_prompted(made, utf8, block.lines, indent)
        elif block.language in _PYTHON or (not block.language and _is_python(utf8, block.lines)):
            _add_plain(made, utf8, block.lines, indent)


def _lines(utf8: bytes, within: Span) -> Iterator[Span]:
    start = within.start
    while start < within.end:
        end = utf8.find(b"\n", start, within.end)
        end = within.end if end < 0 else end + 1
        yield Span(start, end)
        start = end


def _blocks(utf8: bytes, within: Span) -> Iterator[_Block]:
    """The blocks of code in the order of the text; doctests in running text are blocks of no language."""
    lines = list(_lines(utf8, within))
    loose, index, default = _Block(""), 0, "python"
    while index < len(lines):
        line = lines[index]
        text = utf8[line.start : line.end].rstrip()
        block, after = None, index + 1
        if found := _FENCE.match(text):
            block, after = _fenced(utf8, lines, index, found)
        elif found := _DIRECTIVE.match(text):
            language = (found[1] or b"").decode("utf-8", "replace").lower() if found[2] is None else "python"
            block, after = _indented(utf8, lines, index, language or default)
        elif found := _HIGHLIGHT.match(text):
            default = found[1].decode("utf-8", "replace").lower()
        elif text.endswith(b"::") and not text.lstrip().startswith(b".."):
            block, after = _indented(utf8, lines, index, "" if default in _PYTHON else default)
        if block is None:
            if loose.lines or _PROMPT.match(text):
                loose.lines.append(line)
            if loose.lines and not text:
                yield loose
                loose = _Block("")
        else:
            if loose.lines:
                yield loose
                loose = _Block("")
            yield block
        index = after
    if loose.lines:
        yield loose


def _fenced(utf8: bytes, lines: list[Span], index: int, found: re.Match[bytes]) -> tuple[_Block | None, int]:
    marker = found[2]
    block = _Block(found[3].decode("utf-8", "replace").lower().strip(".{}"))
    for at in range(index + 1, len(lines)):
        text = utf8[lines[at].start : lines[at].end].strip()
        if text.startswith(marker) and not text.strip(marker[:1]):
            return block, at + 1
        if not (_OPTION.match(text) and not block.lines):
            block.lines.append(lines[at])
    return None, index + 1  # never closed: not a fence


def _indented(utf8: bytes, lines: list[Span], index: int, language: str) -> tuple[_Block | None, int]:
    around = _indent(utf8, lines[index])
    block, at = _Block(language), index + 1
    while at < len(lines):
        text = utf8[lines[at].start : lines[at].end]
        if text.strip():
            if _indent(utf8, lines[at]) <= around:
                break
            if block.lines or not _OPTION.match(text):
                block.lines.append(lines[at])
        elif block.lines:
            block.lines.append(lines[at])
        at += 1
    return (block, at) if block.lines else (None, index + 1)


def _indent(utf8: bytes, line: Span) -> int:
    text = utf8[line.start : line.end].expandtabs(8)
    return len(text) - len(text.lstrip())


def _add_prompted(made: Builder, utf8: bytes, lines: list[Span], indent: bytes) -> None:
    goes_on = False
    for line in lines:
        found = _PROMPT.match(utf8, line.start, line.end) or (
            _CONTINUED.match(utf8, line.start, line.end) if goes_on else None
        )
        end = line.end - (len(utf8[line.start : line.end]) - len(utf8[line.start : line.end].rstrip(_ENDS)))
        if found is None and utf8[line.start : end].rstrip().endswith((b">>>", b"...")) and goes_on:
            continue
        goes_on = found is not None
        if found is not None:
            _add_line(made, utf8, Span(min(found.end(), end), end), indent)


def _add_plain(made: Builder, utf8: bytes, lines: list[Span], indent: bytes) -> None:
    depths = [_margin(utf8, line) for line in lines if utf8[line.start : line.end].strip()]
    margin = min(depths, default=0)
    for line in lines:
        text = utf8[line.start : line.end].rstrip(_ENDS)
        start = line.start + (margin if text.strip() else len(text))
        _add_line(made, utf8, Span(min(start, line.start + len(text)), line.start + len(text)), indent)


def _margin(utf8: bytes, line: Span) -> int:
    text = utf8[line.start : line.end]
    return len(text) - len(text.lstrip(b" \t"))


def _add_line(made: Builder, utf8: bytes, span: Span, indent: bytes) -> None:
    if span.end > span.start:
        made.fill(indent)
        made.add(utf8[span.start : span.end], span.start)
    made.fill(b"\n")


def _is_python(utf8: bytes, lines: list[Span]) -> bool:
    """Whether a block that does not say what it is reads as Python without an error."""
    from refactor_cli.grammar import parse
    from refactor_cli.symbols import LANGUAGE

    made = Builder()
    _add_plain(made, utf8, lines, b"")
    source = made.made().source
    return bool(_LOOKS_LIKE_CODE.search(source)) and not parse(LANGUAGE, source).root_node.has_error

"""A document, or a docstring -> the Python in it: code blocks, fences, doctests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from refactor_cli.data import Span
from refactor_cli.find.texts.embedded import Builder
from refactor_cli.lazy_pattern import lazy_pattern

# https://www.sphinx-doc.org/en/master/usage/restructuredtext/directives.html#showing-code-examples
_OPENS = lazy_pattern(rb"```|~~~|>>>|In \[|::")
_DIRECTIVE = lazy_pattern(
    rb"[ \t]*\.\. (?:(?:code-block|code|sourcecode)::[ \t]*(\S*)|(testcode|testsetup|doctest|ipython)::)"
)
_HIGHLIGHT = lazy_pattern(rb"[ \t]*\.\. highlight::[ \t]*(\S*)")
_FENCE = lazy_pattern(
    rb"([ \t]*(?:>[ \t]?)?)(`{3,}|~{3}(?!~))[ \t]*(?:\{(?:code-block|code|sourcecode)\}[ \t]*)?\{?([\w.+-]*)"
)
_PROMPT = lazy_pattern(rb"([ \t]*)(?:>>>|In \[\d{1,5}\]:)(?: |$)")
_CONTINUED = lazy_pattern(rb"([ \t]*)\.\.\.:?(?: |$)")
_OPTION = lazy_pattern(rb"[ \t]*:[\w-]+:")
_LOOKS_LIKE_CODE = lazy_pattern(
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


class _Block(Struct):
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


def _blocks(utf8: bytes, within: Span) -> Iterator[_Block]:
    """The blocks of code in the order of the text; doctests in running text are blocks of no language."""
    at, default, unclosed = within.start, "python", set[bytes]()
    while found := _OPENS.search(utf8, at, within.end):
        line = _line_at(utf8, found.start(), within)
        text = utf8[line.start : line.end].rstrip()
        block, at = None, line.end
        if (fence := _FENCE.match(text)) and not _is_underline(utf8, line, within, fence):
            if fence[2] not in unclosed:
                block, at = _fenced(utf8, line, within, fence)
            if block is None:
                unclosed.add(fence[2])  # nor will it be closed further down
        elif _PROMPT.match(text):
            block, at = _paragraph(utf8, line, within)
        elif directive := _DIRECTIVE.match(text):
            language = "python" if directive[2] else (directive[1] or b"").decode("utf-8", "replace").lower()
            block, at = _indented(utf8, line, within, language or default)
        elif highlight := _HIGHLIGHT.match(text):
            default = highlight[1].decode("utf-8", "replace").lower()
        elif text.endswith(b"::") and not text.lstrip().startswith(b".."):
            block, at = _indented(utf8, line, within, "" if default in _PYTHON else default)
        if block is not None:
            yield block


def _is_underline(utf8: bytes, line: Span, within: Span, fence: re.Match[bytes]) -> bool:
    """Whether a line of tildes is below the title of a section."""
    if fence[2] != b"~~~" or fence[3] or line.start == within.start:
        return False
    before = _line_at(utf8, line.start - 1, within)
    return bool(utf8[before.start : before.end].strip())


def _line_at(utf8: bytes, offset: int, within: Span) -> Span:
    end = utf8.find(b"\n", offset, within.end)
    start = max(within.start, utf8.rfind(b"\n", within.start, offset) + 1)
    return Span(start, within.end if end < 0 else end + 1)


def _lines_after(utf8: bytes, line: Span, within: Span) -> Iterator[Span]:
    while line.end < within.end:
        line = _line_at(utf8, line.end, within)
        yield line


def _paragraph(utf8: bytes, line: Span, within: Span) -> tuple[_Block, int]:
    """The lines from a prompt on, up to a blank one."""
    block = _Block("", [line])
    for following in _lines_after(utf8, line, within):
        if not utf8[following.start : following.end].strip():
            break
        block.lines.append(following)
    return block, block.lines[-1].end


def _fenced(utf8: bytes, line: Span, within: Span, found: re.Match[bytes]) -> tuple[_Block | None, int]:
    marker = found[2]
    block = _Block(found[3].decode("utf-8", "replace").lower().strip(".{}"))
    for following in _lines_after(utf8, line, within):
        text = utf8[following.start : following.end].strip()
        if text.startswith(marker) and not text.strip(marker[:1]):
            return block, following.end
        if block.lines or not _OPTION.match(text):
            block.lines.append(following)
    return None, line.end


def _indented(utf8: bytes, line: Span, within: Span, language: str) -> tuple[_Block | None, int]:
    around, block = _indent(utf8, line), _Block(language)
    for following in _lines_after(utf8, line, within):
        text = utf8[following.start : following.end]
        if text.strip():
            if _indent(utf8, following) <= around:
                break
            if block.lines or not _OPTION.match(text):
                block.lines.append(following)
        elif block.lines:
            block.lines.append(following)
    return (block, block.lines[-1].end) if block.lines else (None, line.end)


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

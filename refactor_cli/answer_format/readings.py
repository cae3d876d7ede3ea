"""Lines of a block -> the ways to read them, the plainest first: what models put around code that is no code.

None of these is Python as it stands, so that a way is only taken where a plainer one does not parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refactor_cli.answer_format import IMPORT_PREFIX, MARK_END, MARK_START

_NUMBERED = re.compile(r"[ \t]*\d+[ \t]\|(?: (.*))?")  # as a prompt shows the lines of a file
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|#39|#x27);")
_FENCE = re.compile(r"[ \t]*(```+|~~~+)[^`~]{0,100}")
_REPLACED = re.compile(r"<{5,9} SEARCH\n.*\n={5,9}\n(.*?)\n?>{5,9} REPLACE", re.DOTALL)
_IMPORTING = re.compile(r"[ \t]*imports?:[ \t]+((?:from|import)[ \t].*)", re.IGNORECASE)
_TYPESET = str.maketrans("“”„‘’\u00a0", '"""\'\' ')
_CDATA, _END_OF_CDATA = "<![CDATA[", "]]>"


def readings(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """As they are; without what a fence in them sets apart from the code, CDATA, the old side of a difference, line
    numbers and the marks of a prompt around them; with entities as characters and plain quotes; and with imports that
    stand behind the code before it. Each with what those before it do."""
    yield lines
    for change in _CHANGES:
        changed = change(lines)
        if changed != lines:
            lines = changed
            yield lines


def _without_cdata(lines: Sequence[str]) -> Sequence[str]:
    text = "\n".join(lines).strip()
    if not (text.startswith(_CDATA) and text.endswith(_END_OF_CDATA)):
        return lines
    return text.removeprefix(_CDATA).removesuffix(_END_OF_CDATA).split("\n")


def _without_numbers(lines: Sequence[str]) -> Sequence[str]:
    code = [each for each in lines if each.strip() and not each.lstrip().startswith(IMPORT_PREFIX)]
    if not code or not all(map(_NUMBERED.fullmatch, code)):
        return lines
    return [(match[1] or "") if (match := _NUMBERED.fullmatch(each)) else each for each in lines]


def _without_marks(lines: Sequence[str]) -> Sequence[str]:
    return [each.replace(MARK_START, "").replace(MARK_END, "") for each in lines]


def _without_entities(lines: Sequence[str]) -> Sequence[str]:
    import html  # whose table of entities takes a hundredth of a second to load

    return [_ENTITY.sub(lambda match: html.unescape(match[0]), each) for each in lines]


def _imports_first(lines: Sequence[str]) -> Sequence[str]:
    imports = [each for each in lines if each.startswith(IMPORT_PREFIX)]
    return [*imports, *(each for each in lines if not each.startswith(IMPORT_PREFIX))]


def _within_fence(lines: Sequence[str]) -> Sequence[str]:
    """What the one fence of a block holds, were it never closed, with the lines of imports before it: around it there
    are words about the code."""
    fences = [number for number, line in enumerate(lines) if _FENCE.fullmatch(line)]
    if not 1 <= len(fences) <= 2:
        return lines
    first, last = fences[0], fences[1] if len(fences) == 2 else len(lines)
    if (
        len(fences) == 1
        and any(line.strip() for line in lines[:first])
        and not any(map(str.strip, lines[first + 1 :]))
    ):
        first, last = -1, first  # closed, and never opened
    imports = [each for each in lines[: max(first, 0)] if each.lstrip().startswith(IMPORT_PREFIX)]
    return [*imports, *lines[first + 1 : last]]


def _new_side(lines: Sequence[str]) -> Sequence[str]:
    """What a difference, or a pair of texts to search for and to put there, makes of the old source."""
    imports = [each for each in lines if each.startswith(IMPORT_PREFIX)]
    code = [each for each in lines if not each.startswith((IMPORT_PREFIX, "--- ", "+++ ", "@@ "))]
    if found := _REPLACED.fullmatch("\n".join(code).strip()):
        return [*imports, *found[1].split("\n")]
    marks = {each[0] for each in code if each.strip()}
    if not {"+", "-"} <= marks <= {"+", "-", " "}:
        return lines
    return [*imports, *(each[1:] for each in code if not each.startswith("-"))]


def _with_import_lines(lines: Sequence[str]) -> Sequence[str]:
    """With lines of imports that begin otherwise than they should: `Imports: from a import b`."""
    return [
        f"{IMPORT_PREFIX} {match[1]}" if (match := _IMPORTING.fullmatch(each)) else each for each in lines
    ]


def _with_plain_quotes(lines: Sequence[str]) -> Sequence[str]:
    """Quotes and spaces as they are typed, not as they are printed."""
    return [each.translate(_TYPESET) for each in lines]


_CHANGES = (
    _within_fence,
    _without_cdata,
    _new_side,
    _without_numbers,
    _without_marks,
    _without_entities,
    _with_plain_quotes,
    _with_import_lines,
    _imports_first,
)

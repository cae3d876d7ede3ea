"""Lines of a block -> the ways to read them, the plainest first: what models put around code that is no code.

None of these is Python as it stands, so that a way is only taken where a plainer one does not parse.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from refactor_cli.answer_format import IMPORT_PREFIX, MARK_END, MARK_START

_NUMBERED = re.compile(r"[ \t]*\d+[ \t]\|(?: (.*))?")  # as a prompt shows the lines of a file
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|#39|#x27);")
_CDATA, _END_OF_CDATA = "<![CDATA[", "]]>"


def readings(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """As they are; without CDATA, line numbers and the marks of a prompt around them; with entities as characters; and
    with imports that stand behind the code before it. Each with what those before it do."""
    yield lines
    for change in (_without_cdata, _without_numbers, _without_marks, _without_entities, _imports_first):
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
    return [_ENTITY.sub(lambda match: html.unescape(match[0]), each) for each in lines]


def _imports_first(lines: Sequence[str]) -> Sequence[str]:
    imports = [each for each in lines if each.startswith(IMPORT_PREFIX)]
    return [*imports, *(each for each in lines if not each.startswith(IMPORT_PREFIX))]

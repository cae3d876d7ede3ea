r"""The tags of a prompt and of an answer, and text that must not be taken for one.

A prompt holds files of a repository between tags that stand alone on their line. Whatever in such a text looks
like a tag, or like a control token of a model, gets one backslash more behind its first character:
`</file>` -> `<\/file>`, `<\/file>` -> `<\\/file>`. Taking one away again gives back exactly what was there.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

PROMPT_TAGS = (
    "repository",
    "file",
    "nearest",
    "omitted",
    "map",
    "priming",
    "document",
    "answer-format",
    "task",
    "target",
    "old-definition",
    "named-definition",
    "called-definition",
    "classes",
    "instructions",
    "recipe-so-far",
    "usages",
    "place",
    "imports",
    "source",
    "usage",
    "alike",
    "possible",
    "earlier-answer",
)
RECIPE, SITE, DEFINITION, KEEP, NOT_A_USAGE, IS_A_USAGE, LEAVE_OPEN, NOTE, NEW_CODE = ANSWER_TAGS = (
    "recipe",
    "site",
    "definition",
    "keep",
    "not-a-usage",
    "is-a-usage",
    "leave-open",
    "note",
    "new-code",
)

# White space may stand before a tag, and other characters than the line feed end a line: a model does not count
# columns. The expressions begin with the one character, so that most of a text is passed over quickly.
_NAMES = "|".join(PROMPT_TAGS + ANSWER_TAGS)
_TAG = rf"(?=\\*/?(?:{_NAMES})(?![\w-]))"
_LINE_ENDS = frozenset("\r\f\v\x1c\x1d\x1e\x85\u2028\u2029")
# <think> and <|name|> anywhere, and DeepSeek's own: <dsml:, ｜DSML｜, and names between full-width bars
_CONTROL = r"(?=\\*(?:/?think\b|/?dsml:|/?[|｜][^\s<>|｜]{1,64}[>|｜]))"
_MARKER = r"(?=\\*DSML)"
_PLAIN, _ESCAPED = (
    tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (f"<{slash}{_TAG}", f"<{slash}{_CONTROL}", f"｜{slash}{_MARKER}")
    )
    for slash in ("", r"\\")
)


def escape(text: str) -> str:
    """The text with nothing in it that could be taken for a tag or a control token."""
    return _substituted(text, _PLAIN, "\\")


def unescape(text: str) -> str:
    """What `escape` was given; any other text loses the backslashes that `escape` would have put there."""
    return _substituted(text, _ESCAPED, "")


def _substituted(text: str, patterns: tuple[re.Pattern[str], ...], slash: str) -> str:
    """The first character of each match with `slash` behind it; tags only where a line begins."""
    tag, control, marker = patterns
    if "<" in text:
        text = tag.sub(lambda m: m[0][0] + slash if _begins_line(m.string, m.start()) else m[0], text)
        text = control.sub(lambda m: m[0][0] + slash, text)
    return marker.sub(lambda m: m[0][0] + slash, text) if "｜" in text else text


def _begins_line(text: str, at: int) -> bool:
    if at and text[at - 1] in _LINE_ENDS:
        return True
    while at and text[at - 1].isspace() and text[at - 1] != "\n":
        at -= 1
    return at == 0 or text[at - 1] == "\n"


@cache
def version() -> str:
    """Changes when what is escaped does."""
    return hashlib.sha256(f"{_TAG} {_CONTROL} {_MARKER}".encode()).hexdigest()[:8]

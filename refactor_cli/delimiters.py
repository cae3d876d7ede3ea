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
    "instructions",
    "recipe-so-far",
    "usages",
    "place",
    "imports",
    "source",
    "usage",
    "alike",
)
RECIPE, SITE, DEFINITION, KEEP, NOT_A_USAGE = ANSWER_TAGS = (
    "recipe",
    "site",
    "definition",
    "keep",
    "not-a-usage",
)

# White space may stand before a tag, and other characters than the line feed end a line: a model does not count
# columns. Nothing here can backtrack: each run of characters is followed by one that is not in it.
_NAMES = "|".join(PROMPT_TAGS + ANSWER_TAGS)
_TAG = re.compile(
    rf"(^[^\S\n]*<|(?<=[\r\f\v\x1c-\x1e\x85\u2028\u2029])<)(?=\\*/?(?:{_NAMES})(?![\w-]))",
    re.MULTILINE | re.IGNORECASE,
)
# <think> and <|name|> anywhere, and DeepSeek's own: <dsml:, ｜DSML｜, and names between full-width bars
_CONTROL = r"<(?=\\*(?:/?think\b|/?dsml:|/?[|｜][^\s<>|｜]{1,64}[>|｜]))|｜(?=\\*DSML)"
_PLAIN_CONTROL = re.compile(rf"({_CONTROL})", re.IGNORECASE)
_ESCAPED_TAG = re.compile(_TAG.pattern + r"\\", re.MULTILINE | re.IGNORECASE)
_ESCAPED_CONTROL = re.compile(rf"({_CONTROL})\\", re.IGNORECASE)


def escape(text: str) -> str:
    """The text with nothing in it that could be taken for a tag or a control token."""
    return _PLAIN_CONTROL.sub(r"\1\\", _TAG.sub(r"\1\\", text))


def unescape(text: str) -> str:
    """What `escape` was given; any other text loses the backslashes that `escape` would have put there."""
    return _ESCAPED_CONTROL.sub(r"\1", _ESCAPED_TAG.sub(r"\1", text))


@cache
def version() -> str:
    """Changes when what is escaped does."""
    return hashlib.sha256(f"{_TAG.pattern} {_CONTROL}".encode()).hexdigest()[:8]

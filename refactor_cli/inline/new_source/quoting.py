"""Strings of a rule -> with the quotes that the file has around most of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.recipe.rules import Rule, templates_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_STRING = lazy_pattern(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
# what a comment or a docstring says does not count, nor a quote within a string
_STRINGS = lazy_pattern(
    rb"#[^\n]*|'''(?s:.*?)'''|\"\"\"(?s:.*?)\"\"\""
    rb"|'(?P<single>(?:[^'\\\n]|\\.)*)'|\"(?P<double>(?:[^\"\\\n]|\\.)*)\""
)


def has_single_quotes(rule: Rule, utf8: bytes, node: Node) -> bool:
    """Whether a rule's strings get single quotes in a file, where a call stands: not what a transform computed from the
    call's own strings, and not within an f-string, which has quotes of its own."""
    if rule.transform or not any('"' in each.text for each in templates_of(rule.body)):
        return False
    around: Node | None = node
    while around is not None:
        if around.type == "interpolation":
            return False
        around = around.parent
    return _prefers_single(utf8)


def _prefers_single(utf8: bytes) -> bool:
    """Whether most strings that could have either quotes have single ones."""
    more = 0
    for found in _STRINGS.finditer(utf8):
        if found["single"] is not None and b'"' not in found["single"]:
            more += 1
        elif found["double"] is not None and b"'" not in found["double"]:
            more -= 1
    return more > 0


def single_quoted(text: str) -> str:
    """Source of a rule with single quotes around its strings, those apart that have a quote or backslash in them."""
    return text if '"""' in text or "'''" in text else _STRING.sub(_single, text)


def _single(found: re.Match[str]) -> str:
    inside = found[0][1:-1]
    is_plain = not {"'", '"', "\\"} & {*inside}
    return f"'{inside}'" if found[0][0] == '"' and is_plain else found[0]

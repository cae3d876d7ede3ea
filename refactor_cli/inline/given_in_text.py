"""What a call in a docstring, a comment or a document gives the function that a keyword rename is about."""

from __future__ import annotations

import re

from refactor_cli.inline.job import Job

_KEYWORD = re.compile(r"[(,][\s.#]*(\w+)\s*=(?!=)")
_LONGEST = 2000  # bytes of a call in a text that are looked at


def given_in_text(utf8: bytes, job: Job) -> str:
    """Why a mention stays open: it is written as a call with an argument that the rules rename. "" where it is not."""
    renamed = {name for rule in job.rules for name in rule.given}
    if not renamed or job.usage.kind != "doc":
        return ""
    end = job.usage.span.end
    behind = utf8[end : end + _LONGEST].decode("utf-8", "replace")
    found = sorted(renamed & {*_KEYWORD.findall(_own_arguments(behind))})
    return f"a text gives it {' and '.join(found)}: rename it there" if found else ""


def _own_arguments(text: str) -> str:
    """What stands in the brackets that a text begins with, without what stands in brackets there."""
    if not text.startswith("("):
        return ""
    depth, own = 0, list[str]()
    for each in text:
        depth += (each in "([{") - (each in ")]}")
        if depth == 0:
            break
        own.append(each if depth == 1 else "")
    return "".join(own)

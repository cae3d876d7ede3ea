"""New source with a line that stands for code which was left out: `...`, `# rest unchanged`.

It is rejected for what is missing. What is said besides is that nothing is put in for the line."""

from __future__ import annotations

import re

from refactor_cli.clipped import clipped

_STANDS_FOR_CODE = re.compile(
    r"(?:#\s*)?(?:\.\.\.|…)"
    r"|#\s*(?:\.\.\.|…).*"
    r"|#.*\b(?:unchanged|existing code|same as before|as before|rest of the (?:code|function|method|file|test)).*",
    re.IGNORECASE,
)
_SHOWN = 60  # characters


def elided(code: str, old: str) -> str:
    """What is to be said of code that has such a line, which the old source does not have; "" of any other."""
    known = {line.strip() for line in old.split("\n")}
    for line in map(str.strip, code.split("\n")):
        if line not in known and _STANDS_FOR_CODE.fullmatch(line):
            shown = clipped(line, _SHOWN)
            return (
                f"; nothing is put in for '{shown}': give all of it, or by lines=\"…\" the lines that change"
            )
    return ""

"""CODEOWNERS: who owns a path.

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refactor_cli.errors import RefactorError
from refactor_cli.selection import Selection, selects

# the first of these that there is counts
PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
NOBODY = "(no owner)"
# a name may hold spaces, escaped; sections in brackets are GitLab's
_FIELD = re.compile(r"(?>(?:\\.|[^\s\\])+)")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_SECTION = re.compile(r"\^?\[[^\]]*\](?:\[\d+\])?(.*)")


def owners_of(source: str) -> Callable[[str], str]:
    """What a CODEOWNERS file says, as a question about one path: its owners, with spaces between; NOBODY when no
    pattern matches, or the last one that does has none. Patterns that are none are passed over."""
    rules = list[tuple[Callable[[str], bool], str]]()
    default = ""
    for line in source.splitlines():
        text = _COMMENT.sub("", line).strip()
        if not text:
            continue
        if section := _SECTION.fullmatch(text):
            default = " ".join(section[1].split())
            continue
        pattern, *owners = _FIELD.findall(text)
        matches = _matcher(pattern)
        if matches is not None:
            rules.append((matches, " ".join(owners) or default))
    rules.reverse()

    def owner(path: str) -> str:
        return next((names for matches, names in rules if matches(path)), "") or NOBODY

    return owner


def _matcher(pattern: str) -> Callable[[str], bool] | None:
    try:
        matches = selects(Selection(include=(pattern.replace("\\ ", " "),)))
    except RefactorError:
        return None
    if not pattern.endswith("/*") or "**" in pattern:
        return matches
    depth = pattern.lstrip("/").count("/")  # unlike in .gitignore, only what lies in the folder itself
    return lambda path: path.count("/") == depth and matches(path)

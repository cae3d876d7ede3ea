"""The values of a check: findings, what was ignored, what could not be looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import Struct, field

from refactor_cli.data import Location

UNUSED_IGNORE = "unused-ignore"
"""Stands for the recipe in a finding about an ignore comment that ignores nothing."""

FindingKind = Literal["use", "unused-ignore"]


class Finding(Struct, frozen=True):
    """A use of what a recipe replaces, or an ignore comment that is of no use.

    `location`: what `fix` would replace, the whole call as a rule; `recipe`: as it is named in the configuration;
    `fix`: the new source, None where somebody has to look; `text`: the source of the use. `usage`: its id in find's
    answer, "" for a comment. `is_certain`: a usage that is certain, and a rule that is exactly equivalent. `assumes`:
    what was taken for granted of the project, as `django>=4.2`. `made_of`: what the fingerprint was made of beside the
    path and the symbol.
    """

    path: str
    location: Location
    symbol: str
    recipe: str
    message: str
    fix: str | None
    fingerprint: str
    text: str
    kind: FindingKind = "use"
    usage: str = ""
    is_certain: bool = False
    assumes: tuple[str, ...] = ()
    made_of: tuple[str, str] = ("", "")


class Ignored(Struct, frozen=True):
    """A use that a comment keeps, and why."""

    path: str
    line: int
    symbol: str
    reason: str


class Unchecked(Struct, frozen=True):
    """A file that should have been looked at and could not be read."""

    path: str
    reason: str


class Replacement(NamedTuple):
    """New text for a place in a file; the end of a file lies in its last line, behind the line end."""

    location: Location
    text: str


class Fix(NamedTuple):
    """All that is to be replaced in a file at once, its import lines too, in order and apart; `about`: what that does,
    for people; `encoding`: the file's, as a codec is named."""

    path: str
    about: str
    replacements: tuple[Replacement, ...]
    encoding: str = "utf-8"


class Fixes(Struct, frozen=True):
    """Fixes that `--fix` would make: `of_use` of a single use by its usage's id, nothing else changed; `of_file` of all
    uses in a file, by path."""

    of_use: Mapping[str, Fix] = field(default_factory=dict)
    of_file: Mapping[str, Fix] = field(default_factory=dict)


class Report(Struct, frozen=True):
    """What a check says: `findings` in path and position order; `known`: how many the baseline already holds;
    `stale`: how many uses it holds that are no more; `checked`: how many files were looked at; `fixes`: only where a
    format asks for them."""

    findings: tuple[Finding, ...]
    unchecked: tuple[Unchecked, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    checked: int = 0
    known: int = 0
    stale: int = 0
    fixes: Fixes = Fixes()


def fingerprint(path: str, symbol: str, kind: str, text: str) -> str:
    """16 hex digits that stay the same when the lines around a use move, or its own line is laid out anew.

    Equal uses in a file share one, so that a baseline counts them.
    """
    parts = "\0".join((path, symbol, kind, "".join(text.split())))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]

"""Which of a repository's files a run is about: paths, and patterns as `.gitignore` has them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from refactor_cli.errors import RefactorError
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.repository import Repository


class Selection(Struct, frozen=True):
    """Files at or below one of `paths` (relative to the repository's top, with `/`; "" is the top; none: all) that
    match one of `include` (none: all) and none of `exclude`: patterns as in
    https://git-scm.com/docs/gitignore#_pattern_format, without `!`."""

    paths: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def select(
    repository: Repository,
    *,
    paths: Sequence[Path] = (),
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Selection:
    """What a user asked for: paths are relative to the folder the user stands in, or where that lies outside of
    the repository, to its top. Whether they exist is seen when the files are listed.

    Raises:
        RefactorError: a path lies outside of the repository, or a pattern is none.
    """
    folder = Path.cwd().resolve()
    start = folder if folder.is_relative_to(repository.top) else repository.top
    for pattern in (*include, *exclude):
        _pattern(pattern)
    return Selection(
        tuple(_relative(repository, start, path) for path in paths), tuple(include), tuple(exclude)
    )


def _relative(repository: Repository, start: Path, path: Path) -> str:
    whole = Path(os.path.normpath(start / path))
    # the folder as it really is, the name itself as it was given: a symbolic link is selected, not followed
    real = whole if whole == repository.top else Path(os.path.realpath(whole.parent), whole.name)
    if not real.is_relative_to(repository.top):
        raise RefactorError(
            f"{path} lies outside of the repository {repository.top}",
            "name files of this repository, or the other one: --repo DIR",
        )
    relative = (
        os.fsencode(real.relative_to(repository.top)).decode("utf-8", "surrogateescape").replace(os.sep, "/")
    )
    return "" if relative == "." else relative


def selects(selection: Selection) -> Callable[[str], bool]:
    """The selection as a question about one path.

    Raises:
        RefactorError: a pattern is none.
    """
    is_included = _matches_any(selection.include)
    is_excluded = _matches_any(selection.exclude)
    whole = frozenset(selection.paths)
    folders = tuple(f"{path}/" for path in whole)
    takes_all = not whole or "" in whole

    def is_selected(path: str) -> bool:
        return (
            (takes_all or path in whole or path.startswith(folders))
            and (not selection.include or is_included(path))
            and not (selection.exclude and is_excluded(path))
        )

    return is_selected


class _Pattern(NamedTuple):
    """`segments` between slashes, None for `**`; a pattern without a slash is matched against each name alone."""

    segments: tuple[re.Pattern[str] | None, ...]
    is_name: bool
    only_folders: bool


def _matches_any(patterns: Sequence[str]) -> Callable[[str], bool]:
    compiled = [_pattern(pattern) for pattern in patterns]
    known = {"": False}

    def fits(path: str, is_folder: bool) -> bool:
        name, parts = [path.rpartition("/")[2]], path.split("/")
        return any(
            _fits(pattern.segments, name if pattern.is_name else parts)
            for pattern in compiled
            if is_folder or not pattern.only_folders
        )

    def is_inside(folder: str) -> bool:
        unknown = []
        while folder not in known:
            unknown.append(folder)
            folder = folder.rpartition("/")[0]
        for each in reversed(unknown):
            known[each] = known[folder] or fits(each, is_folder=True)
            folder = each
        return known[folder]

    def matches(path: str) -> bool:
        name = path.rstrip("/")  # a nested repository is listed with a slash
        return is_inside(name.rpartition("/")[0]) or fits(name, name != path)

    return matches


def _fits(segments: Sequence[re.Pattern[str] | None], parts: Sequence[str]) -> bool:
    """Whether the parts of a path fit. A `**` takes as few parts as do, and only the last one is ever widened,
    so that no pattern costs more than segments times parts."""
    at, part, widened, resume = 0, 0, -1, 0
    while part < len(parts):
        segment = segments[at] if at < len(segments) else None
        if at < len(segments) and segment is None:
            widened, resume = at, part
            at += 1
        elif segment is not None and segment.fullmatch(parts[part]):
            at, part = at + 1, part + 1
        elif widened >= 0:
            resume += 1
            at, part = widened + 1, resume
        else:
            return False
    return all(segment is None for segment in segments[at:])


def _pattern(source: str) -> _Pattern:
    pattern = source.removeprefix("./")
    if source.startswith("!") or not pattern.strip("/") or "\0" in source:
        raise RefactorError(
            f"{source!r} is no pattern of files", "write it as 'tests/**' or '*.py'; see --exclude too"
        )
    only_folders = pattern.endswith("/")
    names = pattern.rstrip("/").lstrip("/").split("/")
    if names[-1] == "**":  # everything inside, not the folder itself
        names.append("*")
    try:
        segments = tuple(None if name == "**" else re.compile(_segment(name), re.DOTALL) for name in names)
    except re.error as error:
        raise RefactorError(
            f"{source!r} is no pattern of files: {error.msg}", "see `git help gitignore`"
        ) from error
    return _Pattern(segments, "/" not in pattern.rstrip("/"), only_folders)


_TOKEN = lazy_pattern(
    r"(?P<star>\*+)|(?P<any>\?)|\[(?P<not>[!^]?)(?P<set>\]?[^\]]*)\]|\\(?P<plain>.)|(?P<self>.)", re.DOTALL
)

# of a set: a range, or one character
_MEMBER = lazy_pattern(r"(.)-(.)|(.)", re.DOTALL)


def _member(found: re.Match[str]) -> str:
    """The same with each character for itself: `re` would take some of them for operations on sets."""
    first, last, only = (re.sub(r"([\\\[\]^&~|-])", r"\\\1", each or "") for each in found.groups())
    return only or f"{first}-{last}"


def _segment(name: str) -> str:
    """The regular expression for one name. What follows a star is looked for at its first place and never again
    (an atomic group), except after the last one, so that matching takes no more than length times length."""
    pieces = [""]
    for token in _TOKEN.finditer(name):
        if token["star"]:
            pieces.append("")
        elif token["any"]:
            pieces[-1] += "."
        elif token["set"] is not None:
            members = _MEMBER.sub(_member, token["set"])
            pieces[-1] += f"[{'^' if token['not'] else ''}{members}]" if members else "(?!)"
        else:
            pieces[-1] += re.escape(token["plain"] or token["self"])
    first, *middle = pieces
    if not middle:
        return first
    return first + "".join(f"(?>.*?{piece})" for piece in middle[:-1]) + f".*{middle[-1]}"

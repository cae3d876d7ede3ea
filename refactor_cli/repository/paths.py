"""Which paths of a repository may be used as files on disk."""

from __future__ import annotations

import re

from refactor_cli.lazy_pattern import lazy_pattern

PATH_LIMIT = 4096  # bytes; no system opens longer ones
# A cheap sieve: nearly every path passes it, and only the others are looked at part by part.
_SUSPICIOUS = lazy_pattern(rb"[^\x00-\x7f]|[:\\\x00]|\.git|git~|(?:^|/)[. ]*(?:/|$)", re.IGNORECASE)
# HFS+ ignores these code points in names, so that ".g\u200cit" is ".git" there.
_IGNORED = lazy_pattern("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_GIT_SHORT_NAME = lazy_pattern(r"git~[0-9]+")


def is_safe_path(path: bytes) -> bool:
    """Whether a file of this name, relative to the top, stays inside the working tree and out of `.git`.

    git lets trees and indexes hold names that it would not check out: `..`, absolute ones, and `.git` in any
    case or as NTFS and HFS+ read it (`verify_path` in git's read-cache.c).
    """
    return len(path) <= PATH_LIMIT and not (_SUSPICIOUS.search(path) and _leads_astray(path))


def _leads_astray(path: bytes) -> bool:
    text = path.decode("utf-8", "surrogateescape")
    parts = text.split("/")
    if "\0" in text or any(part in ("", ".", "..") for part in parts) or re.match("[A-Za-z]:", text):
        return True
    return any(_is_disguised(part) for part in re.split(r"[/\\]", text))


def _is_disguised(part: str) -> bool:
    # NTFS drops dots and spaces at the end, and reads what follows a colon as a stream's name
    if part and not part.strip(". "):
        return True
    name = _IGNORED.sub("", part).partition(":")[0].rstrip(". ").casefold()
    return name == ".git" or _GIT_SHORT_NAME.fullmatch(name) is not None

"""Whether a name may stand for a function or class of the repository, told from the bytes of all files.

What new code calls is another project's more often than not (`datetime.now(…)`, `gettext(…)`), and then nothing here
says what it takes: to know so, no map of an edited file is needed.
"""

from __future__ import annotations

from refactor_cli.data import SourceFile
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import ascii_bytes, offsets
from refactor_cli.words.files import python_files_with

_CALLED = lazy_pattern(rb"[ \t]*\(")
# what stands before a name that a statement defines, or gives to something else
_GIVEN = lazy_pattern(rb"\b(?:def|class|as)[\s\\]+\Z")
_IMPORTED = lazy_pattern(
    rb"(?:^|\n)[ \t]*from[ \t]+[\w.]+[ \t]+import"
    rb"(?:[ \t]+(?:[^\n()\\;#]*,)?[ \t]*|[ \t]*\((?:[^()]*,)?\s*(?:#[^\n]*\n\s*)*)\Z"
)
# a string of nothing else, which is a name where something is given under it
_QUOTED = lazy_pattern(rb"""(?:"\w+"|'\w+')""")
_GIVES_BY_TEXT = lazy_pattern(rb"\b(?:setattr|globals|locals|vars|__dict__)\b")
_NEAR = 200  # bytes
_REACH = 2000


def may_be_own(symbols: SymbolMap, name: str) -> bool:
    """Whether some file may give this name to a function or class of the repository: it does more with it than to call
    it, to import what another one has under it, or to hold it as a text. Names that are not ASCII may be, and what has
    none."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("names of its own", {})
    if name not in memo:
        files = (symbols.snapshot.files[path] for path in python_files_with(symbols.snapshot, name))
        memo[name] = not (name and name.isascii()) or any(_may_give(file, name.encode()) for file in files)
    return memo[name]


def _may_give(file: SourceFile, word: bytes) -> bool:
    data = ascii_bytes(file)
    return any(not _only_takes(data, at, at + len(word)) for at in offsets(data, word))


def _only_takes(data: bytes, start: int, end: int) -> bool:
    if _QUOTED.match(data, max(0, start - 1), end + 1):
        return not _GIVES_BY_TEXT.search(data)
    if _GIVEN.search(data, max(0, start - _NEAR), start):
        return False
    return bool(_CALLED.match(data, end) or _IMPORTED.search(data, max(0, start - _REACH), start))

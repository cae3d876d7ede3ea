"""Which receivers are modules of Python's own library, by the bytes of a file: `warnings.warn()` calls no logger."""

from __future__ import annotations

from collections.abc import Callable, Set

from refactor_cli.find.member_words import ends_before
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.running_text import KEYWORDS
from refactor_cli.words import offsets

# the whole name at the end of some source
_NAME = lazy_pattern(rb"(?<![\w\x80-\xff])[A-Za-z_]\w*\Z")
_STAR = lazy_pattern(rb"import[ \t(\\]*\*")
_BEFORE = lazy_pattern(rb"(?:#|(?<![\w\x80-\xff])([A-Za-z]\w*))[ \t]+\Z")
# behind `from` no name is bound, nor behind what were statements in Python 2
_KEYWORDS = KEYWORDS - {b"exec", b"from", b"print"}
_FAR = 240  # bytes before a place that are looked at


def behind_modules(data: bytes, modules: Set[bytes]) -> Callable[[int], bool]:
    """Tells of a dot in Python source whether it takes something from one of these modules, which have no
    others of their names: its file imports it by that name, which nothing in it can bind to something else."""
    known = dict[bytes, bool]()

    def is_behind_module(dot: int) -> bool:
        receiver = _NAME.search(data, max(0, dot - _FAR), dot)
        if receiver is None or receiver[0] not in modules:
            return False
        if any(data[end - 1 : end] == b"." for end in ends_before(data, receiver.start())):
            return False
        if receiver[0] not in known:
            known[receiver[0]] = _is_module_alone(data, receiver[0])
        return known[receiver[0]]

    return is_behind_module


def _is_module_alone(data: bytes, name: bytes) -> bool:
    """Whether a name is a module throughout a file: `import name` stands on a line of its own that is not indented, and
    elsewhere nothing can bind the name, neither a star import."""
    if _STAR.search(data) is not None:
        return False
    is_imported = False
    for at in offsets(data, name):
        start, end = data.rfind(b"\n", 0, at) + 1, at + len(name)
        line_end = data.find(b"\n", end)
        rest = data[end : line_end if line_end >= 0 else len(data)].strip()
        if data[start:at] == b"import " and (not rest or rest.startswith(b"#")):
            is_imported = True
        elif data[end : end + 1] != b"." and not _is_prose(data[max(start, at - _FAR) : at]):
            return False
    return is_imported


def _is_prose(before: bytes) -> bool:
    """Whether a name behind this on its line is a word of a comment or a string: in code, no name but a keyword stands
    before another with nothing but blanks between them."""
    found = _BEFORE.search(before)
    return found is not None and found[1] not in _KEYWORDS

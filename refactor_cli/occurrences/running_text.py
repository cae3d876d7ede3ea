"""Words of sentences and keywords of calls in Python source, told from the bytes around them: a common name is most
often no more than that, and a file that has it nowhere else need not be parsed for it."""

from __future__ import annotations

import re
from keyword import kwlist, softkwlist

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.targets_before import called_around
from refactor_cli.words import offsets

# two names stand side by side in no code but behind a keyword, or behind what was one in Python 2; a name and a string
# do not even then
KEYWORDS = frozenset(word.encode() for word in (*kwlist, *softkwlist, "exec", "print", "type"))
_WORD_BEFORE = lazy_pattern(rb"(?<![\w\x80-\xff.])([A-Za-z]+)[ \t]+\Z")
_WORD_AFTER = lazy_pattern(rb"[ \t]+([A-Za-z]+)(?![\w\x80-\xff])")
_STRING_AFTER = lazy_pattern(rb"[ \t]+[\"']")
_IMPORTS = (b"import", b"from", b"as")
# behind these it is the last part of a longer name
_BEHIND = (b".", b":")
# how cross-references begin, which may do so two lines further up; a directive; a type comment
_MARKS = (b":`", b"}`", b"L{", b"members:", b"type:")
# and what else may say of a word that it is a name
_INLINE = (b"`", b"<", b"{")
# where a name may stand among others in a string: `__all__ = [*ours, *"one other".split()]`
_SPLIT = (b"__all__", b"split")
_LISTED = b"autosummary"
# how a line begins that a notebook's kernel reads, and not Python
_MAGIC = (b"%", b"!")
# a pattern names classes that begin as they like, and what they have: `case date(year=y)`
_CASE = lazy_pattern(rb"^[ \t\f]*case\b", re.MULTILINE)
# where a string ends that began on a line further up
_ENDS = (b'"""', b"'''")
_LINES_ABOVE = 2
_FAR = 2_000  # bytes
_KEYWORD = lazy_pattern(rb"[ \t]*=(?!=)")
# calls whose keywords are names of what is no parameter
_TAKING_NAMES = frozenset({b"__init__", b"cls", b"dict", b"multiple", b"partial", b"super", b"update"})
_MAKING_COPIES = frozenset({b"__class__", b"__replace__", b"_replace", b"evolve", b"replace", b"type"})
_NO_CALLS = _TAKING_NAMES | _MAKING_COPIES | KEYWORDS


def is_running_text(utf8: bytes, name: str) -> bool:
    """Whether a name is nothing in Python source but a word of sentences, which do not mean it as a name, or the
    keyword of calls of functions."""
    word = name.encode()
    if word in KEYWORDS:
        return False
    has_patterns: bool | None = None
    for at in offsets(utf8, word):
        if _is_in_a_sentence(utf8, at, at + len(word)):
            continue
        if not _is_keyword(utf8, at, at + len(word)):
            return False
        if has_patterns is None:
            has_patterns = _CASE.search(utf8) is not None
        if has_patterns:
            return False
    return _LISTED not in utf8 and not all(each in utf8 for each in _SPLIT)


def _is_in_a_sentence(utf8: bytes, start: int, end: int) -> bool:
    first = utf8.rfind(b"\n", 0, start) + 1
    line = max(first, start - _FAR)
    head = utf8[line:start]
    if head[-1:] in _BEHIND or b":" in head[-4:] or b"}" in head[-4:] or head.lstrip()[:1] in _MAGIC:
        return False
    before, after = _WORD_BEFORE.search(head), _WORD_AFTER.match(utf8, end)
    word = before[1] if before is not None else b""
    is_beside = (word and word not in KEYWORDS) or (after is not None and after[1] not in KEYWORDS)
    is_text = is_beside or (word and word not in _IMPORTS and _STRING_AFTER.match(utf8, end))
    if not is_text and (line > first or not _is_comment(utf8, line, head)):
        return False
    low = line
    for _ in range(_LINES_ABOVE):
        low = max(utf8.rfind(b"\n", 0, max(0, low - 1)) + 1, start - _FAR)
    return not any(utf8.find(each, low, start) >= 0 for each in _MARKS)


def _is_comment(utf8: bytes, line: int, head: bytes) -> bool:
    """Whether the beginning of a line can be nothing but a comment that says of no word that it is a name, or a part of
    a string: one that began further up may end in it, and code stand behind it."""
    if not head.lstrip().startswith(b"#") or any(each in head for each in _INLINE):
        return False
    may_end_string = (
        any(each in head for each in _ENDS) or utf8[max(0, line - 3) : line].rstrip(b"\r\n")[-1:] == b"\\"
    )
    return not may_end_string


def _is_keyword(utf8: bytes, start: int, end: int) -> bool:
    """Whether a name is a keyword of a call, of what is called like a function."""
    if utf8[start - 1 : start] not in (b"(", b",", b" ", b"\t", b"\n") or not _KEYWORD.match(utf8, end):
        return False
    called = called_around(utf8, start)
    return called.lstrip(b"_")[:1].islower() and called not in _NO_CALLS

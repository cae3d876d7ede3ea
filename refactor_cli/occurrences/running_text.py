"""Words of sentences and keywords of calls in Python source, told from the bytes around them: a common name is most
often no more than that, and a file that has it nowhere else need not be parsed for it."""

from __future__ import annotations

import re
from keyword import kwlist, softkwlist

from refactor_cli.occurrences.targets_before import called_around
from refactor_cli.words import offsets

# two names stand side by side in no code but behind a keyword, or behind what was one in Python 2; a name and a string
# do not even then
_KEYWORDS = frozenset(word.encode() for word in (*kwlist, *softkwlist, "exec", "print"))
_WORD_BEFORE = re.compile(rb"(?<![\w\x80-\xff.])([A-Za-z]+)[ \t]+\Z")
_WORD_AFTER = re.compile(rb"[ \t]+([A-Za-z]+)(?![\w\x80-\xff])")
_STRING_AFTER = re.compile(rb"[ \t]+[\"']")
_IMPORTS = (b"import", b"from", b"as")
# behind these it is the last part of a longer name
_BEHIND = (b".", b":")
# how cross-references begin, which may do so two lines further up; a directive; a type comment
_MARKS = (b":`", b"}`", b"L{", b"members:", b"type:")
# and what else may say of a word that it is a name
_INLINE = (b"`", b"<", b"{")
# names that are separated by blanks (`__all__ = "one other".split()`), or stand on lines of their own
_SPLIT = re.compile(rb"__all__\s*(?:(?::[^=\n]*)?\+?=|\.\w+\()\s*(?:[\w.]*\(\s*)*[rRuUbB]*[\"']")
_LISTED = b"autosummary"
_LINES_ABOVE = 2
_FAR = 2_000  # bytes
_KEYWORD = re.compile(rb"[ \t]*=(?!=)")
# calls whose keywords are names of what is no parameter
_TAKING_NAMES = frozenset({b"__init__", b"cls", b"dict", b"multiple", b"partial", b"super", b"update"})
_MAKING_COPIES = frozenset({b"__class__", b"__replace__", b"_replace", b"evolve", b"replace", b"type"})
_NO_CALLS = _TAKING_NAMES | _MAKING_COPIES | _KEYWORDS


def is_running_text(utf8: bytes, name: str) -> bool:
    """Whether a name is nothing in Python source but a word of sentences, which do not mean it as a name, or the
    keyword of calls of functions."""
    word = name.encode()
    if word in _KEYWORDS or _LISTED in utf8 or (b"__all__" in utf8 and _SPLIT.search(utf8)):
        return False
    return all(
        _is_in_a_sentence(utf8, at, at + len(word)) or _is_keyword(utf8, at, at + len(word))
        for at in offsets(utf8, word)
    )


def _is_in_a_sentence(utf8: bytes, start: int, end: int) -> bool:
    line = max(utf8.rfind(b"\n", 0, start) + 1, start - _FAR)
    head = utf8[line:start]
    if head[-1:] in _BEHIND or b":" in head[-4:] or b"}" in head[-4:]:
        return False
    before, after = _WORD_BEFORE.search(head), _WORD_AFTER.match(utf8, end)
    word = before[1] if before is not None else b""
    is_beside = (word and word not in _KEYWORDS) or (after is not None and after[1] not in _KEYWORDS)
    is_text = is_beside or (word and word not in _IMPORTS and _STRING_AFTER.match(utf8, end))
    if not is_text and not (head.lstrip().startswith(b"#") and not any(each in head for each in _INLINE)):
        return False
    low = line
    for _ in range(_LINES_ABOVE):
        low = max(utf8.rfind(b"\n", 0, max(0, low - 1)) + 1, start - _FAR)
    return not any(utf8.find(each, low, start) >= 0 for each in _MARKS)


def _is_keyword(utf8: bytes, start: int, end: int) -> bool:
    """Whether a name is a keyword of a call, of what is called like a function."""
    if utf8[start - 1 : start] not in (b"(", b",", b" ", b"\t", b"\n") or not _KEYWORD.match(utf8, end):
        return False
    called = called_around(utf8, start)
    return called.lstrip(b"_")[:1].islower() and called not in _NO_CALLS

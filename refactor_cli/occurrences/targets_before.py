"""A place in Python source -> the names that get a value which ends there, and what is called with it, read from bytes,
backwards."""

from __future__ import annotations

from refactor_cli.lazy_pattern import lazy_pattern

_BLANK = b" \t\f\r\n\\"
# the parts of a dotted name before its last
_DOTTED = lazy_pattern(rb"(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*[ \t\f\r\n\\]*\.[ \t\f\r\n\\]*)+\Z")
# a name that is no part of what gets an attribute or an item
_ALONE = lazy_pattern(rb"(?<![\w\x80-\xff.])[A-Za-z_\x80-\xff][\w\x80-\xff]*+(?![ \t]*[.\[(])")
_COMPARES = (b"==", b"!=", b"<=", b">=")
_NAME_BEFORE = lazy_pattern(rb"[\w\x80-\xff)\]]\Z")
_STATIC = b"staticmethod"
_CALLED = lazy_pattern(rb"([\w\x80-\xff]+)[ \t]*\(\Z")
_DEFINES = lazy_pattern(rb"\b(?:def|class)[ \t]+[\w\x80-\xff]+[ \t]*\(\Z")
_FAR = 1_000  # bytes


def targets_before(data: bytes, at: int) -> list[bytes] | None:
    """The names that get the dotted name whose last part begins at `at`, or a display that it is an element of; none
    where it is no such value, and None where that cannot be told."""
    start = max(0, at - _FAR)
    text = data[start:at]
    text = text[: found.start()] if (found := _DOTTED.search(text)) else text
    while True:
        text, is_known = _without_blanks(text)
        if not is_known:
            return None
        last = text[-1:]
        if last == b"=":
            return _names(text)
        if last == b",":
            opened = _opened(text[:-1])
            if opened is None:
                return None
            text = opened
            continue
        if last in (b"*", b"(", b"["):
            text = text[:-1].rstrip(b" \t\f")
            if last != b"*" and _NAME_BEFORE.search(text):
                if not text.endswith(_STATIC):
                    return []
                text = text.removesuffix(_STATIC)
            continue
        return [] if text or not start else None


def _without_blanks(text: bytes) -> tuple[bytes, bool]:
    """The text without what is blank at its end; False where a comment may stand there."""
    left = text.rstrip(_BLANK)
    line = left[left.rfind(b"\n") + 1 :]
    return left, b"\n" not in text[len(left) :] or b"#" not in line


def _names(text: bytes) -> list[bytes] | None:
    """What stands before an equals sign, as far as the beginning of its line."""
    if text[-2:] in _COMPARES:
        return []
    line = text[text.rfind(b"\n") + 1 : -1]
    if line[-1:] not in _BLANK and _is_in_call(text[:-1]):
        return []  # a keyword
    if line.lstrip()[:1] in (b")", b"]", b"}", b""):
        return None  # it began further up
    return _ALONE.findall(line)


def _is_in_call(text: bytes) -> bool:
    opened = _opened(text, b"")
    return opened is not None and opened[-1:] == b"(" and _NAME_BEFORE.search(opened[:-1]) is not None


def _opened(text: bytes, sign_before: bytes = b"=") -> bytes | None:
    """The text as far as the bracket in which it ends, or a sign before that, with it; None where that cannot be
    told."""
    depth, at = 0, len(text) - 1
    while at >= 0:
        sign = text[at : at + 1]
        if sign in (b'"', b"'"):
            line = text.rfind(b"\n", 0, at) + 1
            before = text.rfind(sign, line, at)
            if before < 0 or b"\\" in text[before:at]:
                return None
            at = before
        elif sign == b"#" or (sign == b"\n" and b"#" in text[text.rfind(b"\n", 0, at) + 1 : at]):
            return None  # what stands in a comment is no code
        elif sign in (b")", b"]", b"}"):
            depth += 1
        elif sign in (b"(", b"[", b"{"):
            if not depth:
                return text[: at + 1]
            depth -= 1
        elif sign == sign_before and not depth:
            return text[: at + 1]
        at -= 1
    return None


def called_around(data: bytes, at: int) -> bytes:
    """The last name of what is called between whose brackets a place is, not inside of others; b"" where there is none,
    or it cannot be told."""
    opened = _opened(data[max(0, at - _FAR) : at], b"")
    called = _CALLED.search(opened) if opened is not None else None
    return called[1] if opened is not None and called is not None and not _DEFINES.search(opened) else b""

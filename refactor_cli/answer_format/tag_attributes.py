"""What the tag of a block may say: which attributes, of what form, and what is wrong with those of one."""

from __future__ import annotations

from collections.abc import Mapping

from refactor_cli.answer_format.attributes import id_of, ids_of
from refactor_cli.data import Saying
from refactor_cli.delimiters import (
    DEFINITION,
    IS_A_USAGE,
    KEEP,
    LEAVE_OPEN,
    NEW_CODE,
    NOT_A_USAGE,
    RECIPE,
    SITE,
)
from refactor_cli.lazy_pattern import lazy_pattern

ID = lazy_pattern(r"[\w-]{1,64}")
_NAME = lazy_pattern(r"[^\W\d]\w{0,200}")
_COUNT = lazy_pattern(r"[ \t]*[0-9]{1,3}[ \t]*")
_REST = lazy_pattern(r"[^\s<>]{1,1000}")
RANGE = lazy_pattern(r"[ \t]*([0-9]{1,7})(?:[ \t]*[-–][ \t]*([0-9]{1,7}))?[ \t]*")
REASONS: Mapping[str, Saying] = {
    KEEP: "keep",
    NOT_A_USAGE: "not-a-usage",
    IS_A_USAGE: "is-a-usage",
    LEAVE_OPEN: "leave-open",
}
MANY = frozenset({SITE, *REASONS})  # what may be said of several usages at once

_NO_USAGE = "it names no usage: id is missing or malformed"
_NO_PATTERN = "its path is empty, or beside an id"
_NO_FILE = "it names no file: path is missing or empty"
_NO_RECEIVER = "its receiver is empty, or beside an id"
_NO_ARGUMENTS = "its arguments are no number, or beside an id"
_NO_REST = "its rest is empty or malformed, or beside an id, a path, a receiver or arguments"
_KNOWN: Mapping[str, frozenset[str]] = {
    RECIPE: frozenset(),
    SITE: frozenset(
        {"id", "function", "lines", "statement", "decorates", "behaviour", "why", "calls", "together"}
    ),
    DEFINITION: frozenset({"id", "behaviour", "why", "together"}),
    # it stands and falls with what calls it, whatever it says
    NEW_CODE: frozenset({"path", "calls", "together", "behaviour", "why"}),
    **dict.fromkeys(REASONS, frozenset({"id", "path", "receiver", "arguments", "why"})),
    **dict.fromkeys((KEEP, LEAVE_OPEN), frozenset({"id", "path", "receiver", "arguments", "rest", "why"})),
}
NAMELESS = frozenset({_NO_USAGE, _NO_PATTERN, _NO_RECEIVER, _NO_ARGUMENTS, _NO_REST, _NO_FILE})
"""What is wrong with a tag that names no usage."""


def misnamed(tag: str, found: Mapping[str, str]) -> str:
    """What is wrong with the names in a tag: of its attributes, its usages and its function; or ""."""
    if unknown := sorted(found.keys() - _KNOWN.get(tag, frozenset({"id"}))):
        return f"unknown attribute: {unknown[0]}"
    if tag == NEW_CODE:
        return "" if found.get("path", "").strip() else _NO_FILE
    if "rest" in found:
        is_alone = not found.keys() & {"id", "path", "receiver", "arguments"}
        return "" if is_alone and _REST.fullmatch(found["rest"].strip()) else _NO_REST
    if "together" in found and not found["together"].strip():
        return "its together is empty"
    for name, problem in (("path", _NO_PATTERN), ("receiver", _NO_RECEIVER)):
        if name in found and ("id" in found or not found[name].strip()):
            return problem
    if "arguments" in found and ("id" in found or not _COUNT.fullmatch(found["arguments"])):
        return _NO_ARGUMENTS
    if found.keys() & {"path", "receiver", "arguments"}:
        return ""
    ids = ids_of(found.get("id", ""))
    if tag not in MANY and len(ids) > 1:
        return "it names several usages, and can only be about one"
    if tag != RECIPE and not all(ID.fullmatch(each) for each in ids):
        return _NO_USAGE
    if "function" in found and ("statement" in found or not ID.fullmatch(id_of(found["function"].strip()))):
        return "it names no function: the attribute is empty or malformed, or beside another"
    if "decorates" in found and (found.keys() & {"function", "statement"} or len(ids) > 1):
        return "it puts decorators in the place of one call: each call takes a block of its own"
    if "decorates" in found and not _NAME.fullmatch(found["decorates"].strip()):
        return "its decorates names no function or class"
    if "lines" in found and ("function" not in found or not RANGE.fullmatch(found["lines"])):
        return 'its lines are no range, as in lines="12-15", of a function that it names'
    return ""

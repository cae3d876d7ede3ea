"""SARIF 2.1.0 as far as we make use of it, and who reads it: its objects, and how a fix is carried out.

Written from the specification (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), not from our
renderer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

# Properties of each object: a type, the values allowed, another object's name, or a list of one; `!` marks what
# has to be there. The schema takes any other name too; we write none.
SHAPES: dict[str, dict[str, Any]] = {
    "sarifLog": {"$schema": str, "version!": {"2.1.0"}, "runs!": ["run"]},
    "run": {
        "tool!": "tool",
        "columnKind": {"utf16CodeUnits", "unicodeCodePoints"},
        "newlineSequences": [str],
        "defaultEncoding": str,
        "artifacts": ["artifact"],
        "invocations": ["invocation"],
        "results": ["result"],
    },
    "tool": {"driver!": "toolComponent"},
    "toolComponent": {
        "name!": str,
        "version": str,
        "semanticVersion": str,
        "informationUri": str,
        "rules": ["reportingDescriptor"],
    },
    "reportingDescriptor": {
        "id!": str,
        "shortDescription": "multiformatMessageString",
        "defaultConfiguration": "reportingConfiguration",
    },
    "multiformatMessageString": {"text!": str},
    "reportingConfiguration": {"level": {"none", "note", "warning", "error"}},
    "artifact": {"location": "artifactLocation", "encoding": str},
    "invocation": {"executionSuccessful!": bool, "toolExecutionNotifications": ["notification"]},
    "notification": {
        "level": {"none", "note", "warning", "error"},
        "message!": "message",
        "locations": ["location"],
    },
    "result": {
        "ruleId": str,
        "ruleIndex": int,
        "level": {"none", "note", "warning", "error"},
        "message!": "message",
        "locations": ["location"],
        "partialFingerprints": Mapping,
        "fixes": ["fix"],
    },
    "message": {"text": str},
    "location": {"physicalLocation": "physicalLocation"},
    "physicalLocation": {"artifactLocation": "artifactLocation", "region": "region"},
    "artifactLocation": {"uri": str, "uriBaseId": str},
    "region": {"startLine": int, "startColumn": int, "endLine": int, "endColumn": int},
    "fix": {"description": "message", "artifactChanges!": ["artifactChange"]},
    "artifactChange": {"artifactLocation!": "artifactLocation", "replacements!": ["replacement"]},
    "replacement": {"deletedRegion!": "region", "insertedContent": "artifactContent"},
    "artifactContent": {"text": str},
}
# arrays that may not be empty, or hold something twice
_SOME = {"artifactChanges", "replacements", "newlineSequences"}
_UNIQUE = {"artifactChanges", "newlineSequences", "artifacts", "fixes", "rules"}


def misshapen(value: Any, shape: Any = "sarifLog", at: str = "") -> Iterator[str]:
    """What in a document is against the format, with its place."""
    if isinstance(shape, set):
        yield from () if value in shape else [f"{at} is {value!r}"]
    elif isinstance(shape, list):
        name = at.rpartition(".")[2]
        if not isinstance(value, list) or (name in _SOME and not value):
            yield f"{at} is no list, or an empty one"
            return
        if name in _UNIQUE and any(value.count(each) > 1 for each in value):
            yield f"{at} holds something twice"
        for number, each in enumerate(value):
            yield from misshapen(each, shape[0], f"{at}.{number}")
    elif isinstance(shape, str):
        yield from _misshapen_object(value, SHAPES[shape], at)
    elif not isinstance(value, shape) or (shape is int and (isinstance(value, bool) or value < 0)):
        yield f"{at} is {value!r}"


def _misshapen_object(value: Any, shape: Mapping[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at} is no object"
        return
    known = {name.removesuffix("!"): each for name, each in shape.items()}
    yield from (f"{at} has {name}" for name in value.keys() - known.keys())
    yield from (f"{at} lacks {name[:-1]}" for name in shape if name.endswith("!") and name[:-1] not in value)
    for name, each in value.items():
        if name in known:
            yield from misshapen(each, known[name], f"{at}.{name}")


def carried_out(run: Mapping[str, Any], fix: Mapping[str, Any], path: str, data: bytes) -> bytes:
    """A file after a fix, as 3.30 and 3.55 to 3.57 say: places are those of the unchanged file."""
    (change,) = [each for each in fix["artifactChanges"] if path_of(each["artifactLocation"]) == path]
    encoding = next(
        (each["encoding"] for each in run.get("artifacts", ()) if path_of(each["location"]) == path),
        run["defaultEncoding"],
    )
    assert run["columnKind"] == "unicodeCodePoints", "a str's index counts these"
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data.removeprefix(mark).decode(encoding)
    ends = "|".join(re.escape(each) for each in run["newlineSequences"])
    starts = [0, *(match.end() for match in re.finditer(ends, text))]
    if len(starts) > 1 and starts[-1] == len(text):
        starts.pop()  # a line end at the end of a file begins no line
    after, grown = text, 0
    for each in change["replacements"]:
        region, new = each["deletedRegion"], each.get("insertedContent", {}).get("text", "")
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        assert 0 <= start <= end <= len(text)
        assert new or start < end, "a replacement should have an effect"
        after = after[: start + grown] + new + after[end + grown :]
        grown += len(new) - (end - start)
    return mark + after.encode(encoding)


def path_of(location: Mapping[str, str]) -> str:
    """The path that an artifact's URI reference names."""
    assert location["uriBaseId"] == "%SRCROOT%"
    return unquote_to_bytes(location["uri"]).decode("utf-8", "surrogateescape")

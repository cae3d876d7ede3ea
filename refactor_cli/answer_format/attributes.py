"""The tag of a block -> its attributes, as models write them: with quotes of any kind, over lines, with ids copied as a
prompt shows them. Whatever is read otherwise than it was meant would let a rule touch what an answer says to keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.lazy_pattern import lazy_pattern

_QUOTED = r"\"[^\"]*+\"|'[^']*+'|“[^“”]*+”"
_VALUE = rf"(?:{_QUOTED}|[^\s\"'“”<>=]++)"
ATTRIBUTES = rf"(?>(?:\s*+[\w-]++\s*+=\s*+{_VALUE}){{0,20}})\s*+"
"""The expression for all attributes of a tag; in quotes, these may hold what would end it."""
_ATTRIBUTE = lazy_pattern(rf"\s*+([\w-]++)\s*+=\s*+({_VALUE})")
_SEPARATOR = lazy_pattern(r"[\s,;]+")
# `u1234abcd@30`, as a prompt lists alike usages; `#u1234abcd`, `[u1234abcd]`, `U1234ABCD`
_COPIED = lazy_pattern(r"[#`\[(⟦\"']*([uf][0-9a-f]{6,})(?:@\d+)?[`\])⟧\"'.:]*", re.IGNORECASE)
_SHOWN = frozenset({"number", "line", "kind", "certainty", "evidence", "answer", "target", "in"})
"""What a prompt says of a usage beside its id, and a tag repeats."""
_MEANING = {"ids": "id"}
_MOST_LINES = 100  # of one tag


def attributes(written: str) -> tuple[dict[str, str], str]:
    """Those of a tag, by name; and what is wrong with how they are written, or ""."""
    found, at = dict[str, str](), 0
    while match := _ATTRIBUTE.match(written, at):
        name = _MEANING.get(match[1], match[1])
        if name in found:
            return found, f"its tag gives {match[1]} twice"
        found[name] = match[2][1:-1] if match[2][0] in "\"'“" else match[2]
        at = match.end()
    if written[at:].strip():
        return found, "its tag is malformed"
    if "id" in found:
        found = {name: value for name, value in found.items() if name not in _SHOWN}
    return found, ""


def ids_of(written: str) -> tuple[str, ...]:
    """The ids that an attribute names, each once."""
    return tuple(dict.fromkeys(map(id_of, _SEPARATOR.split(written.strip().strip(",;")))))


def id_of(written: str) -> str:
    """An id without what stands around it; anything else as it is."""
    found = _COPIED.fullmatch(written)
    return found[1].lower() if found is not None else written


def joined(lines: list[str], broken: re.Pattern[str], whole: re.Pattern[str]) -> list[str]:
    """The lines, where each tag that goes on over several stands in its first one, and the others are empty. `broken`
    matches where a tag begins, `whole` one that is complete."""
    found = list(lines)
    for start, line in enumerate(lines):
        if "<" not in line or not broken.match(line.strip()) or ">" in line.rpartition("<")[2]:
            continue
        written = line
        for at, following in _following(lines, start):
            written += f" {following}"
            if ">" in following:
                if whole.match(written.strip()):
                    found[start : at + 1] = [written, *[""] * (at - start)]
                break
    return found


def _following(lines: list[str], start: int) -> Iterator[tuple[int, str]]:
    """The lines behind one, up to the one in which another tag may begin."""
    for at in range(start + 1, min(start + _MOST_LINES, len(lines))):
        if "<" in lines[at].partition(">")[0]:
            return
        yield at, lines[at]

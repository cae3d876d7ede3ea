"""A baseline: how many uses of each fingerprint were there before, so that only new ones fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field

from refactor_cli.checking.findings import Finding, fingerprint
from refactor_cli.errors import RefactorError
from refactor_cli.lazy_pattern import lazy_pattern

_VERSION = 1
_FINGERPRINT = lazy_pattern(r"[0-9a-f]{16}")
_MOST = 10_000_000
_MOST_TRIED = 200_000  # fingerprints made to find what moved
_HINT = "restore it from git, or write it anew: delete it and run `refactor baseline`"


class Entry(NamedTuple):
    """Uses of one symbol in one file that read the same; `uses`: how many."""

    path: str
    symbol: str
    fingerprint: str
    uses: int


class Baseline(Struct, frozen=True):
    """The entries by fingerprint."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many uses it holds."""
        return sum(entry.uses for entry in self.entries.values())


class Split(NamedTuple):
    """`new`: findings beyond the baseline, the last ones of their fingerprint; `known`: how many are in it; `stale`:
    how many uses it holds that are no more."""

    new: tuple[Finding, ...]
    known: int
    stale: int


def baseline_of(findings: Iterable[Finding]) -> Baseline:
    """The baseline that holds exactly these findings. Comments are never in one."""
    entries = dict[str, Entry]()
    for finding in findings:
        if finding.kind == "use":
            before = entries.get(finding.fingerprint)
            count = before.uses + 1 if before else 1
            entries[finding.fingerprint] = Entry(finding.path, finding.symbol, finding.fingerprint, count)
    return Baseline(entries)


def split(findings: Iterable[Finding], baseline: Baseline, checked: Iterable[str] | None = None) -> Split:
    """Findings against a baseline. `checked`: the paths that were looked at, None for all there are; only their
    entries can be stale."""
    left = Counter({key: entry.uses for key, entry in baseline.entries.items()})
    new, known = list[Finding](), 0
    for finding in findings:
        if finding.kind == "use" and left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
            known += 1
        else:
            new.append(finding)
    paths = None if checked is None else frozenset(checked)
    stale = sum(count for key, count in left.items() if paths is None or baseline.entries[key].path in paths)
    return Split(tuple(new), known, stale)


def followed(baseline: Baseline, findings: Iterable[Finding], is_gone: Callable[[str], bool]) -> Baseline:
    """The baseline with the uses of files that are gone under the files in which the same ones stand now: a file got
    another name, or its code went elsewhere. It holds as many uses as before."""
    left = Counter({key: entry.uses for key, entry in baseline.entries.items()})
    new = list[Finding]()
    for finding in findings:
        if finding.kind == "use":
            known = left[finding.fingerprint] > 0
            left[finding.fingerprint] -= known
            new += [] if known else [finding]
    if not new:
        return baseline
    symbols = {finding.symbol for finding in new}
    waiting = [
        each for each in baseline.entries.values() if each.symbol in symbols and left[each.fingerprint]
    ]
    gone = {path for path in sorted({each.path for each in waiting}) if is_gone(path)}
    paths = dict[str, set[str]]()
    for entry in waiting:
        if entry.path in gone:
            paths.setdefault(entry.symbol, set()).add(entry.path)
    entries, tried = dict(baseline.entries), 0
    for finding in new:
        # a file of the same name is likelier the same one
        name = finding.path.rpartition("/")[2]
        old = sorted(paths.get(finding.symbol, ()), key=lambda path: (path.rpartition("/")[2] != name, path))
        tried += len(old)
        if tried > _MOST_TRIED:
            break
        for path in old:
            key = fingerprint(path, finding.symbol, *finding.made_of)
            if left[key] > 0:
                left[key] -= 1
                _move(entries, key, finding)
                break
    return Baseline(entries)


def _move(entries: dict[str, Entry], key: str, finding: Finding) -> None:
    """One use of an entry to where it is now."""
    entry = entries.pop(key)
    if entry.uses > 1:
        entries[key] = entry._replace(uses=entry.uses - 1)
    there = entries.get(finding.fingerprint)
    count = there.uses + 1 if there else 1
    entries[finding.fingerprint] = Entry(finding.path, finding.symbol, finding.fingerprint, count)


def shrunk(baseline: Baseline, now: Baseline, unread: Iterable[str] = ()) -> Baseline:
    """The baseline without uses that are no more. Entries of files that could not be read stay."""
    kept, unread = dict[str, Entry](), frozenset(unread)
    for key, entry in baseline.entries.items():
        found = entry.uses if entry.path in unread else min(entry.uses, _count(now, key))
        if found:
            kept[key] = entry._replace(uses=found)
    return Baseline(kept)


def united(one: Baseline, other: Baseline) -> Baseline:
    """The baseline that holds the larger count of each."""
    entries = dict(one.entries)
    for key, entry in other.entries.items():
        entries[key] = entry._replace(uses=max(entry.uses, _count(one, key)))
    return Baseline(entries)


def _count(baseline: Baseline, key: str) -> int:
    entry = baseline.entries.get(key)
    return entry.uses if entry else 0


def dump(baseline: Baseline) -> bytes:
    """The bytes of a baseline: JSON with one entry a line, in order, so that branches merge."""
    import json

    rows = sorted(baseline.entries.values())
    lines = ",\n".join(f"  {json.dumps(row._asdict())}" for row in rows)
    return (f'{{"version": {_VERSION}, "uses": [\n{lines}\n]}}\n' if rows else _EMPTY).encode()


_START = f'{{"version": {_VERSION}, "uses": [\n  {{"path": '.encode()
_EMPTY = f'{{"version": {_VERSION}, "uses": []}}\n'


def is_baseline(data: bytes) -> bool:
    """Whether a file begins as `dump` writes it."""
    return data.startswith(_START)


def read_baseline(data: bytes, name: str) -> Baseline:
    """Reads a baseline; `name` stands in errors.

    Raises:
        RefactorError: anything in it is not as `dump` writes it.
    """
    import json

    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RefactorError(f"{name} is no baseline: it is no JSON", _HINT) from None
    number = value.get("version") if isinstance(value, dict) else None
    if isinstance(number, int) and number > _VERSION:
        raise RefactorError(
            f"{name} was written by a newer version of refactor",
            "install that one here too: pip install -U refactor-branch",
        )
    is_whole = isinstance(value, dict) and value.keys() == {"version", "uses"}
    if not is_whole or value["version"] != _VERSION or value["version"] is True:
        raise RefactorError(f"{name} is no baseline of version {_VERSION}", _HINT)
    if not isinstance(value["uses"], list):
        raise RefactorError(f"{name} is no baseline: its uses are no list", _HINT)
    entries = dict[str, Entry]()
    for number, row in enumerate(value["uses"], 1):
        entry = _entry(row)
        if entry is None or entry.fingerprint in entries:
            raise RefactorError(f"{name} is no baseline: use {number} is not as it was written", _HINT)
        entries[entry.fingerprint] = entry
    return Baseline(entries)


def _no_constant(text: str) -> None:
    raise ValueError(text)


def _entry(row: Any) -> Entry | None:
    if not isinstance(row, dict) or row.keys() != set(Entry._fields):
        return None
    path, symbol, key, count = (row[name] for name in Entry._fields)
    is_text = all(isinstance(each, str) and each for each in (path, symbol, key))
    is_number = isinstance(count, int) and not isinstance(count, bool) and 0 < count <= _MOST
    return Entry(path, symbol, key, count) if is_text and is_number and _FINGERPRINT.fullmatch(key) else None

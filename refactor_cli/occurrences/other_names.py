"""Which other names Python files give to what is imported under one, for those who ask about few words: told from the
bytes around each, where `import_words.renamed` reads all that all files import and assign."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from refactor_cli.data import Snapshot
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.assigned import assigned_in
from refactor_cli.occurrences.imported import imported_in
from refactor_cli.occurrences.targets_before import targets_before
from refactor_cli.words import ascii_bytes, name_of, offsets
from refactor_cli.words.files import python_files_with

_AS = lazy_pattern(rb"(?:[ \t\f\r\n\\]|#[^\n]*\n)+as\b")
# what stands behind a value that is no more than a name, in a display perhaps
_ENDS = lazy_pattern(rb"[ \t\f\\)\]}]*(?:[,;#:=\r\n]|\Z)")
_WALRUS = lazy_pattern(rb":=[ \t\f\r\n\\(]*(?:staticmethod[ \t]*\()?[\w\x80-\xff. \t\r\n\\]*\Z")
_ANY = frozenset({b"*"})
_FAR = 300  # bytes


def also_called(snapshot: Snapshot, names: Iterable[bytes], most: int) -> frozenset[bytes] | None:
    """The names, and those that files give to what they import or take under one, by `as` or by an assignment, again
    and again; None where these are more than `most`."""
    waiting = list(names)
    given: dict[bytes, set[str]] = {name: set() for name in waiting}  # and where
    while waiting:
        name = waiting.pop()
        for new, path in _given_for(snapshot, name, given[name]):
            if new not in given:
                waiting.append(new)
            given.setdefault(new, set()).add(path)
            if len(given) > most:
                return None
    return frozenset(given)


def _given_for(snapshot: Snapshot, name: bytes, own: Collection[str]) -> Iterator[tuple[bytes, str]]:
    """`own`: the files that give the name themselves."""
    for path in python_files_with(snapshot, name_of(name)):
        file = snapshot.files[path]
        data = ascii_bytes(file)
        data = data if data.isascii() else file.text.utf8
        yield from ((new, path) for new in _given_in(data, name, path in own))


def _given_in(data: bytes, name: bytes, is_own: bool) -> Iterator[bytes]:
    every = [*offsets(data, name)]
    is_renamed = any(_AS.match(data, at + len(name)) for at in every)
    places = [at for at in every if _ENDS.match(data, at + len(name)) or _is_walrus(data, at)]
    if not places and not is_renamed:
        return
    words = [after for _, _, _, after in imported_in(data)]
    for after in words if is_renamed else ():
        yield from (
            after[at + 1] for at in range(1, len(after) - 1) if after[at - 1 : at + 1] == [name, b"as"]
        )
    if not is_own and not any(name in after or b"*" in after for after in words):
        places = [at for at in places if data[max(0, at - _FAR) : at].rstrip(b" \t\r\n\\")[-1:] == b"."]
    targets = [targets_before(data, at) for at in places]
    if None in targets:
        yield from (new for _, old, new in assigned_in(data, _ANY) if old == name)
    yield from (target for each in targets if each is not None for target in each)


def _is_walrus(data: bytes, at: int) -> bool:
    return _WALRUS.search(data, max(0, at - _FAR), at) is not None

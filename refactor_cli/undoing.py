"""A recorded file, its bytes now -> its bytes without some edits: the old source of these usages put back.

Import lines follow as in any other edit: what the old source names is imported again, what nothing else needs goes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.commit_messages import RecordedFile, Site, Written
from refactor_cli.data import Edit, SourceFile, Span, blob_id
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.imports import Import, ImportChange, edit_imports
from refactor_cli.imports.meaning import import_of, meaning
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import references
from refactor_cli.renderers.clean import clean
from refactor_cli.resolution import bindings_at, scope_at
from refactor_cli.splice import Splice, spliced, splices
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import decode_python
from refactor_cli.undo_groups import Choice
from refactor_cli.verify.result import check_result

_NAME = re.compile(rb"[^\W\d]\w*")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_RECEIVER = re.compile(r"(?:[^\W\d]\w*\s*\.\s*)+$")


class TakenBack(NamedTuple):
    """The new bytes, and how they are to be recorded; None when the file was changed by others since."""

    data: bytes
    recorded: RecordedFile | None


class Versions(NamedTuple):
    """The bytes of a file before the migration, as the migration left them, and now."""

    before: bytes
    left: bytes
    now: bytes


def take_back(
    file: RecordedFile, choice: Choice, versions: Versions, symbols: Callable[[], SymbolMap]
) -> TakenBack:
    """Puts the old source of these usages back. `symbols`: of the commit in which the file is as it is now.

    Raises:
        RefactorError: one edit is also for other usages, a name is needed in its new meaning as well, the bytes
            changed since, or the result would not parse.
    """
    ids = choice.ids
    chosen = [edit for edit in file.edits if ids & set(edit.usages)]
    for edit in chosen:
        if others := sorted(set(edit.usages) - ids):
            raise RefactorError(
                f"{clean(file.path)}: {min(ids & set(edit.usages))} was rewritten together with {', '.join(others)}",
                "name these too",
            )
    staying = [edit for edit in file.edits if edit.usages and edit not in chosen]
    if versions.now == versions.left and choice.is_whole:
        return TakenBack(versions.before, RecordedFile(file.path, file.before, file.before, ()))
    carried = _apart(file, _carried(versions.before, choice.carried), chosen)
    chosen += carried
    places = _places(sorted((*file.edits, *carried)))
    spans = [_now(versions, places[edit], file.path) for edit in chosen]
    after, changes = _without(symbols(), file.path, versions, list(zip(chosen, spans, strict=True)))
    if versions.now != versions.left:
        return TakenBack(after, None)
    marks = [(edit, _shifted(places[edit], changes)) for edit in staying]
    edits = _recorded(versions.before, after, marks)
    blob = blob_id(after, "sha1" if len(file.before) == 40 else "sha256")
    return TakenBack(after, RecordedFile(file.path, file.before, blob, edits))


def _places(edits: Iterable[Written]) -> dict[Written, Span]:
    """Where each edit's new bytes stand in the file that all of them lead to."""
    found, shift = dict[Written, Span](), 0
    for edit in edits:
        start = edit.start + shift
        found[edit] = Span(start, start + edit.length)
        shift += edit.length - (edit.end - edit.start)
    return found


def _carried(before: bytes, sites: Sequence[Site]) -> list[Written]:
    """Usages whose text did not change, as edits that change nothing."""
    if not sites:
        return []
    text, found = decode_python(before), list[Written]()
    for site in sites:
        line, column = text.line(site.line), site.column - 1
        receiver, name = _RECEIVER.search(line, 0, column), _IDENTIFIER.match(line, column)
        first, last = (receiver.start() if receiver else column), (name.end() if name else column)
        offsets = (text.line_starts[site.line - 1] + len(line[:each].encode()) for each in (first, last))
        start, end = map(text.raw_offset, offsets)
        found.append(Written(start, end, end - start, (site.id,)))
    return found


def _apart(file: RecordedFile, carried: Sequence[Written], chosen: Sequence[Written]) -> list[Written]:
    """Those that no edit took along: the class in `Shop.count(x)` goes back with the call.

    Raises:
        RefactorError: the edit that took one along is to stay.
    """
    left = list[Written]()
    for each in carried:
        around = [edit for edit in file.edits if edit.start <= each.start and each.end <= edit.end]
        if staying := next((edit for edit in around if edit not in chosen), None):
            names = ", ".join(sorted(staying.usages))
            raise RefactorError(
                f"{clean(file.path)}: {each.usages[0]} was rewritten together with {names}", "name these too"
            )
        left += [] if around else [each]
    return left


def _now(versions: Versions, span: Span, path: str) -> Span:
    """The same bytes in the file as it is now: where the lines around them are still the same."""
    if versions.now == versions.left:
        return span
    left, now = versions.left.splitlines(keepends=True), versions.now.splitlines(keepends=True)
    first = versions.left.count(b"\n", 0, span.start)
    last = versions.left.count(b"\n", 0, max(span.start, span.end - 1))
    for mine, theirs, size in difflib.SequenceMatcher(None, left, now, autojunk=False).get_matching_blocks():
        if mine <= first and last < mine + size:
            shift = sum(map(len, now[:theirs])) - sum(map(len, left[:mine]))
            return Span(span.start + shift, span.end + shift)
    raise RefactorError(
        f"{clean(path)}:{first + 1}: the bytes of this usage changed since the migration",
        "change it by hand on the branch",
        ExitCode.REPOSITORY,
    )


def _without(
    symbols: SymbolMap, path: str, versions: Versions, chosen: Sequence[tuple[Written, Span]]
) -> tuple[bytes, tuple[Splice, ...]]:
    now = symbols.snapshot.files[path]
    old = SourceFile(
        path,
        blob_id(versions.before, symbols.snapshot.object_format),
        now.mode,
        now.language,
        versions.before,
    )
    before = symbols.with_snapshot(replace(symbols.snapshot, files={**symbols.snapshot.files, path: old}))
    edits, needs, vacated, used = list[Edit](), list[tuple[Import, int]](), list[Span](), set[str]()
    for edit, span in chosen:
        place = Span(_offset(now, span.start), _offset(now, span.end))
        source = Span(_offset(old, edit.start), _offset(old, edit.end))
        text = old.text.utf8[slice(*source)].decode()
        edits.append(Edit(path, place, text, edit.usages, "undo"))
        if now.language == "python":
            needs += [(made, place.start) for made in _imported(before, path, source)]
            used |= {name.decode() for name in _NAME.findall(text.encode())}
            vacated += _names(symbols, path, place)
    if now.language == "python":
        _check_meanings(symbols, path, needs, vacated)
        change = ImportChange(
            tuple(needs), tuple(sorted(vacated)), frozenset(used) - {m.local for m, _ in needs}
        )
        edits += edit_imports(symbols, path, change)
    checked = check_result(edits, symbols)
    if path in checked.refused:
        raise RefactorError(
            f"{clean(path)} cannot be taken back in part: {checked.refused[path]}",
            f"take the whole file back: --file {path}",
            ExitCode.REPOSITORY,
        )
    changes = splices(now, edits)
    return spliced(now.data, changes), changes


def _check_meanings(
    symbols: SymbolMap, path: str, needs: Iterable[tuple[Import, int]], vacated: Sequence[Span]
) -> None:
    """Raises for a name that would mean what it meant while a place that stays needs what it means now.

    `import a.b` beside `import a.c` is no such name: both bind `a`, and to the same package.
    """
    file_map = symbols.map(path)
    assert file_map is not None
    for made, offset in needs:
        bindings = bindings_at(file_map, scope_at(file_map, offset), made.local, offset)
        others = (import_of(symbols, path, each) for each in bindings)
        wanted = meaning(symbols, path, made)
        if all(each is None or meaning(symbols, path, each) == wanted for each in others):
            continue
        uses = references(parsed(symbols, path), file_map, made.local)
        if staying := next((use for use in uses if not any(gone.contains(use) for gone in vacated)), None):
            line, _ = symbols.snapshot.files[path].text.position(staying.start)
            raise RefactorError(
                f"{clean(path)}: {made.local} would be imported from where it was, and line {line} needs it as it is",
                f"name all usages of {made.local}, or take the whole file back: --file {clean(path)}",
            )


def _offset(file: SourceFile, raw: int) -> int:
    """The offset into the text of an offset into the bytes."""
    low, high = 0, len(file.text.utf8)
    while low < high:
        middle = (low + high) // 2
        while middle > low and file.text.utf8[middle] & 0xC0 == 0x80:  # not within a character
            middle -= 1
        if file.text.raw_offset(middle) < raw:
            low = middle + 1
            while low < high and file.text.utf8[low] & 0xC0 == 0x80:
                low += 1
        else:
            high = middle
    return low


def _imported(symbols: SymbolMap, path: str, span: Span) -> list[Import]:
    """The imports of a file that code at `span` relies on."""
    file_map, found = symbols.map(path), list[Import]()
    for place in _names(symbols, path, span):
        name = symbols.snapshot.files[path].text.utf8[slice(*place)].decode()
        assert file_map is not None
        for binding in bindings_at(file_map, scope_at(file_map, place.start), name, place.start):
            if (made := import_of(symbols, path, binding)) is not None and made not in found:
                found.append(made)
    return found


def _names(symbols: SymbolMap, path: str, span: Span) -> list[Span]:
    """The places in a span where names that imports bind are looked up."""
    file_map = symbols.map(path)
    if file_map is None:
        return []
    read = parsed(symbols, path)
    bound = {binding.name for binding in file_map.imports}
    here = {match[0].decode() for match in _NAME.finditer(read.utf8[slice(*span)])} & bound
    return [use for name in sorted(here) for use in references(read, file_map, name) if span.contains(use)]


def _shifted(span: Span, changes: Iterable[Splice]) -> Span:
    shift = sum(len(each.data) - (each.end - each.start) for each in changes if each.end <= span.start)
    return Span(span.start + shift, span.end + shift)


def _recorded(before: bytes, after: bytes, marks: Sequence[tuple[Written, Span]]) -> tuple[Written, ...]:
    """The edits that lead from one to the other: those that stay, and what differs between them."""
    found, old, new = list[Written](), 0, 0
    end = Written(len(before), len(before), 0), Span(len(after), len(after))
    for edit, span in (*marks, end):
        found += _difference(before, after, Span(old, edit.start), Span(new, span.start))
        if edit.usages:
            found.append(edit)
        old, new = edit.end, span.end
    return tuple(found)


def _difference(before: bytes, after: bytes, old: Span, new: Span) -> list[Written]:
    one, two = before[slice(*old)], after[slice(*new)]
    if one == two:
        return []
    most = min(len(one), len(two))
    head = next((n for n in range(most) if one[n] != two[n]), most)
    tail = next((n for n in range(most - head) if one[-1 - n] != two[-1 - n]), most - head)
    return [Written(old.start + head, old.end - tail, len(two) - tail - head)]

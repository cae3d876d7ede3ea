"""The fixes of a report, for formats that carry them: what `--fix` would write, without writing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from refactor_cli.checking.findings import Fix, Fixes, Replacement
from refactor_cli.data import Location
from refactor_cli.errors import LedgerError
from refactor_cli.migration import checked
from refactor_cli.renderers.clean import clean_path
from refactor_cli.splice import by_path

if TYPE_CHECKING:
    from refactor_cli.checking.findings import Finding
    from refactor_cli.commands.checks.searching import Looked, Searched
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Edit
    from refactor_cli.migration import Migration
    from refactor_cli.symbols import SymbolMap
    from refactor_cli.text import Text

# each use is rewritten on its own for its fix; with more of them, only whole files have one
MOST_USES = 500
# the result of everything is searched once; where that does not agree, of so many groups of files more
_MOST_SEARCHES = 40


def proposed(reading: Reading, looked: Looked, findings: Sequence[Finding], most: int = MOST_USES) -> Fixes:
    """The fixes of what is certain and exactly equivalent: of each use as if nothing else changed, where there are no
    more than `most`, and of all in a file. None in files of which a search of the result does not agree."""
    from refactor_cli.commands.checks.fixing import rewriting
    from refactor_cli.commands.checks.searching import search

    wanted = [each for each in findings if each.fix is not None and each.is_certain]
    if not wanted:
        return Fixes()
    symbols, searched = reading.symbols, looked.searched or search(reading, looked)
    agreed = _agreed(reading, looked, searched, wanted)
    every = {
        each.usage.id
        for migration in agreed
        for each in migration.ledger.outcomes
        if each.outcome == "rewritten"
    }
    done = [each for each in wanted if each.usage in every]
    of_file = _by_file(symbols, (edit for migration in agreed for edit in migration.edits), done)
    if len(done) > most:
        return Fixes({}, of_file)
    of_use = dict[str, Fix]()
    for each in done:
        alone = checked(rewriting(reading, looked, searched, [each]), symbols)
        here = [edit for edit in alone.edits if edit.path == each.path]
        if here:
            of_use[each.usage] = _fix(symbols, each.path, here, each.message)
    return Fixes(of_use, of_file)


def _agreed(
    reading: Reading, looked: Looked, searched: Searched, wanted: Sequence[Finding]
) -> list[Migration]:
    """What the findings come to, of all together; where a search of that does not agree, of the halves of their files,
    and of theirs, down to files that have to do without."""
    from refactor_cli.commands.checks.fixing import rewritten
    from refactor_cli.commands.command_line import output

    found: list[Migration] = []
    searches = 0
    waiting = [sorted({each.path for each in wanted})]
    while waiting:
        paths, searches = waiting.pop(), searches + 1
        try:
            its = [each for each in wanted if each.path in paths]
            found.append(rewritten(reading, looked, searched, its))
        except LedgerError as error:
            middle = len(paths) // 2
            if middle and searches + len(waiting) + 2 <= _MOST_SEARCHES:
                waiting += [paths[middle:], paths[:middle]]
                continue
            what = clean_path(paths[0]) if not middle else f"{len(paths)} files"
            output.note(
                f"warning: no fixes are given for {what}, as a search of their result does not agree: {error}"
            )
    return found


def _by_file(symbols: SymbolMap, edits: Iterable[Edit], done: Iterable[Finding]) -> Mapping[str, Fix]:
    counts = dict[str, int]()
    for each in done:
        counts[each.path] = counts.get(each.path, 0) + 1
    return {
        path: _fix(symbols, path, its_edits, f"Fix all that is certain in this file ({counts[path]})")
        for path, its_edits in by_path(edits).items()
        if path in counts
    }


def _fix(symbols: SymbolMap, path: str, edits: Sequence[Edit], about: str) -> Fix:
    text = symbols.snapshot.files[path].text
    replacements = (
        Replacement(Location(*_position(text, edit.span.start), *_position(text, edit.span.end)), edit.text)
        for edit in edits
        if edit.text or edit.span.start < edit.span.end
    )
    return Fix(path, about, tuple(replacements), text.encoding)


def _position(text: Text, offset: int) -> tuple[int, int]:
    """As `Text.position`; behind the last line end of a file there is no line."""
    line, column = text.position(offset)
    if offset < len(text.utf8) or column > 1 or line == 1:
        return line, column
    return line - 1, len(text.slice(text.line_starts[line - 2], offset)) + 1

"""The fixes of a report, for formats that carry them: what `--fix` would write, without writing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from refactor_cli.checking.findings import Fix, Fixes, Replacement
from refactor_cli.data import Location
from refactor_cli.errors import LedgerError
from refactor_cli.migration import checked
from refactor_cli.splice import by_path

if TYPE_CHECKING:
    from refactor_cli.checking.findings import Finding
    from refactor_cli.commands.checking import Looked
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Edit
    from refactor_cli.symbols import SymbolMap
    from refactor_cli.text import Text

# each use is rewritten on its own for its fix; with more of them, only whole files have one
MOST_USES = 500


def proposed(reading: Reading, looked: Looked, findings: Sequence[Finding], most: int = MOST_USES) -> Fixes:
    """The fixes of what is certain and exactly equivalent: of each use as if nothing else changed, where there are no
    more than `most`, and of all in a file. None where a search of the result does not agree."""
    from refactor_cli.commands import output
    from refactor_cli.commands.checking import search
    from refactor_cli.commands.fixing import rewriting, rewritten

    wanted = [each for each in findings if each.fix is not None and each.is_certain]
    if not wanted:
        return Fixes()
    symbols, searched = reading.symbols, looked.searched or search(reading, looked)
    try:
        migration = rewritten(reading, looked, searched, wanted)
    except LedgerError as error:
        output.note(f"warning: no fixes are given, as a search of their result does not agree: {error}")
        return Fixes()
    every = {each.usage.id for each in migration.ledger.outcomes if each.outcome == "rewritten"}
    done = [each for each in wanted if each.usage in every]
    of_file = _by_file(symbols, migration.edits, done)
    if len(done) > most:
        return Fixes({}, of_file)
    of_use = dict[str, Fix]()
    for each in done:
        alone = checked(rewriting(reading, looked, searched, [each]), symbols)
        here = [edit for edit in alone.edits if edit.path == each.path]
        if here:
            of_use[each.usage] = _fix(symbols, each.path, here, each.message)
    return Fixes(of_use, of_file)


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

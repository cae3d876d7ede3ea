"""Names that are free once the imports which bound them are gone: new code needs no alias beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from refactor_cli.data import Binding, Edit, Span
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import references
from refactor_cli.inline.file import File
from refactor_cli.inline.import_lines.imported import is_gone
from refactor_cli.resolution import bindings_at, scope_at


def freed_by(file: File, edits: Sequence[Edit]) -> frozenset[Span]:
    """The imports that these edits take away, by the span of the name that they bind, where new code goes by an alias
    as that name was taken: `import StringIO`, for `from io import StringIO as io_StringIO`."""
    needed = {need.wanted for change in file.changes for need in change.needs}
    avoided = {each.name or each.module for each in needed if each.alias and each.alias != each.name}
    return frozenset(
        binding.span
        for name in avoided - file.unlike
        if all(is_gone(each, edits) for each in file.map.named.get(name, ()))
        for binding in file.map.named.get(name, ())
    )


def stays_after_all(file: File, edits: Sequence[Edit]) -> bool:
    """Whether an import is there still, whose name new code took for free."""
    return any(each.span in file.freed and not is_gone(each, edits) for each in file.map.imports)


def builtins_taken(file: File, names: Iterable[str]) -> Iterator[str]:
    """Those of the names that the file goes on using for what Python has under them."""
    vacated = {span for change in file.changes for span in change.vacated}
    read = parsed(file.symbols, file.path)
    for name in names:
        uses = (use for use in references(read, file.map, name) if use not in vacated)
        if any(not _bound(file, name, use) for use in uses):
            yield name


def _bound(file: File, name: str, use: Span) -> tuple[Binding, ...]:
    return bindings_at(file.map, scope_at(file.map, use.start), name, use.start)

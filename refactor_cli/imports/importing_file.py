"""The file whose imports are edited, as all steps of that need it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from refactor_cli.imports.comments import Comment
from refactor_cli.imports.names import Room
from refactor_cli.imports.placing import line_start
from refactor_cli.imports.statements import ParsedFile, Statement
from refactor_cli.imports.style import Style
from refactor_cli.symbols import SymbolMap


class ImportingFile(Struct, frozen=True):
    """The file at hand. `comments`: by name and alias, of names that another import brings as they were."""

    symbols: SymbolMap
    path: str
    read: ParsedFile
    style: Style
    comments: Mapping[tuple[str, str], Comment] = field(default_factory=dict)

    def room(self, statement: Statement) -> Room:
        """What the lines of a statement have room for."""
        utf8, span = self.read.utf8, statement.span
        end = utf8.find(b"\n", span.end)
        before = utf8[line_start(utf8, span.start) : span.start].decode("utf-8", "replace")
        after = utf8[span.end : end if end >= 0 else len(utf8)].decode("utf-8", "replace").rstrip()
        return self.style.room._replace(before=before, after=after)

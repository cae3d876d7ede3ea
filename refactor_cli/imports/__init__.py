"""How a symbol is written at a place of a file, and the file's import statements after an edit.

`spell` answers the first, `edit_imports` carries it out; both follow the style that the file has.
"""

from refactor_cli.imports.capture import hides_another
from refactor_cli.imports.editing import edit_imports
from refactor_cli.imports.meaning import site_at
from refactor_cli.imports.spelling import as_the_file_does, import_in_place, spell
from refactor_cli.imports.values import (
    Assigned,
    Import,
    ImportChange,
    Need,
    Spelling,
    Unspellable,
    Wanted,
    Written,
)

__all__ = [
    "Assigned",
    "Import",
    "ImportChange",
    "Need",
    "Spelling",
    "Unspellable",
    "Wanted",
    "Written",
    "as_the_file_does",
    "edit_imports",
    "hides_another",
    "import_in_place",
    "site_at",
    "spell",
]

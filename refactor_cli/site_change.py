"""A new source for one place, and what it means for the imports of its file."""

from __future__ import annotations

from typing import NamedTuple

from refactor_cli.data import Edit
from refactor_cli.imports import ImportChange


class SiteChange(NamedTuple):
    """Import lines are made once a file, for all of its changes together: none is among the edit's."""

    edit: Edit
    imports: ImportChange

"""The usages of a file that are to be taken back -> what has to go back with them.

A usage whose own text did not change was migrated by an import alone; a usage that is an import goes back when
nothing that needs it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from refactor_cli.commit_messages import RecordedFile, Site
from refactor_cli.errors import RefactorError
from refactor_cli.renderers.clean import clean

_DEFINED = re.compile(rb"^(?:(?:async[ ]+def|def|class)[ ]+(\w+)|(\w+)[ ]*[:=])", re.MULTILINE)


class Choice(NamedTuple):
    """`ids`: every usage that goes back; `carried`: those whose text stays, only what they mean changes;
    `is_whole`: nothing of the migration is left in the file."""

    ids: frozenset[str]
    carried: tuple[Site, ...]
    is_whole: bool


def defined_in(file: RecordedFile, after: bytes) -> Iterator[str]:
    """The names that what the migration inserted into a file defines at its top. `after`: the file as it left it."""
    grown = 0
    for edit in sorted(file.edits):
        start = edit.start + grown
        if edit.start == edit.end and not edit.usages:
            for found in _DEFINED.finditer(after, start, start + edit.length):
                yield (found[1] or found[2]).decode()
        grown += edit.length - (edit.end - edit.start)


def undone_with(file: RecordedFile, sites: Sequence[Site], wanted: frozenset[str]) -> Choice:
    """`sites`: the usages of the file that are rewritten on the branch; `wanted`: the ids to take back, of these.

    Raises:
        RefactorError: an import is to go back while usages that need it stay.
    """
    edited = {id for edit in file.edits for id in edit.usages}
    ids = set(wanted)
    for target in sorted({site.target for site in sites if site.id in wanted}):
        mine = [site for site in sites if site.target == target]
        imports = {site.id for site in mine if site.kind == "import"}
        staying = [site.id for site in mine if site.id not in imports and site.id not in wanted]
        if staying and imports & wanted:
            raise RefactorError(
                f"{min(imports & wanted)} is an import, which goes with the usages that need it",
                f"take these back too: {', '.join(sorted(staying))}; or the whole file: --file {clean(file.path)}",
            )
        if not staying:
            ids |= imports
    is_whole = all(site.id in ids for site in sites)
    chosen = [site for site in sites if site.id in ids]
    if not is_whole and chosen and all(site.kind == "import" and site.id not in edited for site in chosen):
        raise RefactorError(
            f"{', '.join(sorted(ids))} is an import, which goes with the usages that need it",
            f"take these back, or the whole file: --file {clean(file.path)}",
        )
    carried = (site for site in chosen if site.id not in edited and site.kind != "import")
    return Choice(frozenset(ids), tuple(carried), is_whole)

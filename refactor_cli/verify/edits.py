"""What a block that passed comes to: its edit, and the imports that it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from refactor_cli.data import Edit, SiteBlock, Span, Usage
from refactor_cli.imports import Assigned, Import, ImportChange, Need, as_the_file_does
from refactor_cli.recipe.rules import Variable
from refactor_cli.resolution import module_file
from refactor_cli.variables import name_of
from refactor_cli.verify.code import parsed
from refactor_cli.verify.names import Site, read_imports
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.together import BY

_PARSED_ANEW = 500_000  # bytes; the edits of a larger file are checked together, with the result


def imports_of(block: SiteBlock, site: Site) -> tuple[Import, ...]:
    """Those that the block asks for, as its file writes imports; what the file defines itself needs none.

    Raises:
        Refused: a line is no import, or one that a block may not have.
    """
    found = (as_the_file_does(site.symbols, site.path, each) for each in read_imports(block.imports))
    return tuple(
        each
        for each in found
        if each.alias or not each.name or module_file(site.symbols, each.module, site.path) != site.path
    )


class AssignedNames(NamedTuple):
    """Names of a block that the recipe assigns. `assigned`: what their module lacks of that; `needs`: the imports for
    it; `used`: first names in it."""

    names: frozenset[str] = frozenset()
    assigned: tuple[Assigned, ...] = ()
    needs: tuple[Need, ...] = ()
    used: frozenset[str] = frozenset()

    def change(
        self, at: int, needed: frozenset[str], imports: Sequence[Import], vacated: tuple[Span, ...]
    ) -> ImportChange:
        """What the block means for the imports of its file. `at`: where it needs its own `imports`; `needed`: all names
        that it needs; `vacated`: as `ImportChange` has it."""
        needs = (*(Need(wanted, at) for wanted in imports), *self.needs)
        used = needed - {each.local for each in imports} | self.used
        return ImportChange(needs, vacated, used, assigned=self.assigned)


def assigned_for(
    site: Site, at: int, names: Iterable[str], imports: Sequence[Import], variables: Mapping[str, Variable]
) -> AssignedNames:
    """The names of a block, at an offset, that the recipe assigns and its file does not define.

    Raises:
        Refused: a name cannot be assigned in this file.
    """
    imported, found = {each.local for each in imports}, AssignedNames()
    for name in sorted(variables.keys() & names):
        made = name_of(site.symbols, site.path, at, variables[name], exactly=True)
        if name in imported or (isinstance(made, str) and site.is_defined(name)):
            continue
        if isinstance(made, str):
            raise Refused(made)
        assigned = () if made.assigned is None else (made.assigned,)
        found = AssignedNames(
            found.names | {name},
            (*found.assigned, *assigned),
            (*found.needs, *made.needs),
            found.used.union(made.used),
        )
    return found


def edit_of(site: Site, new: str, covered: Sequence[Usage]) -> Edit:
    """The new source in its place.

    Raises:
        Refused: the file cannot hold it, or would not parse any more.
    """
    text = site.symbols.snapshot.files[site.path].text
    try:
        text.encode(new)
    except UnicodeEncodeError:
        raise Refused(f"it has a character that {text.encoding} cannot hold") from None
    edit = Edit(site.path, site.replaced, new, tuple(each.id for each in covered), BY)
    _check_still_parses(text.utf8, edit)
    return edit


def _check_still_parses(utf8: bytes, edit: Edit) -> None:
    if len(utf8) > _PARSED_ANEW:
        return
    after = utf8[: edit.span.start] + edit.text.encode("utf-8") + utf8[edit.span.end :]
    if _parses(utf8) and not _parses(after):
        raise Refused("the file would not parse any more")


def _parses(utf8: bytes) -> bool:
    return parsed(utf8.decode("utf-8", "replace")) is not None

"""Names that new code of a file uses for something new, and that cannot be had: other code goes on using them, or an
import that stays hides them."""

from __future__ import annotations

from collections.abc import Sequence

from refactor_cli.data import Binding, Edit, Span
from refactor_cli.imports import Import
from refactor_cli.imports.meaning import site_at
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import reads, references
from refactor_cli.inline.file import Change, File
from refactor_cli.inline.import_lines.freed import builtins_taken
from refactor_cli.inline.import_lines.imported import is_gone
from refactor_cli.resolution.standard_library import BUILTINS


def taken_over(file: File, edits: Sequence[Edit]) -> frozenset[str]:
    """Old local names that new code uses for something new, while other code, or an import that stays, goes on
    using them."""
    wanted: dict[str, set[Import]] = {}
    for change in file.changes:
        for need in change.needs:
            wanted.setdefault(need.wanted.local, set()).add(need.wanted)
    vacated = {span for change in file.changes for span in change.vacated}
    names = {file.utf8[slice(*span)].decode() for span in vacated} & wanted.keys()
    found = set[str]()
    for name in names:
        bindings = [each for each in file.map.named.get(name, ()) if each.kind in ("import", "from")]
        old = [each for each in bindings if not any(_is_import(each, new) for new in wanted[name])]
        meanings = {(each.module, each.name) for each in wanted[name] if each.name or each.alias}
        is_meant_twice = len(meanings) > 1 or (old and any(_goes_by_it(each, name) for each in file.changes))
        if is_meant_twice or any(_remains(file, each, vacated) or not is_gone(each, edits) for each in old):
            found.add(name)
    found.update(builtins_taken(file, names & BUILTINS - file.map.named.keys()))
    return frozenset(found)


def _goes_by_it(change: Change, name: str) -> bool:
    """Whether new code uses a name as the file has it already."""
    return name in change.locals and all(need.wanted.local != name for need in change.needs)


def hiding(file: File, edits: Sequence[Edit]) -> frozenset[Span]:
    """Old imports that stay after all, and hide a builtin that new code uses by its plain name."""
    return frozenset(
        each.span
        for each in file.map.imports
        if each.span in file.leaving and not is_gone(each, edits)
        if any(
            each.name in change.builtins and _is_around(file, each, change.edit.span)
            for change in file.changes
        )
    )


def _is_around(file: File, binding: Binding, span: Span) -> bool:
    """Whether a name is looked up in the scope of a binding, perhaps after others."""
    site = site_at(file.symbols, file.path, span.start)
    return site is not None and binding.scope in site.chain


def _is_import(binding: Binding, wanted: Import) -> bool:
    """Whether a binding is made by this import, or brings the same module's name: `import a.b`, `import a.c`."""
    if (binding.module, binding.imported) == (wanted.module, wanted.name):
        return True
    is_plain = binding.kind == "import" and binding.name == binding.module.partition(".")[0]
    return is_plain and not wanted.name and not wanted.alias


def _remains(file: File, binding: Binding, vacated: set[Span]) -> bool:
    """Whether a name is used, in this binding's meaning, at some place that is not vacated."""
    uses = references(parsed(file.symbols, file.path), file.map, binding.name)
    return any(use not in vacated and reads(file.map, binding, use) for use in uses)

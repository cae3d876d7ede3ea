"""Imports of a package that a file imports under a condition only: it may be missing where the file runs.

A new import of it goes by the same condition. Unguarded, it would break the file where the package is not there, which
is what the condition is for.
"""

from __future__ import annotations

import re
from itertools import pairwise

from refactor_cli.data import Binding
from refactor_cli.imports.meaning import NEXT_BRANCH, Site
from refactor_cli.imports.order import Section
from refactor_cli.imports.statements import Statement, parsed
from refactor_cli.imports.style import section_of
from refactor_cli.imports.values import Import, Wanted
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import bindings_at

_NONE = re.compile(rb"(?:\w+\s*=\s*)+None")
_HANDLER = lazy_pattern(rb"\s*except\b[^\n]*:\s*(?:#[^\n]*\s*)*")


def guard_of(site: Site, wanted: Import) -> Binding | None:
    """The import, under `try` or `if`, by which the module has the package of a new import; None where it has it
    without a condition, or not at all, and of what is always there: Python's own modules, and the repository's."""
    if section_of(site.symbols, site.path, wanted) is not Section.THIRD_PARTY:
        return None
    package = _package(wanted.module)
    found = [each for each in site.file_map.imports if not each.scope and _package(each.module) == package]
    found = [each for each in found if each.guard != "type_checking"]
    if not found or not all(each.guard for each in found) or _is_in_every_branch(site, found):
        return None
    under = [each for each in found if each.guard != "except"]
    return max(under or found, key=lambda each: (each.module == wanted.module, -each.span.start))


def beside_guarded(site: Site, wanted: Import) -> Statement | None:
    """The import under a condition that a new one is to stand beside; None where there is no condition, and where
    another import takes its place if it fails: there the new name would be bound to nothing."""
    guard = guard_of(site, wanted)
    if guard is None or guard.guard == "except" or _instead(site, guard):
        return None
    return parsed(site.symbols, site.path).at(guard.span.start)


def refused(site: Site, made: Import, wanted: Wanted, old_import: Binding | None) -> str:
    """Why a new import cannot follow the condition that the file has for its package; "" where it can, or need not.
    Where the old symbol is of the package, too, the place runs only where that is there. `old_import`: of the old
    symbol; what has a condition of its own is not asked for another one, unless it is there for want of the new one."""
    if old_import is not None and (failed := _failed_before(site, made, old_import)):
        return _may_be_missing(site, made, failed)
    guard = guard_of(site, made)
    if guard is None or (old_import is not None and old_import.guard):
        return ""
    old = wanted.like.dotted if wanted.like is not None else wanted.old
    if instead := _instead(site, guard):
        if (
            _package(old) in instead
        ):  # what falls back on the old symbol's package is on its way to the new one
            return ""
    elif guard.guard != "except" and _package(old) == _package(made.module):
        if guard.statement.end <= site.at or not site.runs_with(0):
            return ""
    return _may_be_missing(site, made, guard)


def _may_be_missing(site: Site, made: Import, guard: Binding) -> str:
    line = site.symbols.snapshot.files[site.path].text.utf8.count(b"\n", 0, guard.span.start) + 1
    package = _package(made.module)
    return f"'{package}' is imported here under a condition only (line {line}): it may be missing"


def _failed_before(site: Site, made: Import, old_import: Binding) -> Binding | None:
    """The import of the new module for want of which the old symbol is imported: `try: import new`, `except
    ImportError: import old`. Where the old one is there, the new one is not; of Python's own modules, it is by now."""
    if old_import.guard != "except" or section_of(site.symbols, site.path, made) is Section.STANDARD_LIBRARY:
        return None
    utf8 = site.symbols.snapshot.files[site.path].text.utf8
    for each in site.file_map.imports:
        if each.guard == "try" and each.module == made.module:
            if _HANDLER.fullmatch(utf8[each.block.end : old_import.block.start]):
                return each
    return None


def is_left_to_none(site: Site, binding: Binding) -> bool:
    """Whether a name is an import's under `try`, or None where that fails: `except ImportError: name = None`."""
    utf8 = site.symbols.snapshot.files[site.path].text.utf8
    others = [
        each
        for each in bindings_at(site.file_map, site.scope, binding.name, site.at)
        if each.span != binding.span
    ]
    return (
        binding.guard == "try"
        and bool(others)
        and all(each.kind == "assign" and _NONE.fullmatch(utf8[slice(*each.statement)]) for each in others)
    )


def _instead(site: Site, guard: Binding) -> set[str]:
    """The packages from which the name of an import under a condition is imported otherwise."""
    others = (each for each in site.file_map.named[guard.name] if not each.scope and each.span != guard.span)
    return {_package(each.module) for each in others if each.guard == "except"}


def _package(module: str) -> str:
    return module.partition(".")[0]


def _is_in_every_branch(site: Site, imports: list[Binding]) -> bool:
    """Whether what is imported in one branch is imported in the next one, too: from another place of the package."""
    if {"try", "except"} <= {each.guard for each in imports}:
        return True
    blocks = sorted({each.block for each in imports if each.guard == "if"})
    utf8 = site.symbols.snapshot.files[site.path].text.utf8
    return any(NEXT_BRANCH.match(utf8[one.end : other.start]) for one, other in pairwise(blocks))

"""What became of a file's imports of the old symbol, once its sites and its import lines are settled."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Binding, Edit, FileMap, Outcome, Usage
from refactor_cli.imports.elsewhere import used_elsewhere
from refactor_cli.imports.removal import is_for_others
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import reads, references
from refactor_cli.inline.import_lines.following import named_by
from refactor_cli.ledger import HELD, STILL_USED
from refactor_cli.recipe.parsing import parse_module

if TYPE_CHECKING:
    from refactor_cli.inline.file import File
    from refactor_cli.inline.job import Job
    from refactor_cli.site_change import Given
    from refactor_cli.symbols import SymbolMap

_SHOWN = 12  # line numbers in a reason


def import_outcomes(
    file: File, jobs: Sequence[Job], edits: Sequence[Edit], sites: Mapping[Usage, Outcome]
) -> dict[Usage, Outcome]:
    """`sites`: the outcomes of the file's other usages; `edits`: of its import lines."""
    return {job.usage: _outcome(job, file, edits, sites) for job in jobs}


def _outcome(job: Job, file: File, edits: Sequence[Edit], sites: Mapping[Usage, Outcome]) -> Outcome:
    usage = job.usage
    own = [outcome for site, outcome in sites.items() if site.target == usage.target]
    label = _label(job, own)
    binding = named_by(file.symbols, file.path, usage) or _binding_of(usage, file.map)
    stays = _staying(file, job, edits)
    if stays and job.apart:
        return Outcome(usage, "open", label, f"'{stays}' goes on being imported from there")
    if binding is not None and is_gone(binding, edits):
        if job.move is None:
            return Outcome(usage, "rewritten", label)
        return Outcome(usage, "rewritten", label, None, job.move.behaviour, False, job.move.requires)
    left = [outcome for outcome in own if outcome.outcome in ("open", "undecided")]
    if left:
        lines = sorted({outcome.usage.location.line for outcome in left})
        more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
        shown = ", ".join(map(str, lines[:_SHOWN])) + more
        return Outcome(usage, "open", label, f"still used by line{'s' if len(lines) > 1 else ''} {shown}")
    if any(outcome.outcome == "kept" and outcome.usage.certainty != "possible" for outcome in own):
        return Outcome(usage, "kept", label, HELD)
    if own and binding is not None and not job.move:
        return Outcome(usage, "kept", label, _why_it_stays(file, binding))
    if binding is not None and not own and not job.move and not job.rules:  # see `is_left_unused`
        return Outcome(usage, "kept", label, _why_it_stays(file, binding))
    if job.move:
        unused = "nothing in this file uses it: other files may import it from here"
        starred = "a star import: what the new place brings by one may differ"
        return Outcome(usage, "open", label, starred if _is_starred(file, usage) else unused)
    return Outcome(
        usage, "kept", "re-export", "nothing in this file uses it: other files may import it from here"
    )


def _label(job: Job, own: Sequence[Outcome]) -> str:
    """Who says what becomes of an import: where no rule does, who decided its usages."""
    if job.move or job.rules:
        return job.move.label if job.move else job.rules[0].label
    return next((each.by for each in own if each.outcome in ("rewritten", "kept")), "")


def _is_starred(file: File, usage: Usage) -> bool:
    """Whether it is the module of a star import, of which the names that it brings are not usages."""
    return any(each.kind == "star" and each.statement.contains(usage.span) for each in file.map.imports)


def _staying(file: File, job: Job, edits: Sequence[Edit]) -> str:
    """A name that a `from` import goes on taking from a module; "" where all of them go, or it is about a name."""
    statement = parsed(file.symbols, file.path).at(job.usage.span.start)
    if statement is None or not statement.is_from or job.usage.span.start >= statement.names[0].span.start:
        return ""
    inside = (each for each in file.map.imports if statement.span.contains(each.span))
    return next((each.imported or each.name for each in inside if not is_gone(each, edits)), "")


def _why_it_stays(file: File, binding: Binding) -> str:
    if not binding.scope and is_for_others(file.symbols, file.path, file.map, binding):
        return "what a package's __init__ imports, others may take from it"
    if binding.name in file.taken:
        return "other files take it from here in a way that stays open"
    if not binding.scope and (other := used_elsewhere(file.symbols, file.path, binding.name)):
        return f"{other} may take it from here"
    return STILL_USED


def is_left_unused(symbols: SymbolMap, usage: Usage, given: Given) -> bool:
    """Whether it is an import whose name is only used in what changes of its file replace: it goes with them, of
    whatever target they are."""
    changes = [each.edit for each in given.changes if each.edit.path == usage.path]
    file_map = symbols.map(usage.path) if usage.kind == "import" and changes else None
    binding = _binding_of(usage, file_map) if file_map is not None else None
    if file_map is None or binding is None or binding.kind == "star":
        return False
    used = [
        span
        for span in references(parsed(symbols, usage.path), file_map, binding.name)
        if reads(file_map, binding, span)
    ]
    return bool(used) and all(any(each.span.contains(span) for each in changes) for span in used)


def is_gone(binding: Binding, edits: Sequence[Edit]) -> bool:
    """Whether edits of the import lines take a name away, or import it from elsewhere."""
    for edit in edits:
        if edit.span.start <= binding.span.start and binding.span.end <= edit.span.end:
            return not _imports(edit.text, binding)
    return False


def _binding_of(usage: Usage, file_map: FileMap) -> Binding | None:
    inside = [each for each in file_map.imports if each.statement.contains(usage.span)]
    for each in inside:
        if each.span == usage.binding or each.span.contains(usage.span):
            return each
    return min(inside, key=lambda each: abs(each.span.start - usage.span.start), default=None)


def _imports(text: str, binding: Binding) -> bool:
    """Whether source of import statements, or a part of one, imports the same by the same name."""
    for source in (text.strip(), f"from {binding.module} import {text.strip().strip(',')}"):
        try:
            module = parse_module(source)
        except (SyntaxError, ValueError):
            continue
        for statement in ast.walk(module):
            if isinstance(statement, ast.ImportFrom) and binding.kind == "from":
                name = "." * statement.level + (statement.module or "")
                if name == binding.module and any(
                    each.name == binding.imported and (each.asname or each.name) == binding.name
                    for each in statement.names
                ):
                    return True
            elif (
                isinstance(statement, ast.Import)
                and binding.kind == "import"
                and any(each.name == binding.module for each in statement.names)
            ):
                return True
        return False
    return False

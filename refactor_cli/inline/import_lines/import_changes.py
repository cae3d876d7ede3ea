"""Changes of import lines that no other change of the file calls for: what follows a move, what nothing uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from refactor_cli.data import Binding, Edit, Outcome, Usage
from refactor_cli.dotted import last_part
from refactor_cli.imports import Need, Written
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import reads, references
from refactor_cli.inline.applicable import is_for_some_calls
from refactor_cli.inline.file import Change, File, changed
from refactor_cli.inline.import_lines.following import named_by
from refactor_cli.inline.import_lines.values import Following
from refactor_cli.inline.job import Job
from refactor_cli.inline.new_names.naming import Place, Spelled
from refactor_cli.inline.opened import Opened
from refactor_cli.recipe.rules import Move, is_builtin


def import_changes(file: File, jobs: Iterable[Job], outcomes: Mapping[Usage, Outcome]) -> list[Change]:
    """`outcomes`: those there are so far; imports among them are settled."""
    used = {usage.target for usage in outcomes if usage.kind != "import"}
    whole = {span for each in file.followed.collapsed for span in each.bound}
    found = [
        _following(file, each) for each in file.followed.imports.values() if each.binding.span not in whole
    ]
    for job in jobs:
        usage = job.usage
        if usage.kind != "import" or usage in outcomes:
            continue
        if job.move:
            found += _unused(file, job, job.move, usage.target in used)
        elif job.rules and usage.target not in used:
            found += _left_over(file, job)
    return found


def _following(file: File, following: Following) -> Change:
    binding, job = following.binding, following.job
    need = Need(following.new, _bound_by(file, binding), binding.span)
    return Change(_same(file, job, binding), (need,), (following.new.local,), (), (binding.span,))


def _bound_by(file: File, binding: Binding) -> int:
    """The end of the last import beside it that stands before any use of the name: there it must be bound."""
    uses = references(parsed(file.symbols, file.path), file.map, binding.name)
    later = (use for use in uses if use.start > binding.statement.end and reads(file.map, binding, use))
    first = min((use.start for use in later), default=len(file.utf8))
    ends = (each.statement.end for each in file.map.imports if each.block == binding.block)
    return max(end for end in ends if end <= first)


def _unused(file: File, job: Job, move: Move, is_used: bool) -> Iterator[Change]:
    """For an import of a moved symbol that nothing in the file uses. `is_used`: something uses the symbol."""
    binding = named_by(file.symbols, file.path, job.usage)
    if binding is not None and _goes_with_others(file, binding, move):
        yield Change(_same(file, job, binding), (), (), (binding.span,))
    if binding is None or not _is_of(binding, move):
        return
    if binding.span in file.followed.imports or file.map.scopes[binding.scope].kind == "class":
        return
    if is_builtin(move.target):
        yield Change(_same(file, job, binding), (), (), (binding.span,))
    elif not binding.scope and not binding.guard and not is_used:
        yield from _moved(file, job, move, binding)


def _left_over(file: File, job: Job) -> Iterator[Change]:
    """For an import of a symbol that has another spelling, and that nothing in the file uses: it goes along where other
    names that the file has from the same package go, `from six import PY3, text_type`. Alone it may be there for others
    to take it from here."""
    binding = named_by(file.symbols, file.path, job.usage)
    if binding is None or binding.kind != "from" or binding.scope or binding.guard or is_for_some_calls(job):
        return
    if binding.imported != last_part(job.target.name):
        return
    replaced = {file.utf8[slice(*span)].decode() for each in file.changes for span in each.vacated}
    package = binding.module.partition(".")[0]
    if any(
        each.name in replaced and each.name != binding.name and each.module.partition(".")[0] == package
        for each in file.map.imports
    ):
        yield Change(_same(file, job, binding), (), (), (binding.span,))


def _goes_with_others(file: File, binding: Binding, move: Move) -> bool:
    """Whether it is an `import six.moves.urllib.error` of a module that moved, beside others that bind `six`, of which
    some place is rid: it is not there for anything else."""
    is_dotted = binding.kind == "import" and binding.module == move.source and "." in move.source
    name = binding.name.encode()
    return is_dotted and any(
        file.utf8[slice(*span)] == name for each in file.changes for span in each.vacated
    )


def _is_of(binding: Binding, move: Move) -> bool:
    """Whether an import binds the moved symbol itself: by `from`, or `import module`."""
    if binding.kind == "import":
        return binding.module == move.source and "." not in move.source
    return binding.kind == "from" and binding.imported == last_part(move.source)


def _moved(file: File, job: Job, move: Move, binding: Binding) -> Iterator[Change]:
    like, spelled = Written(binding.name, move.source), Spelled()
    place = Place(file.symbols, file.path, len(file.utf8), like, tuple(file.needed), spelled)
    try:
        text = place.write(move.target, None, like)
    except Opened:
        return
    spelled.needs[:] = [need._replace(at=binding.statement.end) for need in spelled.needs]
    if "." not in text and spelled.needs:
        yield changed(_same(file, job, binding), spelled, (binding.span,))


def _same(file: File, job: Job, binding: Binding) -> Edit:
    """The edit that leaves a name as it is: only its import changes."""
    source = file.utf8[slice(*binding.span)].decode()
    return Edit(file.path, binding.span, source, (job.usage.id,), job.move.label if job.move else "")

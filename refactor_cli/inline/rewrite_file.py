"""The usages of one file -> its edits, and what became of each usage."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import FileMap, Outcome, Span, Usage
from refactor_cli.imports import Need
from refactor_cli.inline.applicable import applicable, is_for_some_calls, passed_over
from refactor_cli.inline.call_arguments.renamed_keywords import given_in_text
from refactor_cli.inline.carried import carried
from refactor_cli.inline.file import Change, File
from refactor_cli.inline.file_result import FileResult, file_result
from refactor_cli.inline.import_lines.following import named_by
from refactor_cli.inline.import_lines.freed import freed_by, stays_after_all
from refactor_cli.inline.import_lines.import_edits import import_edits, with_unused
from refactor_cli.inline.import_lines.values import NONE, Followed, Names
from refactor_cli.inline.job import Job, end_of, opened
from refactor_cli.inline.new_names.taken_over import hiding, taken_over
from refactor_cli.inline.new_source.stretches import check_dropped, dropped
from refactor_cli.inline.opened import A_STRING, General, Opened
from refactor_cli.inline.other_meaning import check_one_meaning
from refactor_cli.inline.rebound import check_not_rebound
from refactor_cli.inline.rewrite_site import rewrite_site
from refactor_cli.inline.unconcerned import unconcerned
from refactor_cli.left_to_people import left_to_people
from refactor_cli.resolution import Lookup, of_binding, resolve_absolute
from refactor_cli.site_change import Given, SiteChange
from refactor_cli.symbols import SymbolMap

_NEWLINE = re.compile(rb"\r\n|\n")
# each one more finds names that new code cannot take over; more than one is rare. The last tries names that became free
_ATTEMPTS = 5


class Known(NamedTuple):
    """What is known of a file before it is rewritten. `decided`: what is decided already; import lines are made once,
    for all changes together. `followed`: its imports that follow moves; `names`: of all modules, those that do;
    `taken`: its names that usages in other files go on taking from it."""

    decided: Given = Given()
    followed: Followed = NONE
    names: Names = Names()
    taken: frozenset[str] = frozenset()


class _Tried(NamedTuple):
    """What attempts at a file have shown. `unlike`: names that new code cannot take over; `staying`: old imports that
    stay after all; `freed`: imports that go, whose names new code may have."""

    unlike: frozenset[str] = frozenset()
    staying: frozenset[Span] = frozenset()
    freed: frozenset[Span] = frozenset()


def rewrite_file(path: str, jobs: Sequence[Job], symbols: SymbolMap, known: Known) -> FileResult:
    """Rewrites what can be: in one go, or in another one where a name cannot be taken over after all."""
    decided, file_map = known.decided, symbols.map(path)
    if file_map is None:
        return FileResult((), tuple(_without_code(symbols, job) for job in jobs))
    if reason := left_to_people(symbols, path):
        return FileResult((), tuple(unconcerned(job) or opened(job, reason) for job in jobs))
    given = sorted((_change(each) for each in decided.changes), key=lambda change: change.edit.span.end)
    fixed = {outcome.usage: outcome for outcome in decided.outcomes}
    begun, tried = _beginning(path, file_map, jobs, symbols, known), _Tried()
    by_alias: FileResult | None = None
    for _ in range(_ATTEMPTS):
        file = begun(tried)
        outcomes = _sites(file, jobs, given, known.names, fixed)
        file.pinned.update(_pinned(file, outcomes | fixed))
        edits = with_unused(file, jobs, outcomes | fixed)
        taken, hides = taken_over(file, edits) - tried.unlike, hiding(file, edits)
        is_whole = not taken and not hides and not stays_after_all(file, edits)
        if by_alias is not None:
            return file_result(file, jobs, outcomes | fixed, edits) if is_whole else by_alias
        if is_whole:
            by_alias = file_result(file, jobs, outcomes | fixed, edits)
            tried = tried._replace(freed=freed_by(file, edits))
            if not tried.freed:
                return by_alias
        else:
            tried = tried._replace(unlike=tried.unlike | taken, staying=tried.staying | hides)
    if by_alias is not None:
        return by_alias
    outcomes = _all_left(file, tried, given, outcomes)
    return file_result(file, jobs, outcomes | fixed, import_edits(file))


def _beginning(
    path: str, file_map: FileMap, jobs: Sequence[Job], symbols: SymbolMap, known: Known
) -> Callable[[_Tried], File]:
    """Begins the file anew, by what attempts have shown."""
    utf8 = symbols.snapshot.files[path].text.utf8
    newline = _NEWLINE.search(utf8)
    leaving, stale = _leaving(symbols, path, jobs), _stale(symbols, path, jobs)
    usages = _in_order(job.usage for job in jobs)
    decided = _in_order(dict.fromkeys(outcome.usage for outcome in known.decided.outcomes))

    def begun(tried: _Tried) -> File:
        return File(
            symbols=symbols,
            path=path,
            map=file_map,
            tree=symbols.tree(path),
            utf8=utf8,
            newline=newline[0].decode() if newline else "\n",
            unlike=tried.unlike,
            followed=known.followed,
            leaving=leaving - tried.staying,
            freed=tried.freed,
            taken=known.taken,
            stale=stale,
            usages=usages,
            decided=decided,
        )

    return begun


def _all_left(
    file: File, tried: _Tried, given: Sequence[Change], outcomes: dict[Usage, Outcome]
) -> dict[Usage, Outcome]:
    """The outcomes where no attempt has found names for all new code: what was rewritten stays as it is. The file has
    the changes that are `given`, and no others."""
    shown = min(tried.unlike or {file.utf8[slice(*span)].decode() for span in tried.staying})
    reason = f"'{shown}' goes on being used with its old meaning in this file"
    file.changes.clear()
    file.outermost.clear()
    file.stuck.update((file.path, each.binding.name) for each in file.followed.imports.values())
    for change in given:
        file.add(change)
    return outcomes | {
        usage: Outcome(usage, "open", each.by, reason)
        for usage, each in outcomes.items()
        if each.outcome == "rewritten"
    }


def _in_order(usages: Iterable[Usage]) -> tuple[Usage, ...]:
    return tuple(sorted(usages, key=lambda usage: usage.span))


def _change(written: SiteChange) -> Change:
    imports = written.imports
    needs = tuple(Need(*need) for need in imports.needs)
    names = tuple(sorted(imports.used))
    return Change(written.edit, needs, names, imports.vacated, imports.gone, assigned=imports.assigned)


def _leaving(symbols: SymbolMap, path: str, jobs: Iterable[Job]) -> frozenset[Span]:
    """The imports of old symbols, by the span of the name they bind: they go, as far as is known."""
    imports = (job.usage for job in jobs if job.usage.kind == "import")
    found = (named_by(symbols, path, usage) for usage in imports)
    # `import a.b` binds `a`, which other modules may be reached through
    return frozenset(
        each.span for each in found if each is not None and (each.kind == "from" or "." not in each.module)
    )


def _stale(symbols: SymbolMap, path: str, jobs: Iterable[Job]) -> frozenset[Span]:
    """The imports, as in `_leaving`, that bring what the new name names as well: through a module that imports it."""
    found = set[Span]()
    for job in jobs:
        binding = named_by(symbols, path, job.usage) if job.usage.kind == "import" else None
        if binding is not None and job.move is not None:
            new = resolve_absolute(symbols, job.move.target, path).symbols
            led = {value.symbol for value in of_binding(Lookup(symbols), path, binding).values}
            if new and new == led and (job.target.beyond or new.isdisjoint(job.target.symbols)):
                found.add(binding.span)
    return frozenset(found)


def _sites(
    file: File, jobs: Sequence[Job], given: Sequence[Change], names: Names, fixed: Mapping[Usage, Outcome]
) -> dict[Usage, Outcome]:
    """Outcomes of all usages but imports that change, inner sites first; `given` changes join in by their ends.
    `fixed`: what is decided already."""
    found: dict[Usage, Outcome] = {}
    for change in given:  # sites above a block are to write a new name as the block does
        file.needed.update(dict.fromkeys(need.wanted for need in change.needs))
    rest = deque(given)
    here = list[Job]()
    for job in jobs:
        said = opened(job, job.left) if job.left else applicable(file, job)
        if isinstance(said, Outcome):
            found[job.usage] = said
        elif not job.through:
            here.append(said)
    begun = defaultdict[int, list[Job]](list)
    for job in jobs:
        begun[job.usage.expression.start].append(job)
    for job in sorted(here, key=_inner_first):
        while rest and rest[0].edit.span.end <= end_of(job):
            file.add(rest.popleft())
        if job.move is not None and (outcome := carried(file, job, job.move, names)) is not None:
            found[job.usage] = outcome
            continue
        if job.usage.kind == "import":
            continue
        try:
            check_not_rebound(file, job)
            check_one_meaning(file, job)
            check_dropped(file, job, fixed)
            file.with_others.clear()
            found[job.usage] = made = rewrite_site(file, job)
            found |= dropped(job, found)
            found |= {each: replace(made, usage=each, is_carried=True) for each in file.with_others}
            found |= _owners_gone(file, job, begun[job.usage.expression.start], found)
        except Opened as reason:
            found[job.usage] = opened(job, reason)
    for change in rest:
        file.add(change)
    file.go_on(len(file.utf8))
    found |= {
        job.usage: _with_its_name(file, job, begun[job.usage.expression.start], found)
        for job in jobs
        if job.through
    }
    return found


def _owners_gone(
    file: File, job: Job, beside: Sequence[Job], outcomes: Mapping[Usage, Outcome]
) -> dict[Usage, Outcome]:
    """What becomes of a class by whose name a method was called that is now called without it. `beside`: what begins
    at the same place."""
    here = job.usage.expression
    made = outcomes[job.usage]
    is_gone = made.outcome == "rewritten" and len(beside) > 1 and bool(file.changes)
    if not is_gone or here.start not in [span.start for span in file.changes[-1].vacated]:
        return {}
    owners = [each.usage for each in beside if each.usage.expression != here]
    return {
        each: replace(made, usage=each, is_carried=True)
        for each in owners
        if here.contains(each.expression) and each in outcomes and outcomes[each].outcome in ("open", "kept")
    }


def _inner_first(job: Job) -> tuple[int, bool, int]:
    return end_of(job), job.stretch is not None, -job.stretch.span.start if job.stretch is not None else 0


def _with_its_name(file: File, job: Job, beside: Sequence[Job], outcomes: Mapping[Usage, Outcome]) -> Outcome:
    """What becomes of a module where a name is asked of it of which the recipe says something else: it goes with it.
    `beside`: what begins at the same place."""
    usage, dotted = job.usage, f"{job.move.source if job.move else ''}.{job.through}"
    for other in beside:
        is_around = other.usage.expression != usage.expression
        is_around = is_around and other.usage.expression.contains(usage.expression)
        if is_around and dotted in (other.target.name, other.target.dotted) and other.usage in outcomes:
            found = replace(outcomes[other.usage], usage=usage, is_carried=True)
            break
    else:
        found = opened(job, f"the recipe says something else of '{job.through}'")
    if found.outcome != "rewritten":
        file.stuck.update(
            (file.path, each.binding.name)
            for each in file.followed.imports.values()
            if each.job.usage.target == usage.target and not each.is_content
        )
    return found


def _pinned(file: File, outcomes: Mapping[Usage, Outcome]) -> Iterator[str]:
    """Names that stay in strings which look them up among what a module has."""
    for usage, each in outcomes.items():
        if "namespace" in usage.evidence and each.outcome != "rewritten":
            yield file.utf8[slice(*usage.span)].decode()


def _without_code(symbols: SymbolMap, job: Job) -> Outcome:
    path = job.usage.path
    if path.endswith(".ipynb"):
        return unconcerned(job) or opened(job, "a notebook uses it, and notebooks are not edited")
    if is_for_some_calls(job):
        handed = given_in_text(symbols.snapshot.files[path].text.utf8, job)
        return opened(job, handed) if handed else passed_over(job)
    return opened(job, General(A_STRING) if job.usage.kind == "string" else "a text names it")

"""The usages of one file -> its edits, and what became of each usage."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Binding, Edit, Outcome, Span, Usage
from refactor_cli.imports import Import, ImportChange, Need, edit_imports
from refactor_cli.imports.meaning import site_at
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import reads, references
from refactor_cli.inline.alignment import aligned
from refactor_cli.inline.applicable import applicable, is_for_some_calls, passed_over
from refactor_cli.inline.carried import carried
from refactor_cli.inline.file import Aliased, Change, File
from refactor_cli.inline.following import NONE, Followed, Names, Taken, named_by
from refactor_cli.inline.freed import builtins_taken, freed_by, stays_after_all
from refactor_cli.inline.given_in_text import given_in_text
from refactor_cli.inline.import_changes import import_changes
from refactor_cli.inline.imported import import_outcomes, is_gone
from refactor_cli.inline.job import Job, end_of, opened
from refactor_cli.inline.opened import A_STRING, General, Opened
from refactor_cli.inline.rebound import check_not_rebound
from refactor_cli.inline.same_types import named_once
from refactor_cli.inline.sites import rewrite_site
from refactor_cli.inline.stretches import check_dropped, dropped
from refactor_cli.inline.unconcerned import unconcerned
from refactor_cli.left_to_people import left_to_people
from refactor_cli.resolution import Lookup, of_binding, resolve_absolute, scope_at
from refactor_cli.resolution.standard_library import BUILTINS
from refactor_cli.site_change import Given, SiteChange
from refactor_cli.symbols import SymbolMap

_NEWLINE = re.compile(rb"\r\n|\n")
# each one more finds names that new code cannot take over; more than one is rare. The last tries names that became free
_ATTEMPTS = 5


class FileResult(NamedTuple):
    """Edits of a file in order, import lines included; outcomes in the order of the jobs. `aliased`: usages by names
    that are assigned; `stuck`: names whose imports could not follow a move after all."""

    edits: tuple[Edit, ...]
    outcomes: tuple[Outcome, ...]
    aliased: Mapping[Usage, Aliased] = {}
    stuck: frozenset[Taken] = frozenset()


class Known(NamedTuple):
    """What is known of a file before it is rewritten. `decided`: what is decided already; import lines are made once,
    for all changes together. `followed`: its imports that follow moves; `names`: of all modules, those that do;
    `taken`: its names that usages in other files go on taking from it."""

    decided: Given = Given()
    followed: Followed = NONE
    names: Names = Names()
    taken: frozenset[str] = frozenset()


def rewrite_file(path: str, jobs: Sequence[Job], symbols: SymbolMap, known: Known) -> FileResult:
    """Rewrites what can be: in one go, or in another one where a name cannot be taken over after all."""
    file_map = symbols.map(path)
    decided = known.decided
    given = sorted((_change(each) for each in decided.changes), key=lambda change: change.edit.span.end)
    fixed = {outcome.usage: outcome for outcome in decided.outcomes}
    if file_map is None:
        return FileResult((), tuple(_without_code(symbols, job) for job in jobs))
    if reason := left_to_people(symbols, path):
        return FileResult((), tuple(unconcerned(job) or opened(job, reason) for job in jobs))
    utf8 = symbols.snapshot.files[path].text.utf8
    newline = _NEWLINE.search(utf8)
    line_end = newline[0].decode() if newline else "\n"
    unlike, staying, freed = frozenset[str](), frozenset[Span](), frozenset[Span]()
    by_alias: FileResult | None = None
    leaving, stale = _leaving(symbols, path, jobs), _stale(symbols, path, jobs)
    for _ in range(_ATTEMPTS):
        file = File(
            symbols,
            path,
            file_map,
            symbols.tree(path),
            utf8,
            line_end,
            unlike,
            known.followed,
            leaving - staying,
            freed,
            known.taken,
            stale,
            _in_order(job.usage for job in jobs),
            _in_order(fixed),
        )
        outcomes = _sites(file, jobs, given, known.names, fixed)
        file.pinned.update(_pinned(file, outcomes | fixed))
        edits = _with_unused(file, jobs, outcomes | fixed)
        taken, hiding = _taken_over(file, edits) - unlike, _hiding(file, edits)
        is_whole = not taken and not hiding and not stays_after_all(file, edits)
        if by_alias is None and is_whole:
            by_alias = _result(file, jobs, outcomes | fixed, edits)
            if freed := freed_by(file, edits):
                continue
        if by_alias is not None:
            return _result(file, jobs, outcomes | fixed, edits) if is_whole else by_alias
        unlike |= taken
        staying |= hiding
    if by_alias is not None:
        return by_alias
    shown = min(unlike or {utf8[slice(*span)].decode() for span in staying})
    reason = f"'{shown}' goes on being used with its old meaning in this file"
    file.changes.clear()
    file.outermost.clear()
    file.stuck.update((path, each.binding.name) for each in known.followed.imports.values())
    for change in given:
        file.add(change)
    outcomes |= {
        usage: Outcome(usage, "open", each.by, reason)
        for usage, each in outcomes.items()
        if each.outcome == "rewritten"
    }
    return _result(file, jobs, outcomes | fixed, _import_edits(file))


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


def _with_unused(file: File, jobs: Sequence[Job], outcomes: dict[Usage, Outcome]) -> tuple[Edit, ...]:
    """The edits of the import lines; imports of moved symbols that nothing here uses move too, as far as nothing
    elsewhere gets them from this file."""
    changes = import_changes(file, jobs, outcomes)
    for change in changes:
        file.changes.append(change)
    edits = _import_edits(file)
    bindings = {binding.span: binding for binding in file.map.imports}
    stuck = [change for change in changes if not is_gone(bindings[change.edit.span], edits)]
    file.stuck.update((file.path, bindings[change.edit.span].name) for change in stuck if change.gone)
    if not stuck:
        return edits
    for change in stuck:
        file.changes.remove(change)
    return _import_edits(file)


def _taken_over(file: File, edits: Sequence[Edit]) -> frozenset[str]:
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


def _hiding(file: File, edits: Sequence[Edit]) -> frozenset[Span]:
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


def _import_edits(file: File) -> tuple[Edit, ...]:
    """The edits of import lines, and of the statements around them that go as a whole."""
    collapsed = tuple(each.edit for each in file.followed.collapsed)
    changes = file.changes
    if not changes:
        return collapsed
    needs = _first_needs(file)
    bound = {need.wanted.local for need in needs}
    change = ImportChange(
        needs,
        tuple(sorted({span for each in changes for span in each.vacated if not _is_pinned(file, span)})),
        frozenset(name for each in changes for name in each.locals) - bound,
        tuple(sorted({span for each in changes for span in each.gone})),
        file.stale,
        tuple(dict.fromkeys(assigned for each in changes for assigned in each.assigned)),
    )
    return (*edit_imports(file.symbols, file.path, change), *collapsed)


def _is_pinned(file: File, span: Span) -> bool:
    return file.utf8[slice(*span)].decode() in file.pinned | file.taken


def _pinned(file: File, outcomes: Mapping[Usage, Outcome]) -> Iterator[str]:
    """Names that stay in strings which look them up among what a module has."""
    for usage, each in outcomes.items():
        if "namespace" in usage.evidence and each.outcome != "rewritten":
            yield file.utf8[slice(*usage.span)].decode()


def _first_needs(file: File) -> tuple[Need, ...]:
    """Each import once a scope, where it is needed first: what holds there holds further down."""
    found: dict[tuple[Import, int], Need] = {}
    for change in file.changes:
        for need in change.needs:
            key = (need.wanted, scope_at(file.map, need.at))
            if key not in found or need.at < found[key].at:
                found[key] = need
    return tuple(found.values())


def _result(
    file: File, jobs: Sequence[Job], outcomes: dict[Usage, Outcome], import_edits: Sequence[Edit]
) -> FileResult:
    outermost = {id(change) for change in file.outermost}
    inner = [change for change in file.changes if id(change) not in outermost]
    edits = [
        _whole(change, inner)
        for change in file.outermost
        if change.edit.text.encode() != file.utf8[slice(*change.edit.span)]  # only the import changes
    ]
    edits = named_once(file.tree, file.utf8, sorted(edits, key=lambda edit: edit.span))
    edits = aligned(file.tree, file.utf8, edits)
    imports = [job for job in jobs if job.usage.kind == "import" and job.usage not in outcomes]
    outcomes |= import_outcomes(file, imports, import_edits, outcomes)
    # at one place, imports stand before new definitions
    ordered = _apart(file.utf8, sorted([*import_edits, *edits], key=lambda edit: edit.span))
    made = tuple(outcomes[job.usage] for job in jobs)
    return FileResult(ordered, made, dict(file.aliased), frozenset(file.stuck))


def _apart(utf8: bytes, ordered: Sequence[Edit]) -> tuple[Edit, ...]:
    """What is taken out above and below the same blank lines takes them along once."""
    found = list[Edit]()
    for edit in ordered:
        if found and not edit.text and not found[-1].text and edit.span.start < found[-1].span.end:
            shared = Span(edit.span.start, min(edit.span.end, found[-1].span.end))
            if not utf8[slice(*shared)].strip():
                edit = replace(edit, span=Span(shared.end, edit.span.end))
        found.append(edit)
    return tuple(found)


def _whole(change: Change, inner: Sequence[Change]) -> Edit:
    """The edit with the usages of all changes inside it."""
    span = change.edit.span
    inside = [usage for each in inner if span.contains(each.edit.span) for usage in each.edit.usages]
    return replace(change.edit, usages=(*change.edit.usages, *inside))


def _without_code(symbols: SymbolMap, job: Job) -> Outcome:
    path = job.usage.path
    if path.endswith(".ipynb"):
        return unconcerned(job) or opened(job, "a notebook uses it, and notebooks are not edited")
    if is_for_some_calls(job):
        handed = given_in_text(symbols.snapshot.files[path].text.utf8, job)
        return opened(job, handed) if handed else passed_over(job)
    return opened(job, General(A_STRING) if job.usage.kind == "string" else "a text names it")

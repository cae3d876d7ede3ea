"""`refactor undo --branch BRANCH …`: a commit on the branch that takes single usages back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from refactor_cli.commands.command_line.options import (
    OutputFileOption,
    RepoOption,
    ReportFormat,
    ReportFormatOption,
)
from refactor_cli.counted import counted
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.renderers.clean import clean_path

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.records import Recorded
    from refactor_cli.commit_messages import RecordedFile, Site
    from refactor_cli.repository import Repository
    from refactor_cli.symbols import SymbolMap
    from refactor_cli.undo_groups import Choice
    from refactor_cli.undoing import Versions


class _Chosen(Struct, frozen=True):
    """`sites`: usages to take back; `rewritten`: all that are rewritten on the branch; `whole`: files of which nothing
    of the migration is to stay."""

    sites: tuple[Site, ...]
    rewritten: tuple[Site, ...]
    whole: frozenset[str]


def undo(
    branch: Annotated[
        str, typer.Option("--branch", metavar="BRANCH", help="A branch that `refactor migrate` made.")
    ],
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Usages, as `refactor show` lists them.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="NAME", help="All that a rule rewrote.")
    ] = None,
    file: Annotated[list[str] | None, typer.Option("--file", metavar="PATH", help="All of a file.")] = None,
    repo: RepoOption = Path(),
    output_format: ReportFormatOption = ReportFormat.FULL,
    output_file: OutputFileOption = None,
) -> int:
    """Add a commit to BRANCH that puts the old source of these usages back, with the imports it needs.

    A branch that is checked out is refused: the working tree is never touched.

    [bold]Examples[/bold]

    refactor undo --branch refactor/shop.legacy.price u1f3a9c02

    refactor undo --branch refactor/shop.legacy.price --rule price

    refactor undo --branch refactor/shop.legacy.price --file shop/cart.py
    """
    from refactor_cli.commands.command_line import output
    from refactor_cli.commands.migrations.making import put_done
    from refactor_cli.commands.migrations.records import records_of
    from refactor_cli.renderers.migration import as_json
    from refactor_cli.repository import open_repository
    from refactor_cli.repository.branches import check_not_checked_out

    output.check_writable(output_file)
    repository = open_repository(repo)
    found = records_of(repository, branch)
    check_not_checked_out(repository, branch)
    files = _as_recorded(repository, found, file or [])
    chosen = _chosen(branch, found, (ids or [], rule or [], files))
    made, undone = _undo(repository, branch, found, chosen)
    if output_format is ReportFormat.JSON:
        value = {"version": 1, "branch": branch, "commit": made, "undone": list(undone)}
        text = as_json(value)
    else:
        text = f"branch {branch}, commit {made[:12]}: {counted(len(undone), 'usage')} taken back\n"
    put_done(text, output_file, branch)
    return ExitCode.DONE


def _as_recorded(repository: Repository, found: Sequence[Recorded], files: Sequence[str]) -> list[str]:
    """Paths as the commits have them: given so, as `show` lists them, or seen from the folder the user stands in."""
    from refactor_cli.selection import select

    known = _changed(found)
    paths: list[str] = []
    for each in files:
        try:
            (path,) = [each] if each in known else select(repository, paths=[Path(each)]).paths
        except RefactorError:  # outside of the repository
            path = each
        paths.append(path if path in known else each)
    return paths


def _changed(found: Sequence[Recorded]) -> set[str]:
    return {file.path for each in found for file in each.record.files if file.edits}


def _chosen(branch: str, found: Sequence[Recorded], named: tuple[list[str], list[str], list[str]]) -> _Chosen:
    from refactor_cli.commands.migrations.records import UNDONE, files_of, ledger_of
    from refactor_cli.commit_messages import rule_name

    ids, rules, files = named
    see = f"see `refactor show {shlex.quote(branch)}`"
    if not any(named):
        raise RefactorError("nothing to take back was named", "give ID…, --rule NAME or --file PATH")
    ledger = ledger_of(found)
    rewritten = {site.id: site for site in ledger if site.outcome == "rewritten"}
    undone = {site.id for site in ledger if site.outcome == UNDONE}
    for id in ids:
        if id in undone:
            raise RefactorError(f"{id} was taken back already", see)
        if id not in rewritten:
            raise RefactorError(f"{id} is no usage that is rewritten on this branch", see)
    for rule in rules:
        if not any(rule in (site.by, rule_name(site.by)) for site in rewritten.values()):
            raise RefactorError(f"no usage is rewritten by {rule!r} on this branch", see)
    known = _changed(found)
    for path in files:
        if path not in known:
            raise RefactorError(f"the migration did not change {path!r}", see)
    sites = [
        s
        for s in rewritten.values()
        if s.id in ids or {s.by, rule_name(s.by)} & set(rules) or s.path in files
    ]
    if not sites:
        raise RefactorError(f"nothing of {', '.join(files)} is rewritten on this branch any more", see)
    whole, retired = frozenset(files), {name for each in found for name in each.record.retired}
    if retired and len(sites) == len(rewritten):
        whole = frozenset(known)  # also stubs, and the definition itself: they need not be usages
    else:
        _check_alone(branch, retired, sites, rewritten.values())
    if all(site in sites or site.kind == "import" for site in rewritten.values()):
        paths = {site.path for site in rewritten.values()}
        # new code, which nothing needs any more
        whole |= {path for path, file in files_of(found).items() if file.edits and path not in paths}
    return _Chosen(tuple(sites), tuple(rewritten.values()), whole)


def _check_alone(branch: str, retired: Set[str], sites: Sequence[Site], rewritten: Iterable[Site]) -> None:
    """What needs an old definition that is gone comes back with everything, or not at all."""
    from refactor_cli.commit_messages import rule_name

    gone = next((site for site in sites if site.target in retired), None)
    if gone is None:
        return
    rules = " ".join(f"--rule={shlex.quote(by)}" for by in sorted({rule_name(each.by) for each in rewritten}))
    hint = f"take everything back: refactor undo --branch {shlex.quote(branch)} {rules}"
    # where the definition was renamed, nothing has the new name once the old one is kept
    if not any(each.by == "--definition rename" for each in rewritten):
        hint += "; or migrate again with --definition keep, and with --skip ID"
    raise RefactorError(
        f"the old definition of {gone.target} is gone on this branch, so {gone.id} cannot be taken back alone",
        hint,
    )


def _undo(
    repository: Repository, branch: str, found: Sequence[Recorded], chosen: _Chosen
) -> tuple[str, tuple[str, ...]]:
    from refactor_cli.commands.migrations.records import files_of
    from refactor_cli.commit import CommitRequest, commit
    from refactor_cli.data import ChangeSet
    from refactor_cli.repository.branches import branch_tip
    from refactor_cli.repository.objects import blobs_at
    from refactor_cli.undoing import TakenBack, take_back

    tip = branch_tip(repository, branch)
    files = files_of(found)
    paths = sorted({site.path for site in chosen.sites} | chosen.whole)
    now = blobs_at(repository, tip, paths)
    _check_apart(files, chosen)
    _check_together(found, chosen)
    _check_needed(repository, (tip, branch), files, chosen)
    symbols = cache(lambda: _symbols(repository, tip))
    ids, results = set[str](), dict[str, TakenBack]()
    for path in paths:
        file, versions = _versions(repository, now, files.get(path), path)
        choice = _choice(file, chosen)
        ids |= choice.ids
        results[path] = take_back(file, choice, versions, symbols)
    changes = {path: result.data for path, result in results.items()}
    sites = tuple(site for site in chosen.rewritten if site.id in ids)
    undone = tuple(site.id for site in sites)
    records = tuple(result.recorded for result in results.values() if result.recorded is not None)
    text = _message(found[0].record.run, sites, undone, records)
    request = CommitRequest(branch, text, tip, is_new=False)
    made = commit(ChangeSet(tip, changes, {path: now[path] for path in paths}), repository, request)
    return made.commit, undone


def _check_apart(files: Mapping[str, RecordedFile], chosen: _Chosen) -> None:
    """One inside another has one edit with it: told of all files at once, so that one more command does it."""
    wanted = {site.id: site.path for site in chosen.sites if site.path not in chosen.whole}
    with_others = [
        (path, edit.usages)
        for path in dict.fromkeys(wanted.values())
        for edit in (files[path].edits if path in files else ())
        if wanted.keys() & set(edit.usages) and set(edit.usages) - wanted.keys()
    ]
    if not with_others:
        return
    path, usages = with_others[0]
    others = dict.fromkeys(id for _, each in with_others for id in each if id not in wanted)
    first = min(wanted.keys() & set(usages))
    raise RefactorError(
        f"{clean_path(path)}: {first} was rewritten together with "
        f"{', '.join(id for id in usages if id not in wanted)}",
        f"name what is rewritten together as well, in the same command: {' '.join(others)}",
    )


def _check_together(found: Sequence[Recorded], chosen: _Chosen) -> None:
    """What stands and falls together, as calls and the strings by which tests replace what these go by."""
    wanted, rewritten = {site.id for site in chosen.sites}, {site.id: site for site in chosen.rewritten}
    groups = [{*ids} & rewritten.keys() for each in found for ids in each.record.together]
    apart = [ids for ids in groups if ids & wanted and ids - wanted]
    if not apart:
        return
    first, others = min(apart[0] & wanted), sorted(set[str]().union(*apart) - wanted)
    raise RefactorError(
        f"{clean_path(rewritten[first].path)}: {first} is right only together with "
        f"{', '.join(sorted(apart[0] - wanted))}",
        f"name what changed together with it as well, in the same command: {' '.join(others)}",
    )


def _check_needed(
    repository: Repository, place: tuple[str, str], files: Mapping[str, RecordedFile], chosen: _Chosen
) -> None:
    """New code of a file that goes back as a whole goes with it: nothing that stays may need it. `place`: the tip of
    the branch, and its name."""
    from refactor_cli.repository.objects import blobs_at, read_blobs
    from refactor_cli.undo_groups import defined_in

    gone, back = {site.id for site in chosen.sites}, {site.path for site in chosen.sites}
    staying = [site for site in chosen.rewritten if site.id not in gone and site.kind != "import"]
    kept = {site.path for site in staying}
    going = [files[path] for path in sorted((back | chosen.whole) - kept) if path in files]
    going = [file for file in going if any(edit.length and not edit.usages for edit in file.edits)]
    if not kept or not going:
        return
    blobs = blobs_at(repository, place[0], kept)
    data = read_blobs(repository, {*blobs.values(), *(file.after for file in going)})
    for file in going:
        for name in defined_in(file, data[file.after]):
            needs = rf"\bimport\b(?:[^\n]*|[ \t]*\([^)]*)\b{name}\b|\.{name}\b".encode()
            needing = [
                site.id for site in staying if re.search(needs, data.get(blobs.get(site.path, ""), b""))
            ]
            if needing:
                raise RefactorError(
                    f"{clean_path(file.path)} defines '{name}' on this branch, which {needing[0]} needs",
                    f"take that back in the same command: {' '.join(needing)}",
                )


def _versions(
    repository: Repository, now: Mapping[str, str], file: RecordedFile | None, path: str
) -> tuple[RecordedFile, Versions]:
    from refactor_cli.repository.objects import read_blobs
    from refactor_cli.undoing import Versions

    if file is None or path not in now:
        raise RefactorError(
            f"{path} is no file of the branch any more",
            "change it by hand on the branch",
            ExitCode.REPOSITORY,
        )
    data = read_blobs(repository, [file.before, file.after, now[path]])
    return file, Versions(data[file.before], data[file.after], data[now[path]])


def _choice(file: RecordedFile, chosen: _Chosen) -> Choice:
    from refactor_cli.undo_groups import Choice, undone_with

    sites = [site for site in chosen.rewritten if site.path == file.path]
    if file.path in chosen.whole:
        return Choice(frozenset(site.id for site in sites), (), True)
    wanted = frozenset(site.id for site in chosen.sites if site.path == file.path)
    return undone_with(file, sites, wanted)


def _symbols(repository: Repository, commit: str) -> SymbolMap:
    from refactor_cli.index import index
    from refactor_cli.scan import scan

    return index(scan(repository, revision=commit))


def _message(
    run: str, sites: Sequence[Site], undone: tuple[str, ...], records: tuple[RecordedFile, ...]
) -> str:
    from refactor_cli.commit_messages import Record, listed, message, shortened

    targets = ", ".join(dict.fromkeys(site.target for site in sites))
    count = counted(len(undone), "usage")
    subject = shortened(f"Take back {count}" + (f" of {targets}" if targets else ""))
    record = Record(run, (0, 0), undone=undone, files=records)
    return message(subject, [listed("Put back as it was:", sites)], record)

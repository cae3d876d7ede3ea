"""Usages -> those that are not in what the tool itself wrote into the repository."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from refactor_cli.checking.baseline import is_baseline
from refactor_cli.commands.command_line import output
from refactor_cli.commands.project import settings_or_none
from refactor_cli.data import Snapshot, TargetUsages, Usages
from refactor_cli.own_files import is_output

_MOST_NAMES = 3


def without_outputs(usages: Usages, snapshot: Snapshot) -> tuple[Usages, tuple[str, ...]]:
    """The usages without those in what the tool wrote: baselines, plans, reports. These name what others use, line by
    line. With the paths of such files, but for baselines, which are there to stay."""
    named = settings_or_none(snapshot).baseline.removeprefix("./")
    every = {each.path for result in usages.results for each in (*result.usages, *result.ruled_out)}
    own = {path for path in every if path == named or is_output(snapshot.files[path].data)}
    reports = sorted(path for path in own if path != named and not is_baseline(snapshot.files[path].data))
    return in_files(usages, lambda path: path not in own), tuple(reports)


def tell_outputs(paths: Sequence[str]) -> None:
    """Says which files were left out since the tool wrote them."""
    if paths:
        more = f" and {len(paths) - _MOST_NAMES} more" if len(paths) > _MOST_NAMES else ""
        output.note(f"note: what refactor wrote itself is left out: {', '.join(paths[:_MOST_NAMES])}{more}")


def in_files(usages: Usages, is_selected: Callable[[str], bool]) -> Usages:
    """Those in some files alone."""

    def narrowed(result: TargetUsages) -> TargetUsages:
        shown = tuple(each for each in result.usages if is_selected(each.path))
        out = tuple(each for each in result.ruled_out if is_selected(each.path))
        return replace(result, usages=shown, ruled_out=out)

    return replace(usages, results=tuple(map(narrowed, usages.results)))

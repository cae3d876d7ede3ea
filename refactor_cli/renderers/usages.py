"""Usages -> text: the formats of `find-usages`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from refactor_cli.data import LeftOut, Location, TargetUsages, Usage, Usages
from refactor_cli.renderers.clean import clean, clean_path

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"certain": "green", "likely": "yellow", "possible": "dim", "ruled_out": "dim strike"}


def usage_value(usage: Usage) -> dict[str, Any]:
    """One usage as the JSON contract has it."""
    return {
        "id": usage.id,
        "path": usage.path,
        **_location_value(usage.location),
        "call": _location_value(usage.call) if usage.call else None,
        "kind": usage.kind,
        "certainty": usage.certainty,
        "evidence": list(usage.evidence),
        "enclosing": usage.enclosing,
        "text": usage.text,
    }


def as_json(usages: Usages, left_out: Iterable[LeftOut], show_ruled_out: bool) -> str:
    """The whole answer as one JSON document."""
    value = {
        "version": 1,
        "results": [_result_value(result, show_ruled_out) for result in usages.results],
        "files": {"scanned": usages.scanned, "with_candidates": usages.with_candidates},
        "left_out": [{"path": left.path, "reason": left.reason} for left in left_out],
    }
    return json.dumps(value, indent=1) + "\n"


def as_json_lines(usages: Usages, show_ruled_out: bool) -> Iterator[str]:
    """One usage a line, each with its target's name."""
    for result in usages.results:
        for usage in _shown(result, show_ruled_out):
            yield json.dumps({"target": result.target.name, **usage_value(usage)}) + "\n"


def as_concise(usages: Usages, show_ruled_out: bool) -> Iterator[str]:
    """`path:line:column: kind certainty [evidence] source`, one usage a line."""
    several = len(usages.results) > 1
    for result in usages.results:
        name = f"{result.target.name} " if several else ""
        for usage in _shown(result, show_ruled_out):
            place = f"{clean_path(usage.path)}:{usage.location.line}:{usage.location.column}"
            source = " ".join(usage.text.split())
            evidence = ", ".join(usage.evidence)
            yield f"{place}: {name}{usage.kind} {usage.certainty} [{evidence}] {clean(source)}\n"


def print_full(console: Console, usages: Usages, left_out: tuple[LeftOut, ...], show_ruled_out: bool) -> None:
    """For people: usages by file with their source, then the counts and what was left out."""
    for result in usages.results:
        _print_result(console, result, show_ruled_out)
    _print_left_out(console, left_out)


def _result_value(result: TargetUsages, show_ruled_out: bool) -> dict[str, Any]:
    target = result.target
    return {
        "target": {
            "name": target.name,
            "kind": target.kind,
            "definitions": [{"path": site.path, "line": site.line} for site in target.definitions],
        },
        "usages": [usage_value(usage) for usage in result.usages],
        "ruled_out": [usage_value(usage) for usage in result.ruled_out] if show_ruled_out else [],
        "summary": summary(result),
    }


def summary(result: TargetUsages) -> dict[str, int]:
    """How many usages of each certainty."""
    counts = {"certain": 0, "likely": 0, "possible": 0, "ruled_out": len(result.ruled_out)}
    for usage in result.usages:
        counts[usage.certainty] += 1
    return counts


def _location_value(location: Location) -> dict[str, int]:
    return location._asdict()


def _shown(result: TargetUsages, show_ruled_out: bool) -> list[Usage]:
    extra = result.ruled_out if show_ruled_out else ()
    return sorted((*result.usages, *extra), key=lambda usage: (usage.path, usage.span))


def _print_result(console: Console, result: TargetUsages, show_ruled_out: bool) -> None:
    from rich.text import Text

    target = result.target
    title = Text(clean(target.name), style="bold")
    title.append(f"  {target.kind}", style="dim")
    for site in target.definitions:
        title.append(f"  {clean(site.path)}:{site.line}", style="dim")
    console.print(title)
    for path, usages in groupby(_shown(result, show_ruled_out), key=lambda usage: usage.path):
        console.print(Text(clean_path(path), style="cyan"))
        for usage in usages:
            _print_usage(console, usage)
    counts = summary(result)
    shown = f"{counts['certain']} certain, {counts['likely']} likely, {counts['possible']} possible"
    console.print(Text(f"{shown}; {counts['ruled_out']} of the same name ruled out\n"))


def _print_usage(console: Console, usage: Usage) -> None:
    from rich.text import Text

    place = f"{usage.location.line}:{usage.location.column}"
    line = Text(f"  {place:>9}  ", style="dim")
    line.append(f"{usage.certainty:<9}", style=_STYLES[usage.certainty])
    line.append(f" {usage.kind:<9} ")
    line.append(clean(" ".join(usage.text.split())))
    line.append(f"  {', '.join(usage.evidence)}  {usage.id}", style="dim")
    console.print(line, soft_wrap=True)


def _print_left_out(console: Console, left_out: tuple[LeftOut, ...]) -> None:
    from rich.text import Text

    by_reason: dict[str, list[str]] = {}
    for left in left_out:
        by_reason.setdefault(left.reason, []).append(left.path)
    for reason, paths in sorted(by_reason.items()):
        names = ", ".join(clean(path) for path in paths[:3]) + (", …" if len(paths) > 3 else "")
        console.print(Text(f"left out, {clean(reason)}: {len(paths)} ({names})", style="dim"), soft_wrap=True)

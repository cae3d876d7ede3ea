"""Usages -> text: the formats of `find-usages` for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from refactor_cli.clipped import clipped
from refactor_cli.data import LeftOut, TargetUsages, Usage, Usages
from refactor_cli.renderers.clean import begun, clean, clean_path
from refactor_cli.renderers.usages import View, summary

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"certain": "green", "likely": "yellow", "possible": "dim", "ruled_out": "dim strike"}
_LONGEST = 240  # characters of source that are shown: a line of minified code may have thousands


def as_concise(usages: Usages, view: View) -> Iterator[str]:
    """`path:line:column: kind certainty [evidence] source`, one usage a line; the counts at the end."""
    several = len(usages.results) > 1
    for result in usages.results:
        name = f"{result.target.name} " if several else ""
        for usage in _ordered(view.of(result)):
            evidence = ", ".join(usage.evidence)
            yield f"{_place(usage)}: {name}{usage.kind} {_certainty(usage)} [{evidence}] {_source(usage)}\n"
    for result in usages.results:
        yield f"{begun(result.target.name)}: {counts(result, view)}\n"


def print_full(console: Console, usages: Usages, left_out: tuple[LeftOut, ...], view: View) -> None:
    """For people: usages by file, package or owner with their source, then the counts and what was left out."""
    for result in usages.results:
        _print_result(console, result, view)
    _print_left_out(console, left_out)


def counts(result: TargetUsages, view: View) -> str:
    """How many of each certainty and kind were found, and how many of them are not shown."""
    found = summary(result)
    by_certainty = ", ".join(f"{found[each]} {each}" for each in ("certain", "likely", "possible"))
    kinds = Counter(usage.kind for usage in result.usages)
    by_kind = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items(), key=_most_first))
    shown = sum(usage.certainty != "ruled_out" for usage in view.of(result))
    hidden = f"; {len(result.usages) - shown} not shown" if shown < len(result.usages) else ""
    listed = f" ({by_kind})" if by_kind else ""
    return f"{by_certainty}{listed}; {found['ruled_out']} of the same name ruled out{hidden}"


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _place(usage: Usage) -> str:
    return f"{clean_path(usage.path)}:{usage.location.line}:{usage.location.column}"


def _ordered(usages: list[Usage]) -> list[Usage]:
    """The possible ones that are ranked come last, the most likely first; the others as they were."""
    ranked = [usage for usage in usages if usage.certainty == "possible" and usage.rank]
    if not ranked:
        return usages
    last = [usage for usage in usages if usage.certainty == "possible"]
    return [
        *(usage for usage in usages if usage.certainty != "possible"),
        *sorted(last, key=lambda usage: (-usage.rank, usage.path, usage.span)),
    ]


def _print_result(console: Console, result: TargetUsages, view: View) -> None:
    from rich.text import Text

    target = result.target
    title = Text(begun(target.name), style="bold")
    title.append(f"  {target.kind}", style="dim")
    for site in target.definitions:
        title.append(f"  {clean(site.path)}:{site.line}", style="dim")
    console.print(title)
    for group, usages in _groups(view.of(result), view):
        console.print(Text(clean_path(group), style="cyan"))
        for usage in usages:
            _print_usage(console, usage, with_path=group != usage.path)
    console.print(Text(f"{counts(result, view)}\n"), soft_wrap=True)


def _groups(usages: list[Usage], view: View) -> Iterator[tuple[str, list[Usage]]]:
    """What is sure by group. Possible ones that are ranked are one list over all files, like a search's results."""
    ordered = _ordered(usages)
    is_ranked = ordered is not usages
    sure = [usage for usage in ordered if not is_ranked or usage.certainty != "possible"]

    def group(usage: Usage) -> str:
        return view.group_of(usage.path)

    for name, found in groupby(sorted(sure, key=group), key=group):
        yield name, list(found)
    if is_ranked:
        yield "possible, the most likely first", [u for u in ordered if u.certainty == "possible"]


def _print_usage(console: Console, usage: Usage, with_path: bool) -> None:
    from rich.text import Text

    place = f"{usage.location.line}:{usage.location.column}"
    line = Text(f"  {_place(usage)}  " if with_path else f"  {place:>9}  ", style="dim")
    line.append(f"{_certainty(usage):<9}", style=_STYLES[usage.certainty])
    line.append(f" {usage.kind:<9} ")
    line.append(_source(usage))
    line.append(f"  {', '.join(usage.evidence)}  {usage.id}", style="dim")
    console.print(line, soft_wrap=True)


def _source(usage: Usage) -> str:
    """What stands there, on one line; of a long line what is around the name."""
    first = 0
    if usage.call_span is None and len(usage.text) > _LONGEST:
        first = max(0, usage.location.column - _LONGEST // 2)
    source = " ".join(usage.text[first:].split())
    return clean(clipped(f"…{source}" if first else source, _LONGEST))


def _certainty(usage: Usage) -> str:
    return usage.certainty.replace("_", " ")


def _print_left_out(console: Console, left_out: tuple[LeftOut, ...]) -> None:
    from rich.text import Text

    by_reason: dict[str, list[str]] = {}
    for left in left_out:
        by_reason.setdefault(left.reason, []).append(left.path)
    for reason, paths in sorted(by_reason.items()):
        names = ", ".join(clean(path) for path in paths[:3]) + (", …" if len(paths) > 3 else "")
        console.print(Text(f"left out, {clean(reason)}: {len(paths)} ({names})", style="dim"), soft_wrap=True)

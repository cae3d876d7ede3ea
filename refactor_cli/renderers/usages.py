"""Usages -> data: the formats of `find-usages` for machines, and what of the usages is shown."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from refactor_cli.data import Certainty, LeftOut, Location, TargetUsages, Usage, Usages
from refactor_cli.renderers.clean import begun, clean_path, json_text

_ORDER: tuple[Certainty, ...] = ("certain", "likely", "possible")
_COLUMNS = (
    *("target", "path", "line", "column", "end_line", "end_column"),
    *("kind", "certainty", "evidence", "enclosing", "id", "text"),
)
# spreadsheets take a cell that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class View(Struct, frozen=True):
    """Which usages are shown, and how. `floor`: the lowest certainty; `kinds`: none means all; `group_by`: "file" or
    the name of what `group_of` gives for a path."""

    show_ruled_out: bool = False
    floor: Certainty = "possible"
    kinds: frozenset[str] = frozenset()
    group_by: str = "file"
    group_of: Callable[[str], str] = str

    def of(self, result: TargetUsages) -> list[Usage]:
        """The usages to show, in path and position order."""
        lowest = _ORDER.index(self.floor)
        usages = [usage for usage in result.usages if _ORDER.index(usage.certainty) <= lowest]
        every = (*usages, *(result.ruled_out if self.show_ruled_out else ()))
        shown = (usage for usage in every if not self.kinds or usage.kind in self.kinds)
        return sorted(shown, key=lambda usage: (usage.path, usage.span))

    @property
    def has_groups(self) -> bool:
        """Whether usages are grouped by something else than their file."""
        return self.group_by != "file"


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


def as_json(
    usages: Usages, left_out: Iterable[LeftOut], view: View, more: Mapping[str, object] | None = None
) -> str:
    """The whole answer as one JSON document; `more` is added at its end."""
    value = {
        "version": 1,
        "results": [_result_value(result, view) for result in usages.results],
        "files": {"scanned": usages.scanned, "with_candidates": usages.with_candidates},
        "left_out": [{"path": left.path, "reason": left.reason} for left in left_out],
        "warnings": list(usages.warnings),
        **(more or {}),
    }
    return json_text(value) + "\n"


def as_json_lines(usages: Usages, view: View) -> Iterator[str]:
    """One usage a line, each with its target's name."""
    for result in usages.results:
        for usage in view.of(result):
            yield json_text({"target": result.target.name, **_shown_value(usage, view)}, None) + "\n"


def as_csv(usages: Usages, view: View) -> Iterator[str]:
    """RFC 4180 with a header line, every record on one line; a cell that a spreadsheet would take for a formula
    begins with an apostrophe."""
    yield record((*_COLUMNS, view.group_by) if view.has_groups else _COLUMNS)
    for result in usages.results:
        for usage in view.of(result):
            group = (view.group_of(usage.path),) if view.has_groups else ()
            what = (usage.kind, usage.certainty, " ".join(usage.evidence), usage.enclosing, usage.id)
            text = " ".join(usage.text.split())
            yield record((result.target.name, clean_path(usage.path), *usage.location, *what, text, *group))


def summary(result: TargetUsages) -> dict[str, int]:
    """How many usages of each certainty were found, shown or not."""
    counted = Counter(usage.certainty for usage in result.usages)
    counts = dict[str, int]((certainty, counted[certainty]) for certainty in _ORDER)
    return {**counts, "ruled_out": len(result.ruled_out)}


def _result_value(result: TargetUsages, view: View) -> dict[str, Any]:
    target = result.target
    shown = [(usage.certainty, _shown_value(usage, view)) for usage in view.of(result)]
    return {
        "target": {
            "name": target.name,
            "kind": target.kind,
            "definitions": [{"path": site.path, "line": site.line} for site in target.definitions],
        },
        "usages": [value for certainty, value in shown if certainty != "ruled_out"],
        "ruled_out": [value for certainty, value in shown if certainty == "ruled_out"],
        "summary": summary(result),
    }


def _shown_value(usage: Usage, view: View) -> dict[str, Any]:
    group = {view.group_by: view.group_of(usage.path)} if view.has_groups else {}
    return {**usage_value(usage), **group}


def _location_value(location: Location) -> dict[str, int]:
    return location._asdict()


def record(cells: Iterable[object]) -> str:
    """One record of a CSV file; text is cleaned, and never a formula."""
    import csv

    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = begun(value)
    return f"'{text}" if text.startswith(_FORMULA) else text

"""SymbolMap, Task -> the last part of a prompt: what to do, and every usage with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from refactor_cli.answer_format import block_of
from refactor_cli.data import Definition, FileMap, Outcome, Target, Usage, Usages
from refactor_cli.delimiters import escape
from refactor_cli.pack.blocks import Block
from refactor_cli.pack.excerpt import definition_source, import_lines, marked, numbered_lines, place_lines
from refactor_cli.pack.files import Writing, quoted
from refactor_cli.pack.shaded import shown
from refactor_cli.pack.shapes import Alike, alike
from refactor_cli.symbols import SymbolMap

_KNOWN_ENDS = ("rewritten", "kept")


@dataclass(frozen=True, slots=True)
class Priming:
    """A file the user adds. `kind`: "docs" or "style"; `label`: what to call it, its path as a rule."""

    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """What to do. `recipe`: the rules so far, as source; `outcomes`: what they came to: usages that are rewritten
    or kept are not asked about again, for open ones the reason is told."""

    usages: Usages
    instructions: str = ""
    recipe: str = ""
    outcomes: tuple[Outcome, ...] = field(default=())


def priming_part(priming: tuple[Priming, ...]) -> str:
    """What the user adds, each between tags of its own."""
    if not priming:
        return ""
    parts = [_element("document", each.text, kind=each.kind, label=each.label) for each in priming]
    return "".join(("<priming>\n", *parts, "</priming>\n"))


class TaskPart(NamedTuple):
    """The task of one prompt, and the usages it asks about."""

    block: Block
    usages: tuple[Usage, ...]


class _Chunk(NamedTuple):
    """What is never split: the usages of one place, or a list of alike ones. `imports`: of the place's file."""

    text: str
    tokens: int
    usages: tuple[Usage, ...]
    imports: str = ""


_PART_TOKENS = 64  # what a part's number takes, and imports that are told again


def task_parts(
    symbols: SymbolMap, task: Task, room: int | None, writing: Writing
) -> tuple[TaskPart, ...] | None:
    """Targets, instructions, the recipe so far, and the usages that have no end yet: in one part where they fit into
    `room` tokens, else in several with the same head. None where not even one usage fits.

    What is quoted of files comes from `symbols`, which must not hold secrets (see `shaded`).
    """
    outcomes = {outcome.usage.id: outcome for outcome in task.outcomes}
    known = {id for id, outcome in outcomes.items() if outcome.outcome in _KNOWN_ENDS}
    every = [u for result in task.usages.results for u in result.usages if u.id not in known]
    # mentions in texts and in other languages that may be of anything: no answer could do more than name them
    usages = [u for u in every if u.certainty != "possible" or block_of(u) != "none"]
    usages.sort(key=lambda usage: (usage.path, usage.span, usage.target))
    reasons = {id: outcome.reason or "" for id, outcome in outcomes.items()}
    head = ["<task>\n", "Migrate the usages below away from what is outdated, as the instructions say.\n"]
    head += [_target(symbols, result.target) for result in task.usages.results]
    if task.instructions:
        head.append(_element("instructions", task.instructions))
    if task.recipe:
        head.append(_element("recipe-so-far", task.recipe))
    settled = f' settled="{len(known)}"' if known else ""
    settled += f' mentions-not-shown="{len(every) - len(usages)}"' if len(every) > len(usages) else ""
    chunks = [*_chunks(symbols, usages, reasons, writing)]
    fixed = writing.block("task", shown("".join((*head, _CLOSING)))).tokens + _PART_TOKENS
    parts = _parted(chunks, None if room is None else room - fixed)
    if parts is None:
        return None
    made = list[TaskPart]()
    for number, part in enumerate(parts, start=1):
        asked = tuple(usage for chunk in part for usage in chunk.usages)
        of = f' part="{number} of {len(parts)}"' if len(parts) > 1 else ""
        opening = f'<usages count="{len(asked)}"{settled}{of}>\n'
        text = "".join((*head, opening, *_joined(part), "</usages>\n", _CLOSING, "</task>\n"))
        made.append(TaskPart(writing.block("task", shown(text)), asked))
    return tuple(made)


def _parted(chunks: list[_Chunk], room: int | None) -> list[list[_Chunk]] | None:
    parts, taken = [list[_Chunk]()], 0
    for chunk in chunks:
        if room is not None and taken + chunk.tokens > room:
            if chunk.tokens > room:
                return None
            parts.append([])
            taken = 0
        parts[-1].append(chunk)
        taken += chunk.tokens
    return parts if room is None or room >= 0 else None


def _joined(chunks: list[_Chunk]) -> Iterator[str]:
    """A file's imports are told once."""
    before = ""
    for chunk in chunks:
        if chunk.imports != before:
            yield chunk.imports
            before = chunk.imports
        yield chunk.text


_CLOSING = """\
Think first. Then give the blocks that <answer-format> describes: one recipe where rules can do it, and blocks for the
usages that no rule fits. Leave open what you cannot prove.
"""


def _target(symbols: SymbolMap, target: Target) -> str:
    attributes = f"name={quoted(target.name)} kind={quoted(target.kind)}"
    if target.dotted != target.name:
        attributes += f" defined-as={quoted(target.dotted)}"
    if not target.definitions:
        return f"<target {attributes}>\nIt is defined outside the repository.\n</target>\n"
    parts = [f"<target {attributes}>\n"]
    for site in target.definitions:
        source = definition_source(symbols, site)
        parts.append(_element("old-definition", source, path=site.path, line=site.line))
    return "".join((*parts, "</target>\n"))


def _chunks(
    symbols: SymbolMap, usages: list[Usage], reasons: Mapping[str, str], writing: Writing
) -> Iterator[_Chunk]:
    many = alike(usages, reasons)
    named = {usage.id for group in many for usage in group.rest}
    number = 0
    for path, in_file in groupby([u for u in usages if u.id not in named], key=lambda usage: usage.path):
        file_map = symbols.map(path)
        found = import_lines(symbols, path) if file_map is not None else ""
        imports = _element("imports", found, path=path) if found else ""
        # all usages of one function share its source
        for place, group in _places(file_map, list(in_file)):
            name = place.qualname if place is not None else ""
            parts = [f"<place path={quoted(path)} in={quoted(name or 'module')}>\n"]
            if place is not None or any(block_of(usage) != "none" for usage in group):
                lines = place_lines(symbols, path, place, group)
                parts.append(_element("source", numbered_lines(symbols, path, lines)))
            for usage in group:
                number += 1
                parts.append(_usage(symbols, usage, number, reasons.get(usage.id, "")))
            text = "".join((*parts, "</place>\n"))
            # imports are counted with each place: a part may begin with any of them
            yield _Chunk(text, writing.block("task", shown(imports + text)).tokens, tuple(group), imports)
    for each in many:
        for start in range(0, len(each.rest), _LISTED):
            listed = each.rest[start : start + _LISTED]
            text = _alike(each, listed)
            yield _Chunk(text, writing.block("task", text).tokens, listed)


_LISTED = 500  # usages in one list


def _alike(group: Alike, listed: tuple[Usage, ...]) -> str:
    """Usages that are only named, with their lines: they are written as those shown above."""
    attributes: dict[str, str | int] = {
        "shape": group.shape,
        "count": len(listed),
        "of": len(group.shown) + len(group.rest),
        "examples": " ".join(usage.id for usage in group.shown),
    }
    lines = list[str]()
    for path, usages in groupby(listed, key=lambda usage: usage.path):
        lines.append(f"{quoted(path)}: {' '.join(f'{usage.id}@{usage.location.line}' for usage in usages)}")
    return _element("alike", "\n".join(lines), **attributes)


def _usage(symbols: SymbolMap, usage: Usage, number: int, reason: str) -> str:
    attributes: dict[str, str | int] = {
        "number": number,
        "id": usage.id,
        "target": usage.target,
        "path": usage.path,
        "line": usage.location.line,
        "column": usage.location.column,
        "kind": usage.kind,
        "certainty": usage.certainty,
        "evidence": ", ".join(usage.evidence),
        "answer": block_of(usage),
    }
    if reason:
        attributes["open"] = reason
    return _element("usage", marked(symbols, usage), **attributes)


def _places(file_map: FileMap | None, usages: list[Usage]) -> Iterator[tuple[Definition | None, list[Usage]]]:
    """Usages by the function around them, in the order of their first; what stands outside of any is by itself."""
    bodies = {d.body: d for d in file_map.definitions if d.kind == "function"} if file_map else {}
    groups: dict[tuple[int, int], tuple[Definition | None, list[Usage]]] = {}
    for usage in usages:
        around = _own_definition(file_map, usage) or _function_around(file_map, bodies, usage)
        key = around.span if around is not None else usage.span
        groups.setdefault((key.start, key.end), (around, []))[1].append(usage)
    yield from groups.values()


def _own_definition(file_map: FileMap | None, usage: Usage) -> Definition | None:
    if file_map is None or usage.kind not in ("override", "definition"):
        return None
    return next((d for d in file_map.definitions if d.name_span == usage.span), None)


def _function_around(
    file_map: FileMap | None, bodies: Mapping[int, Definition], usage: Usage
) -> Definition | None:
    scope = usage.scope
    while file_map is not None and scope > 0:
        if scope in bodies:
            return bodies[scope]
        scope = file_map.scopes[scope].parent
    return None


def _element(tag: str, text: str, **attributes: str | int) -> str:
    written = "".join(f" {name}={_value(value)}" for name, value in attributes.items())
    body = escape(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    return f"<{tag}{written}>\n{body}{'' if not body or body.endswith(chr(10)) else chr(10)}</{tag}>\n"


def _value(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, int) else quoted(value)

"""Reads case files, and carries a case out as inline would: spell every place, then edit the imports.

How a case is written: tests/cases/imports/README.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from refactor_cli.data import Edit, Snapshot, SourceFile, Span, blob_id
from refactor_cli.imports import (
    Import,
    ImportChange,
    Need,
    Spelling,
    Unspellable,
    Wanted,
    Written,
    edit_imports,
    spell,
)
from refactor_cli.index import index
from refactor_cli.languages import language_of
from refactor_cli.splice import edited
from refactor_cli.symbols import SymbolMap

FOLDER = Path(__file__).parent.parent / "cases" / "imports"
_MARK = re.compile("«(.*?)»", re.DOTALL)
_NEWLINES = {"crlf": "\r\n", "cr": "\r"}


@dataclass(frozen=True)
class Case:
    """`before` and `after` are the file at hand, `others` the rest of the repository."""

    name: str
    settings: dict[str, str]
    path: str
    before: str
    after: str
    others: dict[str, str]


def read_cases(file: Path) -> list[Case]:
    """The cases of one file."""
    _, *parts = re.split(r"^==== (.*)\n", file.read_text("utf-8"), flags=re.MULTILINE)
    return [
        _read_case(f"{file.stem}: {name}", text) for name, text in zip(parts[::2], parts[1::2], strict=True)
    ]


def symbol_map(files: dict[str, str | bytes]) -> SymbolMap:
    """The symbols of a repository that holds just these files."""
    sources = {}
    for path, text in sorted(files.items()):
        data = text if isinstance(text, bytes) else text.encode()
        sources[path] = SourceFile(path, blob_id(data), 0o100644, language_of(path), data)
    return index(Snapshot(sources))


def outcome(case: Case) -> str:
    """The file after the edit; or why a place cannot be spelled."""
    plain, marks = _without_marks(case.before)
    newline = _NEWLINES.get(case.settings.get("newline", ""), "\n")
    symbols = symbol_map({case.path: plain.replace("\n", newline), **case.others})
    edits, change = list[Edit](), ImportChange()
    spans = [_span(plain, newline, *mark) for mark in marks]
    for span in spans:
        found = _changed(case, symbols, span, change, spans)
        if isinstance(found, Unspellable):
            return f"unspellable: {found.reason}\n"
        edit, change = found
        edits.append(edit)
    edits += edit_imports(symbols, case.path, change)
    data = edited(symbols.snapshot.files[case.path], edits).data.decode()
    if newline != "\n":
        assert "\n" not in data.replace(newline, ""), "a line end of another kind"
        assert newline == "\r\n" or "\n" not in data
    return data.replace(newline, "\n")


def _changed(
    case: Case, symbols: SymbolMap, span: Span, change: ImportChange, spans: list[Span]
) -> tuple[Edit, ImportChange] | Unspellable:
    utf8 = symbols.snapshot.files[case.path].text.utf8
    text = utf8[span.start : span.end].decode()
    vacated = [_first_name(utf8, each) for each in spans]
    first = vacated[spans.index(span)]
    new, like = case.settings["new"], case.settings["old"]
    if new == "nothing":
        return Edit(case.path, span, "None"), replace(change, vacated=(*change.vacated, first))
    promised = tuple(need[0] for need in change.needs)
    written = None if like == "a method" else Written(text, like)
    found = spell(
        symbols,
        case.path,
        span.start,
        Wanted(
            new,
            written,
            _recipe(case),
            promised,
            frozenset(vacated if written else ()),
            "" if written else case.settings.get("of", ""),
        ),
    )
    if not isinstance(found, Spelling):
        return found
    needs = (*change.needs, *(Need(each, span.start) for each in found.needs))
    vacated_spans = (*change.vacated, *((first,) if written else ()))
    used = change.used | {found.text.partition(".")[0]}
    return Edit(case.path, span, found.text), ImportChange(needs, vacated_spans, used)


def _first_name(utf8: bytes, span: Span) -> Span:
    return Span(span.start, span.start + len(utf8[span.start : span.end].partition(b".")[0]))


def _recipe(case: Case) -> Import | None:
    words = (
        case.settings.get("recipe", "")
        .replace(" as ", " ")
        .replace("from ", "")
        .replace("import ", "")
        .split()
    )
    if not words:
        return None
    if case.settings["recipe"].startswith("from "):
        return Import(*words)
    return Import(words[0], "", *words[1:])


def _read_case(name: str, text: str) -> Case:
    head, *parts = re.split(r"^-- (.*) --\n", text, flags=re.MULTILINE)
    settings = dict(line.split(": ", 1) for line in head.splitlines() if re.match(r"[a-z]+: ", line))
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    path, before = next(iter(files.items()))
    after = files.pop("after", _without_marks(before)[0] if "unspellable" not in settings else "")
    if "unspellable" in settings:
        after = f"unspellable: {settings['unspellable']}\n"
    return Case(name, settings, path, before, after, {p: t for p, t in files.items() if p != path})


def _without_marks(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and where the marked pieces are in it (in characters)."""
    plain, marks, last = "", list[tuple[int, int]](), 0
    for match in _MARK.finditer(marked):
        plain += marked[last : match.start()]
        marks.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        last = match.end()
    return plain + marked[last:], marks


def _span(plain: str, newline: str, start: int, end: int) -> Span:
    stretch = len(newline) - 1
    return Span(*(len(plain[:at].encode()) + stretch * plain.count("\n", 0, at) for at in (start, end)))


def original(case: Case) -> str:
    """The file at hand before the edit, without marks."""
    return _without_marks(case.before)[0]

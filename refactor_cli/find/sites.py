"""A judged occurrence -> a Usage: its lines and columns, its text, the definition around it."""

from __future__ import annotations

from refactor_cli.data import FileMap, Location, Span, Usage
from refactor_cli.find.question import Judgement, Question
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import scope_at
from refactor_cli.text import Text


def site(asked: Question, found: Occurrence, judgement: Judgement) -> Usage:
    """The usage, with no id yet."""
    text = asked.symbols.snapshot.files[asked.path].text
    location = location_of(text, found.span)
    scope = scope_at(asked.file_map, found.span.start)
    call = found.call
    return Usage(
        id="",
        target=asked.target.name,
        path=asked.path,
        span=found.span,
        expression=found.expression,
        call_span=call,
        location=location,
        call=location_of(text, call) if call else None,
        kind=judgement.kind,
        certainty=judgement.certainty,
        evidence=judgement.evidence,
        enclosing=enclosing(asked.file_map, scope),
        text=text.slice(*call) if call else text.line(location.line).strip(),
        scope=scope,
        binding=judgement.binding,
        also=judgement.also,
    )


def location_of(text: Text, span: Span) -> Location:
    """Lines and columns of a span."""
    return Location(*text.position(span.start), *text.position(span.end))


def enclosing(file_map: FileMap, scope: int) -> str:
    """The qualified name of the definition around a scope, "" at the top of a module."""
    parts = []
    while scope > 0:
        here = file_map.scopes[scope]
        if here.kind in ("function", "class"):
            parts.append(here.name)
        scope = here.parent
    return ".".join(reversed(parts))

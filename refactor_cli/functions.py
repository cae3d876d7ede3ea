"""Functions as a whole: those around a usage, and the id by which an answer may give one new source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from refactor_cli.data import Definition, FileMap, Span, Usage
from refactor_cli.text import Text


def functions_around(file_map: FileMap, scope: int) -> Iterator[Definition]:
    """The functions that a scope is the body of or lies in, the innermost first."""
    bodies = {each.body: each for each in file_map.definitions if each.kind == "function"}
    while scope > 0:
        if scope in bodies:
            yield bodies[scope]
        scope = file_map.scopes[scope].parent


def decorated(file_map: FileMap, usage: Usage) -> Definition | None:
    """The function that a usage is a decorator of, or stands in a decorator of as a text: an owner, or the target by
    its full name; None where it is none, or one of a class."""
    if usage.kind not in ("decorator", "owner", "string"):
        return None
    at = usage.span.start
    functions = (each for each in file_map.definitions if each.kind == "function")
    return next((each for each in functions if each.outer.start <= at < each.span.start), None)


def functions_to_write(file_map: FileMap, usage: Usage) -> Iterator[Definition]:
    """The functions that a block for a usage may give new source: the one that it decorates, and those around it."""
    headed = decorated(file_map, usage)
    if headed is not None:
        yield headed
    yield from functions_around(file_map, usage.scope)


def outer_scope(file_map: FileMap, body: int) -> int:
    """Where the names are looked up that a function does not bind itself: around it, past its class."""
    scope = file_map.scopes[body].parent
    while scope > 0 and file_map.scopes[scope].kind == "class":
        scope = file_map.scopes[scope].parent
    return scope


def function_id(path: str, function: Definition, text: Text) -> str:
    """Stands for a function and its source, to the last byte: an answer that gives it was written for what stands
    there."""
    parts = (
        path.encode("utf-8", "surrogateescape"),
        function.qualname.encode(),
        _source(text, function.outer),
    )
    return f"f{hashlib.sha256(bytes(1).join(parts)).hexdigest()[:6]}"


def with_id(id: str, path: str, functions: Iterable[Definition], text: Text) -> Definition | None:
    """The one of these functions that an id stands for."""
    return next((each for each in functions if function_id(path, each, text) == id), None)


def _source(text: Text, span: Span) -> bytes:
    return text.utf8[span.start : span.end]

"""SymbolMap before and after -> Diagnosed: the errors that a type server finds in changed files, and did not before.

The server works on the same kind of copy as for questions; new texts are handed over as a client's open files.
https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#textDocument_pullDiagnostics
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.renderers.clean import clean
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import Text
from refactor_cli.types.asking import InstalledServer, prepare
from refactor_cli.types.conversation import Conversation, conversation, received, uri_of
from refactor_cli.types.positions import offset_of
from refactor_cli.types.process import ServerEndedError
from refactor_cli.types.values import Limits

QUICK = Limits(start=20.0, answer=60.0, whole=180.0)
_ERROR = 1
_MOST_MESSAGE = 300  # characters


class Problem(NamedTuple):
    """An error that a type server finds. The span is in `Text.utf8`; `code`: the rule's name, or ""."""

    start: int
    end: int
    code: str
    message: str


class Diagnosed(Struct, frozen=True):
    """The errors of files, after and before; files that the server said nothing about are missing. `before` is only
    asked for where something was found after. `note`: why some are missing, "" when none is."""

    after: Mapping[str, tuple[Problem, ...]]
    before: Mapping[str, tuple[Problem, ...]]
    note: str = ""


def diagnose(
    asked: InstalledServer, before: SymbolMap, after: SymbolMap, paths: Sequence[str], limits: Limits = QUICK
) -> Diagnosed:
    """Asks about these files, which both have. Never raises for what a server does."""
    found: tuple[dict[str, tuple[Problem, ...]], dict[str, tuple[Problem, ...]]] = ({}, {})
    note = ""
    try:
        with tempfile.TemporaryDirectory(prefix="refactor-types-", ignore_cleanup_errors=True) as name:
            note = _ask(asked, (before, after), paths, (Path(os.path.realpath(name)), limits), found)
    except OSError as error:
        note = f"{asked.name} was not asked: {error.strerror or error}"
    return Diagnosed(*found, note)


def _ask(
    asked: InstalledServer,
    states: tuple[SymbolMap, SymbolMap],
    paths: Sequence[str],
    place: tuple[Path, Limits],
    found: tuple[dict[str, tuple[Problem, ...]], dict[str, tuple[Problem, ...]]],
) -> str:
    """Fills `found`, after and before; gives what went wrong."""
    (before, after), (folder, limits) = states, place
    # what the new code imports must be there, in its old state where it is no changed file
    batch = prepare(asked, after, set(paths), folder)
    options = {**asked.server.options, "diagnosticMode": "openFilesOnly"}
    server = replace(asked.server, options=options)
    command = (str(asked.program), *server.arguments)
    deadline = time.monotonic() + limits.whole
    known = [path for path in paths if path in batch.copied]
    try:
        with conversation(server, command, batch.code, limits, deadline) as talk:
            numbers = count(1)
            new, old = (_texts(each, known) for each in (after, before))
            for path in known:
                _open(talk, path, new[path])
            for path in known:
                _pull(talk, next(numbers), (path, new[path]), found[0])
            doubtful = [path for path in known if found[0].get(path)]
            for path in known if doubtful else ():
                _change(talk, path, old[path])
            for path in doubtful:
                _pull(talk, next(numbers), (path, old[path]), found[1])
    except ServerEndedError as error:
        return f"{asked.name} was given up: {error}"
    missing = len(paths) - len(found[0])
    return f"{asked.name} said nothing about {missing} of {len(paths)} files" if missing else ""


def _texts(symbols: SymbolMap, paths: Iterable[str]) -> dict[str, Text]:
    return {path: symbols.snapshot.files[path].text for path in paths}


def _open(talk: Conversation, path: str, text: Text) -> None:
    document = {"uri": uri_of(talk.code, path), "languageId": "python", "version": 1, "text": _written(text)}
    talk.running.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})


def _change(talk: Conversation, path: str, text: Text) -> None:
    document = {"uri": uri_of(talk.code, path), "version": 2}
    params = {"textDocument": document, "contentChanges": [{"text": _written(text)}]}
    talk.running.send({"method": "textDocument/didChange", "params": params})


def _written(text: Text) -> str:
    return text.utf8.decode("utf-8", "replace")


def _pull(
    talk: Conversation, number: int, document: tuple[str, Text], into: dict[str, tuple[Problem, ...]]
) -> None:
    """The errors of one file as it is for the server now; nothing when it answers with an error."""
    path, text = document
    params = {"textDocument": {"uri": uri_of(talk.code, path)}}
    talk.running.send({"id": number, "method": "textDocument/diagnostic", "params": params})
    until = min(time.monotonic() + talk.limits.answer, talk.deadline)
    while True:
        message = received(talk.running, until)
        if message.get("id") == number:
            break
    result = message.get("result")
    items = result.get("items") if isinstance(result, dict) else None
    if isinstance(items, list):
        found = (_problem(talk, text, each) for each in items)
        into[path] = tuple(each for each in found if each is not None)


def _problem(talk: Conversation, text: Text, item: Any) -> Problem | None:
    """None for a warning, and for what is not understood."""
    span = item.get("range") if isinstance(item, dict) else None
    if not isinstance(span, dict) or item.get("severity", _ERROR) != _ERROR:
        return None
    start, end = (offset_of(text, span.get(each), talk.encoding) for each in ("start", "end"))
    message, code = item.get("message"), item.get("code")
    if start is None or end is None or not isinstance(message, str):
        return None
    shown = clean(message.partition("\n")[0])[:_MOST_MESSAGE]
    return Problem(start, max(end, start), code if isinstance(code, str) else "", shown)

"""The symbol map as people, models and programs read it: a file's lines depend on that file alone.

    shop/cart.py
      calls register
      10-42 class Cart(Base)
        12-20 def total(self, currency="EUR") -> Money: calls quote, round

docs/decisions/ says why it looks like this.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from refactor_cli.data import Binding, FileMap, SourceFile
from refactor_cli.outlines import Sort, outlines, recalled, remember, with_parser
from refactor_cli.outlines.outline import Calls, Entry, Outline
from refactor_cli.renderers.clean import clean, clean_path
from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.text import Text
from refactor_cli.tokens import VERSION, TokenCount, count_tokens

Detail = Literal["calls", "signatures", "names"]

# Changes whenever the same outline is written in another way.
_FORMAT = 2


class MapPart(NamedTuple):
    """The map of one file: its path on a line, then the lines of its definitions. `tokens`: of these lines, without the
    path's (nothing is counted when they come from the cache)."""

    path: str
    text: str
    tokens: TokenCount


class _Body(NamedTuple):
    """A part without the line of its path, as it is kept in the cache: files with the same bytes share it."""

    text: str
    tokens: int
    exact: bool


def render_map(
    symbols: SymbolMap, paths: Iterable[str] | None = None, detail: Detail = "calls"
) -> Iterator[str]:
    """The definitions of each file, nested as they are, with their lines, signatures and calls; one text a file.

    `paths`: files and folders of the snapshot, by default all of it. Files in a language without a grammar have no
    map. `detail`: "signatures" leaves out the calls, "names" gives one line a file. Control characters are shown as
    escapes, so that each definition is one line.
    """
    return (part.text for part in map_parts(symbols, paths, detail))


def map_parts(
    symbols: SymbolMap, paths: Iterable[str] | None = None, detail: Detail = "calls"
) -> Iterator[MapPart]:
    """As `render_map`, with the path and the tokens of each."""
    chosen = _chosen(symbols, paths)
    sort = Sort("map text", f"{_FORMAT}:{detail}:{VERSION}", _Body)
    known = recalled(symbols, chosen, sort)
    new = {
        path: _body(outline, detail)
        for path, outline in outlines(symbols, [path for path in chosen if path not in known]).items()
    }
    remember(symbols, new, sort)
    for path in chosen:
        body = known.get(path) or new[path]
        yield MapPart(path, f"{clean_path(path)}\n{body.text}", TokenCount(body.tokens, body.exact))


def map_json(symbols: SymbolMap, paths: Iterable[str] | None = None) -> str:
    """The same for programs, and what each Python file imports: JSON, one document. docs/map-format.md has its keys."""
    chosen = _chosen(symbols, paths)
    found = outlines(symbols, chosen)
    parts = {part.path: part for part in map_parts(symbols, chosen)}
    symbols.load(chosen)
    files = [
        _file_json(symbols.snapshot.files[path], found[path], symbols.map(path), parts[path].tokens)
        for path in chosen
    ]
    left_out = [{"path": left.path, "reason": left.reason} for left in symbols.snapshot.left_out]
    return json.dumps({"version": 1, "files": files, "left_out": left_out}, indent=1) + "\n"


def _chosen(symbols: SymbolMap, paths: Iterable[str] | None) -> list[str]:
    files = symbols.snapshot.files
    if paths is None:
        return with_parser(symbols.snapshot, files)
    folders = tuple(f"{path.rstrip('/')}/" for path in paths)
    return with_parser(symbols.snapshot, [path for path in files if f"{path}/".startswith(folders)])


def _body(outline: Outline, detail: Detail) -> _Body:
    text = _names(outline) if detail == "names" else "".join(_lines(outline, detail == "calls"))
    tokens = count_tokens(text)
    return _Body(text, tokens.count, tokens.exact)


def _names(outline: Outline) -> str:
    names = [clean(entry.name) for entry in outline.entries if entry.depth < 2]
    names += ["…"] if outline.more else []
    return f"  {', '.join(dict.fromkeys(names))}\n" if names else ""


def _lines(outline: Outline, with_calls: bool) -> Iterator[str]:
    if with_calls and outline.calls.names:
        yield f"  {_calls(outline.calls)}\n"
    for entry in outline.entries:
        calls = f": {_calls(entry.calls)}" if with_calls and entry.calls.names else ""
        yield f"{'  ' * (entry.depth + 1)}{_span(entry.line, entry.end_line)} {clean(entry.header)}{calls}\n"
    if outline.more:
        yield f"  and {outline.more} more definitions\n"
    for line, end_line in outline.errors:
        yield f"  {_span(line, end_line)} could not be parsed\n"


def _span(line: int, end_line: int) -> str:
    return f"{line}-{end_line}" if end_line > line else str(line)


def _calls(calls: Calls) -> str:
    return f"calls {', '.join(map(clean, calls.names))}{', …' if calls.more else ''}"


def _file_json(
    file: SourceFile, outline: Outline, file_map: FileMap | None, tokens: TokenCount
) -> dict[str, Any]:
    bindings = file_map.bindings if file_map is not None and file.language == LANGUAGE else ()
    return {
        "path": file.path,
        "language": file.language,
        "definitions": [_definition_json(entry) for entry in outline.entries],
        "more_definitions": outline.more,
        "calls": list(outline.calls.names),
        "more_calls": outline.calls.more,
        "imports": [
            _import_json(file.text, binding)
            for binding in bindings
            if binding.kind in ("import", "from", "star")
        ],
        "errors": [{"line": line, "end_line": end_line} for line, end_line in outline.errors],
        "map_tokens": {"count": tokens.count, "exact": tokens.exact},
    }


def _definition_json(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "qualname": entry.qualname,
        "kind": entry.kind,
        "line": entry.line,
        "end_line": entry.end_line,
        "header": entry.header,
        "signature": entry.signature,
        "doc": entry.doc,
        "calls": list(entry.calls.names),
        "more_calls": entry.calls.more,
    }


def _import_json(text: Text, binding: Binding) -> dict[str, Any]:
    """`name`: what is imported from the module, null for a module itself, "*" for everything."""
    imported = {"import": None, "from": binding.imported, "star": "*"}[binding.kind]
    line, _ = text.position(binding.span.start)
    return {"module": binding.module, "name": imported, "as": binding.name, "line": line}

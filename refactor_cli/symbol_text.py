"""The symbol map as people, models and programs read it: a file's lines depend on that file alone."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from refactor_cli.data import Binding, Definition, FileMap, SourceFile, Span
from refactor_cli.renderers.clean import clean
from refactor_cli.symbols import SymbolMap


def render_map(symbols: SymbolMap, paths: Iterable[str] | None = None) -> Iterator[str]:
    """The definitions of each file, nested as they are, with their lines and signatures; one text a file.

    `paths`: files and folders of the snapshot, by default all of it. Files that are not Python have no map.
    Control characters are shown as escapes, so that each definition is one line.
    """
    for file, file_map in _mapped(symbols, paths):
        lines = [f"{clean(file.path)}\n"]
        for definition, depth in _nested(file_map.definitions):
            first, last = _lines(file, definition.span)
            lines.append(f"{'  ' * (depth + 1)}{first}-{last} {clean(_headline(definition))}\n")
        lines += [f"  {_lines(file, span)[0]} could not be parsed\n" for span in file_map.errors]
        yield "".join(lines)


def map_json(symbols: SymbolMap, paths: Iterable[str] | None = None) -> str:
    """The same for programs, and what each file imports: JSON, one document."""
    files = [_file_json(file, file_map) for file, file_map in _mapped(symbols, paths)]
    left_out = [{"path": left.path, "reason": left.reason} for left in symbols.snapshot.left_out]
    return json.dumps({"version": 1, "files": files, "left_out": left_out}, indent=1) + "\n"


def _mapped(symbols: SymbolMap, paths: Iterable[str] | None) -> Iterator[tuple[SourceFile, FileMap]]:
    files = symbols.snapshot.files
    if paths is None:
        chosen = list(files)
    else:
        folders = tuple(f"{path.rstrip('/')}/" for path in paths)
        chosen = [path for path in files if f"{path}/".startswith(folders)]
    symbols.load(chosen)
    for path in chosen:
        file_map = symbols.map(path)
        if file_map is not None:
            yield files[path], file_map


def _nested(definitions: Iterable[Definition]) -> Iterator[tuple[Definition, int]]:
    """Each definition with the number of definitions around it."""
    around: list[Definition] = []
    for definition in definitions:
        while around and around[-1].span.end <= definition.span.start:
            around.pop()
        yield definition, len(around)
        around.append(definition)


def _headline(definition: Definition) -> str:
    decorators = "".join(f"@{name} " for name in definition.decorators if name)
    keyword = "class" if definition.kind == "class" else "async def" if definition.is_async else "def"
    return f"{decorators}{keyword} {definition.name}{definition.signature}"


def _lines(file: SourceFile, span: Span) -> tuple[int, int]:
    """First and last line, from 1."""
    starts = file.text.line_starts
    return bisect_right(starts, span.start), bisect_right(starts, max(span.start, span.end - 1))


def _file_json(file: SourceFile, file_map: FileMap) -> dict[str, Any]:
    return {
        "path": file.path,
        "language": file.language,
        "definitions": [_definition_json(file, definition) for definition in file_map.definitions],
        "imports": [
            _import_json(file, binding)
            for binding in file_map.bindings
            if binding.kind in ("import", "from", "star")
        ],
        "errors": [
            dict(zip(("line", "end_line"), _lines(file, span), strict=True)) for span in file_map.errors
        ],
    }


def _definition_json(file: SourceFile, definition: Definition) -> dict[str, Any]:
    line, end_line = _lines(file, definition.span)
    return {
        "name": definition.name,
        "qualname": definition.qualname,
        "kind": definition.kind,
        "line": line,
        "end_line": end_line,
        "signature": definition.signature,
        "doc": definition.doc,
    }


def _import_json(file: SourceFile, binding: Binding) -> dict[str, Any]:
    """`name`: what is imported from the module, null for a module itself, "*" for everything."""
    imported = {"import": None, "from": binding.imported, "star": "*"}[binding.kind]
    line, _ = _lines(file, binding.span)
    return {"module": binding.module, "name": imported, "as": binding.name, "line": line}

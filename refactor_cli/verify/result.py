"""Edits, SymbolMap -> the edits that keep their files whole, and why the others do not.

A file is taken or left as a whole: its edits lean on each other (an import and the calls that need it).
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from symtable import symtable

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data import Edit, FileMap, SourceFile
from refactor_cli.grammar import parse
from refactor_cli.left_to_people import python3_import
from refactor_cli.splice import SpliceError, by_path, edited
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.python2 import newer_module, unlike_python2

_UNLIKE = "the file is Python 2, and the new code has {}"


class Checked(Struct, frozen=True):
    """`edits` may be applied, and give `symbols`; `refused`: for each path left out why, one line for people."""

    edits: tuple[Edit, ...]
    symbols: SymbolMap
    refused: Mapping[str, str]


def check_result(edits: Iterable[Edit], symbols: SymbolMap) -> Checked:
    """Makes each file's edits and looks at the result: no overlap, every byte outside as it was, no syntax
    error for tree-sitter that was not there before, and Python's own parser still takes what it took."""
    before = symbols.snapshot.files
    after, refused = dict[str, SourceFile](), dict[str, str]()
    grouped = by_path(edits)
    for path, its_edits in grouped.items():
        try:
            after[path] = edited(before[path], its_edits)
        except SpliceError as error:
            refused[path] = str(error)
    made = {path: its_edits for path, its_edits in grouped.items() if path in after}
    result = symbols.with_edits(replace(symbols.snapshot, files={**before, **after}), made)
    for path, file in after.items():
        if file.language == "python":
            reason = _damage(before[path], symbols, result) or _unlike(file, made[path], symbols, result)
            if reason:
                refused[path] = reason
    if refused:
        kept = {path: file for path, file in after.items() if path not in refused}
        result = symbols.with_snapshot(replace(symbols.snapshot, files={**before, **kept}))
    accepted = (edit for path, found in grouped.items() if path not in refused for edit in found)
    return Checked(tuple(accepted), result, refused)


def breaking(edits: Iterable[Edit], symbols: SymbolMap, refused: Mapping[str, str]) -> dict[str, str]:
    """Of the files that were left out, the ids of usages whose edit alone already keeps its file from being parsed,
    each with the reason: without them the others may do."""
    found = dict[str, str]()
    for path, its_edits in by_path(edits).items():
        file, file_map = symbols.snapshot.files[path], symbols.map(path)
        if path not in refused or file.language != "python":
            continue
        if file_map is not None and file_map.python2:
            with suppress(SpliceError):
                for edit, reason in unlike_python2(file, edited(file, its_edits), its_edits):
                    found |= dict.fromkeys(edit.usages, _UNLIKE.format(reason))
        elif _is_read(file.data):
            found |= _unparsed(file, its_edits, refused[path])
    return found


def _is_read(data: bytes) -> bool:
    """Whether Python reads a file, and so does the parser of ours, which takes less (`box.\\nrows` in brackets)."""
    return _parses(data) and not parse("python", data).root_node.has_error


def _unparsed(file: SourceFile, edits: Iterable[Edit], reason: str) -> dict[str, str]:
    found = dict[str, str]()
    for edit in edits:
        with suppress(SpliceError):
            if edit.usages and not _is_read(edited(file, [edit]).data):
                found |= dict.fromkeys(edit.usages, reason)
    return found


def _unlike(after: SourceFile, edits: Sequence[Edit], symbols: SymbolMap, result: SymbolMap) -> str:
    """What the new code of a file in Python 2 has that Python 2 has not."""
    path = after.path
    file_map = symbols.map(path)
    if file_map is None or not file_map.python2:
        return ""
    for _, reason in unlike_python2(symbols.snapshot.files[path], after, edits):
        return _UNLIKE.format(reason)
    new_map = result.map(path)
    if new_map is None:
        return ""
    there = {*_imported(file_map)}
    if module := newer_module(symbols, path, (each for each in _imported(new_map) if each not in there)):
        return f"the file is Python 2, which has no module {module}"
    other = python3_import(result, path, new_map)
    return f"the file is Python 2, and the new code imports {other}, which is not" if other else ""


def _imported(file_map: FileMap) -> Iterator[str]:
    """The modules that a file imports, or may take from packages."""
    for binding in file_map.bindings:
        if binding.kind in ("from", "import") and not binding.module.startswith("."):
            yield f"{binding.module}.{binding.imported}" if binding.kind == "from" else binding.module


def _damage(file: SourceFile, old: SymbolMap, new: SymbolMap) -> str:
    if not _is_whole(new, file.path):
        old_map, new_map = old.map(file.path), new.map(file.path)
        if old_map is None or new_map is None or _error_bytes(new_map) > _error_bytes(old_map):
            return "the result would not parse"
    if not _parses(new.snapshot.files[file.path].data) and _parses(file.data):
        return "Python would not parse the result"
    return ""


def _is_whole(symbols: SymbolMap, path: str) -> bool:
    """Whether the tree alone tells that a file's map has no errors."""
    root = symbols.tree(path).root_node
    # a text that took too long to parse has an empty tree
    return not root.has_error and (root.child_count > 0 or not symbols.snapshot.files[path].text.utf8.strip())


def _error_bytes(file_map: FileMap) -> int:
    # a zero-width error is a missing token: it counts as one
    return sum(max(span.end - span.start, 1) for span in file_map.errors)


def _parses(data: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            # parses as well, makes no objects of the tree, and asks for more: so only its yes counts
            symtable(data, "<file>", "exec")  # type: ignore[arg-type]  # bytes do, with their coding cookie
            return True
        try:
            compile(data, "<file>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True

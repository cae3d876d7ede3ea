"""What modules get by an answer, and what came of the rest of it -> what of that nothing needs, or is better left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from refactor_cli.data import Edit, FileMap
from refactor_cli.imports.cycles import cycle_through
from refactor_cli.resolution import module_file, scope_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.new_code import Added

_TESTS = re.compile(r"(?:^|/)(?:tests?/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)")


def left_out(
    added: Sequence[Added], edits: Sequence[Edit], symbols: SymbolMap
) -> Iterator[tuple[Added, str]]:
    """What modules are not to get after all, each with the reason. `edits`: all there are, theirs included."""
    others = [edit for edit in edits if not edit.added]
    used = _used(added, others)
    for each in added:
        path, at = each.block.path, each.change.edit.span.start
        users = [edit for edit in others if any(_has(edit.text, name) for name in each.names)]
        if unused := [name for name in each.names if name not in used]:
            yield each, f"nothing that is used of the answer needs '{unused[0]}'"
        elif _runs_early(
            (edit for edit in users if edit.path == path and edit.span.start < at), path, symbols
        ):
            yield each, "code further up in its file needs it when the module is imported"
        elif _TESTS.search(path) and not all(_TESTS.search(edit.path) for edit in users):
            yield each, "what is no test does not import tests"
        elif through := next(_closing(each, {edit.path for edit in users} - {path}, symbols), ""):
            yield each, f"what it imports would close an import cycle through {through}"


def _used(added: Sequence[Added], edits: Sequence[Edit]) -> Set[str]:
    """The names that edits of other code use, be it through each other."""
    found = {name for each in added for name in each.names if any(_has(edit.text, name) for edit in edits)}
    every = {name for each in added for name in each.names}
    through = {name: words & every for each in added for name, words in each.words}
    while more := {name for one in found for name in through.get(one, ())} - found:
        found |= more
    return found


def _has(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _runs_early(edits: Iterator[Edit], path: str, symbols: SymbolMap) -> bool:
    file_map = symbols.map(path)
    assert file_map is not None
    return not all(_is_in_function(file_map, scope_at(file_map, edit.span.start)) for edit in edits)


def _is_in_function(file_map: FileMap, scope: int) -> bool:
    while scope > 0:
        if file_map.scopes[scope].kind in ("function", "lambda"):
            return True
        scope = file_map.scopes[scope].parent
    return False


def _closing(each: Added, users: Set[str], symbols: SymbolMap) -> Iterator[str]:
    """The files that use new code of a module, and that what it imports leads to."""
    for path in sorted(users):
        for wanted in each.imports:
            module = module_file(symbols, wanted.module, each.block.path)
            if module == path or (module is not None and cycle_through(symbols, path, wanted)):
                yield path

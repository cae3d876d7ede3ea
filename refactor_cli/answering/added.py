"""What modules get by an answer, and what came of the rest of it -> what of that nothing needs, or is better left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from refactor_cli.data import Edit, FileMap
from refactor_cli.imports.cycles import cycle_through
from refactor_cli.resolution import module_file, scope_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.new_code import Added

_TESTS = re.compile(r"(?:^|/)(?:tests?/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)")


class Left(NamedTuple):
    """What a module is not to get, and why. `is_used`: new source names it; what would, may wait for something else."""

    added: Added
    reason: str
    is_used: bool = True


def left_out(added: Sequence[Added], edits: Sequence[Edit], symbols: SymbolMap) -> Iterator[Left]:
    """What modules are not to get after all, each with the reason. `edits`: all there are, theirs included."""
    others = [edit for edit in edits if not edit.added]
    used = _used(added, others, symbols)
    for each in added:
        path, at = each.block.path, each.change.edit.span.start
        users = [
            edit for edit in others if any(_uses(edit, each, name, others, symbols) for name in each.names)
        ]
        if unused := [name for name in each.names if (path, name) not in used]:
            reason = f"nothing that is used of the answer needs '{unused[0]}'"
            yield Left(each, reason, len(unused) < len(each.names))
        elif lost := next((name for name in _waiting(each) if not _is_awaited(name, others)), ""):
            yield Left(each, f"'{lost}' is a coroutine function, and not all its calls are awaited at once")
        elif _runs_early(
            (edit for edit in users if edit.path == path and edit.span.start < at), path, symbols
        ):
            yield Left(each, "code further up in its file needs it when the module is imported")
        elif _TESTS.search(path) and not all(_TESTS.search(edit.path) for edit in users):
            yield Left(each, "what is no test does not import tests")
        elif through := next(_closing(each, {edit.path for edit in users} - {path}, symbols), ""):
            yield Left(each, f"what it imports would close an import cycle through {through}")


def _used(added: Sequence[Added], edits: Sequence[Edit], symbols: SymbolMap) -> Set[tuple[str, str]]:
    """The names that edits of other code use, be it through each other, each with the path of its module."""
    found = {
        (each.block.path, name)
        for each in added
        for name in each.names
        if any(_uses(edit, each, name, edits, symbols) for edit in edits)
    }
    words = {(each.block.path, name): words for each in added for name, words in each.words}
    while more := {other for one in found for other in words if other[1] in words[one]} - found:
        found |= more
    return found


def _uses(edit: Edit, each: Added, name: str, edits: Sequence[Edit], symbols: SymbolMap) -> bool:
    """Whether an edit names what a module gets: in its file, or in one that names the module."""
    if not _has(edit.text, name):
        return False
    path = each.block.path
    if edit.path == path or path.endswith("__init__.py"):
        return True
    module = path.rpartition("/")[2].removesuffix(".py")
    before = symbols.snapshot.files[edit.path].text.utf8.decode("utf-8", "replace")
    return _has(before, module) or any(_has(one.text, module) for one in edits if one.path == edit.path)


def _waiting(each: Added) -> Iterator[str]:
    return (
        name for name in each.names if re.search(rf"^async[ ]+def[ ]+{name}\b", each.block.code, re.MULTILINE)
    )


def _is_awaited(name: str, edits: Sequence[Edit]) -> bool:
    calls = rf"(?<!\w)(await\s+)?(?:\w+\.)*{name}\s*\("
    return all(found[1] for edit in edits for found in re.finditer(calls, edit.text))


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

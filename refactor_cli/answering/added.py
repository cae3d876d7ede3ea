"""What modules get by an answer, and what came of the rest of it -> what of that nothing needs, or is better left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Edit, FileMap, Rejection
from refactor_cli.imports.cycles import cycle_through
from refactor_cli.recipe.rules import references_of
from refactor_cli.recipe.whole import Recipe, is_or_belongs
from refactor_cli.resolution import module_file, scope_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import has_word
from refactor_cli.verify.new_code import Added

_TESTS = re.compile(r"(?:^|/)(?:tests?/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)")


class Left(NamedTuple):
    """What a module is not to get, and why. `is_used`: new source names it; what would, may wait for something else."""

    added: Added
    reason: str
    is_used: bool = True


def left_out(
    added: Sequence[Added], edits: Sequence[Edit], symbols: SymbolMap, lost: Sequence[Added] = ()
) -> Iterator[Left]:
    """What modules are not to get after all, each with the reason. `edits`: all there are, theirs included; `lost`:
    what modules are not to get already."""
    others = [edit for edit in edits if not edit.added]
    used = _used(added, others, symbols)
    users = {
        each: [
            edit for edit in others if any(_uses(edit, each, name, others, symbols) for name in each.names)
        ]
        for each in added
    }
    for each in added:
        path, at = each.block.path, each.change.edit.span.start
        importing = _importing(each, users, symbols)
        if unused := [name for name in each.names if (path, name) not in used]:
            reason = f"nothing that is used of the answer needs '{unused[0]}'"
            yield Left(each, reason, len(unused) < len(each.names))
        elif gone := next((name for other in lost for name in _needed(other, each, symbols)), ""):
            yield Left(each, f"it needs '{gone}', which is not used")
        elif awaited := next((name for name in _waiting(each) if not _is_awaited(name, others)), ""):
            yield Left(
                each, f"'{awaited}' is a coroutine function, and not all its calls are awaited at once"
            )
        elif _runs_early(
            (edit for edit in users[each] if edit.path == path and edit.span.start < at), path, symbols
        ):
            yield Left(each, "code further up in its file needs it when the module is imported")
        elif _TESTS.search(path) and not all(map(_TESTS.search, importing)):
            yield Left(each, "what is no test does not import tests")
        elif through := next(_closing(each, importing, symbols), ""):
            yield Left(each, f"what it imports would close an import cycle through {through}")


def without_lost(rules: Recipe, left: Sequence[Left]) -> tuple[Recipe, list[Rejection]]:
    """An answer's rules without those that lead to what a module is not to get, and why these are not used."""
    lost = frozenset[str]().union(*(each.added.full_names for each in left if each.is_used))
    unused = list[Rejection]()

    def stands(symbol: str, label: str, named: Iterable[str]) -> bool:
        name = next((each for each in named if is_or_belongs(each, lost)), "")
        if name:
            unused.append(Rejection("", f"{label}: it leads to {name}, which is not used", symbol=symbol))
        return not name

    kept = replace(
        rules,
        rules=tuple(
            each
            for each in rules.rules
            if stands(each.symbol, f"the rule {each.label}", (one.dotted for one in references_of(each.body)))
        ),
        moves=tuple(each for each in rules.moves if stands(each.source, each.label, (each.target,))),
    )
    return kept, unused


def joined(recipe: Recipe, rules: Recipe) -> Recipe:
    """The user's recipe with the rules of answers behind its own."""
    return replace(
        recipe,
        rules=(*recipe.rules, *rules.rules),
        moves=(*recipe.moves, *rules.moves),
        variables=(*recipe.variables, *rules.variables),
    )


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
    if not has_word(edit.text, name):
        return False
    path = each.block.path
    if edit.path == path or path.endswith("__init__.py"):
        return True
    module = path.rpartition("/")[2].removesuffix(".py")
    before = symbols.snapshot.files[edit.path].text.utf8.decode("utf-8", "replace")
    return has_word(before, module) or any(
        has_word(one.text, module) for one in edits if one.path == edit.path
    )


def _waiting(each: Added) -> Iterator[str]:
    return (
        name for name in each.names if re.search(rf"^async[ ]+def[ ]+{name}\b", each.block.code, re.MULTILINE)
    )


def _is_awaited(name: str, edits: Sequence[Edit]) -> bool:
    calls = rf"(?<!\w)(await\s+)?(?:\w+\.)*{name}\s*\("
    return all(found[1] for edit in edits for found in re.finditer(calls, edit.text))


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


def _importing(each: Added, users: Mapping[Added, Sequence[Edit]], symbols: SymbolMap) -> Set[str]:
    """The other files that get to a module by what they get, or by new code that they use."""
    waiting, seen = [each], {each}
    while waiting:
        one = waiting.pop()
        more = [other for other in users if other not in seen and any(_needed(one, other, symbols))]
        waiting += more
        seen.update(more)
    found = {one.block.path for one in seen} | {edit.path for one in seen for edit in users[one]}
    return found - {each.block.path}


def _needed(one: Added, other: Added, symbols: SymbolMap) -> Iterator[str]:
    """The names of one that the other one needs, of its own module or of one that it imports."""
    path = one.block.path
    is_there = other.block.path == path or any(
        module_file(symbols, name, other.block.path) == path
        for wanted in other.imports
        for name in (wanted.module, f"{wanted.module.rstrip('.')}.{wanted.name}")
    )
    return (name for name in one.names if is_there and any(name in words for _, words in other.words))


def _closing(each: Added, users: Set[str], symbols: SymbolMap) -> Iterator[str]:
    """The files that use new code of a module, and that what it imports leads to."""
    for path in sorted(users):
        for wanted in each.imports:
            module = module_file(symbols, wanted.module, each.block.path)
            if module == path or (module is not None and cycle_through(symbols, path, wanted)):
                yield path

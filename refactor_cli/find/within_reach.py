"""Of which targets some files may hold a sure usage at all: a check of few files asks about no other target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

from refactor_cli.data import Snapshot, Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.find.aliases import own_name
from refactor_cli.find.holders import FEW_FILES, may_hold
from refactor_cli.find.out_of_reach import is_out_of_reach
from refactor_cli.find.reach import reach_of
from refactor_cli.inference.members.private_names import spelled_out
from refactor_cli.occurrences.import_words import also_named, bound_inside, closed, renamed, renaming
from refactor_cli.resolution.scopes import is_private
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import name_of
from refactor_cli.words.files import file_words, files_with, has_word, look_for


def named_in(snapshot: Snapshot, names: Iterable[str], paths: Set[str]) -> tuple[str, ...]:
    """Those of the dotted names whose last part, or any name that it is renamed to or from, stands in these files."""
    by_word = {name: last_part(name) for name in names}
    others = {word: also_named(snapshot, (word,)) for word in by_word.values()}
    for name, word in by_word.items():
        if is_private(word) and (owner := name.rpartition(".")[0]):
            others[word] = others[word] | {spelled_out(Symbol(None, owner), word).encode()}
    sought = {each for found in others.values() for each in found}
    if len(paths) > FEW_FILES:
        words = {word.decode("utf-8", "replace"): word for word in sought}
        look_for(snapshot, words)
        held = {
            word
            for name, word in words.items()
            if not name.isascii() or not paths.isdisjoint(files_with(snapshot, name))
        }
    else:
        held = sought & {word for path in paths for word in file_words(snapshot, path)}
    return tuple(
        name for name, word in by_word.items() if not word.isascii() or not others[word].isdisjoint(held)
    )


def within_reach(symbols: SymbolMap, targets: Iterable[Target], paths: Set[str]) -> list[Target]:
    """Those of the targets of which these files may hold a usage that is certain or likely. No other file is read."""
    found = list[Target]()
    for target in targets:
        if is_out_of_reach(symbols, target, paths):
            continue
        reach = reach_of(symbols, target)
        holds = may_hold(symbols, target, reach)
        is_open = reach is None or len(paths) > FEW_FILES or _is_renamed(symbols, target, paths, holds)
        is_open = is_open or bool(bound_inside(symbols.snapshot, own_name(target)))
        is_open = is_open or (reach is not None and reach.misses(paths))
        if is_open or any(map(holds, paths)):
            found.append(target)
    return found


def _is_renamed(symbols: SymbolMap, target: Target, paths: Set[str], holds: Callable[[str], bool]) -> bool:
    """Whether one of these files holds another name that may be given to the target, or to what has such a name, and a
    file gives it the first of them: one that may hold the target itself, as `holds` tells."""
    own = own_name(target).encode()
    others = closed((own,), renamed(symbols.snapshot)) - {own}
    if not any(has_word(symbols.snapshot, path, name_of(name)) for name in others for path in paths):
        return False
    return any(map(holds, renaming(symbols.snapshot, own_name(target))))


def enough_to_look_into(
    symbols: SymbolMap, target: Target, paths: Set[str] | None, holds: Callable[[str], bool]
) -> list[str] | None:
    """Those of few files that hold a target's name, in the snapshot's order, where nothing is wanted of any other, nor
    do others give the target a name that these hold; None where all files have to be looked into."""
    if paths is None or len(paths) > FEW_FILES or _is_renamed(symbols, target, paths, holds):
        return None
    found = [path for path in paths if has_word(symbols.snapshot, path, own_name(target))]
    return sorted(found, key=lambda path: path.encode("utf-8", "surrogateescape"))

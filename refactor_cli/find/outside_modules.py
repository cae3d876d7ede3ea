"""What modules from outside of the repository have: whether an object of the repository can be, or hold, such a
module."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from refactor_cli.data import FileMap, Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.find.aliases import own_name
from refactor_cli.find.reach import Reach
from refactor_cli.inference.aside import is_aside
from refactor_cli.occurrences.import_words import closed, imported_names, renamed, taken_names
from refactor_cli.occurrences.value_uses import value_uses
from refactor_cli.resolution import Lookup, canonical, layout, scope_at, trace
from refactor_cli.resolution.installed import is_module
from refactor_cli.resolution.modules import word_of
from refactor_cli.resolution.standard_library import is_of_library
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

# objects that a mock has under any name: https://docs.python.org/3/library/unittest.mock.html#sentinel
_SENTINELS = ("mock.sentinel.", "unittest.mock.sentinel.")
# https://six.readthedocs.io/#module-six.moves: packages that no file is of, also in copies of six
_MADE = ("six.moves", "six.moves.urllib")


def is_of_outside_module(symbols: SymbolMap, target: Target) -> bool:
    """Whether a target lies outside of the repository, and what has it is sure to be a module: that its name is no
    class's proves nothing (`numpy.ndarray`)."""
    return target.kind in ("function", "class") and all(
        each.path is None and not owner.startswith("builtins") and _is_module(symbols, owner)
        for each in target.symbols
        for owner in (each.name.rpartition(".")[0],)
    )


def _is_module(symbols: SymbolMap, owner: str) -> bool:
    return "." not in owner or owner.endswith(_MADE) or is_module(symbols, owner)


def owners(target: Target) -> list[str]:
    """The modules outside of the repository that have a target."""
    names = {each.name.rpartition(".")[0] for each in target.symbols if each.path is None}
    return sorted(names - {""})


def is_stranger(symbols: SymbolMap, dotted: str, target: Target) -> bool:
    """Whether something outside of the repository cannot be, or hold, a module that has a target: other packages have
    none of the repository's; which of each other's they have is known of the standard library alone."""
    if any(each.path is not None for each in target.symbols):
        return dotted.partition(".")[0] not in layout(symbols).tops
    if dotted.startswith(_SENTINELS):
        return True
    return is_of_library(dotted) and not any(is_of_library(each.name) for each in target.symbols)


def only_importing(reach: Reach, target: Target) -> Reach:
    """The reach of such a target without files that only a comment, or the name of another module, makes look as if
    they import it."""
    symbols, name = reach.symbols, own_name(target)
    kinds = {"from"} if owners(target) else {"from", "import"}
    importing = set[str]()
    for path in reach.importing:
        file_map = symbols.map(path)
        if file_map is None or any(
            each.kind == "star" or (each.kind in kinds and (each.imported or each.name) == name)
            for bindings in file_map.named.values()
            for each in bindings
        ):
            importing.add(path)
    words = {last_part(owner) for owner in owners(target)} | set(map(word_of, importing))
    called = closed(
        (word.encode("utf-8", "surrogateescape") for word in words - {""}), renamed(symbols.snapshot)
    )
    return replace(reach, importing=frozenset(importing), modules=called)


def is_loadable(symbols: SymbolMap, names: Sequence[str], with_tests: bool) -> bool:
    """Whether code that loads a module by a computed name may get one of these: a text of the program is, or ends in,
    the last part of its name."""
    for name in names:
        word = last_part(name)
        text = re.compile(rb"[\"'.]%b[\"']" % re.escape(word.encode()))
        if any(
            text.search(symbols.snapshot.files[path].data)
            for path in python_files_with(symbols.snapshot, word)
            if with_tests or not is_aside(path)
        ):
            return True
    return False


def is_held_elsewhere(reach: Reach, target: Target, is_loading: bool) -> bool:
    """Whether a file uses as a value what may be the module, or the target, as another package has it:
    `from compat import moves; connect(moves)`. `is_loading`: what any object has under such a name may be, for it may
    be a module that was loaded."""
    symbols, name = reach.symbols, own_name(target)
    known = {canonical(each) for owner in owners(target) for each in (owner, f"{owner}.{name}")}
    words = {*reach.modules, reach.word}
    for word in sorted(words):
        called = word.decode("utf-8", "replace")
        taken = taken_names(symbols.snapshot, word).values()
        paths = {path for of in taken for path in of}
        paths |= {path for each in (word, b"*") for path in imported_names(symbols.snapshot, each)}
        for path, uses in value_uses(symbols, called, sorted(paths)).items():
            file_map = symbols.map(path) if uses else None
            if file_map is None:
                continue
            for use in uses:
                bound = file_map.named.get(use.dotted, ())
                if any(each.span.start == use.start for each in bound):
                    continue  # a name that is bound here
                values, _ = trace(Lookup(symbols), path, scope_at(file_map, use.start), use.dotted, use.start)
                if any(
                    _is_unknown(each.symbol, called, known)
                    and not is_stranger(symbols, each.symbol.name, target)
                    for each in values.values
                ):
                    return True
                is_asked = is_loading and word in reach.modules and "." in use.dotted
                if not values.values and (is_asked or _may_be_of_star(file_map, use.dotted)):
                    return True
    return False


def _may_be_of_star(file_map: FileMap, dotted: str) -> bool:
    """Whether the first of a dotted name may be what a star import brings, and nothing else."""
    return dotted.partition(".")[0] not in file_map.named and any(
        each.kind == "star" for bindings in file_map.named.values() for each in bindings
    )


def _is_unknown(symbol: Symbol, word: str, known: set[str]) -> bool:
    """Whether something from outside bears the word, and is not known to be something else."""
    return symbol.path is None and last_part(symbol.name) == word and canonical(symbol.name) not in known

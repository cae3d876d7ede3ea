"""Which files may hold a sure usage of a target, told from their bytes."""

from __future__ import annotations

from collections.abc import Callable, Set

from refactor_cli.data import Symbol, Target
from refactor_cli.find.aliases import own_name, spellings
from refactor_cli.find.importing import files_taking
from refactor_cli.find.member_words import may_be_given, may_be_member
from refactor_cli.find.module_words import behind_modules
from refactor_cli.find.reach import Reach
from refactor_cli.find.texts import DOCUMENTS
from refactor_cli.find.texts.known import suffix_of
from refactor_cli.find.texts.templates import SUFFIXES
from refactor_cli.occurrences.import_words import bound_inside, imported_names
from refactor_cli.resolution import layout
from refactor_cli.resolution.values import Lookup
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.words import ascii_bytes, name_of
from refactor_cli.words.files import python_files_with
from refactor_cli.words.letters import in_other_letters

# with fewer files to look at, these are read instead of all that hold a name
FEW_FILES = 100


def may_hold(symbols: SymbolMap, target: Target, reach: Reach | None) -> Callable[[str], bool]:
    """Which files may hold a usage that is certain or likely, and is more than documentation."""
    member = own_name(target).encode() if target.kind in ("method", "attribute") else b""
    foreign = _standard_modules(symbols) - {part.encode() for part in ".".join(spellings(target)).split(".")}
    has_tags = target.kind in ("function", "class", "constant") and any(each.path for each in target.symbols)

    def holds(path: str) -> bool:
        if has_tags and symbols.snapshot.files[path].language != LANGUAGE and suffix_of(path) in SUFFIXES:
            return True  # a template names what it takes from a library without saying from where
        if member.isascii() and member and not _may_have(symbols, path, member, foreign):
            return False
        return not is_document(symbols, path) and (reach is None or reach.holds(path))

    return holds


def is_document(symbols: SymbolMap, path: str) -> bool:
    """Whether nothing in a file is more than documentation, but for the tags of a template."""
    suffix = suffix_of(path)
    return symbols.snapshot.files[path].language != LANGUAGE and suffix != "ipynb" and suffix in DOCUMENTS


def _may_have(symbols: SymbolMap, path: str, member: bytes, foreign: Set[bytes]) -> bool:
    """Whether a file may use what a class has: as an attribute, by a name that another file gives it, or because a
    class in it takes it from elsewhere. `foreign`: modules that have nothing to do with the class."""
    file = symbols.snapshot.files[path]
    if file.language != LANGUAGE:
        return True
    data = ascii_bytes(file)
    if any(name == member for name, *_ in in_other_letters(data)):
        return True
    if may_be_member(data, member, behind_modules(data, foreign)):
        return True
    if not any(path in imported_names(symbols.snapshot, name) for name in (member, b"*")):
        return False
    return path in bound_inside(symbols.snapshot, name_of(member)) or path in _taking_given(symbols, member)


def _standard_modules(symbols: SymbolMap) -> Set[bytes]:
    """The modules of Python's own library that bear no name of a module or folder of the repository, wherever it
    lies."""
    memo: dict[str, Set[bytes]] = symbols.snapshot.memo
    if "standard modules" not in memo:
        own = {each.rpartition("/")[2] for each in (*layout(symbols).files, *layout(symbols).folders)}
        memo["standard modules"] = frozenset(each.encode() for each in STANDARD_MODULES - own)
    return memo["standard modules"]


def _taking_given(symbols: SymbolMap, name: bytes) -> Set[str]:
    """The files that import a name, or everything, from a module that gives the name to something."""
    memo: dict[bytes, Set[str]] = symbols.snapshot.memo.setdefault("given names imported", {})
    if name not in memo:
        files, word = symbols.snapshot.files, name_of(name)
        giving = {
            Symbol(path, "")
            for path in python_files_with(symbols.snapshot, word)
            if may_be_given(ascii_bytes(files[path]), name)
        }
        memo[name] = files_taking(Lookup(symbols), word, giving)
    return memo[name]

"""Whether nothing in a repository leads to a target outside of it: nobody imports or spells its package."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from refactor_cli.data import Target
from refactor_cli.find.aliases import own_name, spellings
from refactor_cli.find.holders import FEW_FILES, is_document
from refactor_cli.find.texts.known import suffix_of
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.import_words import is_module_imported
from refactor_cli.resolution import layout
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import ascii_bytes, offsets
from refactor_cli.words.files import files_with, has_word

_GOES_ON = lazy_pattern(rb"[.:][\w\x80-\xff]")


def is_out_of_reach(symbols: SymbolMap, target: Target, only: Collection[str]) -> bool:
    """Whether no usage in the files of `only` can be more than possible: the target lies outside of the repository,
    nothing imports from its package, and no text has a dotted name that begins with it, or with its class."""
    if any(symbol.path is not None for symbol in target.symbols):
        return False
    names = spellings(target)
    roots = {name.partition(".")[0] for name in names}
    tops = layout(symbols).tops
    if "builtins" in roots or any(root in tops or not root.isascii() for root in roots):
        return False
    if any(is_module_imported(symbols.snapshot, root) for root in roots):
        return False
    dotted = dict.fromkeys(roots, _GOES_ON)
    if target.kind in ("method", "attribute"):
        member = re.compile(rb"[.:]%b(?![\w\x80-\xff])" % re.escape(own_name(target).encode()))
        dotted |= {part: member for name in names for part in name.split(".")[-2:-1]}
    return not any(
        _goes_on(symbols, path, word, rest, rest is _GOES_ON)
        for word, rest in dotted.items()
        for path in _files_with(symbols, word, only)
        if not is_document(symbols, path)
    )


def _files_with(symbols: SymbolMap, word: str, only: Collection[str]) -> Iterable[str]:
    """Those of the files that hold a word. Where only few files matter, no other is read."""
    if len(only) > FEW_FILES:
        return (path for path in files_with(symbols.snapshot, word) if path in only)
    return (path for path in only if has_word(symbols.snapshot, path, word))


def _goes_on(symbols: SymbolMap, path: str, word: str, rest: re.Pattern[bytes], is_first: bool) -> bool:
    """Whether a word, as the first of a dotted name, is followed by something; in a notebook it may be imported."""
    if is_first and suffix_of(path) == "ipynb":
        return True
    data, size = ascii_bytes(symbols.snapshot.files[path]), len(word)
    found = (at for at in offsets(data, word.encode()) if rest.match(data, at + size))
    return any(not is_first or data[at - 1 : at] != b"." for at in found)

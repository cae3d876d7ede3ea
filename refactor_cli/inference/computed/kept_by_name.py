"""Functions that something keeps under what they are called: `{each.__name__: each for each in functions}`. Where that
becomes the body of a class, or is what `__getattr__` asks, objects have them as attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from refactor_cli.inference.aside import is_aside
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_NAME = rb"\.__(?:qual)?name__[ \t]*"
_PAIR = rb"(?<![\w.])(\w+)%b(?::|,|\][ \t]*=)[ \t\r\n]*(?:[\w.]+\()*\1\b(?![ \t]*[.(])" % _NAME
_ITEM = rb"(\w+)[ \t]*=[^\n=]{0,80}?\b(\w+)%b.{0,400}?\[\2\][ \t]*=[ \t]*(?:[\w.]+\()*\3\b" % _NAME
_FIELDS = rb"(?:namedtuple|make_dataclass)\([^\n]{0,200}%b" % _NAME
_KEPT = re.compile(rb"%b|%b|%b" % (_PAIR, _ITEM, _FIELDS), re.DOTALL)
# all that the module of a function has, given to something
_GLOBALS = re.compile(rb"(?:\.update\(|\*\*)[ \t]*[\w.]+\.__globals__")
_HOOK = re.compile(rb"\bdef[ \t]+__getattr(?:ibute)?__\([ \t]*\w+[ \t]*,")
_WORDS = ("__name__", "__qualname__")


def is_kept_by_name(symbols: SymbolMap, with_tests: bool) -> bool:
    """Whether the program, or a test too, keeps functions by their own names."""
    return _has(symbols, _WORDS, _KEPT, with_tests)


def are_globals_given(symbols: SymbolMap, with_tests: bool) -> bool:
    """Whether something gets all that the module of a function has."""
    return _has(symbols, ("__globals__",), _GLOBALS, with_tests)


def has_hooks(symbols: SymbolMap, paths: Iterable[str]) -> bool:
    """Whether a class of these files says itself what attributes its objects have."""
    files = symbols.snapshot.files
    return any(_HOOK.search(files[path].text.utf8) for path in paths if path in files)


def _has(symbols: SymbolMap, words: tuple[str, ...], pattern: re.Pattern[bytes], with_tests: bool) -> bool:
    memo: dict[tuple[tuple[str, ...], bool], bool] = symbols.snapshot.memo.setdefault("kept by name", {})
    key = (words, with_tests)
    if key not in memo:
        memo[key] = any(
            pattern.search(symbols.snapshot.files[path].text.utf8)
            for path in sorted({path for word in words for path in python_files_with(symbols.snapshot, word)})
            if with_tests or not is_aside(path)
        )
    return memo[key]

"""Classes that code takes of objects whose class names tell: `type(cart)(…)`, `kind = cart.__class__`. Whoever has such
a class may make more objects of it. (What a class takes of its own objects: `own_class`.)"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.mentions import is_prose
from refactor_cli.resolution import evaluate_at
from refactor_cli.words.files import python_files_with

_TAKEN = re.compile(
    rb"(?:\btype\([ \t]*([A-Za-z_][\w.]*)[ \t]*\)|(?<![\w.])([A-Za-z_][\w.]*)\.__class__\b)"
    rb"(?![ \t]*(?:\.[ \t]*\w|==|!=|is\b|in\b|not\b))"
)
# where it is only compared
_COMPARED = re.compile(
    rb"(?:==|!=|\bis|\bis[ \t]+not|\bin|\b(?:isinstance|issubclass)\([^()\n]{1,80},)[ \t]*\Z"
)
_OWN = frozenset({b"self", b"cls"})
_WORDS = ("type", "__class__")
_FAR = 100  # bytes


def is_taken(ask: Ask, cls: Symbol) -> bool:
    """Whether code takes a class of one of its objects, and may call it."""
    memo: dict[str, frozenset[Symbol]] = ask.symbols.snapshot.memo
    if "classes taken of objects" not in memo:
        memo["classes taken of objects"] = frozenset(_taken(ask))
    return cls in memo["classes taken of objects"]


def _taken(ask: Ask) -> Iterator[Symbol]:
    paths = (path for word in _WORDS for path in python_files_with(ask.symbols.snapshot, word))
    for path in dict.fromkeys(paths):
        utf8 = ask.symbols.snapshot.files[path].text.utf8
        for found in _TAKEN.finditer(utf8):
            receiver = found[1] or found[2]
            if receiver in _OWN or _COMPARED.search(utf8, max(0, found.start() - _FAR), found.start()):
                continue
            if is_prose(ask.symbols.node(path, Span(*found.span()))):
                continue
            values = evaluate_at(ask.look, path, receiver.decode("utf-8", "replace"), found.start())
            yield from (each.type for each in values.values if each.type is not None)

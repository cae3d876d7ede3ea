"""Methods that a class leaves to those that derive from it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from refactor_cli.data import Symbol
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.overriding import overriding
from refactor_cli.resolution import definitions_of, mro

# of more classes that define it nobody can say which is meant
_MOST = 3
_ABSTRACT = re.compile(
    rb"""\A[^:]*\bdef\b.*?:[ \t]*(?:\#[^\n]*)?\s*
    (?:[rR]?(?:\"\"\".*?\"\"\"|'''.*?'''|"[^"\n]*"|'[^'\n]*')\s*)?
    raise[ \t]+NotImplementedError\b""",
    re.DOTALL | re.VERBOSE,
)


def is_left_to_heirs(ask: Ask, cls: Symbol, name: str, found: Iterable[Symbol]) -> bool:
    """Whether what a class has under a name is there to be overridden (`raise NotImplementedError`), and few classes of
    the program do: each may be meant."""
    symbols = [each for each in found if each.path is not None]
    if not symbols or not all(_is_abstract(ask, each) for each in symbols):
        return False
    heirs = [each for each in overriding(ask, cls, name) if not is_aside(each.path or "")]
    first = [each for each in heirs if set(heirs).isdisjoint(mro(ask.symbols, each)[1:])]
    return 0 < len(first) <= _MOST


def _is_abstract(ask: Ask, method: Symbol) -> bool:
    memo: dict[Symbol, bool] = ask.symbols.snapshot.memo.setdefault("abstract methods", {})
    if method not in memo:
        utf8 = ask.symbols.snapshot.files[method.path or ""].text.utf8
        definitions = definitions_of(ask.look, method)
        memo[method] = bool(definitions) and all(
            "abstractmethod" in {name.rpartition(".")[2] for name in each.decorators}
            or _ABSTRACT.match(utf8[each.span.start : each.span.end]) is not None
            for each in definitions
        )
    return memo[method]

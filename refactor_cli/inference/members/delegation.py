"""Objects that hand on what they do not have themselves: `def __getattr__(self, name): return getattr(self.x, name)`.
https://docs.python.org/3/reference/datamodel.html#object.__getattr__"""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import definitions_of, member

HOOKS = ("__getattr__", "__getattribute__")
"""Methods that give attributes nothing else tells of."""
_RETURNS = lazy_pattern(
    rb"\breturn\b(?:[ \t]*getattr\([ \t]*self\.(\w+)[ \t]*,[ \t]*(\w+)[ \t]*\)[ \t]*(?:#[^\n]*)?$)?",
    re.MULTILINE,
)


def handed_on(ask: Ask, cls: Symbol) -> str:
    """The attribute to whose object a class hands on all that its own objects do not have, "" where it does not."""
    memo: dict[Symbol, str] = ask.symbols.snapshot.memo.setdefault("handed on to", {})
    if cls not in memo:
        memo[cls] = _handed_on(ask, cls)
    return memo[cls]


def _handed_on(ask: Ask, cls: Symbol) -> str:
    if cls.path is None:
        return ""
    values = member(ask.look, cls, "__getattr__").values
    methods = [each.symbol for each in values if each.kind == "function" and each.symbol.path is not None]
    definitions = definitions_of(ask.look, methods[0]) if len(methods) == len(values) == 1 else ()
    if len(definitions) != 1 or definitions[0].decorators or len(definitions[0].parameters) != 2:
        return ""
    own, asked = (each.name for each in definitions[0].parameters)
    body = ask.symbols.snapshot.files[methods[0].path or ""].text.utf8[slice(*definitions[0].span)]
    returned = {(each[1], each[2]) for each in _RETURNS.finditer(body)}
    ((attribute, name),) = returned if len(returned) == 1 else ((None, None),)
    if own != "self" or attribute is None or name != asked.encode():
        return ""
    return attribute.decode()

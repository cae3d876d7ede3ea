"""Private methods, `self.__pay()`: Python spells their names with that of the class, so nothing outside of its body has
them by the name that stands there.
https://docs.python.org/3/reference/expressions.html#private-name-mangling"""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.computed.put_together import is_put_together
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.scopes import is_private
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

SPELLED_OUT = "spelled-out"
"""The word of evidence for such a name where it is written as Python spells it: `cart._Cart__pay()`."""

# code that spells such names itself: `"_%s__%s" % (cls, name)`, `f"_{cls}__{name}"`, `"__" + name`
_SPELLED = re.compile(rb"(?:[\"'}]|%[sr])(__(?!\w*__[\"'])\w*)[\"'{%]")
# what goes through the names that an object has, and gives these something that is not what they have
_GOES_THROUGH = (
    rb"\bfor[ \t]+\(?(\w+)(?:[ \t]*,[ \t]*(\w+))?\)?[ \t]+in\b[^\n]*(?:__dict__|\b(?:vars|dir)\()[^\n]*"
)
_GIVEN_ANEW = lazy_pattern(
    _GOES_THROUGH + rb"(?s:.{0,300}?)(?:setattr\([^,()\n]+,[ \t]*\1[ \t]*,|\[\1\][ \t]*=(?!=))"
    rb"(?![ \t]*(?:\2[ \t]*[)\r\n]|(?:None|getattr|(?:\w+\.)?(?:deep)?copy)\b))"
)


def spelled_out(cls: Symbol, name: str) -> str:
    """The name that a private one of a class has outside of its body."""
    return f"_{last_part(cls.name).lstrip('_')}{name}"


def is_put_together_for(symbols: SymbolMap, cls: Symbol, name: str) -> bool:
    """Whether code may put a name together and ask an object of a class for it, or spells out a private one."""
    if not is_private(name):
        return is_put_together(symbols, name)
    if python_files_with(symbols.snapshot, spelled_out(cls, name)):
        return True
    return name.encode().startswith(_spelled(symbols)) or is_put_together(
        symbols, spelled_out(cls, name), but="_"
    )


def is_given_private(symbols: SymbolMap, cls: Symbol, name: str) -> bool:
    """Whether code outside of a class may give an object of it a private attribute: under a name that it spells out,
    or puts together as Python does. (What is copied from another object of the class has it from there.)"""
    begins = spelled_out(cls, "__").encode()
    return is_put_together_for(symbols, cls, name) or any(
        begins in text or is_given_anew for text, is_given_anew in _giving(symbols)
    )


def _giving(symbols: SymbolMap) -> list[tuple[bytes, bool]]:
    """The files that may give attributes by computed names, and whether they do so by those that objects have."""
    memo: dict[str, list[tuple[bytes, bool]]] = symbols.snapshot.memo
    key = "files that give attributes"
    if key not in memo:
        words = ("setattr", "__setattr__", "__dict__", "vars")
        paths = dict.fromkeys(path for word in words for path in python_files_with(symbols.snapshot, word))
        texts = (symbols.snapshot.files[path].text.utf8 for path in paths)
        memo[key] = [(utf8, _GIVEN_ANEW.search(utf8) is not None) for utf8 in texts]
    return memo[key]


def _spelled(symbols: SymbolMap) -> tuple[bytes, ...]:
    """How the private names begin that code puts together: `"_" + cls + "__" + name` may be any."""
    memo: dict[str, tuple[bytes, ...]] = symbols.snapshot.memo
    key = "spelled private names"
    if key not in memo:
        paths = {
            path for word in ("getattr", "setattr") for path in python_files_with(symbols.snapshot, word)
        }
        texts = (symbols.snapshot.files[path].text.utf8 for path in sorted(paths))
        memo[key] = tuple({each for utf8 in texts for each in _SPELLED.findall(utf8)})
    return memo[key]

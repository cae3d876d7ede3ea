"""Modules that other modules of the repository give a second name: `sys.modules[__name__ + ".moved"] = real`.

https://docs.python.org/3/reference/import.html#the-module-cache
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.modules import Modules
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_GIVEN = lazy_pattern(
    rb"""\bsys\.modules\[[ \t]*(?:(?P<itself>__name__)|(?P<own>__name__[ \t]*\+[ \t]*)?"""
    rb"""(?P<f>f?)["'](?P<inside>\{__name__\})?(?P<key>[\w.]+)["'])"""
    rb"""[ \t]*\][ \t]*=(?!=)[ \t]*(?P<module>[\w.]+)[ \t]*(?:\r?$|\#|;)""",
    re.MULTILINE,
)
_IMPORTED = (
    rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+)?import[ \t]+(?:[^\n#]*[,( \t])?"
    rb"(?:([\w.]+)[ \t]+as[ \t]+%b|(?<!\bas[ \t])%b)(?![\w.])"
)


def given_module(look: Lookup, dotted: str) -> str | None:
    """The file of the module that bears a dotted name which no file has, or that takes the place of its file; None
    where none does. Asked for names in the repository's own packages alone: others are other projects'."""
    if dotted.partition(".")[0] not in look.modules.tops:
        return None
    return given_modules(look).get(dotted)


def given_modules(look: Lookup) -> Mapping[str, str]:
    """The files of all modules that are given a second name, by that name."""
    memo: dict[str, dict[str, str]] = look.symbols.snapshot.memo
    if "given modules" not in memo:
        memo["given modules"] = dict(_given(look.symbols, look.modules))
    return memo["given modules"]


def _given(symbols: SymbolMap, modules: Modules) -> Iterator[tuple[str, str]]:
    for path in python_files_with(symbols.snapshot, "modules"):
        utf8 = symbols.snapshot.files[path].text.utf8
        if b"sys.modules[" not in utf8:
            continue
        for each in _GIVEN.finditer(utf8):
            is_own = bool(each["itself"] or each["own"] or (each["f"] and each["inside"]))
            file = _imported(modules, path, utf8, each["module"])
            owners = modules.names(path)[:1] if is_own else ("",)
            for owner in owners if file is not None else ():
                yield f"{owner}{(each['key'] or b'').decode()}", file or ""


def _imported(modules: Modules, path: str, utf8: bytes, name: bytes) -> str | None:
    """The file of a module that a file imports by a name."""
    word = re.escape(name)
    for found in re.finditer(_IMPORTED % (word, word), utf8, re.MULTILINE):
        source, original = (each.decode() if each else "" for each in (found[1], found[2] or name))
        if not source.startswith("."):
            file = modules.find(f"{source}.{original}" if source else original, path)
        else:
            stem = modules.relative(source, path)
            file = modules.files.get(f"{stem}/{original}" if stem else original) if stem is not None else None
        if file is not None:
            return file
    return None

"""Strings that are nothing but a member's name, `list_display = ["total"]`: whoever reads them may ask objects for it.

They are no usages: most such words are keys or choices. Who renames or removes a member is told of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refactor_cli.counted import counted
from refactor_cli.data import Outcome, Target
from refactor_cli.dotted import last_part
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_SHOWN = 3
_MEMBERS = ("method", "attribute")


def told_of_strings(symbols: SymbolMap, target: Target, kind: str, outcomes: Iterable[Outcome]) -> str:
    """A warning of the strings that none of the usages is; "" where there are none. `kind`: rename, remove."""
    if target.kind not in _MEMBERS:
        return ""
    name = last_part(target.dotted)
    known = {(each.usage.path, each.usage.location.line) for each in outcomes}
    found = [place for place in _strings(symbols, name) if place not in known]
    if not found:
        return ""
    places = "; ".join(f"{path}:{line}" for path, line in found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    strings = f"{counted(len(found), 'string')} {'is' if len(found) == 1 else 'are'} its name alone"
    return (
        f"{target.name} is {kind}d, and {strings}: {places}{more}; look whether something asks for it by them"
    )


def _strings(symbols: SymbolMap, name: str) -> Iterator[tuple[str, int]]:
    """Path and line of each string that is this name, in Python; not of keys, which ask no object."""
    quoted = re.compile(
        rb"""(?<![\w)\]"']\[)(?<!\bget\()(?<!\bpop\()(?<!\bsetdefault\()(?<!["'])(["'])%b\1(?!["']|\s*:)"""
        % name.encode()
    )
    for path in python_files_with(symbols.snapshot, name):
        text = symbols.snapshot.files[path].text
        for match in quoted.finditer(text.utf8):
            yield path, text.position(match.start())[0]

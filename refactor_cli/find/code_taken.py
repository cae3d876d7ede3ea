"""Places that take the code of a target to run it under another name: `other.__code__ = old.__code__`. Calls of that
are not listed, which a warning says. https://docs.python.org/3/reference/datamodel.html#function.__code__"""

from __future__ import annotations

import re

from refactor_cli.data import Target
from refactor_cli.find.aliases import own_name
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_MOST_SHOWN = 3
_CODE = b".__code__"


def code_warning(symbols: SymbolMap, target: Target) -> str:
    """One line about such places, "" where there is none; what is only asked of the code (`old.__code__.co_name`) is
    none."""
    if target.kind not in ("function", "method"):
        return ""
    name = own_name(target)
    taken = re.compile(rb"(?<!\w)%b\.__code__\b(?!\.|[ \t]*=[^=])" % re.escape(name.encode()))
    files = symbols.snapshot.files
    # the files that hold the name have been asked for, and few of them take any code
    named = ((path, files[path].text) for path in python_files_with(symbols.snapshot, name))
    places = [
        f"{path}:{text.position(found.start())[0]}"
        for path, text in named
        if _CODE in text.utf8
        for found in taken.finditer(text.utf8)
    ]
    if not places:
        return ""
    shown = ", ".join(places[:_MOST_SHOWN]) + (", …" if len(places) > _MOST_SHOWN else "")
    count = f"{len(places)} place{'s' if len(places) > 1 else ''}"
    return f"{count} may run the code of {target.name} under another name, calls of which are not listed: {shown}"

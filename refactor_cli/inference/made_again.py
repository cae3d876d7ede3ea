"""Objects whose constructor is called again: `client.__init__(other)`, `Client.__init__(client, other)`, and
`self.__init__(…)` or `super().__init__(…)` in any method but a constructor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.kept_objects import class_of_self
from refactor_cli.occurrences.joined import files_naming
from refactor_cli.resolution import is_subclass, scope_at
from refactor_cli.resolution.definitions import definition_of_body

_CALLED = re.compile(rb"\.__init__\([ \t\r\n]*(\w*)")
_RECEIVER = re.compile(rb"(super\([^()\n]*\)|[\w.]+)\Z")
_FAR = 100  # bytes


def is_made_again(ask: Ask, cls: Symbol) -> bool:
    """Whether an object of a class may get other arguments than it was made with."""
    memo: dict[str, tuple[Symbol | None, ...]] = ask.symbols.snapshot.memo
    if "constructors called again" not in memo:
        memo["constructors called again"] = tuple(_again(ask))
    return any(
        each is None or is_subclass(ask.symbols, cls, each) or is_subclass(ask.symbols, each, cls)
        for each in memo["constructors called again"]
    )


def _again(ask: Ask) -> Iterator[Symbol | None]:
    """The classes of the objects of such calls, None where nobody knows."""
    for path in files_naming(ask.symbols, "__init__"):
        utf8 = ask.symbols.snapshot.files[path].text.utf8
        for found in _CALLED.finditer(utf8):
            file_map = ask.symbols.map(path)
            if file_map is None:
                break
            function = definition_of_body(ask.look, path, scope_at(file_map, found.start()))
            before = _RECEIVER.search(utf8, max(0, found.start() - _FAR), found.start())
            receiver = before[1] if before else b""
            own = (
                function.parameters[0].name.encode() if function is not None and function.parameters else b""
            )
            is_own = bool(own) and (receiver == own or receiver.startswith(b"super(") or found[1] == own)
            if is_own and function is not None and function.name == "__init__" and receiver != own:
                continue
            yield class_of_self(ask, path, found.start(), own) if is_own else None

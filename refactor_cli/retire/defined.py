"""Where a target is defined, its stubs included."""

from __future__ import annotations

import re
from typing import NamedTuple

from refactor_cli.data import Definition, FileMap, Symbol, Target
from refactor_cli.left_to_people import left_to_people
from refactor_cli.resolution import Lookup, definitions_of, twin
from refactor_cli.retire.values import Refused
from refactor_cli.symbols import SymbolMap

_SPECIAL = re.compile(r"__\w+__\Z")


class Defined(NamedTuple):
    """One `def` or `class` of a target."""

    path: str
    file_map: FileMap
    definition: Definition
    symbol: Symbol

    @property
    def is_method(self) -> bool:
        """Whether it stands directly in a class."""
        return self.file_map.scopes[self.definition.scope].kind == "class"

    @property
    def owner(self) -> Symbol:
        """The class that holds it."""
        return self.symbol._replace(name=self.symbol.name.rpartition(".")[0])


def defined(symbols: SymbolMap, target: Target) -> tuple[Defined, ...]:
    """Every definition of a target, in the order of paths and places.

    Raises:
        Refused: there is none in the repository, it is bound in other ways too, or its file does not parse.
    """
    look, found = Lookup(symbols), list[Defined]()
    for symbol in sorted(target.symbols, key=lambda each: (each.path or "", each.name)):
        if symbol.path is None:
            raise Refused("it is not defined in the repository")
        if target.kind == "module":
            raise Refused(f"{symbol.path} is a file, which stays: `git mv` it first")
        here = [
            Defined(path, file_map, definition, symbol)
            for path in (symbol.path, twin(look, symbol.path))
            if path and (file_map := symbols.map(path)) is not None
            for definition in definitions_of(look, Symbol(path, symbol.name))
        ]
        if not here:
            raise Refused(
                f"{symbol.path} has no def or class of this name, which is all that can be changed: change it by hand"
            )
        for each in here:
            _check(symbols, each)
        found += here
    return tuple(found)


def _check(symbols: SymbolMap, each: Defined) -> None:
    definition, file_map = each.definition, each.file_map
    if reason := left_to_people(symbols, each.path):
        raise Refused(f"{each.path}: {reason}")
    if _SPECIAL.match(definition.name):
        raise Refused("it is a special method, which Python calls by this name")
    if "<locals>" in definition.qualname:
        raise Refused("it is defined inside a function, where nothing else can name it")
    text = symbols.snapshot.files[each.path].text
    for binding in file_map.named.get(definition.name, ()):
        if binding.scope == definition.scope and binding.kind not in ("function", "class"):
            line = text.position(binding.span.start)[0]
            raise Refused(f"{each.path}:{line} gives the name to something else as well")

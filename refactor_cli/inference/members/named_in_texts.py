"""Where code names an attribute of an object in a text: `setattr(self, "cart", …)`, `self.__dict__["cart"] = …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span

if TYPE_CHECKING:
    import re

    from refactor_cli.symbols import SymbolMap


class NamedInTexts(NamedTuple):
    """A form of that. `kind`: what its places are kept as; `marks`: one of them stands in each file that has any;
    `pattern`: of a place, the name is its second group."""

    kind: str
    marks: tuple[bytes, ...]
    pattern: re.Pattern[bytes]

    def files(self, symbols: SymbolMap, name: str) -> list[str]:
        """The files that have a place with a name."""
        memo: dict[str, list[str]] = symbols.snapshot.memo.setdefault("files naming in texts", {})
        if self.kind not in memo:
            files = symbols.snapshot.files.items()
            memo[self.kind] = [path for path, file in files if any(mark in file.data for mark in self.marks)]
        return [path for path in memo[self.kind] if name in self._places(symbols, path)]

    def spans(self, symbols: SymbolMap, path: str, name: str) -> list[Span]:
        """Where a name stands so in a file."""
        return self._places(symbols, path).get(name, [])

    def _places(self, symbols: SymbolMap, path: str) -> dict[str, list[Span]]:
        memo: dict[tuple[str, str], dict[str, list[Span]]] = symbols.snapshot.memo.setdefault(
            "named in texts", {}
        )
        key = self.kind, path
        if key not in memo:
            found = dict[str, list[Span]]()
            utf8 = symbols.snapshot.files[path].text.utf8
            has_any = any(mark in utf8 for mark in self.marks) and symbols.map(path) is not None
            for each in self.pattern.finditer(utf8) if has_any else ():
                found.setdefault(each[2].decode(), []).append(Span(*each.span(2)))
            memo[key] = found
        return memo[key]

"""Names of a recipe -> how they are written at a place, and what they lead to."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from refactor_cli.call_parameters import parameters_by_name, parameters_of
from refactor_cli.data import Binding, Parameter, Span, Symbol
from refactor_cli.imports import Assigned, Import, Need, Spelling, Unspellable, Wanted, Written
from refactor_cli.imports.meaning import site_at
from refactor_cli.inline.new_names.remembered import spelled
from refactor_cli.inline.opened import Opened
from refactor_cli.recipe.rules import (
    Hole,
    Pieces,
    Reference,
    Variable,
)
from refactor_cli.resolution import bindings_at, resolve_absolute, scope_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.variables import name_of


class Spelled(Struct, frozen=True):
    """What the spellings of one place need; `builtins`: those that were written by their plain names."""

    needs: list[Need] = field(default_factory=list)
    locals: list[str] = field(default_factory=list)
    builtins: list[str] = field(default_factory=list)
    assigned: list[Assigned] = field(default_factory=list)

    def forget(self) -> None:
        """Takes it all back."""
        self.needs.clear()
        self.locals.clear()
        self.builtins.clear()
        self.assigned.clear()


class Place(Struct, frozen=True):
    """An offset of a file where names are written. `like`: how the old symbol is written there; `new_names`:
    what was needed at other places of the file before; `leaving`, `freed`, `moving`: as `File` has them; `old`: the old
    symbol; `following`: the imports that follow a move here, and what they take the place of."""

    symbols: SymbolMap
    path: str
    at: int
    like: Written | None
    new_names: tuple[Import, ...]
    spelled: Spelled
    leaving: frozenset[Span] = frozenset()
    old: str = ""
    following: Mapping[Import, Binding] = {}
    freed: frozenset[Span] = frozenset()
    moving: frozenset[str] = frozenset()

    def write(self, dotted: str, imported_as: Import | None, like: Written | None, alias: str = "") -> str:
        """The source of a symbol here. `alias`: as `Wanted` has it.

        Raises:
            Opened: it cannot be written without harm.
        """
        known = tuple(dict.fromkeys((*self.new_names, *(need.wanted for need in self.spelled.needs))))
        is_plain = like is not None and "." not in like.text
        if is_plain and imported_as is not None and not imported_as.name and _brings(known, dotted):
            imported_as = None  # a move has the name itself imported, as the old one is
        old = (self.like.dotted if self.like is not None else self.old) if like is None else ""
        wanted = Wanted(dotted, like, imported_as, known, frozenset(), old, alias, self.freed, self.moving)
        found = spelled(self.symbols, self.path, self.at, wanted)
        if isinstance(found, Unspellable):
            raise Opened(found.reason)
        found = self.by_followed(self.under_old_name(found, like))
        self.spelled.needs.extend(Need(wanted, self.at) for wanted in found.needs)
        self.spelled.locals.append(found.text.partition(".")[0])
        return found.text

    def by_followed(self, found: Spelling) -> Spelling:
        """Instead of an alias the name that an import brings for the same thing once it has followed its move: by its
        old meaning alone it stood in the way."""
        aliased = found.needs[0] if len(found.needs) == 1 and found.needs[0].alias else None
        file_map = self.symbols.map(self.path)
        if aliased is None or file_map is None or found.text != aliased.alias:
            return found
        for name, binding in self.following.items():
            is_alone = [*file_map.named.get(name.local, ())] == [binding]  # wherever the new code stands
            is_bound = binding.span.start < self.at  # a function may be called before it is
            if is_alone and is_bound and (name.module, name.name) == (aliased.module, aliased.name):
                if bindings_at(file_map, scope_at(file_map, self.at), name.local, self.at) == (binding,):
                    return Spelling(name.local, ())
        return found

    def under_old_name(self, found: Spelling, like: Written | None) -> Spelling:
        """Keeps the local name of the old symbol, where that was an alias or is the new symbol's own name."""
        if like is None or "." in like.text or "." in found.text or len(found.needs) != 1:
            return found
        file_map = self.symbols.map(self.path)
        assert file_map is not None
        bindings = bindings_at(file_map, scope_at(file_map, self.at), like.text, self.at)
        if not bindings and like.dotted == f"builtins.{like.text}" and found.needs[0].name == like.text:
            return Spelling(like.text, (found.needs[0]._replace(alias=""),))  # Python's own, which goes
        if [binding.kind for binding in bindings] not in (["from"], ["import"]):
            return found
        old, needed = bindings[0].imported or bindings[0].module, found.needs[0]
        new = needed.name or needed.module
        is_alias = old != like.text
        if "." in new or old.startswith(f"{like.text}.") or not (is_alias or new == like.text):
            return found
        alias = like.text if new != like.text else ""
        return Spelling(like.text, (needed._replace(alias=alias),))

    def reference(self, reference: Reference, main: Reference | None) -> str:
        """A name of a rule. The one that is called instead of the old function is written as that was; the
        others follow it as far as they come from the same module."""
        if reference.module == "builtins":
            return self.builtin(reference)
        imported = Import(reference.module, reference.name) if reference.module else None
        is_like = reference == main or (self.like is not None and "." in self.like.text)
        return self.write(reference.dotted, imported, self.like if is_like else None, reference.alias)

    def variable(self, variable: Variable) -> str:
        """A name that the recipe assigns outside of its rules.

        Raises:
            Opened: the file has no name for it, and cannot get one.
        """
        found = name_of(self.symbols, self.path, self.at, variable)
        if isinstance(found, str):
            raise Opened(found)
        self.spelled.needs.extend(found.needs)
        self.spelled.locals.extend((found.name, *found.used))
        if found.assigned is not None:
            self.spelled.assigned.append(found.assigned)
        return found.name

    def builtin(self, reference: Reference) -> str:
        """A builtin: its plain name, unless that means something else here once the old symbols' imports are gone."""
        if self._is_hidden(reference.name):
            return self.write(f"builtins.{reference.dotted}", Import("builtins"), None)
        self.spelled.builtins.append(reference.name)
        return reference.dotted

    def _is_hidden(self, name: str) -> bool:
        file_map = self.symbols.map(self.path)
        assert file_map is not None
        scope = scope_at(file_map, self.at)
        found = bindings_at(file_map, scope, name, self.at)
        if not found or any(binding.span not in self.leaving for binding in found):
            return bool(found)
        # what the imports hid so far, in their scopes and further out
        site = site_at(self.symbols, self.path, self.at)
        assert site is not None
        chain = site.chain
        outwards = chain[min((chain.index(each.scope) for each in found if each.scope in chain), default=0) :]
        named = file_map.named.get(name, ())
        return any(each.scope in outwards and each.span not in self.leaving for each in named)


def _brings(imports: tuple[Import, ...], dotted: str) -> bool:
    return any(each.name and f"{each.module}.{each.name}" == dotted for each in imports)


def callee_symbols(symbols: SymbolMap, callee: Pieces, owner: str, importer: str) -> frozenset[Symbol]:
    """What a callee of a rule leads to; `owner`: dotted name of the class whose method the rule replaces."""
    memo: dict[object, frozenset[Symbol]] = symbols.snapshot.memo.setdefault("callees", {})
    key = (callee, owner, importer)
    if key not in memo:
        memo[key] = _callee_symbols(symbols, callee, owner, importer)
    return memo[key]


def callee_parameters(
    symbols: SymbolMap, callee: Pieces, owner: str, importer: str
) -> tuple[Parameter, ...] | None:
    """What the call of a callee takes, None when it is not sure."""
    found = callee_symbols(symbols, callee, owner, importer)
    is_by_name = len(callee) == 1 and isinstance(callee[0], Reference)
    return parameters_by_name(symbols, found) if is_by_name else parameters_of(symbols, found)


def _callee_symbols(symbols: SymbolMap, callee: Pieces, owner: str, importer: str) -> frozenset[Symbol]:
    match callee:
        case (Reference(dotted=dotted),):
            return resolve_absolute(symbols, dotted, importer).symbols
        case (Hole(), str() as rest) if owner and rest.startswith(".") and rest[1:].isidentifier():
            found = resolve_absolute(symbols, owner + rest, importer).symbols
            # what a module defines under that name is no method of the argument before the dot
            return found if all("." in each.name for each in found) else frozenset()
    return frozenset()

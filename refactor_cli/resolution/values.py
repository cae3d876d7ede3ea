"""What an expression may be, and the state of one lookup."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from msgspec import Struct, field

from refactor_cli.data import Binding, Symbol
from refactor_cli.resolution.modules import Modules, modules_of
from refactor_cli.resolution.neighbours import neighbours_of
from refactor_cli.symbols import SymbolMap

ValueKind = Literal["module", "class", "function", "variable", "instance", "super", "external", "inherited"]

# Deeper chains of aliases than this are left unknown; people write three or four.
_DEEPEST = 40


# the offset of a binding in a file, or a name of its module
Place = tuple[str, int | str]
# a class, a name, and the class behind which it is looked for; or a name of a module, by its file
_Question = tuple[Symbol | str, str, Symbol | None]


class Value(NamedTuple):
    """One thing that an expression may be.

    `symbol`: what the name leads to; for "instance" (of a call) and "super" the class; "inherited": what a base
    outside the repository may have, where the class itself, as far as it is known, has nothing. `type`: the class
    that it is an instance of, where known; `exact`: of that class (or that class itself), not of a subclass;
    not exact, "external" is what an object has there, whose own attributes nobody knows.
    """

    symbol: Symbol
    kind: ValueKind
    type: Symbol | None = None
    exact: bool = True


class Values(NamedTuple):
    """Everything an expression may be; `complete`: it can be nothing else."""

    values: frozenset[Value]
    complete: bool


class Found(NamedTuple):
    """What an expression leads to.

    `symbols`: everything it may lead to, empty when nothing is known; `complete`: nothing else is possible.
    `bindings`: this file's bindings of the first name that reach the place (star imports included).
    `instance`: it is an instance: for `Class()` of the class in `symbols`, for a variable of its `values`' types.
    `opaque`: it leads to a variable that may hold any object (a parameter, the result of a call).
    """

    symbols: frozenset[Symbol]
    complete: bool
    bindings: tuple[Binding, ...] = ()
    instance: bool = False
    opaque: bool = False
    values: frozenset[Value] = frozenset()


UNKNOWN = Values(frozenset(), False)


class Lookup(Struct, frozen=True):
    """A lookup on its way. `stop`: symbols that are aliases, assigned or imported, and not followed further;
    `follows`: whether any assigned alias is; `trail`: where it has been, so that `a = b; b = a` and import cycles end.
    `cuts` are the places where one did, `local` what this lookup has found, which holds for no other when there was a
    cut."""

    symbols: SymbolMap
    stop: frozenset[Symbol] = frozenset()
    follows: bool = True
    trail: frozenset[Place] = frozenset()
    cuts: list[Place] = field(default_factory=list)
    local: dict[Place, Values] = field(default_factory=dict)

    def deeper(self, path: str, at: int | str) -> Lookup | None:
        """The same lookup one step further; None when it has been here, or is too deep."""
        place = (path, at)
        if place in self.trail or len(self.trail) >= _DEEPEST:
            self.cuts.append(place)
            return None
        return Lookup(self.symbols, self.stop, self.follows, self.trail | {place}, self.cuts, self.local)

    @property
    def shared(self) -> dict[Place, Values]:
        """What all lookups like this one have found."""
        memo: dict[tuple[object, bool], dict[Place, Values]] = self.symbols.snapshot.memo.setdefault(
            "values", {}
        )
        return memo.setdefault((self.stop, self.follows), {})

    def once(self, asked: _Question, compute: Callable[[], Values]) -> Values:
        """What all lookups like this one find, where nothing cut this one, nor an order of bases is half made."""
        memo = self.symbols.snapshot.memo
        every: dict[tuple[object, bool], dict[_Question, Values]] = memo.setdefault("members", {})
        kept = every.setdefault((self.stop, self.follows), {})
        found = kept.get(asked)
        if found is None:
            cuts = len(self.cuts)
            found = compute()
            if len(self.cuts) == cuts and not self.local and not memo.get("mro waiting"):
                kept[asked] = found
        return found

    @property
    def modules(self) -> Modules:
        """The repository's modules."""
        return layout(self.symbols)


def layout(symbols: SymbolMap) -> Modules:
    """The modules of a snapshot, read once."""
    memo = symbols.snapshot.memo
    if "modules" not in memo:
        files = symbols.snapshot.files
        python = (path for path, file in files.items() if file.language == "python")
        memo["modules"] = modules_of(python, neighbours_of(symbols.snapshot))
    found: Modules = memo["modules"]
    return found


def take_layout(symbols: SymbolMap, before: SymbolMap) -> None:
    """Takes the modules of another snapshot, which has the same Python files."""
    known = layout(before)
    taken = Modules(known.files, known.packages, known.folders, neighbours_of(symbols.snapshot))
    vars(taken).update(vars(known))  # what was derived of the paths alone
    symbols.snapshot.memo["modules"] = taken


def one(value: Value) -> Values:
    """Exactly this."""
    return Values(frozenset((value,)), True)


def merged(several: Iterable[Values]) -> Values:
    """Any of these."""
    left = iter(several)
    first = next(left, None)
    if first is None:
        return Values(frozenset(), True)
    second = next(left, None)
    if second is None:  # the most common case by far
        return first
    values, complete = {*first.values, *second.values}, first.complete and second.complete
    for each in left:
        values |= each.values
        complete = complete and each.complete
    return Values(frozenset(values), complete)


def module_at(look: Lookup, file: str) -> Value:
    """The module that a file of the repository is, or the one of another project that it is a copy of."""
    copied = look.symbols.snapshot.copies.get(file)
    return external(copied) if copied else Value(Symbol(file, ""), "module")


def outside(look: Lookup, dotted: str) -> Value:
    """As `external`; in a copy of another project's module by that project's name."""
    for copy, original in look.symbols.snapshot.copies.items():
        if dotted == copy or dotted.startswith(f"{copy}."):
            return external(original + dotted[len(copy) :])
    return external(dotted)


def external(dotted: str) -> Value:
    """Something outside the repository, or a folder of it that is no package."""
    from refactor_cli.resolution.standard_library import canonical

    return Value(Symbol(None, canonical(dotted)), "external")

"""The recipes of a project, put together into one: which symbols are replaced, and which recipe says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli import __version__
from refactor_cli.data import blob_id
from refactor_cli.recipe.outline import MoveOutline, Outline, RuleOutline, outline_of
from refactor_cli.recipe.whole import Likely, Recipe

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache

# to be raised when the same recipe has another outline
_FORMAT = 1
_KIND, _NAMED = "recipe outline", "recipe symbols"


class Part(NamedTuple):
    """One recipe of a project: its name and source, the symbols it replaces, how its rules are read, and its outline
    without them; of which of the symbols it says on what objects they are likely."""

    name: str
    source: str
    symbols: tuple[str, ...]
    read: Callable[[], Recipe]
    outline: Callable[[], Outline]
    likely: tuple[str, ...] = ()


class Rules(Struct, frozen=True, dict=True):
    """`named`: for each symbol the recipe that replaces it, as the project calls it.

    `sources`: the text of each recipe by that name, which the results depend on. `parts` are read when `recipe` is
    first asked for.
    """

    parts: tuple[Part, ...]
    named: Mapping[str, str]
    sources: Mapping[str, str]

    @cached_property
    def recipe(self) -> Recipe:
        """All rules and moves of the parts. What an earlier one replaces, a later one says nothing about."""
        rules, moves, likely, warnings = [], [], [], list[str]()
        for part in self.parts:
            recipe = part.read()
            likely += [each for each in recipe.likely if self.named[each.symbol] == part.name]
            rules += [rule for rule in recipe.rules if self.named[rule.symbol] == part.name]
            moves += [move for move in recipe.moves if self.named[move.source] == part.name]
            warnings += recipe.warnings
        return Recipe(tuple(rules), tuple(moves), tuple(warnings), "check", "check", tuple(likely))

    @cached_property
    def outline(self) -> Outline:
        """The outline of all that."""
        rules, moves, likely = list[RuleOutline](), list[MoveOutline](), list[Likely]()
        for part in self.parts:
            outline = part.outline()
            likely += [each for each in outline.likely if self.named[each.symbol] == part.name]
            rules += [rule for rule in outline.rules if self.named[rule.symbol] == part.name]
            moves += [move for move in outline.moves if self.named[move.source] == part.name]
        return Outline(tuple(rules), tuple(moves), tuple(likely))

    @property
    def likely_somewhere(self) -> frozenset[str]:
        """The symbols of which a recipe says on what objects they are likely; none is read for it."""
        return frozenset(symbol for part in self.parts for symbol in part.likely)

    def about(self, symbols: Set[str]) -> Rules:
        """The same with only those recipes that replace one of these."""
        names = {self.named[symbol] for symbol in symbols}
        return replace(self, parts=tuple(part for part in self.parts if part.name in names))


def together(recipes: Iterable[tuple[str, str, Recipe]]) -> Rules:
    """Name, source and recipe of each -> one."""
    return joined(part_of(name, source, recipe) for name, source, recipe in recipes)


def part_of(name: str, source: str, recipe: Recipe) -> Part:
    """A recipe that was read."""
    likely = tuple(each.symbol for each in recipe.likely)
    return Part(name, source, recipe.symbols, lambda: recipe, lambda: outline_of(recipe), likely)


def kept_outline(cache: MapCache | None, source: str, read: Callable[[], Recipe]) -> Outline:
    """The outline of the recipe that a source is, which is read where no earlier run has kept that."""
    if cache is None:
        return outline_of(read())
    import msgspec

    from refactor_cli.cache import Key

    key, blob = Key(_KIND, f"{_FORMAT}:{__version__}"), blob_id(source.encode("utf-8", "surrogatepass"))
    found = cache.decoded(key, blob, Outline)
    if found is None:
        found = outline_of(read())
        cache.add(key, blob, msgspec.msgpack.encode(found))
    return found


class Named(NamedTuple):
    """The symbols that a shipped recipe replaces, and those of which it says on what objects they are likely."""

    symbols: tuple[str, ...]
    likely: tuple[str, ...]


def kept_names(cache: MapCache | None, sources: Mapping[str, str]) -> Mapping[str, Named]:
    """What shipped recipes name, by recipe: their transforms are loaded for it, where no earlier run has kept it for
    just these."""
    from refactor_cli.library import library_likely, library_symbols
    from refactor_cli.transforms import transforms_stamp

    def named() -> dict[str, Named]:
        return {name: Named(library_symbols(name), library_likely(name)) for name in sources}

    if cache is None or not sources:
        return named()
    import msgspec

    from refactor_cli.cache import Key

    parts = (*(part for each in sources.items() for part in each), transforms_stamp())
    key = Key(_NAMED, f"{_FORMAT}:{__version__}")
    blob = blob_id("".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass"))
    found = cache.decoded(key, blob, dict[str, Named])
    if found is None or found.keys() != sources.keys():
        found = named()
        cache.add(key, blob, msgspec.msgpack.encode(found))
    return found


def joined(parts: Iterable[Part]) -> Rules:
    """Recipes that need not be read yet -> one."""
    every, named = tuple(parts), dict[str, str]()
    for part in every:
        named |= {symbol: part.name for symbol in part.symbols if symbol not in named}
    return Rules(every, named, {part.name: part.source for part in every})

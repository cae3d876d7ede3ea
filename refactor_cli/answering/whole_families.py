"""Usages, an answer's blocks, what came of them -> the new code that must wait: a method and what overrides it are
renamed together, or not at all, and calls by the new name need all of them. Where the method itself is outside of the
repository, the overrides of one class and its subclasses go together; other classes have nothing to do with them.
A function or class keeps its name while anything is left that needs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.answer_format import NOT_A_USAGE_BECAUSE, block_of
from refactor_cli.answer_format.brought_names import name_of
from refactor_cli.answering.left_bases import bases_waiting, class_around
from refactor_cli.counted import counted
from refactor_cli.data import Edit, Inlined, Outcome, SiteBlock, Symbol, Target, Usage, Usages
from refactor_cli.dotted import last_part
from refactor_cli.own_files import RECIPE
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import mro, unresolved_name
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import has_word


class Waiting(Struct, frozen=True):
    """Usages that stay, by id, each with the reason. `rest`: because another one does; `causes`: whose own answer is
    what the others wait for, although it passed every check by itself."""

    rest: Mapping[str, str] = field(default_factory=dict)
    causes: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rest or self.causes)


class Said(Struct, frozen=True):
    """Of usages: `blocks` that answers gave, those that were refused too, and all rules."""

    blocks: Sequence[SiteBlock]
    recipe: Recipe


class _Family(Struct, frozen=True):
    """The definitions of one target that answers may give new source, and that need one another. `name`: the new one,
    "" when none gives it; `names`: what new code of calls may not use while one of them stays."""

    members: Sequence[Usage]
    name: str
    names: frozenset[str]

    def is_of(self, edit: Edit) -> bool:
        """Whether an edit is that of one of the definitions."""
        return any(usage.id in edit.usages for usage in self.members)


def waiting(
    usages: Usages, said: Said, made: Inlined, decided: Iterable[Outcome], symbols: SymbolMap
) -> Waiting:
    """What of the new code must not be written, since a definition that it needs stays as it is.

    `said`: all that answers gave, what was refused too, and the rules; `made`: what came of it; `decided`: outcomes of
    usages that nobody was asked about, as the user keeps them.
    """
    rest, causes = dict[str, str](), dict[str, str]()
    blocks, around = said.blocks, class_around(symbols)
    by_user = {each.usage.id: each for each in decided}
    outcomes = by_user | {each.usage.id: each for each in made.outcomes}
    usages = _with(usages, [each.usage for each in by_user.values()])
    for result in usages.results:
        members = [usage for usage in result.usages if _is_member(usage)]
        families = [
            _family(result.target, kin, said, symbols)
            for kin in _kin(result.target, members, symbols, around)
        ]
        ids = {usage.id for usage in result.usages}
        edits = [edit for edit in made.edits if ids & {*edit.usages}]
        for family in families:
            if needing := _needing_old_name(result.target, family, outcomes.values()):
                mine_done = (each.id for each in family.members if each.id not in by_user)
                done = (id for id in mine_done if _is_done(outcomes.get(id)))
                rest |= dict.fromkeys(done, needing)
            mine = _causes(family, blocks, outcomes, symbols) if family.names else {}
            mine = {id: why for id, why in mine.items() if id not in by_user}
            left = [
                usage
                for usage in family.members
                if family.names and (usage.id in mine or _stays(usage, family, outcomes, symbols))
            ]
            if not left:
                continue
            causes |= mine
            where = _where(left)
            for usage in family.members:
                if usage not in left and _is_done(outcomes.get(usage.id)):
                    rest[usage.id] = f"a family is renamed as a whole, or not at all, and {where}"
            for edit, name in _needing_new_names(edits, family, families):
                reason = f"it needs the new name {name}, and {where}"
                rest |= {id: reason for id in edit.usages if id not in rest and id not in causes}
    rest |= bases_waiting(usages, made.edits, outcomes, symbols, around)
    return Waiting({id: reason for id, reason in rest.items() if id not in causes}, causes)


def _where(left: Sequence[Usage]) -> str:
    """The definitions that stay, in words."""
    first = f"the definition at {left[0].path}:{left[0].location.line}"
    if len(left) == 1:
        return f"{first} stays as it is"
    return f"{first}, and {len(left) - 1} more of its family, stay as they are"


def _needing_new_names(
    edits: Iterable[Edit], family: _Family, families: Iterable[_Family]
) -> Iterator[tuple[Edit, str]]:
    """Edits whose new code names a family by its new name, and that name; another family's definitions do not mean
    this one."""
    others = [each for each in families if each is not family]
    for edit in edits:
        is_of_another = any(each.is_of(edit) for each in others) and not family.is_of(edit)
        if not is_of_another and (name := _named_in(edit.text, family.names)):
            yield edit, name


def _with(usages: Usages, more: Sequence[Usage]) -> Usages:
    """These, and others of the same targets."""
    if not more:
        return usages
    results = []
    for result in usages.results:
        known = {each.id for each in result.usages}
        own = (each for each in more if each.target == result.target.name and each.id not in known)
        results.append(replace(result, usages=(*result.usages, *own)))
    return replace(usages, results=tuple(results))


def _is_member(usage: Usage) -> bool:
    return block_of(usage) == "definition" and usage.certainty != "possible"


def _kin(
    target: Target, members: Sequence[Usage], symbols: SymbolMap, around: Callable[[Usage], Symbol | None]
) -> list[list[Usage]]:
    """The definitions that need one another: all of a method of the repository; of one that is defined elsewhere those
    in classes of which one is derived from the other."""
    if any(symbol.path is not None for symbol in target.symbols):
        return [[*members]]
    classes = {usage.id: around(usage) for usage in members}
    joined = {cls: cls for cls in classes.values()}

    def first(cls: Symbol | None) -> Symbol | None:
        while joined[cls] != cls:
            cls = joined[cls]
        return cls

    for cls in [*joined]:
        for base in mro(symbols, cls) if cls is not None else ():
            if base in joined:
                joined[first(base)] = first(cls)
    found = dict[Symbol | None, list[Usage]]()
    for usage in members:
        found.setdefault(first(classes[usage.id]), []).append(usage)
    return [*found.values()]


def _family(target: Target, members: Sequence[Usage], said: Said, symbols: SymbolMap) -> _Family:
    blocks, recipe = said.blocks, said.recipe
    ids = {usage.id for usage in members}
    given = [name for block in blocks if block.id in ids and (name := name_of(block))]
    if given:
        return _Family(members, Counter(given).most_common(1)[0][0], frozenset(given))
    names = frozenset[str]()
    if any(usage.kind == "definition" for usage in members):
        asked = {each for name in (target.name, target.dotted) for each in recipe.members(name)}
        names = frozenset(last_part(each) for each in asked if unresolved_name(symbols, each))
    return _Family(members, "", names)


def _is_done(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.outcome == "rewritten"


def _needing_old_name(target: Target, family: _Family, outcomes: Iterable[Outcome]) -> str:
    """What needs the old name of a definition that has another one now; "" where nothing does. A method's may go while
    a call stays, which fails alone: an import of what is gone fails with all of its module."""
    old = last_part(target.dotted)
    is_of_repository = any(each.kind == "definition" for each in family.members)
    if not is_of_repository or family.name in ("", old) or target.kind == "method":
        return ""
    needing = [each for each in outcomes if each.usage.target == target.name and _fails_without(each)]
    needing = [each for each in needing if each.usage.kind != "import"] or needing
    if not needing:
        return ""
    usage, reason = needing[0].usage, needing[0].reason
    more = f", and {counted(len(needing) - 1, 'more usage')}" if len(needing) > 1 else ""
    why = f"{needing[0].outcome}: {reason}" if reason else needing[0].outcome
    return f"{usage.path}:{usage.location.line} needs it as {old}{more} ({why})"


def _fails_without(outcome: Outcome) -> bool:
    """Whether a usage stays that would fail without the old name."""
    usage = outcome.usage
    return (
        outcome.outcome in ("open", "kept")
        and usage.certainty != "possible"
        and usage.kind not in ("doc", "override", "definition")
        and outcome.by != RECIPE
        and not (outcome.reason or "").startswith(NOT_A_USAGE_BECAUSE)
    )


def _causes(
    family: _Family, blocks: Iterable[SiteBlock], outcomes: Mapping[str, Outcome], symbols: SymbolMap
) -> dict[str, str]:
    """Definitions that passed and yet do not go with the others: kept, or under a name of their own."""
    named = {block.id: name_of(block) for block in blocks}
    found = dict[str, str]()
    for usage in family.members:
        outcome = outcomes.get(usage.id)
        if outcome is None or not family.name:
            continue
        if outcome.outcome == "rewritten" and named.get(usage.id, family.name) != family.name:
            found[usage.id] = f"it is called {named[usage.id]}, and others of its family {family.name}"
        elif outcome.outcome == "kept" and _stays(usage, family, outcomes, symbols):
            found[usage.id] = f"it is to stay, and others of its family become {family.name}: all do, or none"
    return found


def _stays(usage: Usage, family: _Family, outcomes: Mapping[str, Outcome], symbols: SymbolMap) -> bool:
    """Whether objects of its class would not have the new name."""
    outcome = outcomes.get(usage.id)
    if outcome is None or outcome.outcome == "rewritten":
        return outcome is None
    if outcome.outcome == "kept" and (outcome.reason or "").startswith(NOT_A_USAGE_BECAUSE):
        return False
    file_map = symbols.map(usage.path)
    definition = (
        next((d for d in file_map.definitions if d.name_span == usage.span), None) if file_map else None
    )
    if file_map is None or definition is None:
        return outcome.outcome != "kept"  # `old = None` in a class: no block can change it
    bound = file_map.named.get(family.name, ())
    return not any(binding.scope == definition.scope for binding in bound)


def _named_in(text: str, names: frozenset[str]) -> str:
    return next((name for name in sorted(names) if has_word(text, name)), "")

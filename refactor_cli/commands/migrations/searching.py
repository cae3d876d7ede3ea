"""An order -> its recipe, its targets, and every usage of them."""

from __future__ import annotations

import builtins
import os
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.commands.checkers import checkers, outside_names, unresolved_note
from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.progress import counting
from refactor_cli.commands.migrations.order import Found, Order
from refactor_cli.commands.migrations.replaying import recipe_text
from refactor_cli.commands.migrations.testing import prepared
from refactor_cli.commands.migrations.type_checking import type_check
from refactor_cli.commands.own_outputs import tell_outputs, without_outputs
from refactor_cli.commands.project import (
    is_shipped,
    names_in_copies,
    not_a_recipe,
    not_its_own,
    own_files,
)
from refactor_cli.commands.reading import Reading, name_in_the_original, named_from_top, selected
from refactor_cli.data import Target, Usages
from refactor_cli.division import read_division
from refactor_cli.errors import RefactorError
from refactor_cli.near_spellings import most_alike

if TYPE_CHECKING:
    from refactor_cli.data import Parameter
    from refactor_cli.recipe.whole import Recipe
    from refactor_cli.symbols import SymbolMap

_MOST_SHOWN = 10  # names that a recipe is about, in a hint


def named_by(reading: Reading, order: Order) -> tuple[Recipe | None, tuple[Target, ...]]:
    """The rules and the targets that an order names.

    Raises:
        RefactorError: they cannot be read, or something else is named that is not there.
    """
    from refactor_cli.commands.usages.showing import groups
    from refactor_cli.find.target import apart_from, read_target

    symbols = reading.symbols
    recipe = _recipe_from_file(order, reading.repository.top) if order.recipe else None
    specs = order.targets or (_replaced(symbols, order, recipe) if recipe else ())
    known = frozenset(recipe.symbols if recipe else ())
    found = list[Target]()
    for spec in specs:
        if recipe is not None and spec not in known:
            _check_copy(reading, recipe, spec)
        with not_a_recipe(spec):
            found.append(read_target(symbols, named_from_top(reading, spec), known=spec in known))
    targets = tuple(found)
    if order.to:
        recipe = _recipe_from_option(reading, targets[0], order.to)
        if not _may_be_brought(order):
            _check_spelling(symbols, recipe, targets[0])
    if recipe is not None:
        _check_recipe(recipe, targets)
        _check_names(symbols, recipe, targets)
        targets = tuple(apart_from(symbols, each, recipe) for each in targets)
    selected(reading, order.include, order.exclude)
    if order.split_by and order.definition != "rename":
        groups(reading, read_division(order.split_by).by)
    return recipe, targets


def early_warnings(symbols: SymbolMap, recipe: Recipe | None, order: Order) -> tuple[str, ...]:
    """What the user's rules name and nothing defines, where nothing else of the order can bring it: known before any
    usage is looked for."""
    from refactor_cli.inline.new_names.too_new import too_new
    from refactor_cli.inline.new_names.unresolved import misspelt, unknown_packages, unresolved

    if recipe is None or _may_be_brought(order):
        return ()
    is_own = not is_shipped(order.recipe or Path())
    unknown = (*unknown_packages(recipe, symbols), *too_new(recipe, symbols)) if is_own else ()
    slips = misspelt(recipe, symbols) if order.recipe is not None else ()
    return (*slips, *unresolved(recipe, symbols), *unknown)


def _may_be_brought(order: Order) -> bool:
    """Whether something else of the order may define what the new code names."""
    return order.wants_answer or order.has_answers or order.definition in ("rename", "rewrite")


def _replaced(symbols: SymbolMap, order: Order, recipe: Recipe) -> tuple[str, ...]:
    """What a recipe replaces; of a shipped one, it is said what the repository defines itself and is left out."""
    is_of_library = is_shipped(order.recipe or Path())
    left = not_its_own(symbols, recipe.symbols, lambda _: is_of_library)
    copied = names_in_copies(symbols)
    own = [each for each in recipe.symbols if each not in left and not each.startswith(copied)]
    if own:
        more = f" and {len(own) - 1} more" if len(own) > 1 else ""
        output.note(
            f"note: the repository itself defines {own[0]}{more}: name as TARGET what is to be migrated"
        )
    return left


def find_all(reading: Reading, order: Order, named: tuple[Recipe | None, tuple[Target, ...]]) -> Found:
    """All usages of the targets, and what of them is decided before any rule is tried."""
    from refactor_cli.checking.ignores import heard
    from refactor_cli.evidence import Evidence
    from refactor_cli.find import Wanted, find
    from refactor_cli.inline.test_doubles.owner_strings import with_owners
    from refactor_cli.old_definitions import with_definitions
    from refactor_cli.retire import family

    symbols, (recipe, targets) = reading.symbols, named
    servers = checkers(order.types, order.python, reading)
    said = recipe.said if recipe is not None else {}
    evidence = Evidence(said=said, outside_names=outside_names(servers))

    def search(others: Sequence[Target]) -> Usages:
        return without_outputs(
            find(symbols, others, reading.cache, servers.asked, evidence), symbols.snapshot
        )[0]

    with counting("finding usages") as progress:
        every = partial(find, symbols, cache=reading.cache, checkers=servers.asked, evidence=evidence)
        every = partial(every, wanted=Wanted(implicit=True), progress=progress)
        usages = every(targets)
        if order.definition == "rewrite":
            targets = tuple(family(symbols, result) for result in usages.results)
            if any(each != result.target for each, result in zip(targets, usages.results, strict=True)):
                usages = every(targets)
            usages = with_definitions(symbols, usages)
    if order.is_answered:
        usages = with_owners(symbols, usages)
    usages, outputs = without_outputs(usages, symbols.snapshot)
    tell_outputs(outputs)
    if unresolved := unresolved_note(servers, reading, usages):
        output.note(f"note: {unresolved}")
    by_name = dict.fromkeys((target.name for target in targets), recipe.path if recipe else "")
    comments = heard(usages, symbols, by_name)
    usages = replace(usages, warnings=(*usages.warnings, *comments.problems))
    tests = prepared(order.test, reading.repository, symbols.snapshot.base)
    unselected = _unselected(reading, order, usages)
    types = type_check(order.types, order.python, reading.repository.top) if order.has_answers else None
    own = own_files(reading, order.recipe, recipe_text(order))
    return Found(reading, recipe, targets, usages, comments.kept, unselected, tests, types, own, search)


def _unselected(reading: Reading, order: Order, usages: Usages) -> frozenset[str]:
    is_selected = selected(reading, order.include, order.exclude)
    found = usages.every
    return frozenset(usage.id for usage in found if not is_selected(usage.path))


def _recipe_from_file(order: Order, top: Path) -> Recipe:
    from refactor_cli.recipe.read import read_recipe

    text, path = recipe_text(order), order.recipe or Path()
    try:
        recipe = read_recipe(text, _shown(path, top))
    except RefactorError:
        read_recipe(
            text, str(path)
        )  # nobody else reads what is wrong with it, and where it lies is what they look for
        raise
    for warning in recipe.warnings:
        output.note(f"warning: {warning}")
    return recipe


def _shown(recipe: Path, top: Path) -> str:
    """A recipe's name for the ledger, which others read: from the repository's top, and of one that lies outside
    nothing of where."""
    is_place = recipe.is_absolute() or ".." in recipe.parts or os.path.isfile(recipe)
    if not is_place:  # a shipped one, or one of a commit
        return str(recipe)
    place = Path(os.path.realpath(recipe))
    return place.relative_to(top).as_posix() if place.is_relative_to(top) else place.name


def _recipe_from_option(reading: Reading, target: Target, to: str) -> Recipe:
    from refactor_cli.recipe.expression import recipe_from_expression

    _check_whole(reading.symbols, target, to)
    signature, has_receiver = _old_signature(reading.symbols, target)
    is_alias = _is_of_one_thing(reading.symbols, target, to.strip())
    try:
        return recipe_from_expression(target.name if is_alias else target.dotted, to, signature, has_receiver)
    except RefactorError as error:
        raise _with_known_names(error, reading.symbols, target, signature) from None


def _with_known_names(
    error: RefactorError, symbols: SymbolMap, target: Target, signature: Sequence[Parameter] | None
) -> RefactorError:
    """The same error; of a name that is not known, with the parameters that are, or what in the repository is called
    so; of one that may be a parameter of one definition among several, with where they are."""
    from refactor_cli.find.nearest import nearest

    unknown = re.fullmatch(r"--to: '(\w+)' is not known", error.problem)
    if unknown is None:
        return error
    if signature is None and len(target.definitions) > 1:
        places = ", ".join(f"{each.path}:{each.line}" for each in target.definitions)
        problem = f"{error.problem}: {target.dotted} is defined with different parameters, {places}"
        return RefactorError(problem, "a recipe says which calls a rule is about: --recipe FILE")
    known = [each.name for each in signature or ()]
    if near := most_alike(unknown[1], known):
        hint = f"did you mean {near}? The old function has {', '.join(known)}"
    elif full := [each for each in nearest(symbols, unknown[1]) if each.endswith(f".{unknown[1]}")]:
        hint = f"every name needs a full dotted name: did you mean {', '.join(full)}?"
    else:
        return error
    return RefactorError(error.problem, hint)


def _is_of_one_thing(symbols: SymbolMap, target: Target, to: str) -> bool:
    """Whether a target is asked for by another name than that of its definition, and is to get one more of its own."""
    from refactor_cli.resolution import resolve_absolute

    if target.name == target.dotted or not all(part.isidentifier() for part in to.split(".")):
        return False
    return bool(resolve_absolute(symbols, to).symbols & target.symbols)


def _check_whole(symbols: SymbolMap, target: Target, to: str) -> None:
    """Raises RefactorError for a name that is written from the class or the last package on (`Order.total`), as targets
    may be: whoever writes so means what lies beside the old one."""
    from refactor_cli.resolution import is_module

    written = re.match(r"\s*([^\W\d]\w*(?:\.\w+)*)\.\w+\s*(?:\(|\Z)", to)
    owner = target.dotted.rpartition(".")[0]
    if (
        written is None
        or not owner.endswith(f".{written[1]}")
        or is_module(symbols, written[1].partition(".")[0])
    ):
        return
    raise RefactorError(
        f"--to: nothing is called '{written[1]}' in full",
        f"write --to '{owner}{to.strip()[len(written[1]) :]}'",
    )


def _old_signature(symbols: SymbolMap, target: Target) -> tuple[tuple[Parameter, ...] | None, bool]:
    """The target's parameters, None when they are not known, and whether the first is the receiver."""
    from refactor_cli.call_parameters import carried_out
    from refactor_cli.resolution import Lookup, definitions_of

    look = Lookup(symbols)
    found = carried_out([each for symbol in target.symbols for each in definitions_of(look, symbol)])
    if len(found) == 1 and found[0].kind == "class":
        (symbol,) = target.symbols
        found = carried_out(definitions_of(look, symbol._replace(name=f"{symbol.name}.__init__")))
        return (found[0].parameters[1:] if len(found) == 1 else None), False
    has_receiver = target.kind == "method" and not (found and "staticmethod" in found[0].decorators)
    is_one = (
        len({each.parameters for each in found}) == 1
    )  # `if sys.version_info …: def f(a) … else: def f(a) …`
    return (found[0].parameters if is_one else None), has_receiver


def _check_names(symbols: SymbolMap, recipe: Recipe, targets: Sequence[Target]) -> None:
    """Raises RefactorError where a rule calls what it replaces by another name of it: all usages would stay usages."""
    from refactor_cli.recipe.rules import references_of
    from refactor_cli.resolution import resolve_absolute

    for target in targets:
        own = (target.name, target.dotted)
        for rule in recipe.rules:
            for dotted in [each.dotted for each in references_of(rule.body) if rule.symbol in own]:
                if dotted not in own and resolve_absolute(symbols, dotted).symbols == target.symbols:
                    place = f"{recipe.path}:{rule.line}" if recipe.path != "--to" else "--to"
                    raise RefactorError(
                        f"{place}: '{dotted}' is '{rule.symbol}' itself, under another name",
                        f"call it '{rule.symbol}' there, or make two migrations: the name with moved() or --to, "
                        "then the arguments",
                    )


def _check_spelling(symbols: SymbolMap, recipe: Recipe, target: Target) -> None:
    """Raises RefactorError for a name in `--to` that a module of the repository has not, where it has one that is
    spelled so. A new name beside the old one may be that of a function that is renamed afterwards; of a method all
    those of its family would have to be, as --definition does."""
    from refactor_cli.find.nearest import misspelt, misspelt_member
    from refactor_cli.inline.new_names.unresolved import named_in
    from refactor_cli.resolution import is_module

    own = {target.name, target.dotted}
    for move in recipe.moves:
        first = move.target.partition(".")[0]
        if first in dir(builtins) and not is_module(symbols, first):
            raise RefactorError(
                f"--to: '{move.target}' is no full dotted name", f"write --to builtins.{move.target}"
            )
    for dotted in named_in(recipe):
        if dotted.rpartition(".")[0] not in {each.rpartition(".")[0] for each in own}:
            if near := misspelt(symbols, dotted, own):
                raise _not_defined(dotted, near)
    asked = {dotted for each in (target.dotted, target.name) for dotted in recipe.members(each)}
    asked |= {move.target for move in recipe.moves}
    for dotted in sorted(asked - own) if target.kind == "method" else ():
        if near := misspelt_member(symbols, dotted, own):
            raise _not_defined(dotted, near)


def _not_defined(dotted: str, near: Sequence[str]) -> RefactorError:
    return RefactorError(
        f"--to: '{dotted}' is not defined",
        f"did you mean {', '.join(near)}? What is yet to be written is for a recipe: --recipe FILE",
    )


def _check_copy(reading: Reading, recipe: Recipe, spec: str) -> None:
    """What stands in a copy is known by the name that the recipe has for it."""
    original, path = name_in_the_original(reading, spec)
    if original in recipe.symbols:
        raise RefactorError(f"{recipe.path} has no rule for {spec}", f"{path} is a copy: name it {original}")


def _check_recipe(recipe: Recipe, targets: Sequence[Target]) -> None:
    for target in targets:
        if not {target.name, target.dotted} & set(recipe.symbols):
            some = ", ".join(recipe.symbols[:_MOST_SHOWN])
            more = len(recipe.symbols) - _MOST_SHOWN
            raise RefactorError(
                f"{recipe.path} has no rule for {target.name}",
                f"it has rules for {some}{f' and {more} more' if more > 0 else ''}",
            )

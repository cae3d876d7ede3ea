"""What is told about targets beside their usages: what else bears the name, and what may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from refactor_cli.counted import counted
from refactor_cli.dotted import last_part

if TYPE_CHECKING:
    from collections.abc import Callable

    from refactor_cli.data import Target, Usages
    from refactor_cli.symbols import SymbolMap
    from refactor_cli.types.installed_names import InstalledNames

_MOST_NAMES = 3


def tell_named(symbols: SymbolMap, targets: Sequence[Target], specs: Sequence[str], done: str) -> None:
    """What the names that the user wrote stand for. `specs`: they, as they were written; `done`: to their usages."""
    _tell_other_names(symbols, targets, done)
    _tell_namesakes(symbols, targets, specs)


def tell_found(symbols: SymbolMap, usages: Usages, installed: Callable[[], InstalledNames | None]) -> None:
    """What was found beside usages, or instead of them. `installed`: the names of the packages that the repository
    uses, looked up once they are needed."""
    _tell_re_exports(symbols, usages)
    _tell_unseen(usages, installed)


def tell_families(symbols: SymbolMap, usages: Usages) -> None:
    """Says of methods which calls may reach others of their family, and are no usages."""
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.find.families import family_note

    for result in usages.results:
        if said := family_note(symbols, result, usages):
            note(f"note: {said}")


def _tell_other_names(symbols: SymbolMap, targets: Sequence[Target], done: str) -> None:
    """Says of a target that is named where it is imported, inherited or aliased what it is. `done`: to its usages."""
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.resolution import resolve_spelled

    for target in targets:
        owner = target.name.rpartition(".")[0]
        if not (owner and target.definitions) or target.name == target.dotted:
            continue
        homes = {(each.path, each.name.rpartition(".")[0]) for each in target.symbols}
        named = {(each.symbol.path, each.symbol.name) for each in resolve_spelled(symbols, owner).values}
        is_alias = last_part(target.name) != last_part(target.dotted)
        if is_alias or not homes & named:
            place = f"{target.name} is {target.dotted}, defined in {target.definitions[0].path}"
            note(f"note: {place}: usages of it under all its names are {done}")


def _tell_namesakes(symbols: SymbolMap, targets: Sequence[Target], specs: Sequence[str]) -> None:
    """Says of a target that other modules of the same full name define it as well: each folder of tests, or each
    service, may have a `utils` of its own. `specs`: as targets were written; with a path nothing is left to say."""
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.find.defined import also_in

    for target in targets:
        if target.name in specs and (others := also_in(symbols, target)):
            more = ", …" if len(others) > _MOST_NAMES else ""
            note(
                f"note: {target.name} is that of {target.definitions[0].path}; another module of this name has one "
                f"as well, which is no usage of it: write {' or '.join(others[:_MOST_NAMES])}{more} for that"
            )


def _tell_re_exports(symbols: SymbolMap, usages: Usages) -> None:
    """Says of a target from outside of the repository under which other names it may be used here: what is proved of
    those is that they are other names, and not that they are of other things."""
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.find.re_exports import other_names

    for result in usages.results:
        if found := other_names(symbols, result):
            named = " and ".join(
                f"{each.dotted} ({counted(each.usages, 'usage')})" for each in found[:_MOST_NAMES]
            )
            plural = (
                "are used here, and may be names" if len(found) > 1 else "is used here, and may be a name"
            )
            note(f"warning: {named} {plural} of {result.target.name}: name it as a TARGET as well")


def _tell_unseen(usages: Usages, installed: Callable[[], InstalledNames | None]) -> None:
    """A name from outside of the repository cannot be checked there: one that nothing here bears may be misspelt.
    `installed`: the names of the packages that it uses, looked up once they are needed."""
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.resolution.near_names import nearest

    for result in usages.results:
        target = result.target
        if target.definitions or result.usages or result.ruled_out:
            continue
        unseen = f"nothing in this repository defines or names {target.name}"
        names = installed()
        like = names.nearest(target.dotted) if names is not None else None
        if near := nearest(target.name):
            note(f"warning: {unseen}, and this Python has no such name: did you mean {near}?")
        elif names is not None and like is not None:
            place = f"the {target.dotted.partition('.')[0]} that is installed in {names.environment.origin}"
            meant = f": did you mean {target.name.rpartition('.')[0]}.{like}?" if like else ""
            note(f"warning: {unseen}, and {place} has no such name{meant}")
        else:
            note(f"note: {unseen}: is it spelt right?")

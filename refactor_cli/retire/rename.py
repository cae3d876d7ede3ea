"""An old definition under its new name: in its file, in the stub, in `__all__`, and with all that overrides it."""

from __future__ import annotations

import re
from keyword import iskeyword

from refactor_cli.data import Edit, Outcome, Symbol, Target, TargetUsages
from refactor_cli.dotted import last_part
from refactor_cli.imports import ImportChange
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import references
from refactor_cli.resolution import (
    ANY_CLASS,
    Lookup,
    bindings_at,
    definitions_of,
    dotted_name,
    is_subclass,
    mro,
    scope_at,
)
from refactor_cli.retire.defined import Defined, defined
from refactor_cli.retire.exported import is_export
from refactor_cli.retire.kept_by_name import kept_by_name
from refactor_cli.retire.values import Refused, Retirement, Wish
from refactor_cli.site_change import SiteChange
from refactor_cli.symbols import SymbolMap


def check_renamable(symbols: SymbolMap, target: Target) -> None:
    """Raises Refused when the target cannot be renamed, whatever its new name is."""
    for each in defined(symbols, target):
        _check_kept(symbols, each)
        if each.is_method:
            _check_family(symbols, each, target.symbols)


def renamed(symbols: SymbolMap, result: TargetUsages, wish: Wish) -> Retirement:
    """The definitions of the target and its family under the last part of the new name.

    Raises:
        Refused: the new name is another place's, is taken, or belongs to a family that is wider.
    """
    parent, _, new = wish.new.rpartition(".")
    target = result.target
    home = target.dotted.rpartition(".")[0]
    if not wish.new:
        raise Refused(f"a rename takes nothing but a new name, as --to {home}.NEW or moved(…) say it")
    if parent not in (home, target.name.rpartition(".")[0]):
        raise Refused(f"{wish.new} lies elsewhere, and a rename leaves it in {home}")
    if iskeyword(new):
        raise Refused(f"'{new}' is a keyword")
    every = defined(symbols, target)
    notes = list[str]()
    for each in every:
        _check_free(symbols, each, new)
        _check_kept(symbols, each)
        if each.is_method:
            _check_family(symbols, each, target.symbols)
            if any(base.path is None for base in mro(symbols, each.owner)[1:] if not _is_object(base)):
                notes.append(
                    f"a base of {each.owner.name} is outside the repository, and may call it by its old name"
                )
    _check_members(symbols, every, new)
    changes = [
        SiteChange(Edit(each.path, each.definition.name_span, new, (), wish.by), ImportChange())
        for each in every
    ]
    outcomes = list[Outcome]()
    old = last_part(target.dotted)
    for usage in result.usages:
        if is_export(usage) and symbols.snapshot.files[usage.path].text.slice(*usage.span) == old:
            changes.append(
                SiteChange(Edit(usage.path, usage.span, new, (usage.id,), wish.by), ImportChange())
            )
            outcomes.append(Outcome(usage, "rewritten", wish.by))
    return Retirement(tuple(changes), tuple(outcomes), (), tuple(dict.fromkeys(notes)))


def _check_kept(symbols: SymbolMap, each: Defined) -> None:
    """Raises Refused when something goes by what the definition is called."""
    if place := kept_by_name(symbols, each):
        raise Refused(f"{place} goes by its name, which others may ask for")


def _is_object(symbol: Symbol) -> bool:
    return symbol == Symbol(None, "builtins.object")


def _check_free(symbols: SymbolMap, each: Defined, new: str) -> None:
    """Raises Refused when the new name is bound where the definition stands, or means something else there."""
    definition, file_map = each.definition, each.file_map
    text = symbols.snapshot.files[each.path].text
    for binding in file_map.named.get(new, ()):
        if binding.scope == definition.scope:
            raise Refused(f"{each.path}:{text.position(binding.span.start)[0]} defines '{new}' already")
    for use in references(parsed(symbols, each.path), file_map, new):
        scope = scope_at(file_map, use.start)
        if each.is_method:  # what its class has, the body of that sees alone
            is_hidden = scope == definition.scope
        else:
            found = bindings_at(file_map, scope, new, use.start)
            is_hidden = not found or any(binding.scope == 0 for binding in found)
        if is_hidden:
            line = text.position(use.start)[0]
            raise Refused(f"'{new}' means something else already in {each.path}:{line}")


def _check_family(symbols: SymbolMap, each: Defined, members: frozenset[Symbol]) -> None:
    """Raises Refused when a base has the method too, and would keep its name."""
    look = Lookup(symbols)
    for base in mro(symbols, each.owner)[1:]:
        symbol = Symbol(base.path, f"{base.name}.{each.definition.name}")
        if base != ANY_CLASS and symbol not in members and definitions_of(look, symbol):
            raise Refused(
                f"it overrides {dotted_name(symbols, symbol)}: rename that one, and this one goes with it"
            )


def _check_members(symbols: SymbolMap, every: tuple[Defined, ...], new: str) -> None:
    """Raises Refused when a class of the family, or one below, has the new name already."""
    owners = {each.owner for each in every if each.is_method}
    if not owners:
        return
    word = re.compile(rb"\b%b\b" % re.escape(new.encode()))
    for path, file in symbols.snapshot.files.items():
        if file.language != "python" or new.encode() not in file.data or not word.search(file.data):
            continue
        file_map = symbols.map(path)
        if file_map is None:
            continue
        bodies = {d.body: d for d in file_map.definitions if d.kind == "class"}
        for binding in file_map.named.get(new, ()):
            cls = bodies.get(binding.scope)
            if cls is not None and _is_related(symbols, Symbol(path, cls.qualname), owners):
                raise Refused(f"{cls.qualname} in {path} has '{new}' already")
        if path in {each.path for each in every}:
            if re.search(rb"\b(?:self|cls)\s*\.\s*%b\b" % re.escape(new.encode()), file.data):
                raise Refused(f"{path} uses an attribute '{new}' already")


def _is_related(symbols: SymbolMap, cls: Symbol, owners: set[Symbol]) -> bool:
    return any(is_subclass(symbols, cls, owner) or is_subclass(symbols, owner, cls) for owner in owners)

"""What a person should know of a method that others override, or that overrides one."""

from __future__ import annotations

from refactor_cli.counted import counted
from refactor_cli.data import Symbol, TargetUsages, Usages
from refactor_cli.find.aliases import own_name
from refactor_cli.find.question import owner_of
from refactor_cli.resolution import ANY_CLASS, Lookup, definitions_of, dotted_name, mro
from refactor_cli.symbols import SymbolMap


def family_note(symbols: SymbolMap, result: TargetUsages, usages: Usages) -> str:
    """One line where calls are ruled out, and some of them may reach what the target overrides, or what overrides it:
    these are no usages of the target, and yet renamed with it. "" where there are none, or where all of the
    family are targets."""
    targets = [each.target for each in usages.results]
    calls = [each for each in result.ruled_out if each.call_span is not None]
    owner = owner_of(symbols, result.target) if calls else None
    if owner is None or owner.path is None:
        return ""
    name, look = own_name(result.target), Lookup(symbols)
    inherited = [
        Symbol(cls.path, f"{cls.name}.{name}") for cls in mro(symbols, owner)[1:] if cls != ANY_CLASS
    ]
    asked = frozenset[Symbol]().union(*(target.symbols for target in targets))
    bases = [
        dotted_name(symbols, symbol)
        for symbol in inherited
        if symbol not in asked and definitions_of(look, symbol)
    ]
    defined = {(site.path, site.line) for target in targets for site in target.definitions}
    overriding = sum(
        each.kind == "override"
        and each.certainty != "possible"
        and (each.path, each.location.line) not in defined
        for each in result.usages
    )
    said = [f"overrides {', '.join(bases)}"] if bases else []
    said += [f"is overridden {counted(overriding, 'time')}"] if overriding else []
    if not said:
        return ""
    some = f"some of {counted(len(calls), 'call')} ruled out may reach these"
    change = "a rename of the family changes them as well"
    return f"{result.target.name} {' and '.join(said)}: {some}, and {change} (find-usages --show-ruled-out)"

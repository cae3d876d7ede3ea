"""What stands before the dot of a call: a module, a class, or something that a method is called on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.call_parameters import definition_of, has_receiver
from refactor_cli.data import Symbol, Target, Usage
from refactor_cli.inline.site import written
from refactor_cli.recipe.rules import Rule
from refactor_cli.resolution import is_module, resolve
from refactor_cli.resolution.values import Value
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


class Receiver(NamedTuple):
    """How the old function is reached at a call; the fields are those of `calls.Surroundings`."""

    takes_receiver: bool
    is_class_access: bool
    names_a_class: bool
    other_class: str
    lacks_class: bool = False


def receiver_of(
    symbols: SymbolMap, usage: Usage, target: Target, rule: Rule, before: Node | None
) -> Receiver:
    """`before`: what stands before the last dot of the callee, None for a plain name."""
    takes, of_class = method_kind(symbols, target, rule, usage.path)
    if before is None:
        return Receiver(takes, False, False, "")
    values = _imported(values_of(symbols, usage, before), usage, before)
    if not values and _is_unbound(symbols, usage, target, before):
        return Receiver(takes, False, not takes, "")
    classes = {value for value in values if _is_class(symbols, value, usage.path)}
    is_class = bool(values) and classes == values
    owner = _owner(target, rule)
    others = sorted(value.symbol.name for value in classes if not _is_owner(value.symbol, target, owner))
    names = bool(values) and all(value.kind in ("class", "module", "external") for value in values)
    other = others[0] if takes and others else ""
    lacks = takes and of_class and not is_class and not _gives_a_class(before)
    return Receiver(takes, takes and is_class and not of_class, names, other, lacks)


def _gives_a_class(node: Node) -> bool:
    """Whether an expression says by its form that it is a class."""
    source = written(node)
    return source == "cls" or source.endswith(".__class__") or source.startswith("type(")


def _imported(values: frozenset[Value], usage: Usage, before: Node) -> frozenset[Value]:
    """The same without what the file itself gives an imported name (`except ImportError: yaml = None`): whether that
    matters is another question."""
    own = Symbol(usage.path, (before.text or b"").decode("utf-8", "replace"))
    others = frozenset(value for value in values if value.kind != "variable" or value.symbol != own)
    return others if any(value.kind in ("module", "external") for value in others) else values


def method_kind(symbols: SymbolMap, target: Target, rule: Rule, importer: str) -> tuple[bool, bool]:
    """Whether the rule's first parameter is what the call is made on, and whether that is a class.

    Outside the repository the target's kind says so where it is known, else the name of the rule's first
    parameter, as long as the symbol is not known to belong to a module; `cls` is a class, or may be.
    """
    definition = definition_of(symbols, target.symbols)
    first = rule.parameters[0].name if rule.parameters else ""
    if definition is not None:
        (symbol,) = target.symbols
        file_map = symbols.map(symbol.path or "")
        assert file_map is not None
        if definition.kind == "class" or not has_receiver(file_map, definition):
            return False, False
        return True, "classmethod" in definition.decorators
    takes = bool(rule.parameters) and not rule.parameters[0].kind.startswith("var_")
    is_known = target.kind == "method" or first in ("self", "cls")
    is_method = takes and is_known and not is_module(symbols, _owner(target, rule), importer)
    return is_method, is_method and first == "cls"


def _is_unbound(symbols: SymbolMap, usage: Usage, target: Target, before: Node) -> bool:
    """Whether the target's module is written out there, and the file binds its name nowhere (an import is missing)."""
    source = "".join((before.text or b"").decode("utf-8", "replace").split())
    file_map = symbols.map(usage.path)
    first = source.partition(".")[0]
    return source == target.dotted.rpartition(".")[0] and file_map is not None and first not in file_map.named


def is_member(symbols: SymbolMap, usage: Usage, target: Target, before: Node) -> bool:
    """Whether a name is asked of a class or of an object there, and not of a module."""
    values = values_of(symbols, usage, before)
    if not values and target.kind != "method" and _is_unbound(symbols, usage, target, before):
        return False
    for value in values:
        if value.kind == "module" or (
            value.kind == "external" and is_module(symbols, value.symbol.name, usage.path)
        ):
            return False
    return True


def is_owner_by_name(symbols: SymbolMap, usage: Usage, target: Target, before: Node) -> bool:
    """Whether what stands before the dot is the name of the very class that has the target."""
    owner = target.dotted.rpartition(".")[0]
    values = values_of(symbols, usage, before)
    return bool(values) and all(
        value.kind in ("class", "external") and _is_owner(value.symbol, target, owner) for value in values
    )


def values_of(symbols: SymbolMap, usage: Usage, node: Node) -> frozenset[Value]:
    """What a dotted name may be, of which parts may be called; nothing for any other expression."""
    source = written(node)
    if not all(part.removesuffix("()").isidentifier() for part in source.split(".")):
        return frozenset()
    return resolve(symbols, usage.path, usage.scope, source, node.start_byte).values


def _is_class(symbols: SymbolMap, value: Value, importer: str) -> bool:
    if value.kind == "external":
        return not is_module(symbols, value.symbol.name, importer)
    return value.kind == "class"


def _owner(target: Target, rule: Rule) -> str:
    return (target.dotted or rule.symbol).rpartition(".")[0]


def _is_owner(symbol: Symbol, target: Target, owner: str) -> bool:
    if symbol.path is None:
        return symbol.name == owner
    return any(
        each.path == symbol.path and each.name.rpartition(".")[0] == symbol.name for each in target.symbols
    )

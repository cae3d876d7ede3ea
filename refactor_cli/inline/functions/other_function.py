"""What takes the place of a target, and which usages it is another thing for than its name and signature say: it has a
copy of its own, other variables, or raises other errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Symbol, Target, TargetUsages, Usage
from refactor_cli.inline.classes.enumeration_values import compared_with_others
from refactor_cli.inline.classes.member_calls import called_with
from refactor_cli.inline.functions.errors_apart import not_caught
from refactor_cli.inline.functions.named_otherwise import raised_otherwise
from refactor_cli.inline.functions.other_copies import other_copy
from refactor_cli.inline.functions.properties_set import put_otherwise
from refactor_cli.inline.functions.shared_state import shared_state
from refactor_cli.inline.new_names.naming import callee_symbols
from refactor_cli.recipe.rules import Move, Rule, last_part
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import resolve_absolute
from refactor_cli.signature import Unbound, bind
from refactor_cli.symbols import SymbolMap


def other_function(
    recipe: Recipe, result: TargetUsages, symbols: SymbolMap, new: frozenset[Symbol]
) -> dict[Usage, str]:
    """The usages for which what takes the target's place is another thing than its signature says."""
    target, found = result.target, dict[Usage, str]()
    if not target.definitions:
        return {}
    called = [usage for usage in result.usages if usage.kind not in ("import", "definition", "doc")]
    copies = dict[str, str]()
    for usage in called:
        if usage.path not in copies:
            copies[usage.path] = other_copy(symbols, target, usage.path)
        if copies[usage.path]:
            found[usage] = copies[usage.path]
    if len(new) == len(target.symbols) == 1 and "." in next(iter(new)).name:
        (was,), (becomes,) = target.symbols, new
        for usage in called:
            if reason := compared_with_others(symbols, usage, was, becomes):
                found.setdefault(usage, reason)
    if not new or new & target.symbols:
        return found
    if reason := put_otherwise(symbols, called, target.symbols, new):
        return found | dict.fromkeys(called, reason)
    if target.kind != "function":
        return found
    if reason := shared_state(symbols, target.symbols, new, frozenset(recipe.symbols)):
        return found | dict.fromkeys(called, reason)
    becoming = _becoming(symbols, recipe)
    for usage in called:
        if reason := not_caught(symbols, usage, target.symbols, new, becoming):
            found.setdefault(usage, reason)
    return found


def raised_bare(symbols: SymbolMap, result: TargetUsages, new: frozenset[Symbol]) -> dict[Usage, str]:
    """All usages of an error that is raised without brackets, where the one that takes its place has to be given
    something: what catches it goes with what raises it."""
    target, taken = result.target, called_with(symbols, new) if new else None
    if target.kind != "class" or taken is None or not isinstance(bind([], taken), Unbound):
        return {}
    old, name = called_with(symbols, target.symbols), last_part(next(iter(new)).name)
    for usage in result.usages:
        if usage.kind != "reference" or usage.call_span is not None or usage.certainty == "possible":
            continue
        node = symbols.tree(usage.path).root_node.descendant_for_byte_range(*usage.expression)
        if node is not None and (reason := raised_otherwise(node, old, taken, name)):
            line = node.start_point.row + 1
            return {each: f"{usage.path}:{line}: {reason}" for each in result.usages if each.kind != "import"}
    return {}


def in_its_place(
    symbols: SymbolMap, target: Target, rules: Sequence[Rule], move: Move | None
) -> frozenset[Symbol]:
    """What the move leads to, or the one rule calls."""
    if move is not None:
        return resolve_absolute(symbols, move.target).symbols
    callees = rules[0].callees[:1] if len(rules) == 1 and target.definitions else ()
    owner, path = target.dotted.rpartition(".")[0], target.definitions[0].path if target.definitions else ""
    return callee_symbols(symbols, callees[0], owner, path) if callees else frozenset()


def _becoming(symbols: SymbolMap, recipe: Recipe) -> dict[Symbol, Symbol]:
    """The names that the recipe moves, by what they lead to."""
    found = dict[Symbol, Symbol]()
    for move in recipe.moves:
        old, new = (resolve_absolute(symbols, each).symbols for each in (move.source, move.target))
        if len(old) == len(new) == 1:
            found[next(iter(old))] = next(iter(new))
    return found


def outside_of(symbols: SymbolMap, new: frozenset[Symbol], left: Mapping[Usage, str]) -> dict[Usage, str]:
    """Without the usages in the definition of the new one: it is made of the old one, and stays so."""
    made = definition_of(symbols, new)
    if made is None:
        return dict(left)
    path = next(iter(new)).path
    return {
        usage: reason
        for usage, reason in left.items()
        if usage.path != path or not made.span.contains(usage.span)
    }

"""What `--definition` asks for of the old definitions."""

from __future__ import annotations

from collections.abc import Collection, Set
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.recipe.whole import Recipe
    from refactor_cli.retire import Wish

_CALLED = "the new code calls it"


def check_definition(order: Order) -> None:
    """Raises RefactorError when what is asked for does not go with the rest of the order."""
    if order.definition in ("rename", "remove") and (order.include or order.exclude):
        raise RefactorError(
            f"--definition {order.definition} must see the whole repository: a file left out may need the old one",
            "leave --include and --exclude out, or the definition for a later run",
        )
    if order.definition == "rewrite" and not (order.instructions and order.wants_answer):
        raise RefactorError(
            "--definition rewrite lets an answer give the old definition new source, and nobody is asked for one",
            "say what is wished with --instructions, or use rename, remove or deprecate",
        )


def check_rename(found: Found, order: Order) -> None:
    """Raises RefactorError when a definition cannot be renamed: as far as that is known before a model is paid."""
    from refactor_cli.recipe.whole import Recipe
    from refactor_cli.retire import Refused, check_renamable, family, retire

    if order.definition != "rename":
        return
    symbols, wishes = found.reading.symbols, wishes_of(found, order, found.recipe or Recipe((), ()))
    for result in found.usages.results:
        target, wish = family(symbols, result), wishes[result.target.name]
        try:
            if wish.new or order.to:  # else an answer may say the new name
                retire(symbols, replace(result, target=target), wish)
            else:
                check_renamable(symbols, target)
        except Refused as refused:
            raise RefactorError(
                f"the definition of {target.name} cannot be renamed: {refused}",
                "leave --definition rename out: the definition stays, and its usages can be rewritten",
            ) from None


def wishes_of(
    found: Found, order: Order, recipe: Recipe, called_again: Set[str] = frozenset()
) -> dict[str, Wish]:
    """What is to become of each target's definition, by its name. `called_again`: those that an answer goes on to
    call."""
    from refactor_cli.retire import Wish

    wishes = dict[str, Wish]()
    for target in found.targets:
        moves = [move.target for move in recipe.moves if move.source in (target.name, target.dotted)]
        names = dict.fromkeys((target.dotted, target.name))
        used = tuple(new for name in names for new in recipe.used(name))
        if target.kind == "method":
            used += tuple(new for name in names for new in recipe.members(name))
        called = _CALLED if target.name in called_again else ""
        match order.definition:
            case "rename":
                wishes[target.name] = Wish("rename", moves[0] if moves else "", used, stays=called)
            case "remove":
                moved = moves[0] if moves else ""
                stays = called or _stays(recipe, names)
                wishes[target.name] = Wish("remove", used=used, moved=moved, stays=stays)
            case "deprecate":
                new = recipe.replacement(target.dotted) or recipe.replacement(target.name)
                wishes[target.name] = Wish("deprecate", new, stays=_stays(recipe, names, is_whole=False))
    return wishes


def _stays(recipe: Recipe, names: Collection[str], is_whole: bool = True) -> str:
    """Why a recipe has the old definition stay as it is: its new code calls it. Where something is said of the whole
    definition that is said of some calls only, too; that it may go, the usages left tell (`is_whole`)."""
    rules = [rule for rule in recipe.rules if rule.symbol in names]
    if any(rule.names_itself for rule in rules):
        return f"{_CALLED}: only some of its calls are outdated"
    is_moved = any(move.source in names for move in recipe.moves)
    if not is_whole and rules and not is_moved and all(rule.is_for_arguments for rule in rules):
        limits = dict.fromkeys(each for rule in rules if (each := rule.limit))
        return f"only {' or '.join(limits)} are outdated"
    return ""

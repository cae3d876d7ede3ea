"""SymbolMap, TargetUsages, Wish -> Retirement."""

from __future__ import annotations

from refactor_cli.data import TargetUsages
from refactor_cli.retire.deprecate import deprecated
from refactor_cli.retire.remove import removed
from refactor_cli.retire.rename import renamed
from refactor_cli.retire.values import Refused, Retirement, Wish
from refactor_cli.symbols import SymbolMap


def retire(symbols: SymbolMap, result: TargetUsages, wish: Wish) -> Retirement:
    """What has to be done with the definition of a target, its stub, and its entries in `__all__`.

    Whether any usage is left that needs the definition is not asked here: that shows when all are rewritten.

    Raises:
        Refused: it cannot be done without harm.
    """
    if wish.stays:
        raise Refused(wish.stays)
    match wish.kind:
        case "rename":
            return renamed(symbols, result, wish)
        case "remove":
            return removed(symbols, result, wish)
        case "deprecate":
            return deprecated(symbols, result.target, wish)

"""SymbolMap, TargetUsages, Wish -> Retirement: what becomes of an old definition; the stage is `retire`."""

from refactor_cli.retire.doubles import told_of_doubles
from refactor_cli.retire.family import family, of_family
from refactor_cli.retire.imported import without_target
from refactor_cli.retire.rename import check_renamable
from refactor_cli.retire.stage import retire
from refactor_cli.retire.values import Refused, Retirement, Wish

__all__ = [
    "Refused",
    "Retirement",
    "Wish",
    "check_renamable",
    "family",
    "of_family",
    "retire",
    "told_of_doubles",
    "without_target",
]

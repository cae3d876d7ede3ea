"""What a receiver may be, without what has no attribute of the name asked for: that is not what stands there."""

from __future__ import annotations

from refactor_cli.inference.asking import Ask
from refactor_cli.inference.attribute_assignments import files_assigning
from refactor_cli.inference.attributes import FIELD
from refactor_cli.inference.families import defining
from refactor_cli.inference.having import has_nothing
from refactor_cli.inference.values import Known, Types
from refactor_cli.resolution import is_subclass
from refactor_cli.resolution.standard_library import lacks

_OF_FUNCTIONS = frozenset(dir(lacks))


def without_lacking(ask: Ask, types: Types, name: str) -> Types:
    """The same without what is sure to have no attribute `name`, of types that may not be all there are."""
    if types.complete and FIELD not in types.via:
        return types
    left = frozenset(each for each in types.known if not lacks_attribute(ask, each, name))
    return types if left == types.known else types._replace(known=left, complete=False)


def without_held(types: Types) -> Types:
    """The same without what is taken from an object from outside: its method, or anything that was put there."""
    left = frozenset(
        each for each in types.known if each.kind != "function" or each.symbol.path or not each.bound
    )
    return types if left == types.known else types._replace(known=left, complete=False)


def lacks_attribute(ask: Ask, known: Known, name: str) -> bool:
    """Whether a thing is sure to have no attribute `name`."""
    symbol = known.symbol
    if known.kind == "lambda" or (known.kind == "function" and symbol.path is not None):
        return name not in _OF_FUNCTIONS and not files_assigning(ask.symbols, name)
    if known.kind not in ("instance", "class"):
        return False
    if symbol.path is None:
        return known.kind == "instance" and lacks(symbol.name, name)
    if not has_nothing(ask, known.symbol, name):
        return False
    return not any(is_subclass(ask.symbols, cls, symbol) for cls in defining(ask, name))

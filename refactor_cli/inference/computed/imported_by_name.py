"""Modules of others that code gets by a name which is written there: `tree = import_module("xml.etree")`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.inference.asking import Ask
from refactor_cli.inference.computed.spelled import constant
from refactor_cli.inference.names import outside
from refactor_cli.inference.values import UNKNOWN, Types

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# what gives a module by its full name: https://docs.python.org/3/library/importlib.html#importlib.import_module
IMPORTS = frozenset(
    {
        *("importlib.import_module", "builtins.__import__", "pytest.importorskip"),
        *("sys.modules.get", "sys.modules.pop", "sys.modules.setdefault"),
    }
)


def imported_module(ask: Ask, path: str, dotted: str, given: list[Node]) -> Types:
    """What such a call gives. A relative name, and a dotted one of which `__import__` gives the package, are left open;
    so are a default, and modules of the repository: names do not lead to what these have."""
    name = constant(ask, path, given[0]) if given and given[0].type == "string" else ""
    if not all(part.isidentifier() for part in name.split(".")):
        return UNKNOWN
    if dotted.endswith("__import__") and "." in name:
        return UNKNOWN
    if ask.look.modules.find(name) is not None:
        return UNKNOWN
    is_all = len(given) == 1 or (dotted.startswith("sys.") and given[1].type == "none")
    return Types(frozenset({outside(name)}), is_all)

"""Objects of packages outside the repository: what they have may be the repository's own (`flask.current_app.shop`)."""

from __future__ import annotations

from refactor_cli.resolution.installed import is_module
from refactor_cli.resolution.standard_library import is_class, is_of_library
from refactor_cli.resolution.values import layout
from refactor_cli.symbols import SymbolMap


def may_be_object(symbols: SymbolMap, dotted: str, importer: str) -> bool:
    """Whether a name outside the repository may be of an object, which may be or hold anything: it is neither known to
    be a module, nor a class by its name, nor of the standard library, nor what a package of the repository
    lacks."""
    top, dot, _ = dotted.partition(".")
    if not dot or is_of_library(dotted) or is_class(dotted):
        return False
    return not is_module(symbols, dotted, importer) and layout(symbols).find(top, importer) is None

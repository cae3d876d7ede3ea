"""Bodies of classes, which run before there is a name for their class.

https://docs.python.org/3/reference/compound_stmts.html#class-definitions
"""

from __future__ import annotations

from refactor_cli.call_parameters import definition_of, has_receiver
from refactor_cli.data import FileMap, Symbol
from refactor_cli.inline.opened import Opened
from refactor_cli.resolution import bindings_at, scope_at
from refactor_cli.resolution.scopes import qualified_name
from refactor_cli.symbols import SymbolMap


def named_in_body(symbols: SymbolMap, path: str, at: int, text: str) -> str:
    """How a name is written at an offset: `text`, which may begin with a class whose body runs there. A static method
    of it goes by its plain name then, as in `limit = parse("3")` below `@staticmethod def parse(…)`.

    Raises:
        Opened: it does not have that name there yet, and there is no other.
    """
    first, _, rest = text.partition(".")
    file_map = symbols.map(path)
    if file_map is None or not rest:
        return text
    scope = scope_at(file_map, at)
    class_scope = _running(file_map, scope, at, first)
    if class_scope < 0:
        return text
    if scope == class_scope and "." not in rest:
        here = bindings_at(file_map, scope, rest, at)
        definition = definition_of(symbols, frozenset({Symbol(path, qualified_name(file_map, scope, rest))}))
        is_bound = bool(here) and all(each.scope == scope and each.kind == "function" for each in here)
        if is_bound and definition is not None and not has_receiver(file_map, definition):
            return rest
    raise Opened(f"'{text}' has no name yet where the body of its class runs")


def _running(file_map: FileMap, scope: int, at: int, name: str) -> int:
    """The scope of the class of this name whose body runs when the code at an offset does; -1 for none."""
    while scope > 0 and file_map.scopes[scope].kind in ("class", "comprehension"):
        is_it = file_map.scopes[scope].kind == "class" and file_map.scopes[scope].name == name
        if is_it and _is_unbound(file_map, at, name):
            return scope
        scope = file_map.scopes[scope].parent
    return -1


def _is_unbound(file_map: FileMap, at: int, name: str) -> bool:
    """Whether nothing but the class around it gives the name: `class Cart(Cart):` has the other one in its body."""
    found = bindings_at(file_map, scope_at(file_map, at), name, at)
    return all(each.kind == "class" and each.statement.start <= at < each.statement.end for each in found)

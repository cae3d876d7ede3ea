"""Classes that metaclasses of the repository make -> what these answer where the class itself is asked: `Kind["a"]`,
`for each in Kind`, `len(Kind)`, and `Kind()` by a `__call__` of their own.

https://docs.python.org/3/reference/datamodel.html#metaclasses
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inline.classes.making_classes import keeps_something
from refactor_cli.inline.new_names.whole_names import led_to
from refactor_cli.occurrences.implicit import implicit_places
from refactor_cli.resolution import ANY_CLASS, Lookup, evaluate, member, mro
from refactor_cli.resolution.class_calls import metaclasses
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.symbols import SymbolMap

# what classes of the repository may be asked for by syntax, or by what Python has built in
_ASKED = (
    "__getitem__",
    "__iter__",
    "__len__",
    "__contains__",
    "__bool__",
    "__setitem__",
    "__add__",
    "__or__",
)


def made_by(symbols: SymbolMap, cls: Symbol, name: str) -> frozenset[Symbol] | None:
    """The members of that name that the metaclasses of a class have in the repository; None where more than that may
    decide, as not all bases are known."""
    order = mro(symbols, cls)
    if ANY_CLASS in order:
        return None
    look = Lookup(symbols)
    for metaclass in metaclasses(look, order, evaluate):
        found = {value.symbol for value in member(look, metaclass, name).values}
        if own := frozenset(each for each in found if each.path is not None):
            return own
    return frozenset()


def called_otherwise(symbols: SymbolMap, old: Symbol, new: Symbol) -> str:
    """Why calling a class is something else than calling another one, "" where nothing is seen: a metaclass of the one
    has a `__call__`, which may give one object for several calls."""
    was, becomes = made_by(symbols, old, "__call__"), made_by(symbols, new, "__call__")
    if was is None or becomes is None or was == becomes or (was and becomes):
        return ""
    if becomes and not any(keeps_something(symbols, each) for each in becomes):
        return ""
    one, other = (old, new) if was else (new, old)
    maker = last_part(next(iter(was or becomes)).name.rpartition(".")[0])
    called = f"'{maker}.__call__' answers where {last_part(one.name)} is called"
    return f"{called}, and not where {last_part(other.name)} is: see what it gives"


def asked_of_class(symbols: SymbolMap, old: Symbol, new: Symbol) -> Iterator[tuple[tuple[str, Span], str]]:
    """Where a class itself is asked for what its metaclass answers, and the metaclass of another one has not."""
    names = [name for name in _ASKED if _is_lost(symbols, old, new, name)]
    for path in python_files_with(symbols.snapshot, last_part(old.name)) if names else ():
        if symbols.map(path) is None:
            continue
        for name in names:
            for node in implicit_places(symbols.tree(path).root_node, (name,)):
                if node.type in ("identifier", "attribute") and led_to(symbols, path, node) == {old}:
                    place = (path, Span(node.start_byte, node.end_byte))
                    yield place, f"it is asked for '{name}', which no metaclass of {last_part(new.name)} has"


def _is_lost(symbols: SymbolMap, old: Symbol, new: Symbol, name: str) -> bool:
    was, becomes = made_by(symbols, old, name), made_by(symbols, new, name)
    return bool(was) and becomes is not None and not becomes

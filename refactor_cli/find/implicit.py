"""A special method -> the places that call it by syntax, or by a builtin, with no name of it.

Listed is what is done to objects that are known to be of the class, in files that name it; a warning says that there
may be more.
https://docs.python.org/3/reference/datamodel.html#special-method-names
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from refactor_cli.data import IMPLICIT, Span, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.evidence import Evidence
from refactor_cli.find.aliases import own_name
from refactor_cli.find.question import Judgement, owner_of, question
from refactor_cli.find.sites import site
from refactor_cli.find.special import is_special
from refactor_cli.inference.asking import Ask, deep_stack, source
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.values import with_held
from refactor_cli.occurrences.implicit import (
    COMPLETED,
    DESCRIBING,
    HELD_TOO,
    MADE,
    OF_CLASSES,
    implicit_places,
)
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import Lookup, definitions_of, is_subclass, member
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def implicit_warning(symbols: SymbolMap, target: Target) -> str:
    """What a list of usages of a special method leaves out, "" for other targets."""
    owner, name = owner_of(symbols, target), own_name(target)
    if not is_special(name) or (owner is None and target.kind != "function"):
        return ""
    if owner is not None and name in MADE:
        made = target.dotted.rpartition(".")[0]
        return f"calls of {owner.name} call {target.name} too, and are usages of {made}: name that as TARGET"
    by_itself = f"Python calls {target.name} by itself as well (operators, `with`, `len()` …)"
    if owner is None or owner.path is None:
        return f"{by_itself}, which is not listed"
    return (
        f"{by_itself}: that is listed as possible where the object is known, in files that name {owner.name},"
        " and nowhere else"
    )


def implicit_usages(symbols: SymbolMap, target: Target, evidence: Evidence) -> list[Usage]:
    """The places that call a special method of a class of the repository on what is known to be an object of it."""
    owner, name = owner_of(symbols, target), own_name(target)
    if owner is None or owner.path is None or not is_special(name) or name in MADE:
        return []
    classes = [owner, *heirs(symbols, owner)]
    words = {last_part(each.name) for each in classes}
    files = {path for word in words for path in python_files_with(symbols.snapshot, word)}
    if name in DESCRIBING:
        attributes = {each for path in files for each in _described_in(symbols, path, words)}
        files |= {path for each in attributes for path in python_files_with(symbols.snapshot, each)}
    ask, found = evidence.ask(symbols), list[Usage]()
    # what has items but no iterator is iterated by asking for one item after the other
    is_sequence = name == "__getitem__" and not member(ask.look, owner, "__iter__").values
    names = (name, "__iter__") if is_sequence else COMPLETED if _is_completed(ask, owner, name) else (name,)
    is_of = _is_described if name in DESCRIBING else _is_of
    with deep_stack():
        for path in sorted(files):
            file_map = symbols.map(path)
            if file_map is None:
                continue
            asked = question(symbols, target, path, file_map)
            for node in implicit_places(symbols.tree(path).root_node, names):
                if is_of(ask, path, node, target, owner, name):
                    span = Span(node.start_byte, node.end_byte)
                    occurrence = Occurrence(span, "name", "reference", span)
                    found.append(site(asked, occurrence, Judgement("reference", "possible", (IMPLICIT,))))
    return found


def _is_of(ask: Ask, path: str, node: Node, target: Target, owner: Symbol, name: str) -> bool:
    """Whether an expression is known to be an object whose method of the name is the target, or may be; or to hold one,
    where what is done to a container is done to that."""
    kind = "class" if name in OF_CLASSES else "instance"
    known_there = ask.expression(path, node).known
    for known in with_held(known_there) if name in HELD_TOO else known_there:
        if known.kind != kind or known.symbol.path is None:
            continue
        if is_subclass(ask.symbols, owner, known.symbol):
            return True
        values = member(Lookup(ask.symbols, target.ends), known.symbol, own_name(target)).values
        if any(each.symbol in target.symbols for each in values):
            return True
    return False


def _described_in(symbols: SymbolMap, path: str, classes: Set[str]) -> Iterator[str]:
    """The attributes for which a class of a file has an object of one of these classes."""
    file_map = symbols.map(path)
    for each in file_map.bindings if file_map is not None else ():
        is_of_class = file_map is not None and file_map.scopes[each.scope].kind == "class"
        if is_of_class and last_part(each.called) in classes:
            yield each.name


def _is_completed(ask: Ask, owner: Symbol, name: str) -> bool:
    """Whether one comparison of a class is called by all: those that it lacks are made of it.
    https://docs.python.org/3/library/functools.html#functools.total_ordering"""
    written = (each for definition in definitions_of(ask.look, owner) for each in definition.decorators)
    return name in COMPLETED and any(last_part(each) == "total_ordering" for each in written)


def _is_described(ask: Ask, path: str, node: Node, target: Target, owner: Symbol, name: str) -> bool:
    """Whether an attribute is one for which a class has such an object: reading it calls that one's `__get__`.
    https://docs.python.org/3/howto/descriptor.html"""
    of, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
    if attribute is None:
        return False
    asked = source(ask.symbols, path, attribute)
    described = (
        value.type
        for known in ask.expression(path, of).known
        if known.kind in ("instance", "class") and known.symbol.path is not None
        for value in member(ask.look, known.symbol, asked).values
        if value.kind == "variable" and value.type is not None
    )
    return any(is_subclass(ask.symbols, each, owner) for each in described)

"""Attributes in which decorators keep what a method gives: whether nobody else gives the object anything there."""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.members.assignment_places import is_given_anywhere
from refactor_cli.resolution import member
from refactor_cli.resolution.definitions import class_of_body
from refactor_cli.resolution.odd_attributes import changes_what_it_is_given, decides_what_it_has
from refactor_cli.words.files import python_files_with


def is_left_to(ask: Ask, method: Symbol, attribute: str) -> bool:
    """Whether the attribute holds nothing but what the method gave: no file assigns to it, no class has it in its body,
    the class does not decide itself what its objects have (`__getattr__`, `__setattr__`), nobody gives
    these names that come in from elsewhere, and no method of the same name, which would keep its result there too,
    gives way to another."""
    from refactor_cli.inference.computed.computed_names import is_filled

    owner = Symbol(method.path, method.name.rpartition(".")[0])
    if not owner.name or is_given_anywhere(ask.symbols, attribute) or _is_in_class(ask, attribute):
        return False
    if decides_what_it_has(ask.symbols, owner) or changes_what_it_is_given(ask.symbols, owner):
        return False
    if any(each.symbol.path is not None for each in member(ask.look, owner, "__getattr__").values):
        return False  # `hasattr` finds it everywhere
    return not is_filled(ask, owner, True, attribute) and not _is_called_on_base(ask, owner, method)


def _is_in_class(ask: Ask, name: str) -> bool:
    for path in python_files_with(ask.symbols.snapshot, name):
        file_map = ask.symbols.map(path)
        for each in file_map.named.get(name, ()) if file_map is not None else ():
            if class_of_body(ask.look, path, each.scope) is not None:
                return True
    return False


def _is_called_on_base(ask: Ask, owner: Symbol, method: Symbol) -> bool:
    """Whether a method may call the one that it overrides, on the same object: `super().make()`, `Shop.make(self)`."""
    name, files = last_part(method.name), ask.symbols.snapshot.files
    way = rb"\bsuper\([^()]*\)\.%b\b|\b%b\.%b\(" % (
        name.encode(),
        last_part(owner.name).encode(),
        name.encode(),
    )
    called = re.compile(way)
    return any(called.search(files[path].data) for path in python_files_with(ask.symbols.snapshot, name))

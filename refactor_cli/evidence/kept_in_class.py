"""Attributes of a class body that are made of the target: `old = staticmethod(mod.old)`."""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site
from refactor_cli.resolution import Values
from refactor_cli.resolution.class_bodies import bound_in


def may_be_kept(site: Site, values: Values) -> bool:
    """Whether what a class has under the name is such an attribute, by the word. (No more than that: files that do not
    name the target's module are not asked for what is sure.)"""
    name = site.target.dotted.rpartition(".")[2]
    held = (each.symbol for each in values.values if each.kind == "variable" and each.symbol.path is not None)
    return any(_mentions(site, each, name) for each in held)


def _mentions(site: Site, variable: Symbol, name: str) -> bool:
    """Whether what the body assigns has the word."""
    owner, _, own = variable.name.rpartition(".")
    if not owner or variable.path is None:
        return False
    text, word = site.ask.symbols.snapshot.files[variable.path].text, re.compile(rf"\b{re.escape(name)}\b")
    return any(
        each.kind == "assign" and word.search(text.slice(each.span.end, each.statement.end)) is not None
        for each in bound_in(site.ask.look, Symbol(variable.path, owner), own)
    )

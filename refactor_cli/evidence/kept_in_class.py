"""Attributes of a class body that are made of the target: `old = staticmethod(mod.old)`."""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site
from refactor_cli.inference.values import Known
from refactor_cli.resolution import Values
from refactor_cli.resolution.class_bodies import bound_in


def kept(site: Site, known: Known, values: Values) -> str:
    """ "given" where such an attribute is the target, "unknown" where what it is made of mentions it, else ""."""
    name = site.target.dotted.rpartition(".")[2]
    held = [each.symbol for each in values.values if each.kind == "variable" and each.symbol.path is not None]
    if not any(_mentions(site, each, name) for each in held):
        return ""
    given = site.ask.attribute(known, site.name).known
    return "given" if any(each.symbol in site.target.symbols for each in given) else "unknown"


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

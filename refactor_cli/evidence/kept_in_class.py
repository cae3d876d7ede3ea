"""Attributes of a class body that are made of the target: `old = staticmethod(mod.old)`; and those that a class gives
its own objects."""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.evidence.asked import Site
from refactor_cli.inference.calling.functions_as_attributes import may_be_method
from refactor_cli.inference.members.assignment_places import is_assigned
from refactor_cli.inference.values import Known
from refactor_cli.resolution import Values
from refactor_cli.resolution.class_bodies import bound_in


def may_be_kept(site: Site, values: Values) -> bool:
    """Whether what a class has under the name is such an attribute, by the word. (No more than that: files that do not
    name the target's module are not asked for what is sure.)"""
    name = last_part(site.target.dotted)
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


def is_told_by_no_base(site: Site, known: Known) -> bool:
    """Whether it does not matter which bases a class has: its methods give the attribute to their object, and what
    they give stands before all that bases have; and these do not have the target, a function of a module that no
    class has under its name. (To find bases that a function is given can take as long as all else.)"""
    ask, target = site.ask, site.target
    return (
        site.owner is None
        and target.kind == "function"
        and known.kind == "instance"
        and known.symbol.path is not None
        and is_assigned(ask, known.symbol, site.name)
        and not may_be_method(ask, target.symbols, site.name)
    )

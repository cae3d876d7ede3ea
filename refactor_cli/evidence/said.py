"""What a recipe says: on objects that are called so, the name is the target, and nothing else bears it."""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.asking import source
from refactor_cli.inference.families import families
from refactor_cli.resolution import ANY_CLASS, is_subclass, mro, resolve, scope_at

_DOTTED = re.compile(r"[^\W\d]\w*(\s*\.\s*[^\W\d]\w*)*\Z")
_SELF = "self"
_OBJECT = "builtins.object"


def said(site: Site) -> Verdict | None:
    """Likely when the receiver ends in what the recipe says, is imported from nowhere, and no class of the repository
    has the name but the target's. Of `self` also no base may come from where the target does: a recipe names all the
    classes there that have it."""
    if not site.said or "family" in site.usage.evidence:
        return None
    text = source(site.ask.symbols, site.usage.path, site.receiver)
    if _DOTTED.match(text) is None:
        return None
    dotted = re.sub(r"\s", "", text)
    if not any(dotted == each or (each != _SELF and dotted.endswith(f".{each}")) for each in site.said):
        return None
    if _is_imported(site, dotted.partition(".")[0]) or not _is_free(site):
        return None
    if dotted == _SELF and not all(_may_be_its(site, each.symbol) for each in site.types.known):
        return None
    return Verdict("likely", ("said",), 0.85)


def _is_imported(site: Site, name: str) -> bool:
    symbols, path, at = site.ask.symbols, site.usage.path, site.usage.span.start
    file_map = symbols.map(path)
    led = resolve(symbols, path, scope_at(file_map, at), name, at) if file_map is not None else None
    return led is None or any(each.kind in ("import", "from", "function", "class") for each in led.bindings)


def _is_free(site: Site) -> bool:
    found = (cls for family in families(site.ask, site.name) for cls in family)
    owner = site.owner
    return all(owner is not None and is_subclass(site.ask.symbols, each, owner) for each in found)


def _may_be_its(site: Site, cls: Symbol) -> bool:
    order, owner = mro(site.ask.symbols, cls), site.owner
    if owner is None or cls.path is None:
        return False
    home = owner.name.partition(".")[0]
    return not any(
        each.path is None
        and each != ANY_CLASS
        and each.name != _OBJECT
        and each.name.partition(".")[0] == home
        for each in order
    )

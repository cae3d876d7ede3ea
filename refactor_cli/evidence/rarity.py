"""The rarity of the name: one family of classes in the repository defines it, and nothing that is everywhere does."""

from __future__ import annotations

from pathlib import Path

from refactor_cli.dotted import last_part
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.evidence.members import attributes_used, is_followed
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import source
from refactor_cli.inference.classes.families import (
    are_of_one_object,
    families,
    is_everywhere,
    is_standard_name,
)
from refactor_cli.inference.members.assignment_places import files_assigning
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import definitions_of, is_subclass, mro
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.resolution.standard_library import is_of_library, lacks

_CLASS_NAME = lazy_pattern(r"_*[A-Z]\w*[a-z]\w*\Z")
_OF_CLASSES = frozenset({"classmethod", "staticmethod"})


def rarity(site: Site) -> Verdict | None:
    """Likely when only the target's class and its subclasses define the name; else an order by how many families do.

    What is called is a method; what is only read may be data that somebody keeps under this name. In a test it may be
    a path, which runners of tests hand out (`tmp_path.open()`). What overrides a method of the standard library
    (`class Parser(argparse.ArgumentParser)`) is as rare as that is not.
    """
    if site.types.known:
        return None
    found = families(site.ask, site.name)
    if site.owner is None or not any(site.owner in family for family in found):
        return None
    is_of_path = is_aside(site.usage.path) and hasattr(Path, site.name)
    if len(found) == 1 and not is_everywhere(site.name) and not is_of_path:
        (family,) = found
        is_data = site.usage.kind != "call" and bool(files_assigning(site.ask.symbols, site.name))
        is_own = all(is_subclass(site.ask.symbols, cls, site.owner) for cls in family)
        may_be_else = _may_be_of_a_base(site) or _may_be_standard_object(site) or _is_of_another_class(site)
        if not is_data and is_own and not may_be_else:
            return Verdict("likely", ("rarity",), 0.9)
        return Verdict(None, (), 0.7)
    return Verdict(None, (), 0.5 / (len(found) + 2 * is_everywhere(site.name)))


def _is_of_another_class(site: Site) -> bool:
    """Whether it is called on what is spelt as a class, which is not the target's, and the target is called on objects:
    `ElementTree.parse(file)` means what a class of that name has. https://peps.python.org/pep-0008/#class-names"""
    named = last_part(source(site.ask.symbols, site.usage.path, site.receiver))
    if not _CLASS_NAME.match(named) or (site.owner is not None and named == last_part(site.owner.name)):
        return False
    defined = [each for symbol in site.target.symbols for each in definitions_of(site.ask.look, symbol)]
    return all(decorator_names(each).isdisjoint(_OF_CLASSES) for each in defined)


def _may_be_standard_object(site: Site) -> bool:
    """Whether all that is used of a receiver, something besides the name among it, is what a socket, a thread or the
    like has: it is as likely that as of the one class here."""
    used = attributes_used(site, "function") - {site.name} if is_followed(site) else set[str]()
    return bool(used) and are_of_one_object({site.name, *used})


def _may_be_of_a_base(site: Site) -> bool:
    """Whether the target's class derives from one of the standard library, which may have the method too."""
    if site.owner is None or not is_standard_name(site.name):
        return False
    bases = (each.name for each in mro(site.ask.symbols, site.owner) if each.path is None)
    return any(is_of_library(base) and not lacks(base, site.name) for base in bases)

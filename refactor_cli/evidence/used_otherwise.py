"""Another attribute that the same variable was asked for on the way: no object of the target's class has one."""

from __future__ import annotations

import re

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.evidence.lacking import lacks_attribute
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.classes.stand_ins import heirs as list_of_heirs
from refactor_cli.inference.computed.computed_names import is_filled
from refactor_cli.inference.members.assignment_places import files_assigning
from refactor_cli.inference.members.every_assignment import given_outside
from refactor_cli.inference.members.used_before import used_before
from refactor_cli.inference.values import instance
from refactor_cli.resolution import ANY_CLASS, definitions_of, mro
from refactor_cli.resolution.turned import is_turned_into
from refactor_cli.words.files import python_files_with

RULE = "used-otherwise"
# what mocks have, which may stand for any object
_OF_MOCKS = re.compile(
    r"assert_|call(?:ed|_)|mock_|(?:return_value|side_effect|method_calls|(?:reset|attach|configure)_mock)\Z"
)
# the name that something is set by, and what stands there in quotes
_SET = re.compile(rb"setattr\([^,\n]{1,80},[ \t\r\n]*([^,\n]{1,80}),")
_PART = re.compile(rb"(?:[\"'}]|%s)(\w+)(?=[\"'{%])")
# what gives a class, or its objects, attributes by names that are not written there
_MORE = re.compile(
    rb"metaclass|\bsetattr\(|\blocals\(\)|\bexec\(|\b(?:__dict__|vars\([^()]{0,80}\))[ \t]*"
    rb"(?:=(?!=)|\.(?:update|setdefault)\b|\[[^\]\n]{1,80}\][ \t]*=(?!=))"
)


def used_otherwise(site: Site) -> Verdict | None:
    """Ruled out when the target's class and all that derive from it lack an attribute that the receiver has."""
    if site.owner is None or site.owner.path is None or site.receiver.type != "identifier":
        return None
    if not _are_methods(site):
        return None  # another object may have the target in an attribute
    if is_turned_into(site.ask.look, site.owner):
        return None  # it may have been of a class that has the other
    for name in sorted(used_before(site.ask, site.usage.path, site.receiver) - {site.name}):
        if _is_lacked(site, name):
            return Verdict("ruled_out", (RULE,))
    return None


def _are_methods(site: Site) -> bool:
    """Whether what has the name has it from a method in its class: nothing is given an attribute of the name."""
    ask = site.ask
    if files_assigning(ask.symbols, site.name):
        return False
    maps = {cls.path: ask.symbols.map(cls.path) for cls in defining(ask, site.name) if cls.path is not None}
    return all(
        each.kind == "function"
        for file_map in maps.values()
        if file_map is not None
        for each in file_map.named.get(site.name, ())
        if file_map.scopes[each.scope].kind == "class"
    )


def _is_lacked(site: Site, name: str) -> bool:
    ask, owner = site.ask, site.owner
    if owner is None or name.startswith("__") or hasattr(type, name) or _OF_MOCKS.match(name):
        return False
    heirs = every_heir(ask.symbols, owner)
    if heirs is None or any(_may_have_more(ask, cls) for cls in (*mro(ask.symbols, owner), *heirs)):
        return False
    if not all(lacks_attribute(ask, instance(cls), name) for cls in (owner, *heirs)):
        return False
    return not _is_given(ask, owner, heirs, name) and not _may_be_joined(ask, name)


def _may_have_more(ask: Ask, cls: Symbol) -> bool:
    """Whether a class, or its objects, may have attributes whose names are not written there: from a metaclass, or by
    names that it computes."""
    if cls.path is None:
        return False
    utf8 = ask.symbols.snapshot.files[cls.path].text.utf8
    return any(
        _MORE.search(utf8[slice(*each.span)]) or any("metaclass" in name for name in each.decorators)
        for each in definitions_of(ask.look, cls)
    )


def _is_given(ask: Ask, owner: Symbol, heirs: list[Symbol], name: str) -> bool:
    """Whether an attribute of that name is given to anything but by other classes to their own objects: what that is,
    is not asked."""
    family = {base for cls in (owner, *heirs) for base in mro(ask.symbols, cls)}
    if any(given_outside(ask, family.__contains__, mro(ask.symbols, owner), name)):
        return True
    if not is_filled(ask, owner, with_heirs=True):
        return False
    if is_filled(ask, owner, with_heirs=True, or_unknown=False):
        return True
    by_keyword = re.compile(rb"(?<![\w.])%b[ \t]*=(?!=)" % re.escape(name.encode()))
    files = ask.symbols.snapshot.files
    return any(
        by_keyword.search(files[path].data) for path in python_files_with(ask.symbols.snapshot, name)
    ) or any(name.startswith(part) or name.endswith(part) for part in _parts_of_names(ask))


def _parts_of_names(ask: Ask) -> frozenset[str]:
    """The texts that names of attributes are made of, which are given: `setattr(x, "get_" + name, …)`."""
    memo: dict[str, frozenset[str]] = ask.symbols.snapshot.memo.setdefault("parts of names", {})
    if "" not in memo:
        files = ask.symbols.snapshot.files
        computed = (
            each
            for path in python_files_with(ask.symbols.snapshot, "setattr")
            for each in _SET.findall(files[path].data)
        )
        memo[""] = frozenset(part.decode() for each in computed for part in _PART.findall(each))
    return memo[""]


def _may_be_joined(ask: Ask, name: str) -> bool:
    """Whether a class with an attribute of that name, or one below it, has a base that only the running program
    chooses."""
    return any(
        ANY_CLASS in mro(ask.symbols, cls)
        for one in defining(ask, name)
        for cls in (one, *list_of_heirs(ask.symbols, one))
    )

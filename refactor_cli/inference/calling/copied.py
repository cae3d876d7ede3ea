"""What `copy.copy` and `copy.deepcopy` give: another object of the class, or what the class says instead.
https://docs.python.org/3/library/copy.html"""

from __future__ import annotations

from refactor_cli.inference.asking import Ask
from refactor_cli.inference.values import Known, Types, or_others, union
from refactor_cli.resolution import member
from refactor_cli.words.files import python_files_with

COPIES = {"copy.copy": "__copy__", "copy.deepcopy": "__deepcopy__"}
# what makes the object, and what it is made with, are in a tuple that nobody reads here
_REDUCES = ("__reduce__", "__reduce_ex__")


def copied(ask: Ask, dotted: str, types: Types) -> Types:
    """What is given for objects of these types by the function of that name."""
    names = [name for name in (COPIES[dotted], *_REDUCES) if python_files_with(ask.symbols.snapshot, name)]
    ours = [each for each in types.known if each.kind == "instance" and each.symbol.path is not None]
    for known in ours if names else ():
        own = next((name for name in names if _has_own(ask, known, name)), "")
        if own in _REDUCES:
            types = or_others(types)
        elif own:
            given = union(ask.result(each) for each in ask.attribute(known, own).known)
            is_same = given.complete and all(each.symbol == known.symbol for each in given.known)
            # what is not understood there is an object of the class, as with nearly all who write this
            types = types if is_same else union((types, given))._replace(complete=False)
    return types


def _has_own(ask: Ask, known: Known, name: str) -> bool:
    return any(value.symbol.path is not None for value in member(ask.look, known.symbol, name).values)

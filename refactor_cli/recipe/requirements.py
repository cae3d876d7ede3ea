"""`requires=` of a rule, and what a project says it supports.

A requirement is `name>=version`, several joined by commas; the name is "python" or a distribution's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain

from refactor_cli.data import Snapshot
from refactor_cli.recipe.oldest_python import oldest_python, python_for
from refactor_cli.supported import Stated, Version, normalised, stated, version

Floors = Mapping[str, Version | None]

_REQUIREMENT = re.compile(r"\s*([A-Za-z][\w.-]*)\s*>=\s*(\d+(?:\.\d+)*)\s*\Z")


def requirements(text: str) -> tuple[tuple[str, Version], ...] | None:
    """The parts of a `requires=`; None when it is not written so."""
    found = list[tuple[str, Version]]()
    for part in text.split(","):
        match = _REQUIREMENT.match(part)
        if match is None:
            return None
        found.append((normalised(match[1]), version(match[2])))
    return tuple(found)


def unmet(requires: str | None, floors: Floors) -> str:
    """Why a project may run where a rule does not hold, for people; "" when it does not, or says nothing about it."""
    for name, wanted in requirements(requires or "") or ():
        shown = ".".join(map(str, wanted))
        if name not in floors:
            python, oldest = python_for(name, wanted), floors.get("python")
            if python is not None and oldest is not None and oldest < python:
                return (
                    f"the rule needs {name}>={shown}, which needs Python {'.'.join(map(str, python))}, and the project "
                    f"still supports {'.'.join(map(str, oldest))}"
                )
            continue
        floor = floors[name]
        if floor is None:
            return f"the rule needs {name}>={shown}, and the project sets no lower bound for {name}"
        if floor + (0,) * len(wanted) < wanted:
            return (
                f"the rule needs {name}>={shown}, and the project still supports {'.'.join(map(str, floor))}"
            )
    return ""


def said_by(snapshot: Snapshot, path: str, name: str) -> str:
    """Which file says what versions of `name` the project of another file supports: a sentence for people, "" where
    none does."""
    found = next((each for each in stated(snapshot, path) if each.name == name and each.file), None)
    if found is None:
        return ""
    is_listed = name == "python" and found.is_conditional
    who = f"the classifiers in {found.file} say" if is_listed else f"{found.file} says"
    shown = name.replace("python", "Python")
    if found.lowest is None:
        return f"{who} no lowest version of {shown}"
    return f"{who} that {shown} {'.'.join(map(str, found.lowest))} is supported"


def unknown(requires: str | None, floors: Floors) -> tuple[str, ...]:
    """The parts of a requirement that the project's metadata says nothing about, as they are written."""
    parts = requirements(requires or "") or ()
    return tuple(f"{name}>={'.'.join(map(str, wanted))}" for name, wanted in parts if name not in floors)


def floors_for(snapshot: Snapshot, path: str) -> Floors:
    """The lowest versions that the project of a file supports, conditional ones too: where they are not installed
    nothing is called. None for a dependency without a lower bound. Classifiers that list a Python on which what is
    required cannot be installed were forgotten there. The first file that says something of a name is the one that
    counts."""
    memo: dict[str, Floors] = snapshot.memo.setdefault("floors", {})
    folder = path.rpartition("/")[0]
    if folder not in memo:
        said = stated(snapshot, path)
        by_name = dict[str, list[Stated]]()
        for each in said:
            by_name.setdefault(each.name, []).append(each)
        counting = {
            name: [each for each in every if each.file == every[0].file] for name, every in by_name.items()
        }
        floors = {name: _floor(every) for name, every in counting.items()}
        listed, oldest = floors.get("python"), oldest_python(chain.from_iterable(counting.values()))
        if listed and oldest and not any(each.name == "python" and not each.is_conditional for each in said):
            floors["python"] = max(listed, oldest)
        memo[folder] = floors
    return memo[folder]


def _floor(said: Sequence[Stated]) -> Version | None:
    """The lowest version by what one file says of a name: by all that holds everywhere, or else by the one of what
    holds on some systems that lets in most. Classifiers say nothing beside what binds."""
    always = [each.lowest for each in said if not each.is_conditional]
    if always:
        return max((each for each in always if each is not None), default=None)
    some = [each.lowest for each in said if each.lowest is not None]
    return min(some) if len(some) == len(said) else None

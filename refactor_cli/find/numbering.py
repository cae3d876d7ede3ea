"""The ids of usages: the same in every run, and after edits elsewhere in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from refactor_cli.data import Target, Usage, usage_id


def numbered(usages: Iterable[Usage], target: Target, taken: set[str]) -> list[Usage]:
    """The usages of one target with their ids. `taken` holds the ids of the run, and gets these.

    An id is a hash of the target, the path, the definition around it, the text without white space, and the
    how-manieth of its equals it is, in the order of the file.
    """
    counts = Counter[tuple[str, str, str]]()
    found = list[Usage]()
    for usage in usages:
        key = (usage.path, usage.enclosing, "".join(usage.text.split()))
        parts = [target.dotted, *key, str(counts[key])]
        counts[key] += 1
        found.append(replace(usage, id=_free("\0".join(parts), taken)))
    return found


def _free(text: str, taken: set[str]) -> str:
    while True:
        found = usage_id(text)
        if found not in taken:
            taken.add(found)
            return found
        text += "\0"

"""Receiver names, learned from the sites of the same repository that are decided: what `document` mostly is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from refactor_cli.data import Certainty
from refactor_cli.dotted import last_part
from refactor_cli.evidence.asked import Site, Verdict

# so many decided sites with the same receiver name must agree
_FEWEST = 3
# letters; what is shorter (`a`, `p2`, `hs`) is no word, and stands for anything
_SHORTEST = 3


class Learned(NamedTuple):
    """How often the receiver names of decided sites stood for the target, and for something else; `either`: names of
    what is known by a class that has the target or what overrides it; `files`: where a name stood for the target."""

    yes: Counter[str]
    no: Counter[str]
    either: Counter[str]
    files: Mapping[str, set[str]]

    def holds_in(self, path: str, name: str) -> bool:
        """Whether what a name stands for may be a habit there: of that file, or of more than one."""
        files = self.files.get(name, ())
        return path in files or len(files) > 1


def learned(decided: Iterable[tuple[str, str, Certainty]]) -> Learned:
    """From paths and receiver sources with what was decided: "possible" for relatives of the target's class."""
    yes, no, either = Counter[str](), Counter[str](), Counter[str]()
    files = defaultdict[str, set[str]](set)
    for path, text, certainty in decided:
        name = last_name(text)
        if certainty == "possible":
            either[name] += 1
        elif certainty == "ruled_out":
            no[name] += 1
        else:
            yes[name] += 1
            files[name].add(path)
    return Learned(yes, no, either, files)


def last_name(text: str) -> str:
    """`document` of `self.document`; "" of what does not end in a name."""
    last = last_part(text).strip()
    return last.lstrip("_") if last.isidentifier() else ""


def receiver_name(site: Site, text: str, known: Learned) -> Verdict | None:
    """Likely when sites with a receiver of that name, here or in several files, were the target, and none was anything
    else, or as many a relative."""
    name = last_name(text)
    if not name or name in ("self", "cls"):
        return None
    yes, no = known.yes[name], known.no[name]
    if yes >= _FEWEST and not no and known.either[name] < yes:
        is_habit = len(name) >= _SHORTEST and known.holds_in(site.usage.path, name)
        return Verdict("likely", ("receiver-name",), 0.85) if is_habit else Verdict(None, (), 0.6)
    if no >= _FEWEST and not yes:
        return Verdict(None, (), 0.05)
    return Verdict(None, (), yes / (yes + no)) if yes + no else None

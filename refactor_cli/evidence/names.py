"""Receiver names, learned from the sites of the same repository that are decided: what `document` mostly is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from refactor_cli.data import Certainty
from refactor_cli.evidence.asked import Site, Verdict

# so many decided sites with the same receiver name must agree
_FEWEST = 3


class Learned(NamedTuple):
    """How often the receiver names of decided sites stood for the target, and for something else; `either`: names of
    what is known by a class that has the target or what overrides it."""

    yes: Counter[str]
    no: Counter[str]
    either: Counter[str]


def learned(decided: Iterable[tuple[str, Certainty]]) -> Learned:
    """From receiver sources with what was decided: "possible" for relatives of the target's class."""
    yes, no, either = Counter[str](), Counter[str](), Counter[str]()
    for text, certainty in decided:
        if certainty == "possible":
            either[last_name(text)] += 1
        else:
            (no if certainty == "ruled_out" else yes)[last_name(text)] += 1
    return Learned(yes, no, either)


def last_name(text: str) -> str:
    """`document` of `self.document`; "" of what does not end in a name."""
    last = text.rpartition(".")[2].strip()
    return last.lstrip("_") if last.isidentifier() else ""


def receiver_name(site: Site, text: str, known: Learned) -> Verdict | None:
    """Likely when sites with a receiver of that name were the target, and none was anything else, or as many a
    relative."""
    name = last_name(text)
    if not name or name in ("self", "cls"):
        return None
    yes, no = known.yes[name], known.no[name]
    if yes >= _FEWEST and not no and known.either[name] < yes:
        return Verdict("likely", ("receiver-name",), 0.85)
    if no >= _FEWEST and not yes:
        return Verdict(None, (), 0.05)
    return Verdict(None, (), yes / (yes + no)) if yes + no else None

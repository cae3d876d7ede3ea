"""The arguments of a call in the new source: in which order, and each of them once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from refactor_cli.inline.opened import Opened


class New(NamedTuple):
    """An argument of a call in the new source. `old`: index of the old call's argument that it is, else None;
    `is_style`: its keyword is only kept because the old call had it; `is_unpacked`: the rule says `*` of it."""

    old: int | None
    star: str
    keyword: str
    text: str
    lead: str
    is_style: bool = False
    is_unpacked: bool = False

    @property
    def is_position(self) -> bool:
        """Whether its place among the others decides where it goes."""
        return not self.keyword and self.star != "**"


def legal(arguments: Sequence[New]) -> list[New]:
    """No argument by position behind one by keyword: keywords that are mere style give way."""
    found = list(arguments)
    for place, each in enumerate(found):
        later = [other for other in found[place + 1 :] if other.is_position]
        if each.keyword and each.is_style and later:
            found[place] = each._replace(keyword="", is_style=False)
    return found


def without_repetition(arguments: Sequence[New]) -> list[New]:
    """Keywords that the call gives already are not added again.

    Raises:
        Opened: it gives another value.
    """
    kept = {each.keyword: each for each in arguments if each.keyword and each.old is not None}
    found = list[New]()
    seen = set[str]()
    for each in arguments:
        other = kept.get(each.keyword)
        if each.old is None and other is not None:
            if "".join(each.text.split()) != "".join(other.text.split()):
                raise Opened(f"the call already gives '{each.keyword}', with another value")
            continue
        if each.keyword and each.keyword in seen:
            raise Opened(f"the new call would give '{each.keyword}' twice")
        seen.add(each.keyword)
        found.append(each)
    return found


def arranged(arguments: Sequence[New]) -> list[New]:
    """The arguments in the order they are written: those that were kept stay as they stood in the old call where that
    is legal, new positions go behind the position before them, and other new ones before a `**mapping`."""
    kept = sorted((each for each in arguments if each.old is not None), key=lambda each: each.old or 0)
    positions = [each for each in arguments if each.is_position]
    if not _is_legal_order(kept, [each.old for each in positions if each.old is not None]):
        kept = (
            [each for each in positions if each.old is not None]
            + [each for each in kept if each.keyword]
            + [each for each in kept if each.star == "**"]
        )
    found = list(kept)
    for place, each in enumerate(positions):
        if each.old is None:
            found.insert(found.index(positions[place - 1]) + 1 if place else 0, each)
    for each in arguments:
        if each.old is None and not each.is_position:
            mappings = [place for place, other in enumerate(found) if other.star == "**"]
            found.insert(mappings[0] if mappings and each.star != "**" else len(found), each)
    return found


def _is_legal_order(kept: Sequence[New], positions: Sequence[int]) -> bool:
    """Whether the old order serves: positions as the new call wants them, none behind a keyword."""
    if list(positions) != sorted(positions):
        return False
    behind = False
    for each in kept:
        if each.is_position and behind and (not each.star or any(other.star == "**" for other in kept)):
            return False
        behind = behind or not each.is_position
    return True

"""What LibCST makes of the argument list of a call, for lists of white space and placeholders alone.

Loading LibCST takes as long as rewriting some two hundred calls, and most lists have neither comments nor continued
lines: their white space is text, with a line end in it or without. `layout` says what is made of it, and a test that
both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from keyword import iskeyword
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from refactor_cli.inline.layout import Slot

_SPACE = r"[ \t]*(?:\r?\n[ \t]*)*"
_ARGUMENT = re.compile(
    rf"(\*\*?)?({_SPACE})(?:([A-Za-z_]\w*)({_SPACE}={_SPACE}))?_hole_(\d+)_({_SPACE})(?:,({_SPACE}))?",
    re.ASCII,
)
_OPENING = re.compile(rf"\(({_SPACE})")
_LINE_END = re.compile(r"\r?\n")


class _Argument(NamedTuple):
    """An argument with the white space around its parts; `comma`: that before its comma and behind, None without one;
    `after`: what stands behind it where it has none."""

    star: str
    behind_star: str
    keyword: str
    equal: str
    hole: int
    comma: tuple[str, str] | None
    after: str

    def code(self, value: str, is_last: bool) -> str:
        """Its source, with `value` for the placeholder."""
        named = f"{self.keyword}{self.equal}" if self.keyword else ""
        between = f"{self.comma[0]},{self.comma[1]}" if self.comma is not None else "" if is_last else ", "
        return f"{self.star}{self.behind_star}{named}{value}{between}{self.after}"

    @property
    def has_line_end(self) -> bool:
        """Whether a line ends in it, its value left out."""
        return "\n" in self.code("", is_last=True)


def plainly_rearranged(brackets: str, slots: Sequence[Slot], fits: bool) -> str | None:
    """As `layout.rearranged`; None where it takes LibCST."""
    read = _read(brackets)
    if read is None:
        return None
    opening, every = read
    holes = sorted(slot.hole for slot in slots if slot.is_kept)
    if not holes and every:
        return None
    separator = _separator(opening, every, fits)
    left = _without_others(every, holes)
    kept = [slot for slot in slots if slot.is_kept]
    arguments = [_renamed(left[place], slot, left[holes.index(slot.hole)]) for place, slot in enumerate(kept)]
    for place, slot in enumerate(slots):
        if not slot.is_kept:
            inserted = _inserted(opening, arguments, place, slot, separator)
            if inserted is None:
                return None
            opening, arguments = inserted
    if not _is_taken(arguments):
        return None
    last = len(arguments) - 1
    codes = (each.code(f"_hole_{each.hole}_", place == last) for place, each in enumerate(arguments))
    return f"({opening}{''.join(codes)})"


def _read(brackets: str) -> tuple[str, list[_Argument]] | None:
    """The white space behind the opening bracket, and the arguments; None for what else may stand there, for what
    Python does not take, and where lines end in two ways."""
    opening = _OPENING.match(brackets)
    is_mixed = brackets.count("\r\n") not in (0, brackets.count("\n"))
    if opening is None or is_mixed:
        return None
    found, at, end = list[_Argument](), opening.end(), len(brackets) - 1
    while at < end:
        match = _ARGUMENT.match(brackets, at, end)
        if match is None or (found and found[-1].comma is None) or int(match[5]) != len(found):
            return None
        star, behind, keyword, equal, _, before, after = match.groups()
        if keyword and iskeyword(keyword):
            return None
        comma = (before, after) if after is not None else None
        found.append(
            _Argument(
                star or "",
                behind,
                keyword or "",
                equal or "",
                len(found),
                comma,
                before if comma is None else "",
            )
        )
        at = match.end()
    return (opening[1], found) if brackets[end:] == ")" and _is_taken(found) else None


def _is_taken(arguments: Sequence[_Argument]) -> bool:
    """Whether Python takes arguments in this order."""
    by_name = mapping = False
    for each in arguments:
        is_position = not each.keyword and not each.star
        if (each.star and each.keyword) or (is_position and by_name) or (each.star == "*" and mapping):
            return False
        mapping = mapping or each.star == "**"
        by_name = mapping or by_name or bool(each.keyword)
    return True


def _without_others(arguments: list[_Argument], kept: Sequence[int]) -> list[_Argument]:
    if len(kept) == len(arguments):
        return arguments
    ends = [*kept[1:], len(arguments)]
    return [
        _ending_like(arguments[index], arguments[index:end], end == len(arguments))
        for index, end in zip(kept, ends, strict=True)
    ]


def _ending_like(argument: _Argument, others: Sequence[_Argument], is_last: bool) -> _Argument:
    like = others[-1] if is_last else next((each for each in others if each.has_line_end), others[-1])
    return argument._replace(comma=like.comma, after=like.after)


def _renamed(place: _Argument, slot: Slot, old: _Argument) -> _Argument:
    equal = old.equal if old.keyword else "="
    return old._replace(
        star=slot.star, keyword=slot.keyword, equal=equal, comma=place.comma, after=place.after
    )


def _separator(opening: str, arguments: Sequence[_Argument], fits: bool) -> str:
    between = [each.comma[1] for each in arguments[:-1] if each.comma is not None]
    is_joined = fits and bool(arguments) and not arguments[-1].has_line_end
    if not between and not is_joined and "\n" in opening:
        between = [opening]
    simple = [each for each in between if "\n" not in each]
    if simple or not between:
        return simple[-1] if simple else " "
    first, last = _ends(between[-1])
    return first.lstrip(" \t") + last


def _ends(space: str) -> tuple[str, str]:
    """Of white space with line ends the first line with its end, and what stands on the last one."""
    end = _LINE_END.search(space)
    assert end is not None
    return space[: end.end()], space.rpartition("\n")[2]


def _inserted(
    opening: str, arguments: Sequence[_Argument], place: int, slot: Slot, separator: str
) -> tuple[str, list[_Argument]] | None:
    others = list(arguments)
    made = _Argument(slot.star, "", slot.keyword, "=", slot.hole, None, "")
    if not others:
        return "", [made]
    if place == 0:
        opening, after = _parted(opening, separator)
        return opening, [made._replace(comma=("", after)), *others]
    last = others[place - 1]
    if place < len(others):
        if last.comma is None:
            return None
        before, after = _parted(last.comma[1], None)
        made, last = made._replace(comma=("", after)), last._replace(comma=(last.comma[0], before))
    elif last.comma is not None:
        before, after = _closing(last.comma[1], separator)
        made, last = made._replace(comma=("", after)), last._replace(comma=(last.comma[0], before))
    else:
        before, after = _closing(last.after, separator)
        made, last = made._replace(after=after), last._replace(after="", comma=("", before))
    others[place - 1] = last
    others.insert(place, made)
    return opening, others


def _closing(space: str, separator: str) -> tuple[str, str]:
    if "\n" not in space or "\n" not in separator:
        return separator, space
    first, _ = _ends(space)
    return first + separator.rpartition("\n")[2], space.lstrip(" \t")


def _parted(space: str, separator: str | None) -> tuple[str, str]:
    if "\n" not in space:
        return space, space if separator is None else separator
    first, last = _ends(space)
    has_empty_lines = space != first + last
    if separator is not None and "\n" not in separator and not has_empty_lines:
        return space, separator
    return first + last, space.lstrip(" \t")

"""The argument list of a call, with its white space, comments and lines, for other arguments.

Arguments are names here, `_hole_0_` for the first one of the old call: their source is put in afterwards as it
was written. What is left between the brackets is white space, comments, commas, stars and keywords, which is read
without LibCST: that takes longer to load than all calls of most migrations to be laid out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from keyword import iskeyword
from typing import NamedTuple

from refactor_cli.inline.opened import Opened
from refactor_cli.lazy_pattern import lazy_pattern

HOLE = "_hole_"
# white space of one line, which goes on behind a backslash
_BLANKS = r"(?>(?:[ \t\f]|\\(?:\r\n?|\n))*)"
_SPACE = r"(?>(?:[ \t\f\r\n]|\\(?:\r\n?|\n)|#[^\r\n]*)*)"
_LINE_END = r"(?:\r\n?|\n)"
_ARGUMENT = lazy_pattern(
    rf"(\*{{0,2}})({_SPACE})(?:([^\W\d]\w*)({_SPACE}=(?!=){_SPACE}))?({HOLE}\d+_)({_SPACE})(?:(,)({_SPACE}))?"
)
_OPENED = lazy_pattern(rf"\(({_SPACE})")
# white space over several lines: the rest of the first line, lines of their own, and what the last line begins with
_OVER_LINES = lazy_pattern(
    rf"({_BLANKS})(#[^\r\n]*)?({_LINE_END})((?:{_BLANKS}(?:#[^\r\n]*)?{_LINE_END})*)({_BLANKS})\Z"
)


class Slot(NamedTuple):
    """An argument of the new call. `hole`: the number of its placeholder; `is_kept`: it is the old call's
    argument of that number."""

    hole: int
    star: str
    keyword: str
    is_kept: bool


class _Argument(NamedTuple):
    """An argument as it is written. `gap`: what stands behind its star; `equal`: the sign with what stands around it;
    `comma`: with what stands before it, None where there is none; `space`: what stands behind all that."""

    star: str
    gap: str
    keyword: str
    equal: str
    value: str
    comma: str | None
    space: str

    @property
    def around(self) -> str:
        """The source without the value."""
        return f"{self.star}{self.gap}{self.keyword}{self.equal}{self.comma or ''}{self.space}"


class _Call(NamedTuple):
    """The arguments of a call; `before`: what stands between the bracket and the first one."""

    before: str
    arguments: tuple[_Argument, ...]


class _Lines(NamedTuple):
    """White space over several lines. `blanks` and `comment`: the rest of the first one; `others`: lines of their own
    with nothing but comments; `last`: what the last line begins with."""

    blanks: str
    comment: str
    line_end: str
    others: str
    last: str

    @property
    def source(self) -> str:
        """As it is written."""
        return "".join(self)


@lru_cache(maxsize=4096)
def rearranged(brackets: str, slots: tuple[Slot, ...], fits: bool = False) -> str:
    """`brackets`, from `(` to `)` with placeholders for values, with these arguments in this order. `fits`: all of them
    have room on the line of the only argument so far.

    An argument of the old call that is not kept goes with its comma.

    Raises:
        Opened: it is no list of arguments, or a comment would end up beside another argument.
    """
    call = _read(brackets)
    kept = [slot for slot in slots if slot.is_kept]
    holes = sorted(slot.hole for slot in kept)
    separator = _separator(call, fits)
    call = _without_others(call, holes)
    moves = [slot.hole for slot in kept] != holes
    if moves and any("#" in argument.around for argument in call.arguments):
        raise Opened("comments stand between arguments that change places")
    found = [
        _renamed(call.arguments[place], slot, call.arguments[holes.index(slot.hole)])
        for place, slot in enumerate(kept)
    ]
    call = call._replace(arguments=tuple(found))
    for place, slot in enumerate(slots):
        if not slot.is_kept:
            call = _inserted(call, place, slot, separator)
    return _written(call)


def _read(brackets: str) -> _Call:
    opened = _OPENED.match(brackets)
    at, arguments = opened.end() if opened else 0, list[_Argument]()
    while argument := _ARGUMENT.match(brackets, at):
        star, gap, keyword, equal, value, before, comma, after = (each or "" for each in argument.groups())
        made = _Argument(star, gap, keyword, equal, value, before + comma if comma else None, after or before)
        if comma:
            made = made._replace(space=after)
        arguments.append(made)
        at = argument.end()
        if not comma:
            break
    if not opened or brackets[at:] != ")" or not _is_legal(arguments):
        raise Opened("its arguments cannot be laid out: it is no expression that can be parsed")
    return _Call(opened[1], tuple(arguments))


def _is_legal(arguments: Sequence[_Argument]) -> bool:
    """Whether they stand in an order that Python takes, under names that may be keywords.
    https://docs.python.org/3/reference/expressions.html#calls"""
    sorts = [2 if each.star == "**" else 1 if each.keyword else 0 for each in arguments]
    return (
        not any(iskeyword(each.keyword) or (each.gap and not each.star) for each in arguments)
        and not any(each.keyword and each.star for each in arguments)
        and not any(
            (not each.star and not sort and any(sorts[:index])) or (each.star == "*" and 2 in sorts[:index])
            for index, (each, sort) in enumerate(zip(arguments, sorts, strict=True))
        )
    )


def _written(call: _Call) -> str:
    parts, last = [f"({call.before}"], len(call.arguments) - 1
    for index, each in enumerate(call.arguments):
        comma = each.comma if each.comma is not None or index == last else ", "
        parts.append(f"{each.star}{each.gap}{each.keyword}{each.equal}{each.value}{comma or ''}{each.space}")
    return "".join((*parts, ")"))


def _without_others(call: _Call, kept: Sequence[int]) -> _Call:
    """The call with these of its arguments. A line ends where one ended before."""
    every = call.arguments
    if not kept or len(kept) == len(every):
        return call._replace(arguments=every if kept else ())
    ends = [*kept[1:], len(every)]
    return call._replace(
        arguments=tuple(
            _ending_like(every[index], every[index:end], end == len(every))
            for index, end in zip(kept, ends, strict=True)
        )
    )


def _ending_like(argument: _Argument, others: Sequence[_Argument], is_last: bool) -> _Argument:
    """An argument with what stands behind one of these: the last one, or one that ends its line."""
    ending = (each for each in others if "\n" in each.around)
    like = others[-1] if is_last else next(ending, others[-1])
    return argument._replace(comma=like.comma, space=like.space)


def _renamed(place: _Argument, slot: Slot, old: _Argument) -> _Argument:
    """The argument `slot` in the white space and with the comma of `place`."""
    equal = (old.equal or "=") if slot.keyword else ""
    if "#" in old.equal and not equal:
        raise Opened("a comment beside the keyword of an argument would be lost")
    return old._replace(
        star=slot.star, keyword=slot.keyword, equal=equal, comma=place.comma, space=place.space
    )


def _made(slot: Slot) -> _Argument:
    equal = "=" if slot.keyword else ""
    return _Argument(slot.star, "", slot.keyword, equal, f"{HOLE}{slot.hole}_", None, "")


def _inserted(call: _Call, place: int, slot: Slot, separator: str) -> _Call:
    made, others = _made(slot), list(call.arguments)
    if not others:
        if "#" in call.before:
            raise Opened("a comment stands between its empty brackets")
        return _Call("", (made,))
    if place == 0:
        before, after = _parted(call.before, separator)
        return _Call(before, (made._replace(comma=",", space=after), *others))
    last = others[place - 1]
    if place < len(others):
        before, after = _parted(last.space, None)
        made = made._replace(comma=",", space=after)
    else:
        before, after = _closing(last.space, call, separator)
        made = made._replace(comma="," if last.comma is not None else None, space=after)
    others[place - 1] = last._replace(comma=last.comma if last.comma is not None else ",", space=before)
    others.insert(place, made)
    return call._replace(arguments=tuple(others))


def _closing(space: str, call: _Call, separator: str) -> tuple[str, str]:
    """White space before the closing bracket, parted for an argument that becomes the last one."""
    lines = _lines(space)
    if lines is None:
        return separator, space
    inner = _lines(separator)
    if inner is None:
        if not lines.comment:
            return separator, space
        inner = _any_lines(call)
    indentation = inner.last if inner is not None else f"{lines.last}    "
    own_line = lines._replace(others="", last=indentation)
    return own_line.source, lines._replace(blanks="", comment="").source


def _parted(space: str, separator: str | None) -> tuple[str, str]:
    """White space before an argument, parted for one that comes to stand before it. A comment at the line's end
    stays with what is before it, comments on lines of their own with what follows."""
    lines = _lines(space)
    if lines is None:
        return space, space if separator is None else separator
    if separator is not None and _lines(separator) is None and not lines.others:
        return space, separator
    return lines._replace(others="").source, lines._replace(blanks="", comment="").source


def _separator(call: _Call, fits: bool) -> str:
    """What stands between two arguments of this call: a line end where each has its own line. One alone that the
    closing bracket follows at once has it for want of room."""
    between = [each.space for each in call.arguments[:-1]]
    last = call.arguments[-1] if call.arguments else None
    is_joined = fits and last is not None and "\n" not in last.around
    if not between and not is_joined and _lines(call.before) is not None:
        between = [call.before]
    simple = [each for each in between if _lines(each) is None]
    if simple or not between:
        return simple[-1] if simple and "\\" not in simple[-1] else " "
    lines = _lines(between[-1])
    assert lines is not None
    return lines._replace(blanks="", comment="", others="").source


def _any_lines(call: _Call) -> _Lines | None:
    spaces = [call.before, *(each.space for each in call.arguments[:-1])]
    return next((found for space in reversed(spaces) if (found := _lines(space)) is not None), None)


def _lines(space: str) -> _Lines | None:
    """White space over several lines, None for that of one line."""
    found = _OVER_LINES.match(space)
    return _Lines(*(each or "" for each in found.groups())) if found is not None else None

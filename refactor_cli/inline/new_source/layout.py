"""The argument list of a call, with its white space, comments and lines, for other arguments. LibCST's work.

Arguments are names here, `_hole_0_` for the first one of the old call: their source is put in afterwards as it
was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli import fragment
from refactor_cli.inline.opened import Opened

if TYPE_CHECKING:
    from libcst import Arg, BaseParenthesizableWhitespace, Call, ParenthesizedWhitespace

HOLE = "_hole_"


class Slot(NamedTuple):
    """An argument of the new call. `hole`: the number of its placeholder; `is_kept`: it is the old call's
    argument of that number."""

    hole: int
    star: str
    keyword: str
    is_kept: bool


@lru_cache(maxsize=4096)
def rearranged(brackets: str, slots: tuple[Slot, ...], fits: bool = False) -> str:
    """`brackets`, from `(` to `)` with placeholders for values, with these arguments in this order. `fits`: all of them
    have room on the line of the only argument so far.

    An argument of the old call that is not kept goes with its comma.

    Raises:
        Opened: LibCST cannot take it, or a comment would end up beside another argument.
    """
    newline = "\r\n" if "\r\n" in brackets else "\n"
    parsed = fragment.parse("f" + brackets, newline)
    if isinstance(parsed, fragment.Unparsed):
        raise Opened(f"its arguments cannot be laid out: {parsed.reason}")
    from libcst import Call

    call = parsed.node
    assert isinstance(call, Call)
    kept = [slot for slot in slots if slot.is_kept]
    holes = sorted(slot.hole for slot in kept)
    separator = _separator(call, fits)
    call = _without_others(call, holes)
    moves = [slot.hole for slot in kept] != holes
    if moves and any("#" in fragment.code(argument.with_changes(value=_name("v"))) for argument in call.args):
        raise Opened("comments stand between arguments that change places")
    arguments = [
        _renamed(call.args[place], slot, call.args[holes.index(slot.hole)]) for place, slot in enumerate(kept)
    ]
    for place, slot in enumerate(slots):
        if not slot.is_kept:
            call, arguments = _inserted(call, arguments, place, slot, separator)
    return parsed.code(call.with_changes(args=arguments))[1:]


def _without_others(call: Call, kept: Sequence[int]) -> Call:
    """The call with these of its arguments. A line ends where one ended before."""
    if len(kept) == len(call.args):
        return call
    ends = [*kept[1:], len(call.args)]
    arguments = [
        _ending_like(call.args[index], call.args[index:end], end == len(call.args))
        for index, end in zip(kept, ends, strict=True)
    ]
    return call.with_changes(args=arguments)


def _ending_like(argument: Arg, others: Sequence[Arg], is_last: bool) -> Arg:
    """An argument with what stands behind one of these: the last one, or one that ends its line."""
    ending = (each for each in others if "\n" in fragment.code(each.with_changes(value=_name("v"))))
    like = others[-1] if is_last else next(ending, others[-1])
    return argument.with_changes(comma=like.comma, whitespace_after_arg=like.whitespace_after_arg)


def _name(text: str) -> object:
    from libcst import Name

    return Name(text)


def _renamed(place: Arg, slot: Slot, old: Arg) -> Arg:
    """The argument `slot` in the white space and with the comma of `place`."""
    from libcst import AssignEqual, MaybeSentinel, Name, SimpleWhitespace

    tight = AssignEqual(SimpleWhitespace(""), SimpleWhitespace(""))
    equal = old.equal if old.keyword else tight
    return old.with_changes(
        keyword=Name(slot.keyword) if slot.keyword else None,
        equal=equal if slot.keyword else MaybeSentinel.DEFAULT,
        star=slot.star,
        comma=place.comma,
        whitespace_after_arg=place.whitespace_after_arg,
    )


def _made(slot: Slot) -> Arg:
    from libcst import Arg, AssignEqual, MaybeSentinel, Name, SimpleWhitespace

    tight = AssignEqual(SimpleWhitespace(""), SimpleWhitespace(""))
    return Arg(
        Name(f"{HOLE}{slot.hole}_"),
        keyword=Name(slot.keyword) if slot.keyword else None,
        equal=tight if slot.keyword else MaybeSentinel.DEFAULT,
        star=slot.star,  # type: ignore[arg-type]
        comma=MaybeSentinel.DEFAULT,
    )


def _inserted(
    call: Call, arguments: Sequence[Arg], place: int, slot: Slot, separator: BaseParenthesizableWhitespace
) -> tuple[Call, list[Arg]]:
    from libcst import Comma, MaybeSentinel

    made, others = _made(slot), list(arguments)
    if not others:
        if "#" in fragment.code(call.whitespace_before_args):
            raise Opened("a comment stands between its empty brackets")
        return call.with_changes(whitespace_before_args=_simple("")), [made]
    if place == 0:
        before, after = _parted(call.whitespace_before_args, separator)
        made = made.with_changes(comma=Comma(_simple(""), after))
        return call.with_changes(whitespace_before_args=before), [made, *others]
    last = others[place - 1]
    if place < len(others):
        assert isinstance(last.comma, Comma)
        before, after = _parted(last.comma.whitespace_after, None)
        made = made.with_changes(comma=Comma(_simple(""), after))
        last = last.with_changes(comma=last.comma.with_changes(whitespace_after=before))
    elif isinstance(last.comma, Comma):
        before, after = _closing(last.comma.whitespace_after, call, others, separator)
        made = made.with_changes(comma=Comma(_simple(""), after))
        last = last.with_changes(comma=last.comma.with_changes(whitespace_after=before))
    else:
        before, after = _closing(last.whitespace_after_arg, call, others, separator)
        made = made.with_changes(whitespace_after_arg=after, comma=MaybeSentinel.DEFAULT)
        last = last.with_changes(whitespace_after_arg=_simple(""), comma=Comma(_simple(""), before))
    others[place - 1] = last
    others.insert(place, made)
    return call, others


def _closing(
    space: BaseParenthesizableWhitespace,
    call: Call,
    arguments: Sequence[Arg],
    separator: BaseParenthesizableWhitespace,
) -> tuple[BaseParenthesizableWhitespace, BaseParenthesizableWhitespace]:
    """White space before the closing bracket, parted for an argument that becomes the last one."""
    lines = _lines(space)
    if lines is None:
        return separator, space
    inner = _lines(separator)
    if inner is None:
        if lines.first_line.comment is None:
            return separator, space
        inner = _any_lines(call, arguments)
    indentation = inner.last_line if inner is not None else _simple(lines.last_line.value + "    ")
    own_line = lines.with_changes(empty_lines=(), last_line=indentation)
    plain = lines.first_line.with_changes(whitespace=_simple(""), comment=None)
    return own_line, lines.with_changes(first_line=plain)


def _parted(
    space: BaseParenthesizableWhitespace, separator: BaseParenthesizableWhitespace | None
) -> tuple[BaseParenthesizableWhitespace, BaseParenthesizableWhitespace]:
    """White space before an argument, parted for one that comes to stand before it. A comment at the line's end
    stays with what is before it, comments on lines of their own with what follows."""
    lines = _lines(space)
    if lines is None:
        return space, space if separator is None else separator
    plain = lines.first_line.with_changes(whitespace=_simple(""), comment=None)
    if separator is not None and _lines(separator) is None and not lines.empty_lines:
        return space, separator
    return lines.with_changes(empty_lines=()), lines.with_changes(first_line=plain)


def _separator(call: Call, fits: bool) -> BaseParenthesizableWhitespace:
    """What stands between two arguments of this call: a line end where each has its own line. One alone that the
    closing bracket follows at once has it for want of room."""
    from libcst import Comma

    between = [each.comma.whitespace_after for each in call.args[:-1] if isinstance(each.comma, Comma)]
    last = call.args[-1] if call.args else None
    is_joined = fits and last is not None and "\n" not in fragment.code(last.with_changes(value=_name("v")))
    if not between and not is_joined and _lines(call.whitespace_before_args) is not None:
        between = [call.whitespace_before_args]
    simple = [each for each in between if _lines(each) is None]
    if simple or not between:
        return simple[-1] if simple and "\\" not in fragment.code(simple[-1]) else _simple(" ")
    lines = _lines(between[-1])
    assert lines is not None
    plain = lines.first_line.with_changes(whitespace=_simple(""), comment=None)
    return lines.with_changes(first_line=plain, empty_lines=())


def _any_lines(call: Call, arguments: Sequence[Arg]) -> ParenthesizedWhitespace | None:
    from libcst import Comma

    spaces = [call.whitespace_before_args]
    spaces += [each.comma.whitespace_after for each in arguments[:-1] if isinstance(each.comma, Comma)]
    return next((found for space in reversed(spaces) if (found := _lines(space)) is not None), None)


def _lines(space: BaseParenthesizableWhitespace) -> ParenthesizedWhitespace | None:
    from libcst import ParenthesizedWhitespace

    return space if isinstance(space, ParenthesizedWhitespace) else None


def _simple(text: str) -> BaseParenthesizableWhitespace:
    from libcst import SimpleWhitespace

    return SimpleWhitespace(text)

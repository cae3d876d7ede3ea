"""How the arguments of a new call go: by position or by keyword, and with which default."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from refactor_cli.data import Parameter
from refactor_cli.inline.call_arguments.arguments import New
from refactor_cli.inline.new_source.given import Filling
from refactor_cli.inline.opened import Opened
from refactor_cli.recipe.parsing import is_literal
from refactor_cli.recipe.rules import Argument, CallPiece


def check_mappings(arguments: Sequence[New], filling: Filling) -> None:
    """What the rule adds must not be in a mapping of the call already."""
    for each in arguments:
        if (
            each.keyword
            and each.old is None
            and (filling.old_keywords is None or each.keyword in filling.old_keywords)
        ):
            raise Opened(f"a double-starred argument may give '{each.keyword}' already")


def kept_default(argument: Argument, call: CallPiece, filling: Filling) -> str | None:
    """The old default, where `--to` leaves an argument out and the new function has another default for it."""
    new = filling.signature(call.callee) if filling.rule.keeps_keywords else None
    if new is None:
        return None
    hole = argument.hole
    old = next(each for each in filling.rule.parameters if each.name == hole)
    if not has_other_default(old, argument, call, new):
        return None
    if not is_literal(old.default):
        raise Opened(f"the call leaves out '{old.name}', for which the new function has another default")
    return old.default


def has_other_default(old: Parameter, argument: Argument, call: CallPiece, new: Sequence[Parameter]) -> bool:
    """Whether the parameter that an argument of a new call goes to has no default, or another than the old one; so it
    is where `**kwargs` take it, which have none for anything."""
    there = parameter_of(argument, call.arguments.index(argument), new)
    if there is None:
        return bool(argument.keyword) and any(each.kind == "var_keyword" for each in new)
    return not is_same_default(old.default, there.default)


def parameter_of(argument: Argument, place: int, parameters: Sequence[Parameter]) -> Parameter | None:
    """The parameter that an argument of the new call goes to; None where that is one of many, or not known."""
    by_place = parameters[place] if not argument.keyword and place < len(parameters) else None
    found = next((each for each in parameters if each.name == argument.keyword), by_place)
    return found if found is not None and not found.kind.startswith("var_") else None


def is_same_default(one: str, other: str) -> bool:
    """Whether two defaults are written alike, but for spaces and quotes."""
    return one == other or "".join(one.split()).replace("'", '"') == "".join(other.split()).replace("'", '"')


class Positions(Struct, frozen=True):
    """What the arguments of a call in the rule may be called by keyword."""

    call: CallPiece
    filling: Filling

    def by_keyword(self, new: New, place: int, gap: str) -> New:
        """An argument that the rule passes by position, by keyword: behind one that is left out (`gap`) it has
        to be, where the old call had a keyword it is if possible."""
        given = self.filling.given.get(new.old) if new.old is not None else None
        if new.star:
            if gap:
                raise Opened(f"the call leaves out '{gap}', and gives more by position behind it")
            return new
        if any(each.star == "*" for each in self.call.arguments[:place]):
            if gap:
                raise Opened(f"the call leaves out '{gap}', and gives more by position behind it")
            return new._replace(is_style=False)  # its place depends on how much the star gives
        parameters = self.filling.signature(self.call.callee)
        if parameters is not None:
            names = [each.name if each.kind == "positional" else "" for each in parameters]
            known = names[place] if place < len(names) else ""
        else:
            known = given.keyword if given is not None and self.filling.rule.keeps_keywords else ""
        if known:
            return new._replace(keyword=known, is_style=not gap)
        if gap:
            why, hint = "has no keyword for it", ""
            if parameters is None:
                why, hint = "is not known", ": pass on by keyword what comes after it in the rule"
            raise Opened(
                f"the call leaves out '{gap}', and the new function's signature {why} to go on behind it{hint}"
            )
        return new._replace(is_style=False)

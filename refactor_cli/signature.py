"""A call's arguments, bound to parameters as Python binds them.

https://docs.python.org/3/reference/expressions.html#calls
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from refactor_cli.counted import counted
from refactor_cli.data import Parameter


class CallArgument(NamedTuple):
    """How one argument is given: `star` is "", "*" or "**", `keyword` its name, "" without one."""

    star: str = ""
    keyword: str = ""


class Bound(NamedTuple):
    """Which arguments (indexes, in order) each parameter gets; parameters without any are not in `given`.

    `left_out`: parameters that fall back to their default; `uncertain`: parameters that a `**mapping` of the
    call may give, or may not.
    """

    given: Mapping[str, tuple[int, ...]]
    left_out: frozenset[str] = frozenset()
    uncertain: frozenset[str] = frozenset()


class Unbound(NamedTuple):
    """The call does not fit, or it cannot be known whether it does; `reason` for people, in one line."""

    reason: str


class _Mismatch(Exception):
    pass


def bind(arguments: Sequence[CallArgument], parameters: Sequence[Parameter]) -> Bound | Unbound:
    """Binds the arguments of a call; what only the run of the program decides is a reason."""
    given: dict[str, list[int]] = {}
    try:
        _bind_positions(arguments, parameters, given)
        _bind_keywords(arguments, parameters, given)
    except _Mismatch as mismatch:
        return Unbound(str(mismatch))
    missing = [each for each in parameters if each.name not in given and not each.kind.startswith("var_")]
    by_mapping = {argument.star for argument in arguments} >= {"**"}
    keywords = {each.name for each in missing if each.kind != "positional_only"}
    uncertain = frozenset(keywords if by_mapping else ())
    for parameter in missing:
        if not parameter.default and parameter.name not in uncertain:
            return Unbound(f"the call does not give '{parameter.name}'")
    left_out = frozenset(each.name for each in missing) - uncertain
    return Bound({name: tuple(indexes) for name, indexes in given.items()}, left_out, uncertain)


def _bind_positions(
    arguments: Sequence[CallArgument], parameters: Sequence[Parameter], given: dict[str, list[int]]
) -> None:
    places = [each.name for each in parameters if each.kind in ("positional_only", "positional")]
    rest = next((each.name for each in parameters if each.kind == "var_positional"), None)
    used = 0
    for index, argument in enumerate(arguments):
        if argument.keyword or argument.star == "**":
            continue
        if argument.star and used < len(places):
            raise _Mismatch(f"a starred argument may fill '{places[used]}'")
        if used < len(places):
            given[places[used]] = [index]
            used += 1
        elif rest is not None:
            given.setdefault(rest, []).append(index)
        elif argument.star:
            raise _Mismatch("a starred argument has no '*args' to go to")
        else:
            raise _Mismatch(f"more than {counted(len(places), 'argument')} by position")


def _bind_keywords(
    arguments: Sequence[CallArgument], parameters: Sequence[Parameter], given: dict[str, list[int]]
) -> None:
    names = {each.name for each in parameters if each.kind in ("positional", "keyword_only")}
    rest = next((each.name for each in parameters if each.kind == "var_keyword"), None)
    seen = set[str]()
    for index, argument in enumerate(arguments):
        if argument.star == "**":
            if rest is None:
                raise _Mismatch("a double-starred argument has no '**kwargs' to go to")
            given.setdefault(rest, []).append(index)
        elif argument.keyword in seen or (argument.keyword in names and argument.keyword in given):
            raise _Mismatch(f"the call gives '{argument.keyword}' twice")
        elif argument.keyword in names:
            given[argument.keyword] = [index]
        elif argument.keyword and rest is not None:
            given.setdefault(rest, []).append(index)
        elif argument.keyword:
            raise _Mismatch(f"the call gives '{argument.keyword}', which the old signature does not have")
        seen |= {argument.keyword} - {""}

"""What a rule's expression is filled with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from msgspec import Struct

from refactor_cli.data import Parameter
from refactor_cli.inline.new_source.nodes import Shape
from refactor_cli.inline.new_source.precedence import ANYTHING
from refactor_cli.recipe.rules import CallPiece, Pieces, Reference, Rule, Variable
from refactor_cli.signature import Bound

RECEIVER = -1


class Given(NamedTuple):
    """An argument of the call as it is put into holes. `star` and `keyword` as the call gives it; `strength`: how
    tightly it binds; `column`: where it begins on its line."""

    text: str
    shape: Shape
    star: str = ""
    keyword: str = ""
    is_super: bool = False
    strength: int = ANYTHING
    column: int = 0


class Filling(Struct, frozen=True):
    """What a rule's expression is filled with.

    `given`: the call's arguments by index, the receiver under -1; `link`: what stands between the receiver and
    the method's name; `brackets`: the call's, with placeholders for values; `spell` says how a name is written
    here, `signature` what a callee takes where that is known. Both may raise Opened. `old_keywords`: which
    keywords the old function takes, None for any. `indent`: of the site's line; `local`: the name for one that
    a statement of the rule binds; `units`: how the rule indents, and how the file does; `gap`: what stands before the
    call's brackets; `single_quotes`: the rule's strings get them; `framed`: a call that takes over the lines of the old
    call's brackets, and not all of its arguments; `outside`: how many of the first arguments stood before those.
    """

    rule: Rule
    bound: Bound
    given: Mapping[int, Given]
    link: str
    brackets: str
    spell: Callable[[Reference | Variable], str]
    signature: Callable[[Pieces], tuple[Parameter, ...] | None]
    old_keywords: frozenset[str] | None = None
    newline: str = "\n"
    indent: str = ""
    local: Callable[[str], str] = str
    units: tuple[str, str] = ("    ", "    ")
    gap: str = ""
    single_quotes: bool = False
    framed: CallPiece | None = None
    outside: int = 0

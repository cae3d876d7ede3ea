"""What is known around a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from refactor_cli.data import Parameter, Span
from refactor_cli.inline.new_names.meant import IsMeant
from refactor_cli.inline.site import Gone
from refactor_cli.recipe.requirements import Floors
from refactor_cli.recipe.rules import Pieces, Reference, Variable


class Surroundings(Struct, frozen=True):
    """What a call's rewriting needs to know about its file.

    `current`: source of a span with the edits inside it made, and `without` the same but for those in what goes (may
    raise Opened); `takes_receiver`: whether the first parameter of
    the rules is what stands before the dot; `is_class_access`: whether what stands there is a class, and an
    instance method is called through it; `names_a_class`: what stands there is a name of a class or module, which
    may be dropped; `other_class`: the class there where it is not the one that has the method; `lacks_class`: a class
    method is called there on what may be an object. `spell` and
    `signature` as `Filling` has them; `forget` takes back what was spelled for a rule that does not fit after
    all; `old_keywords` and `local` as `Filling` has them. `unit`: how the file indents; `in_class`: names here are a
    class body's; `floors`: the versions that the project supports; `is_meant` as `parted` has it.
    """

    utf8: bytes
    current: Callable[[Span], str]
    without: Callable[[Sequence[Gone]], Callable[[Span], str]]
    takes_receiver: bool
    is_class_access: bool
    names_a_class: bool
    other_class: str
    lacks_class: bool
    spell: Callable[[Reference | Variable], str]
    signature: Callable[[Pieces], tuple[Parameter, ...] | None]
    forget: Callable[[], None]
    old_keywords: frozenset[str] | None
    newline: str
    indent: str
    unit: str
    local: Callable[[str], str]
    in_class: bool
    floors: Floors
    is_meant: IsMeant

"""What stands before answers are settled, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from refactor_cli.data import Inlined, Outcome, Rejection
from refactor_cli.recipe.whole import Recipe
from refactor_cli.site_change import Given
from refactor_cli.verify.new_code import Added

_NOTHING = Given()


def _no_reason(path: str) -> str:
    return ""


class Known(Struct, frozen=True):
    """What stands before the answer: outcomes by the user's own rules, the words the user wrote, what is decided of
    the old definitions, whose usages are not asked about, whether rules make lambdas of references, by id what is wrong
    with new code that passes every check of ours, the words for the rest of a target's usages (see `rests`), and of a
    task in several prompts the ids that each of them lists: nothing where that is not known; and why the user lets no
    new code come into a file, by path: "" where it may."""

    outcomes: tuple[Outcome, ...] = ()
    words: str = ""
    given: Given = _NOTHING
    as_lambda: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    rests: Mapping[str, frozenset[str]] = field(default_factory=dict)
    listed: tuple[frozenset[str], ...] = ()
    why_untouched: Callable[[str], str] = _no_reason


class Settled(Struct, frozen=True):
    """`recipe` holds the user's rules first and then those of the answer that passed; by id, usages that are open for
    nothing but another one's sake (`waiting`), and those that the answers leave open in so many words (`left`)."""

    inlined: Inlined
    rejections: tuple[Rejection, ...]
    recipe: Recipe
    waiting: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    added: tuple[Added, ...] = ()

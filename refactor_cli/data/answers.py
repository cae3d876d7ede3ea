"""Prompts and answers, and what answers propose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import Struct, field

from refactor_cli.data.outcomes import Behaviour

Saying = Literal["keep", "not-a-usage", "is-a-usage", "leave-open"]


class Omitted(Struct, frozen=True):
    """A file that the prompt does not hold in full, and what became of it."""

    path: str
    reason: str


class Turn(NamedTuple):
    """What followed a prompt: an answer to it, and what was said to that."""

    answer: str
    reply: str


class Prompt(Struct, frozen=True):
    """The prompt: one system message, one user message, and the `turns` after it. `tokens`, of all of these, is exact
    when `tokens_exact`; `room`: how many they may be, with further turns."""

    system: str
    text: str
    tokens: int
    tokens_exact: bool
    omitted: tuple[Omitted, ...] = ()
    turns: tuple[Turn, ...] = ()
    room: int | None = None


class Billed(NamedTuple):
    """The tokens of one request, as its provider counted them: read from its cache, read anew, written. `reasoning`
    is a part of what was written."""

    hit: int
    miss: int
    output: int
    reasoning: int = 0


class Answer(Struct, frozen=True):
    """What a provider gave back. `model` as the provider names it; `cost_usd` None when nothing was billed, or the
    price is not known; `billed` None when the provider did not say."""

    text: str
    provider: str
    model: str
    cost_usd: float | None = None
    billed: Billed | None = None


class Piece(NamedTuple):
    """New source for lines of a file, from `first` to `last`, counted from 1."""

    first: int
    last: int
    code: str


class SiteBlock(Struct, frozen=True):
    """`<site id=…>` or `<definition id=…>`: new source for one usage, imports as written after `import:`.

    `function`: the id of the whole function that the source takes the place of, "" where it is the usage's alone;
    `also`: the other usages that are rewritten in it; `is_statement`: it takes the place of the whole statement around
    the usage, although it is an expression; `secrets`: those that were masked in the prompt and stand in `code` again,
    each with its mask: nothing of them goes into what is told; `behaviour`: whether the answer says that it changes it;
    `why`: what it says of that; `pieces`: the lines of the function that get new source, where the answer does not give
    all of it; `calls_again`: whether it says that it calls the old code again, and only another way; `decorates`: the
    name of the function or class that the source, decorators alone, is put above, in place of the statement of the
    usage.
    """

    id: str
    code: str
    imports: tuple[str, ...] = ()
    is_definition: bool = False
    function: str = ""
    also: tuple[str, ...] = ()
    is_statement: bool = False
    secrets: tuple[tuple[str, str], ...] = ()
    behaviour: Behaviour = "same"
    pieces: tuple[Piece, ...] = ()
    why: str = ""
    calls_again: bool = False
    decorates: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Of all usages that it rewrites."""
        return (self.id, *self.also)

    @property
    def says_why(self) -> bool:
        """Whether it may change behaviour: that it does is not enough, nobody could review it."""
        return self.behaviour == "changes" and bool(self.why)


class NewCode(Struct, frozen=True):
    """`<new-code path=…>`: definitions that a module gets, which new source elsewhere uses; imports as written after
    `import:`; `calls_again`: whether it says that it goes on to call the old code."""

    path: str
    code: str
    imports: tuple[str, ...] = ()
    calls_again: bool = False


class Verdict(Struct, frozen=True):
    """`<keep id=…>`, `<not-a-usage id=…>`, `<is-a-usage id=…>` or `<leave-open id=…>` with its reason. Where it names
    none (`id` is ""), `pattern`: the files, in the form of `.gitignore`, of whose usages it is said, and `receiver`:
    what these are called on (see `called_on`), "" for anything, and `arguments`: how many they are given, "" for any
    number; with the ids of those `among` which they are (None:
    all); or `rest`: what stands for those of a target that nothing else is said of (see `rests`)."""

    id: str
    reason: str
    says: Saying
    pattern: str = ""
    rest: str = ""
    among: frozenset[str] | None = None
    receiver: str = ""
    arguments: str = ""

    @property
    def is_of_several(self) -> bool:
        """Whether it is of all usages somewhere, or of a kind."""
        return bool(self.pattern or self.receiver or self.arguments)


class Rejection(Struct, frozen=True):
    """A part of an answer that is not used, and why. `id` is the usage's where it is known, else ""; of a rule,
    `symbol` is what it would have replaced."""

    id: str
    reason: str
    source: str = ""
    symbol: str = ""


class Proposal(Struct, frozen=True):
    """The answer of read: what the model proposes, nothing of it believed yet. `notes`: what a person is to do;
    `together`: by word, the ids of the blocks that are used together or not at all, malformed ones included; `new`:
    what modules get."""

    recipe: str | None
    sites: tuple[SiteBlock, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()
    together: Mapping[str, frozenset[str]] = field(default_factory=dict)
    new: tuple[NewCode, ...] = ()

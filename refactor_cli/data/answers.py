"""Prompts and answers, and what answers propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Saying = Literal["keep", "not-a-usage", "is-a-usage", "leave-open"]


@dataclass(frozen=True, slots=True)
class Omitted:
    """A file that the prompt does not hold in full, and what became of it."""

    path: str
    reason: str


class Turn(NamedTuple):
    """What followed a prompt: an answer to it, and what was said to that."""

    answer: str
    reply: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """The prompt: one system message, one user message, and the `turns` after it. `tokens`, of all of these, is exact
    when `tokens_exact`."""

    system: str
    text: str
    tokens: int
    tokens_exact: bool
    omitted: tuple[Omitted, ...] = ()
    turns: tuple[Turn, ...] = ()


class Billed(NamedTuple):
    """The tokens of one request, as its provider counted them: read from its cache, read anew, written. `reasoning`
    is a part of what was written."""

    hit: int
    miss: int
    output: int
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider gave back. `model` as the provider names it; `cost_usd` None when nothing was billed, or the
    price is not known; `billed` None when the provider did not say."""

    text: str
    provider: str
    model: str
    cost_usd: float | None = None
    billed: Billed | None = None


@dataclass(frozen=True, slots=True)
class SiteBlock:
    """`<site id=…>` or `<definition id=…>`: new source for one usage, imports as written after `import:`.

    `function`: the id of the whole function that the source takes the place of, "" where it is the usage's alone;
    `also`: the other usages that are rewritten in it; `is_statement`: it takes the place of the whole statement around
    the usage, although it is an expression.
    """

    id: str
    code: str
    imports: tuple[str, ...] = ()
    is_definition: bool = False
    function: str = ""
    also: tuple[str, ...] = ()
    is_statement: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """Of all usages that it rewrites."""
        return (self.id, *self.also)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`<keep id=…>`, `<not-a-usage id=…>`, `<is-a-usage id=…>` or `<leave-open id=…>` with its reason."""

    id: str
    reason: str
    says: Saying


@dataclass(frozen=True, slots=True)
class Rejection:
    """A part of an answer that is not used, and why. `id` is the usage's where it is known, else ""; of a rule,
    `symbol` is what it would have replaced."""

    id: str
    reason: str
    source: str = ""
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer of read: what the model proposes, nothing of it believed yet."""

    recipe: str | None
    sites: tuple[SiteBlock, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    rejections: tuple[Rejection, ...] = ()

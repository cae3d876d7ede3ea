"""Targets and their usages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Set
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data.files import Span

TargetKind = Literal["function", "class", "constant", "module", "method", "attribute", "external"]


class Symbol(NamedTuple):
    """What a name leads to. Inside the repository: `path` of the defining file (the `.py` where a `.pyi` stands
    beside it) and qualified `name` in it, "" for the module itself. Outside, or missing: `path` is None and
    `name` the full dotted name."""

    path: str | None
    name: str


class Location(NamedTuple):
    """Lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class DefinitionSite(NamedTuple):
    """Where a target is defined."""

    path: str
    line: int


class Target(Struct, frozen=True):
    """What the user asked for. `name` as it was asked, dotted; `dotted`: the canonical dotted name of the
    definition; `symbols`: everything a usage may lead to (one symbol, as a rule); `beyond`: names that it is given
    elsewhere, by an import or an assignment, which are to be used from now on: what goes by them is no usage."""

    name: str
    dotted: str
    kind: TargetKind
    symbols: frozenset[Symbol]
    definitions: tuple[DefinitionSite, ...] = ()
    beyond: frozenset[Symbol] = frozenset()

    @property
    def ends(self) -> frozenset[Symbol]:
        """Where names are followed to, and no further."""
        return self.symbols | self.beyond


UsageKind = Literal[
    "call", "reference", "import", "decorator", "base", "override", "string", "doc", "definition", "owner"
]
"""A "definition" is the target's own, and an "owner" a string by which something else is put in the place of what the
target is asked of (`patch("app.datetime")`): in a ledger alone, where a model's answer may change it."""
Certainty = Literal["certain", "likely", "possible", "ruled_out"]
SURE: frozenset[Certainty] = frozenset({"certain", "likely"})
IMPLICIT = "implicit"
"""Evidence of a usage at which no name stands: Python calls a special method there by itself."""


class Usage(Struct, frozen=True):
    """One place that uses, or may use, a target.

    `span` is the referenced name (the last identifier of `a.b.old`), `expression` the whole dotted name,
    `call_span` the whole call expression when it is called here. `evidence`: how the certainty is known, in
    the order it was found. `binding`: span of the binding name in this file through which a certain usage was
    resolved (the import's local name, …), None when there is no single one. `scope`: index of the scope the
    usage is evaluated in. `text`: source of the call, else of the line. `decided_by`: who decided what names,
    imports and scopes left possible (a type server, evidence); "" when they decided it themselves, or nobody did.
    `rank`: how likely an undecided one is, from 0 to 1, to put them in order. `also`: another member of the same
    name, on another class, that it may mean as well; "" when none is known.
    """

    id: str
    target: str
    path: str
    span: Span
    expression: Span
    call_span: Span | None
    location: Location
    call: Location | None
    kind: UsageKind
    certainty: Certainty
    evidence: tuple[str, ...]
    enclosing: str
    text: str
    scope: int = 0
    binding: Span | None = None
    decided_by: str = ""
    rank: float = 0.0
    also: str = ""

    @property
    def is_implicit(self) -> bool:
        """Whether Python calls the target here by itself: there is no name that could be written anew."""
        return self.evidence == (IMPLICIT,)


def usage_id(text: str) -> str:
    """The id of a usage that this text tells from others."""
    return f"u{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


class TargetUsages(Struct, frozen=True):
    """All usages of one target, in path and position order; `ruled_out`: same name, proved something else."""

    target: Target
    usages: tuple[Usage, ...]
    ruled_out: tuple[Usage, ...] = ()


class Usages(Struct, frozen=True):
    """The answer of find, one result a target in the order asked. `warnings`: what it could not know."""

    results: tuple[TargetUsages, ...]
    scanned: int
    with_candidates: int
    warnings: tuple[str, ...] = ()

    @property
    def every(self) -> Iterator[Usage]:
        """The usages of all targets, target by target."""
        return (usage for result in self.results for usage in result.usages)

    def without(self, ids: Set[str]) -> Usages:
        """The same without the usages of these ids."""
        results = (
            replace(result, usages=tuple(usage for usage in result.usages if usage.id not in ids))
            for result in self.results
        )
        return replace(self, results=tuple(results))

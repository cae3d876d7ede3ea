"""What is asked of an occurrence, and the answer to it."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from refactor_cli.data import Certainty, FileMap, Span, Symbol, Target, UsageKind
from refactor_cli.resolution import (
    Lookup,
    definitions_of,
    dotted_name,
)
from refactor_cli.resolution.standard_library import is_class
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.letters import as_compared


class Judgement(NamedTuple):
    """How an occurrence is to be taken. `binding`: the one binding in the file that decided it; `also`: another
    class's member that it may mean as well."""

    kind: UsageKind
    certainty: Certainty
    evidence: tuple[str, ...]
    binding: Span | None = None
    also: str = ""


class Question(Struct, frozen=True):
    """A target, asked about in one file. `owner`: the class that the target is a member of. `whole`: the repository's
    files, where that file is none of them."""

    symbols: SymbolMap
    target: Target
    path: str
    file_map: FileMap
    owner: Symbol | None
    whole: SymbolMap | None = None

    @property
    def repository(self) -> SymbolMap:
        """The repository's own files."""
        return self.symbols if self.whole is None else self.whole

    @property
    def look(self) -> Lookup:
        """A lookup that does not follow the target itself to what it is an alias of."""
        return Lookup(self.symbols, self.target.ends)


def question(symbols: SymbolMap, target: Target, path: str, file_map: FileMap) -> Question:
    """The question for a file."""
    return Question(symbols, target, path, file_map, owner_of(symbols, target))


def owner_of(symbols: SymbolMap, target: Target) -> Symbol | None:
    """The class that a target is a member of; for one outside the repository by its name."""
    # of a method that stands for its overrides as well, its own class comes first
    order = sorted(target.symbols, key=lambda each: (dotted_name(symbols, each) != target.dotted, str(each)))
    for symbol in order if len(order) > 1 else target.symbols:
        outer, _, _ = symbol.name.rpartition(".")
        owner = Symbol(symbol.path, outer)
        if (
            symbol.path is not None
            and outer
            and any(d.kind == "class" for d in definitions_of(Lookup(symbols), owner))
        ):
            return owner
        if symbol.path is None and (target.kind == "method" or is_class(outer)):
            return owner
    return None


def text_of(asked: Question, span: Span) -> str:
    """A name that is the span of the file."""
    return as_compared(asked.symbols.snapshot.files[asked.path].text.slice(span.start, span.end))

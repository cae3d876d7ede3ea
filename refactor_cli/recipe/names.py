"""What the names of a rule mean, and where its source is."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from refactor_cli.recipe.rules import Variable


class Names(Struct, frozen=True):
    """What the names of a rule mean. `imports`: local name -> (module, name), as `Reference` has them;
    `own`: the rule's own name -> the symbol it replaces; `modules`: everything imported as `import a.b`;
    `dotted`: unknown names are dotted symbols (`--to`); `locals`: names that statements of the rule bind;
    `is_async`: the rule may `await`; `defaulted`: parameters with a default that is not OMITTED; `variables`: what the
    recipe assigns outside of its rules."""

    parameters: Mapping[str, str]  # name -> kind
    imports: Mapping[str, tuple[str, str]]
    own: Mapping[str, str]
    modules: frozenset[str] = frozenset()
    dotted: bool = False
    locals: frozenset[str] = frozenset()
    is_async: bool = False
    defaulted: frozenset[str] = frozenset()
    variables: Mapping[str, Variable] = {}


class Source(Struct, frozen=True):
    """Where the expressions of a recipe are written. `starts`: offsets of the lines in `utf8`."""

    utf8: bytes
    starts: tuple[int, ...]


def line_starts(source: bytes) -> tuple[int, ...]:
    """Offsets of the lines of a source whose line ends are line feeds."""
    ends = [index + 1 for index, byte in enumerate(source) if byte == 10]
    return (0, *ends)

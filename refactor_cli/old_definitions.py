"""A target's own definitions as usages that an answer gives new source (`--definition rewrite`). find does not list
them: nothing uses the target there."""

from __future__ import annotations

from msgspec.structs import replace

from refactor_cli.data import Location, Target, Usage, Usages, usage_id
from refactor_cli.resolution import Lookup, definitions_of
from refactor_cli.symbols import SymbolMap

KIND = "definition"


def with_definitions(symbols: SymbolMap, usages: Usages) -> Usages:
    """The same, and the definitions of each target, in path and position order."""
    results = []
    for result in usages.results:
        every = (*result.usages, *definition_usages(symbols, result.target))
        results.append(replace(result, usages=tuple(sorted(every, key=lambda each: (each.path, each.span)))))
    return replace(usages, results=tuple(results))


def definition_usages(symbols: SymbolMap, target: Target) -> tuple[Usage, ...]:
    """One for each `def` and `class` of the target in the repository, in path and position order."""
    found = list[Usage]()
    for symbol in sorted(each for each in target.symbols if each.path is not None):
        path = symbol.path or ""
        for number, each in enumerate(definitions_of(Lookup(symbols), symbol)):
            text = symbols.snapshot.files[path].text
            parts = (KIND, target.dotted, path, each.qualname, str(number))
            line, column = text.position(each.name_span.start)
            usage = Usage(
                id=usage_id("\0".join(parts)),
                target=target.name,
                path=path,
                span=each.name_span,
                expression=each.name_span,
                call_span=None,
                location=Location(line, column, *text.position(each.name_span.end)),
                call=None,
                kind="definition",
                certainty="certain",
                evidence=(KIND,),
                enclosing=each.qualname.rpartition(".")[0],
                text=text.line(line).strip(),
                scope=each.scope,
            )
            found.append(usage)
    return tuple(found)

"""Whether the imports of one name can follow a move, all of them, or stay with what the file does by the name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Binding, FileMap, Span
from refactor_cli.imports.meaning import (
    import_of,
    is_brought_by_star,
    is_same,
    meaning,
    site_at,
)
from refactor_cli.imports.removal import Staying, leaving_names
from refactor_cli.imports.statements import ParsedFile, node_at, parsed
from refactor_cli.imports.uses import reads, references
from refactor_cli.inline.job import Job
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.inline.import_lines.values import Following

IN_THE_FILE = frozenset({"__all__", "namespace"})
"""Evidence of strings that are a name of their own module."""

_DECLARATIONS = frozenset({"global_statement", "nonlocal_statement"})


def other_half(symbols: SymbolMap, path: str, file_map: FileMap, group: Sequence[Following]) -> str:
    """Why imports stay: another one binds the same name to what moved, in its new place."""
    own = {each.binding.span for each in group}
    first = group[0].binding
    for other in file_map.named.get(first.name, ()):
        made = import_of(symbols, path, other) if other.span not in own else None
        if made is None or other.scope != first.scope:
            continue
        if is_same(symbols, path, meaning(symbols, path, made), meaning(symbols, path, group[0].new)):
            line = symbols.snapshot.files[path].text.position(other.span.start)[0]
            return f"line {line} imports '{first.name}' from its new place, where there is one"
    return ""


def is_whole(
    symbols: SymbolMap, path: str, file_map: FileMap, group: Sequence[Following], jobs: Sequence[Job]
) -> bool:
    """Whether imports of one name can follow, and have to: nothing else imports the same under the name, no usage of
    it in the code is left out, and they would stay when all that is known of them is written otherwise."""
    own = {each.binding.span for each in group}
    first = group[0].binding
    others = [b for b in file_map.imports if b.name == first.name and b.scope == first.scope]
    if len(others) > len(own) and _brings_same(symbols, path, others, own):
        return False
    named = [each for each in group if not each.is_content]
    if not named:
        return True
    targets = {each.job.usage.target for each in named}
    if any(job.rules and job.usage.call_span is not None for job in jobs if job.usage.target in targets):
        return False  # calls are written otherwise, or stay
    usages = [job.usage for job in jobs if job.usage.target in targets]
    known = {job.usage.expression.start for job in jobs if job.usage.target in targets and not job.left}
    read, vacated = parsed(symbols, path), set(own)
    for use in references(read, file_map, first.name):
        if not any(reads(file_map, each.binding, use) for each in named):
            continue
        node = node_at(read, use)
        if use.start not in known and node is not None and node.type == "identifier":
            return False
        if use.start in known and not (node and node.parent and node.parent.type in _DECLARATIONS):
            vacated.add(use)
    if any(usage.evidence[:1] and usage.evidence[0] in IN_THE_FILE for usage in usages):
        return True
    if file_map.scopes[first.scope].kind == "class":
        return True  # the class goes on having the name
    if any(each.keeps_name for each in named):
        return True
    if any(each.binding.kind == "import" for each in named):
        return True  # `import old as name`: the file's own name for the module
    site = site_at(symbols, path, first.span.start)
    assert site is not None
    old = import_of(symbols, path, first)
    if old is not None and is_brought_by_star(site, first.name, meaning(symbols, path, old)):
        return False  # what has the name from there would go on meaning the old one
    gone = leaving_names(read, site, frozenset(vacated), Staying(frozenset(), frozenset()))
    return not all(_goes(read, gone, each.binding) for each in named)


def _brings_same(symbols: SymbolMap, path: str, bindings: Sequence[Binding], own: set[Span]) -> bool:
    """Whether another one of these imports brings what one of `own` does, however it is written."""
    made = [(each.span in own, import_of(symbols, path, each)) for each in bindings]
    sources = [meaning(symbols, path, each) for is_own, each in made if is_own and each is not None]
    others = [meaning(symbols, path, each) for is_own, each in made if not is_own and each is not None]
    return any(is_same(symbols, path, one, other) for one in others for other in sources)


def _goes(read: ParsedFile, gone: Mapping[int, frozenset[int]], binding: Binding) -> bool:
    statement = read.at(binding.span.start)
    indices = gone.get(statement.span.start, frozenset()) if statement is not None else frozenset()
    return statement is not None and any(statement.names[i].span.contains(binding.span) for i in indices)

"""An old definition taken out: with its decorators, its comments, its stub and its entries in `__all__`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Edit, FileMap, Outcome, Span, TargetUsages, Usage
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.imports import ImportChange
from refactor_cli.imports.deletion import merged, without_blank
from refactor_cli.imports.placing import line_start
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import references
from refactor_cli.resolution import bindings_at, scope_at
from refactor_cli.retire.defined import Defined, defined
from refactor_cli.retire.exported import is_export, without_entry
from refactor_cli.retire.values import Refused, Retirement, Wish
from refactor_cli.site_change import SiteChange
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# comments that say something about the file, or about more than what follows them
_NOT_ITS_OWN = re.compile(
    rb"#\s*(?:fmt:|yapf:|isort:|region\b|endregion\b|%%|!|-\*-|type:\s*ignore)|#\s*[-=#*~]{3}"
)
_COMMENT = re.compile(rb"[ \t\f]*#[^\n]*\n?")


def removed(symbols: SymbolMap, result: TargetUsages, wish: Wish) -> Retirement:
    """The edits that take the target out, and the imports of its file that only it used.

    Raises:
        Refused: it stands under a condition, or an entry of `__all__` cannot be taken out.
    """
    every = defined(symbols, result.target)
    changes, regions = list[SiteChange](), list[tuple[str, Span]]()
    for path in dict.fromkeys(each.path for each in every):
        here = [each for each in every if each.path == path]
        spans = merged(_region(symbols, each) for each in here)
        regions += ((path, span) for span in spans)
        vacated = tuple(sorted(_used(symbols, path, spans)))
        for number, edit in enumerate(_edits(symbols, here, spans, wish)):
            changes.append(SiteChange(edit, ImportChange(vacated=vacated if not number else ())))
    outcomes = list[Outcome]()
    for usage in result.usages:
        inside = any(path == usage.path and span.contains(usage.span) for path, span in regions)
        if is_export(usage) and not inside and not _stays_exported(symbols, usage, every, wish):
            changes.append(SiteChange(without_entry(symbols, usage, wish.by), ImportChange()))
            outcomes.append(Outcome(usage, "rewritten", wish.by))
    return Retirement(tuple(changes), tuple(outcomes), tuple(regions))


def _stays_exported(symbols: SymbolMap, usage: Usage, every: Sequence[Defined], wish: Wish) -> bool:
    """Whether a file that imports the target goes on doing so under the same name, from where it is moved to: what
    becomes of its `__all__` is then as of the import."""
    written = symbols.snapshot.files[usage.path].text.slice(*usage.span)
    is_same = last_part(wish.moved) == written
    return is_same and usage.path not in {each.path for each in every}


def _region(symbols: SymbolMap, each: Defined) -> Span:
    """Whole lines: the definition, the comments that stand directly above it, and those that belong to its body."""
    node = _node(symbols, each)
    around = node.parent
    if around is None or not (
        around.type == "module" or (around.parent is not None and around.parent.type == "class_definition")
    ):
        line = symbols.snapshot.files[each.path].text.position(each.definition.span.start)[0]
        raise Refused(f"{each.path}:{line} defines it inside an if or a try: change that by hand")
    utf8 = symbols.snapshot.files[each.path].text.utf8
    start = line_start(utf8, node.start_byte)
    if utf8[start : node.start_byte].strip(b"\xef\xbb\xbf \t\f"):
        raise Refused(f"other code stands on the line where {each.path} defines it")
    indent = node.start_byte - start
    return Span(_above(utf8, start, indent), _below(utf8, node.end_byte, indent))


def _node(symbols: SymbolMap, each: Defined) -> Node:
    node = symbols.node(each.path, each.definition.outer)
    assert node is not None, "the map and the tree are of one text"
    return node


def _above(utf8: bytes, start: int, indent: int) -> int:
    """Where the comment lines begin that end at `start`; comments at a file's top are the file's."""
    first = start
    while first:
        line = line_start(utf8, first - 1)
        text = utf8[line:first]
        own = text.lstrip(b" \t\f")
        if not own.startswith(b"#") or _NOT_ITS_OWN.match(own) or len(text) - len(own) != indent:
            break
        first = line
    return start if first == 0 else first


def _below(utf8: bytes, end: int, indent: int) -> int:
    """The end of the last line, comments that are indented like the body included."""
    newline = utf8.find(b"\n", end)
    at = found = newline + 1 if newline >= 0 else len(utf8)
    while at < len(utf8):
        newline = utf8.find(b"\n", at)
        after = newline + 1 if newline >= 0 else len(utf8)
        line = utf8[at:after]
        own = line.lstrip(b" \t\f")
        if own.startswith(b"#") and len(line) - len(own) > indent:
            found = after
        elif own.strip():
            break
        at = after
    return found


def _edits(symbols: SymbolMap, here: Sequence[Defined], spans: Sequence[Span], wish: Wish) -> Iterable[Edit]:
    path = here[0].path
    utf8 = symbols.snapshot.files[path].text.utf8
    emptied = {block.id: block for each in here if (block := _emptied(symbols, each, spans)) is not None}
    for span in spans:
        block = next((b for b in emptied.values() if span.contains(Span(b.start_byte, b.start_byte))), None)
        if block is None:
            yield Edit(path, without_blank(utf8, span), "", (), wish.by)
            continue
        first = utf8[line_start(utf8, block.start_byte) : block.start_byte].decode()
        end = utf8[span.start : span.end]
        newline = "\r\n" if end.endswith(b"\r\n") else "\n" if end.endswith(b"\n") else ""
        yield Edit(path, span, f"{first}pass{newline}", (), wish.by)


def _emptied(symbols: SymbolMap, each: Defined, spans: Sequence[Span]) -> Node | None:
    """The class body that is left with no statement."""
    block = _node(symbols, each).parent
    if block is None or block.type == "module":
        return None
    statements = code_children(block)
    gone = (any(span.contains(Span(s.start_byte, s.end_byte)) for span in spans) for s in statements)
    return block if all(gone) else None


def _used(symbols: SymbolMap, path: str, spans: Sequence[Span]) -> Iterable[Span]:
    """The places in what goes where a name is read that the file imports. Imports that stand in it go as it does."""
    file_map, read = symbols.map(path), parsed(symbols, path)
    assert file_map is not None
    staying = (b for b in file_map.bindings if not any(span.contains(b.span) for span in spans))
    for name in {binding.name for binding in staying if binding.kind in ("import", "from")}:
        for use in references(read, file_map, name):
            if any(span.contains(use) for span in spans) and not _is_bound_in(file_map, name, use, spans):
                yield use


def _is_bound_in(file_map: FileMap, name: str, use: Span, spans: Sequence[Span]) -> bool:
    """Whether what the name is bound by at `use` goes too."""
    bound = bindings_at(file_map, scope_at(file_map, use.start), name, use.start)
    return bool(bound) and all(any(span.contains(b.span) for span in spans) for b in bound)

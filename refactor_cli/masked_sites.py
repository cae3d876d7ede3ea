"""Proposal -> the same without what touches a masked secret.

A model saw a constant where a secret stands. New source for such a place would either carry the constant into the
code or drop the secret: the place is for a person.
"""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from refactor_cli.data import Proposal, Rejection, SiteBlock, SourceFile, Span, Usage, Usages
from refactor_cli.functions import function_id, functions_around
from refactor_cli.recipe.parsing import is_expression
from refactor_cli.secrets import MASK, secrets
from refactor_cli.site_span import site_span, statement_span
from refactor_cli.symbols import SymbolMap

_WRITES = "it holds a mask, which stands for a secret that was not sent"
_STANDS = "a secret that was not sent stands there"


def without_masked(proposal: Proposal, usages: Usages, symbols: SymbolMap) -> Proposal:
    """Blocks that write a mask, or replace source with a secret in it, become rejections; so does such a recipe."""
    by_id = {usage.id: usage for result in usages.results for usage in result.usages}
    kept, rejected = list[SiteBlock](), list[Rejection]()
    spans = cache(lambda path: secret_spans(symbols.snapshot.files[path]))
    for block in proposal.sites:
        usage = by_id.get(block.id)
        if MASK.search("\n".join((block.code, *block.imports))):
            rejected += (Rejection(id, _WRITES, block.code) for id in block.ids)
        elif usage is not None and _touches(symbols, usage, block, spans(usage.path)):
            rejected += (Rejection(id, _STANDS, block.code) for id in block.ids)
        else:
            kept.append(block)
    recipe = proposal.recipe
    if recipe is not None and MASK.search(recipe):
        rejected.append(Rejection("", f"the recipe: {_WRITES}", recipe))
        recipe = None
    return replace(proposal, recipe=recipe, sites=tuple(kept), rejections=(*proposal.rejections, *rejected))


def secret_spans(file: SourceFile) -> tuple[Span, ...]:
    """Where a file's secrets lie, as offsets into `Text.utf8`."""
    text = file.data[len(file.text.bom) :].decode(file.text.encoding)
    return tuple(
        Span(len(text[: each.start].encode("utf-8")), len(text[: each.end].encode("utf-8")))
        for each in secrets(text, file.path)
    )


def _touches(symbols: SymbolMap, usage: Usage, block: SiteBlock, found: tuple[Span, ...]) -> bool:
    """Whether a secret lies on the lines that a block for this usage may replace."""
    if not found:
        return False
    text, file_map = symbols.snapshot.files[usage.path].text, symbols.map(usage.path)
    tree = symbols.tree(usage.path) if file_map is not None else None
    span = site_span(usage, tree)
    if tree is not None and not block.function and _may_be_statement(block):
        span = statement_span(span, tree) or span
    if usage.kind in ("override", "definition") and file_map is not None:
        span = next((each.outer for each in file_map.definitions if each.name_span == usage.span), span)
    if block.function and file_map is not None:
        around = functions_around(file_map, usage.scope)
        span = next(
            (each.outer for each in around if function_id(usage.path, each, text) == block.function), span
        )
    first = text.position(span.start)[0]
    last = text.position(max(span.end - 1, span.start))[0]
    start = text.line_starts[first - 1]
    end = text.line_starts[last] if last < len(text.line_starts) else len(text.utf8)
    return any(each.start < end and start < each.end for each in found)


def _may_be_statement(block: SiteBlock) -> bool:
    """Whether a block may replace the whole statement around its usage."""
    return block.is_statement or not is_expression(block.code.strip())

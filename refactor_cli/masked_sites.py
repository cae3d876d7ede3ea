"""Proposal -> the same with the secrets that new source takes over from its place, and without what touches others.

A model saw a constant where a secret stands. New source that has the same constants in the same order as the place that
it is for gets the secrets back. Any other would carry the constant into the code or drop the secret: the place is for a
person. What is told of new source has the constants again: it may be sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Proposal, Rejection, SiteBlock, SourceFile, Span, Usage, Usages
from refactor_cli.functions import functions_to_write, with_id
from refactor_cli.recipe.parsing import is_expression
from refactor_cli.secrets import MASK, constant, secrets
from refactor_cli.site_span import site_span, statement_span
from refactor_cli.symbols import SymbolMap

_WRITES = "it holds a mask, which stands for a secret that was not sent"
_OTHERS = f"{_WRITES}, and its place does not have the same ones in the same order"
_SHORTENED = 6  # characters of a secret that are told by nobody
_STANDS = "a secret that was not sent stands there"


def without_masked(proposal: Proposal, usages: Usages, symbols: SymbolMap) -> Proposal:
    """Blocks that write other masks than their place has, or replace source with a secret in it, become rejections; so
    does a recipe with a mask."""
    by_id = {usage.id: usage for usage in usages.every}
    kept, rejected = list[SiteBlock](), list[Rejection]()
    of_file = cache(lambda path: _secrets_of(symbols.snapshot.files[path]))
    for block in proposal.sites:
        usage = by_id.get(block.id)
        there = _touched(symbols, usage, block, of_file(usage.path)) if usage is not None else ()
        masks = MASK.findall(block.code)
        if MASK.search("\n".join(block.imports)) or (masks and not there):
            rejected += (Rejection(id, _WRITES, block.code) for id in block.ids)
        elif masks and (masks != [each.mask for each in there] or not all(each.is_within for each in there)):
            rejected += (Rejection(id, _OTHERS, block.code) for id in block.ids)
        elif there and not masks and not all(each.text in block.code for each in there):
            rejected += (Rejection(id, _STANDS, block.code) for id in block.ids)
        else:
            kept.append(_with_secrets(block, there) if there else block)
    recipe = proposal.recipe
    if recipe is not None and MASK.search(recipe):
        rejected.append(Rejection("", f"the recipe: {_WRITES}", recipe))
        recipe = None
    return replace(proposal, recipe=recipe, sites=tuple(kept), rejections=(*proposal.rejections, *rejected))


def hiding(blocks: Iterable[SiteBlock]) -> Callable[[str], str]:
    """Puts masks for the secrets that blocks got back; a text ends where a shortened one begins."""
    pairs = {
        (part, its_mask) for block in blocks for each, its_mask in block.secrets for part in _parts(each)
    }
    longest_first = sorted(pairs, key=lambda pair: (-len(pair[0]), pair))

    def hidden(text: str) -> str:
        for secret, its_mask in longest_first:
            text = text.replace(secret, its_mask)
            if (cut := text.find(secret[:_SHORTENED])) >= 0:
                text = text[:cut] + its_mask
        return text

    return hidden


def _parts(secret: str) -> Iterator[str]:
    """It, and the lines of one over several."""
    yield secret
    yield from (line for line in map(str.strip, secret.splitlines()) if len(line) > _SHORTENED)


class _Secret(NamedTuple):
    """Where it lies, as offsets into `Text.utf8`; what it is, and what stands for it in a prompt. `is_within`: it is a
    part of what a block replaces, and does not only share a line with that."""

    span: Span
    text: str
    mask: str
    is_within: bool = False


def _secrets_of(file: SourceFile) -> tuple[_Secret, ...]:
    text = file.data[len(file.text.bom) :].decode(file.text.encoding)
    return tuple(
        _Secret(
            Span(len(text[: each.start].encode("utf-8")), len(text[: each.end].encode("utf-8"))),
            text[each.start : each.end],
            constant(each.kind),
        )
        for each in secrets(text, file.path)
    )


def _with_secrets(block: SiteBlock, there: Sequence[_Secret]) -> SiteBlock:
    left = iter(there)
    code = MASK.sub(lambda _: next(left).text, block.code)
    return replace(block, code=code, secrets=tuple((each.text, each.mask) for each in there))


def _touched(
    symbols: SymbolMap, usage: Usage, block: SiteBlock, found: tuple[_Secret, ...]
) -> tuple[_Secret, ...]:
    """The secrets on the lines that a block for this usage may replace."""
    if not found:
        return ()
    text, file_map = symbols.snapshot.files[usage.path].text, symbols.map(usage.path)
    tree = symbols.tree(usage.path) if file_map is not None else None
    span = site_span(usage, tree)
    if tree is not None and not block.function and _may_be_statement(block):
        span = statement_span(span, tree) or span
    if usage.kind in ("override", "definition") and file_map is not None:
        span = next((each.outer for each in file_map.definitions if each.name_span == usage.span), span)
    if block.function and file_map is not None:
        function = with_id(block.function, usage.path, functions_to_write(file_map, usage), text)
        if function is not None:
            has_decorators = usage.kind == "decorator" or block.code.lstrip().startswith("@")
            span = function.outer if has_decorators else function.span
    first = text.position(span.start)[0]
    last = text.position(max(span.end - 1, span.start))[0]
    start = text.line_starts[first - 1]
    end = text.line_starts[last] if last < len(text.line_starts) else len(text.utf8)
    return tuple(
        each._replace(is_within=span.contains(each.span))
        for each in found
        if each.span.start < end and start < each.span.end
    )


def _may_be_statement(block: SiteBlock) -> bool:
    """Whether a block may replace the whole statement around its usage."""
    return block.is_statement or not is_expression(block.code.strip())

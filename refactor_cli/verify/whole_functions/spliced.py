"""Blocks for some lines of a function -> blocks for the whole of it, with all its other lines as they are.

An answer need not repeat a long function to change two lines of it. What it comes to is held to what a block for a
whole function is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from refactor_cli import grammar
from refactor_cli.answer_format.margin import lines_in_strings
from refactor_cli.data import Definition, Proposal, Rejection, SiteBlock, Usage, Usages
from refactor_cli.functions import functions_to_write
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import Text, indentation
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.whole_functions.old_function import named_function


def with_earlier(new: Proposal, earlier: Sequence[SiteBlock]) -> tuple[Proposal, tuple[SiteBlock, ...]]:
    """An answer with the lines that earlier rounds gave of the functions of which it gives lines, or says something
    else of what those were for; and the lines that stand after it. A round repeats no more than what it changes."""
    named = {id for block in new.sites for id in block.ids}
    named |= {each.id for each in new.verdicts} | {each.id for each in new.rejections}
    whole = {block.function for block in new.sites if block.function and not block.pieces}
    stand = [block for block in earlier if block.function not in whole and not named & {*block.ids}]
    lines = [block for block in new.sites if block.pieces]
    about = {block.function for block in (*lines, *(block for block in earlier if block not in stand))}
    again = (block for block in stand if block.function in about)
    return replace(new, sites=(*again, *new.sites)), (*stand, *lines)


def spliced(proposal: Proposal, usages: Usages, symbols: SymbolMap) -> Proposal:
    """The proposal with whole functions alone; blocks whose lines are none of their function's are rejections."""
    if not any(block.pieces for block in proposal.sites):
        return proposal
    by_id = {usage.id: usage for usage in usages.every}
    kept, rejected = list[SiteBlock](), list[Rejection]()
    for block in _joined(proposal.sites):
        usage = by_id.get(block.id)
        if not block.pieces or usage is None:
            kept.append(block)
            continue
        try:
            kept.append(replace(block, code=_whole(block, usage, symbols), pieces=()))
        except Refused as refused:
            rejected += (Rejection(id, str(refused), block.code) for id in block.ids)
    return replace(proposal, sites=tuple(kept), rejections=(*proposal.rejections, *rejected))


def _joined(sites: Iterable[SiteBlock]) -> Iterator[SiteBlock]:
    """What is said of several pieces of a function, in one block."""
    pieces: dict[str, list[SiteBlock]] = {}
    for each in sites:
        if each.pieces:
            pieces.setdefault(each.function, []).append(each)
        else:
            yield each
    for blocks in pieces.values():
        ids = dict.fromkeys(id for each in blocks for id in each.ids)
        yield replace(
            blocks[0],
            imports=tuple(dict.fromkeys(line for each in blocks for line in each.imports)),
            also=tuple(ids)[1:],
            behaviour="changes" if any(each.behaviour == "changes" for each in blocks) else "same",
            why="; ".join(dict.fromkeys(each.why for each in blocks if each.why)),
            calls_again=any(each.calls_again for each in blocks),
            pieces=tuple(sorted(piece for each in blocks for piece in each.pieces)),
        )


def _whole(block: SiteBlock, usage: Usage, symbols: SymbolMap) -> str:
    text = symbols.snapshot.files[usage.path].text
    function = _function(block, usage, symbols)
    first, last = text.position(function.outer.start)[0], text.position(function.outer.end)[0]
    for piece in block.pieces:
        if not first <= piece.first <= piece.last <= last:
            raise Refused(
                f"lines {piece.first}-{piece.last} are not in the function, which stands in lines {first}-{last}"
            )
    if any(before.last >= after.first for before, after in pairwise(block.pieces)):
        raise Refused("two blocks replace the same lines of the function")
    start = text.position(function.span.start)[0]
    start = first if any(piece.first < start for piece in block.pieces) else start
    indent = indentation(text.line(start))
    in_strings = frozenset(line + 1 for line in lines_in_strings(symbols.tree(usage.path)))
    lines, number = list[str](), start
    for piece in block.pieces:
        lines += (_at_margin(text, each, indent, in_strings) for each in range(number, piece.first))
        inside = (text.line(each) for each in range(piece.first, piece.last + 1))
        own = next((indentation(line) for line in inside if line.strip()), indent)
        lines += _indented(piece.code, own.removeprefix(indent))
        number = piece.last + 1
    lines += (_at_margin(text, each, indent, in_strings) for each in range(number, last + 1))
    return "\n".join(lines)


def _function(block: SiteBlock, usage: Usage, symbols: SymbolMap) -> Definition:
    file_map, text = symbols.map(usage.path), symbols.snapshot.files[usage.path].text
    if file_map is None:
        raise Refused("its file is not among the Python files that were read")
    return named_function(block.function, usage.path, functions_to_write(file_map, usage), text)


def _at_margin(text: Text, number: int, indent: str, in_strings: frozenset[int]) -> str:
    line = text.line(number).rstrip("\r\n")
    if number in in_strings or not line.strip():
        return line if number in in_strings else line.removeprefix(indent)
    if line.lstrip().startswith("#") and not line.startswith(indent):
        return line.lstrip()  # it stays where it is: see `line_ends`
    if not line.startswith(indent):
        raise Refused(
            f"line {number} of the function stands further left than its def: write the whole function"
        )
    return line[len(indent) :]


def _indented(code: str, indent: str) -> Sequence[str]:
    in_strings = frozenset(lines_in_strings(grammar.parse("python", code.encode("utf-8", "surrogatepass"))))
    return [
        indent + line if line and number not in in_strings else line
        for number, line in enumerate(code.split("\n"))
    ]

"""Proposal, Usages, SymbolMap -> Verified: which blocks of an answer become edits, and why the others do not.

Nothing of an answer is believed. What is checked, for each block:

- its id is a usage's that was asked about, answered once, of a kind that takes such a block, in a file that was read;
- the code is small, parses, has only forms that a site may have (`code`), no invisible characters, and none outside
  ASCII that the old source does not have;
- it replaces the call, the reference, or the statement that is nothing but the call (`place`): the span comes from
  the usage, never from the answer, so that nothing else can be reached;
- statements bind what the old one bound, return where it returned and only there, assign no other attributes, and
  bind no name that the code around uses;
- every name is defined there (scope, file, the block's imports, builtins); every import is used, exists, and takes no
  name that the file gives another meaning;
- the old is not used any more, and nothing sensitive is begun (`sensitive`);
- the file would still parse with this edit alone.

The recipe of a proposal is not read here. Usages without a block or verdict have no outcome.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from refactor_cli.answer_format import block_of
from refactor_cli.data import (
    Edit,
    FileMap,
    Outcome,
    Proposal,
    Rejection,
    SiteBlock,
    Span,
    Symbol,
    Usage,
    Usages,
    Verdict,
)
from refactor_cli.imports import ImportChange, Need, edit_imports
from refactor_cli.site_change import SiteChange
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.code import Code, parsed, read_code
from refactor_cli.verify.flow import Flow, flow_of
from refactor_cli.verify.forms import check_awaits, check_definition, check_statements
from refactor_cli.verify.names import (
    Site,
    absolute,
    check_imports,
    check_meaning,
    check_names,
    check_old_name,
    check_unlisted,
    first_names,
    read_imports,
    region_of,
)
from refactor_cli.verify.place import (
    definition_place,
    place_of,
    written_expression,
    written_statements,
)
from refactor_cli.verify.refused import Refused

BY = "model"
_SHOWN = 200  # characters of a rejected block
_PARSED_ANEW = 500_000  # bytes; the edits of a larger file are checked together, with the result


@dataclass(frozen=True)
class Verified:
    """`edits` of the blocks that passed, import lines included; one outcome for each usage that a block or verdict
    settles, the file's imports of the old included when they went. `changes` are the same without import lines: where
    others edit the same file, its import lines are to be made once, for all of them."""

    edits: tuple[Edit, ...]
    outcomes: tuple[Outcome, ...]
    rejections: tuple[Rejection, ...]
    changes: tuple[SiteChange, ...] = ()


@dataclass(frozen=True)
class _Asked:
    """All that was asked about. `symbols_of`: what a usage's target stands for."""

    usages: Mapping[str, Usage]
    symbols_of: Mapping[str, frozenset[Symbol]]
    symbols: SymbolMap
    words: str

    def within(self, path: str, span: Span) -> list[Usage]:
        """The usages whose name lies in a span."""
        return [u for u in self.usages.values() if u.path == path and span.contains(u.span)]


@dataclass(frozen=True)
class _Accepted:
    """A block that passed. `covered`: the usages that it replaces, its own included."""

    usage: Usage
    change: SiteChange
    covered: tuple[Usage, ...]

    @property
    def edit(self) -> Edit:
        """The edit of its place."""
        return self.change.edit


def verify(proposal: Proposal, usages: Usages, symbols: SymbolMap, *, words: str = "") -> Verified:
    """Checks the blocks and verdicts of a proposal.

    `usages`: those that were asked about. `words`: what the user wrote (instructions, priming): sensitive modules
    that it names may be used.
    """
    asked = _asked(usages, symbols, words)
    counts = Counter([b.id for b in proposal.sites] + [v.id for v in proposal.verdicts])
    rejections, outcomes, accepted = list[Rejection](), dict[str, Outcome](), list[_Accepted]()
    for verdict in proposal.verdicts:
        try:
            outcomes[verdict.id] = _verdict(verdict, counts, asked)
        except Refused as refused:
            rejections.append(Rejection(verdict.id, str(refused), verdict.reason[:_SHOWN]))
    for block in proposal.sites:
        try:
            accepted.append(_block(block, counts, asked))
        except Refused as refused:
            rejections.append(Rejection(block.id, str(refused), block.code[:_SHOWN]))
    chosen = list[_Accepted]()
    for each in _outermost(accepted):
        try:
            chosen.append(_agreeing(each, chosen, outcomes, symbols))
        except Refused as refused:
            rejections.append(Rejection(each.usage.id, str(refused), each.edit.text[:_SHOWN]))
        else:
            outcomes.update({usage.id: Outcome(usage, "rewritten", BY) for usage in each.covered})
    order = {id: index for index, id in enumerate(asked.usages)}
    rejections += _beside(accepted, outcomes, {rejection.id for rejection in rejections})
    changes = tuple(each.change for each in chosen)
    lines = _import_edits(changes, symbols)
    outcomes.update(_import_outcomes(lines, asked, outcomes))
    return Verified(
        tuple(
            sorted([*(change.edit for change in changes), *lines], key=lambda edit: (edit.path, edit.span))
        ),
        tuple(outcomes[id] for id in sorted(outcomes, key=lambda id: order[id])),
        tuple(rejections),
        changes,
    )


def _asked(usages: Usages, symbols: SymbolMap, words: str) -> _Asked:
    found, targets = dict[str, Usage](), dict[str, frozenset[Symbol]]()
    for result in usages.results:
        for usage in result.usages:
            found[usage.id] = usage
            targets[usage.id] = result.target.symbols
    return _Asked(found, targets, symbols, words)


def _verdict(verdict: Verdict, counts: Counter[str], asked: _Asked) -> Outcome:
    usage = _usage(verdict.id, counts, asked)
    if verdict.is_usage:
        return Outcome(usage, "kept", BY, verdict.reason)
    if usage.certainty == "certain":
        raise Refused("it says that this is no usage, and imports and scopes prove that it is")
    return Outcome(usage, "kept", BY, f"not a usage: {verdict.reason}")


def _usage(id: str, counts: Counter[str], asked: _Asked) -> Usage:
    usage = asked.usages.get(id)
    if usage is None:
        raise Refused("no usage that was asked about has this id")
    if counts[id] > 1:
        raise Refused("this usage is answered more than once")
    return usage


def _block(block: SiteBlock, counts: Counter[str], asked: _Asked) -> _Accepted:
    usage = _usage(block.id, counts, asked)
    wanted = block_of(usage.kind)
    if wanted != ("definition" if block.is_definition else "site"):
        takes = f"a <{wanted}> block" if wanted != "none" else "no new source"
        raise Refused(f"a usage of kind {usage.kind} takes {takes}")
    file_map = asked.symbols.map(usage.path)
    if file_map is None:
        raise Refused("its file is not among the Python files that were read")
    if block.is_definition:
        return _definition(block, usage, file_map, asked)
    tree, text = asked.symbols.tree(usage.path), asked.symbols.snapshot.files[usage.path].text
    place = place_of(usage, tree, text)
    code = read_code(block.code, place.old(place.statement or place.span))
    span = place.span if code.expression is not None else place.statement
    if span is None:
        raise Refused("it is a statement, and the call is only part of one here: give an expression")
    flow = flow_of(code.statements)
    site = Site(
        asked.symbols, usage.path, file_map, usage.scope, usage.span.start,
        region_of(file_map, usage.scope), span, place.old(span), asked.words,
    )  # fmt: skip
    check_awaits(site, code, place)
    if code.expression is not None:
        new = written_expression(place, code)
    else:
        check_statements(site, code, flow, place)
        new = written_statements(place, code)
    return _accepted(block, usage, (site, code, flow), new, asked)


def _definition(block: SiteBlock, usage: Usage, file_map: FileMap, asked: _Asked) -> _Accepted:
    definition = next((d for d in file_map.definitions if d.name_span == usage.span), None)
    if definition is None:
        raise Refused("there is no definition here")
    tree, text = asked.symbols.tree(usage.path), asked.symbols.snapshot.files[usage.path].text
    has_decorators = block.code.lstrip().startswith("@")
    place = definition_place(definition, has_decorators, tree, text)
    assert place.statement is not None
    code = read_code(block.code, place.old(place.statement), is_definition=True)
    check_definition(code.statements[0], definition, file_map)
    span = place.statement
    # defaults are looked up where the definition stands, its body where that leads
    site = Site(
        asked.symbols, usage.path, file_map, definition.body, None, span, span, place.old(span), asked.words
    )
    return _accepted(
        block, usage, (site, code, flow_of(code.statements)), written_statements(place, code), asked
    )


def _accepted(
    block: SiteBlock, usage: Usage, found: tuple[Site, Code, Flow], new: str, asked: _Asked
) -> _Accepted:
    """The checks that all blocks share."""
    site, code, flow = found
    module = ast.Module(list(code.statements), [])
    imports = read_imports(block.imports)
    covered = asked.within(usage.path, site.replaced)
    check_imports(site, imports, flow.needs)
    check_names(site, flow.needs, imports)
    for each in covered:
        check_meaning(site, module, imports, asked.symbols_of[each.id])
        check_old_name(site, module, site.symbols.snapshot.files[site.path].text.slice(*each.span))
    check_unlisted(site, covered, new)
    file = site.symbols.snapshot.files[site.path]
    try:
        file.text.encode(new)
    except UnicodeEncodeError:
        raise Refused(f"it has a character that {file.text.encoding} cannot hold") from None
    edit = Edit(site.path, site.replaced, new, tuple(each.id for each in covered), BY)
    _check_still_parses(file.text.utf8, edit)
    needs = tuple(Need(wanted, usage.expression.start) for wanted in imports)
    change = ImportChange(needs, tuple(first_names(site)), flow.needs - {each.local for each in imports})
    return _Accepted(usage, SiteChange(edit, change), tuple(covered))


def _check_still_parses(utf8: bytes, edit: Edit) -> None:
    if len(utf8) > _PARSED_ANEW:
        return
    after = utf8[: edit.span.start] + edit.text.encode("utf-8") + utf8[edit.span.end :]
    if _parses(utf8) and not _parses(after):
        raise Refused("the file would not parse any more")


def _parses(utf8: bytes) -> bool:
    return parsed(utf8.decode("utf-8", "replace")) is not None


def _outermost(accepted: Sequence[_Accepted]) -> list[_Accepted]:
    """Without blocks whose place another one replaces as well."""
    found = list[_Accepted]()
    for each in sorted(accepted, key=lambda a: (a.edit.path, a.edit.span.start, -a.edit.span.end)):
        last = found[-1].edit if found else None
        if last is None or last.path != each.edit.path or last.span.end <= each.edit.span.start:
            found.append(each)
    return found


def _agreeing(
    each: _Accepted, chosen: Sequence[_Accepted], outcomes: Mapping[str, Outcome], symbols: SymbolMap
) -> _Accepted:
    """The same, with its imports written as the other blocks of its file write them.

    Raises:
        Refused: another block keeps a usage in its place, or means something else by a name.
    """
    if kept := [usage.id for usage in each.covered if usage.id in outcomes]:
        raise Refused(f"it replaces {kept[0]} as well, which another block keeps")
    path, needs = each.edit.path, list[Need]()
    given = [
        need.wanted for other in chosen if other.edit.path == path for need in _needs(other.change.imports)
    ]
    for need in _needs(each.change.imports):
        same = next((wanted for wanted in given if wanted.local == need.wanted.local), need.wanted)
        if absolute(symbols, path, same) != absolute(symbols, path, need.wanted):
            raise Refused(f"another block imports something else as '{same.local}'")
        needs.append(Need(same, need.at))
    imports = replace(each.change.imports, needs=tuple(needs))
    return replace(each, change=SiteChange(each.edit, imports))


def _needs(change: ImportChange) -> list[Need]:
    return [Need(*need) for need in change.needs]


def _beside(
    accepted: Iterable[_Accepted], outcomes: Mapping[str, Outcome], told: set[str]
) -> Iterator[Rejection]:
    """Blocks that passed by themselves, in a place whose outer block was not used in the end."""
    for each in accepted:
        if each.usage.id not in outcomes and each.usage.id not in told:
            yield Rejection(each.usage.id, "a block around it was not accepted", each.edit.text[:_SHOWN])


def _import_edits(changes: Iterable[SiteChange], symbols: SymbolMap) -> list[Edit]:
    found: dict[str, ImportChange] = {}
    for edit, change in changes:
        before = found.get(edit.path, ImportChange())
        found[edit.path] = ImportChange(
            before.needs + change.needs, before.vacated + change.vacated, before.used | change.used
        )
    return [edit for path, change in found.items() for edit in edit_imports(symbols, path, change)]


def _import_outcomes(
    lines: Sequence[Edit], asked: _Asked, outcomes: Mapping[str, Outcome]
) -> Iterator[tuple[str, Outcome]]:
    """The imports of the old that went with its last use."""
    for usage in asked.usages.values():
        if usage.kind == "import" and usage.id not in outcomes:
            name = asked.symbols.snapshot.files[usage.path].text.slice(*usage.span)
            for edit in lines:
                is_here = edit.path == usage.path and edit.span.contains(usage.span)
                if is_here and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", edit.text):
                    yield usage.id, Outcome(usage, "rewritten", BY)

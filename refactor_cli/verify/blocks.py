"""Proposal, Usages, SymbolMap -> Verified: which blocks of an answer become edits, and why the others do not.

Nothing of an answer is believed. What is checked, for each block:

- its id is a usage's that was asked about, answered once, of a kind that takes such a block, in a file that was read;
- the code is small, parses, has only forms that a site may have (`code`), no invisible characters, and none outside
  ASCII that the old source does not have;
- it replaces the call, the reference, or the simple statement around it (`place`): the span comes from the usage, never
  from the answer, so that nothing else can be reached;
- statements bind what the old one bound, return where it returned and only there, assign no other attributes, do
  something, let what follows be reached (`in_effect`), and bind no name that the code around uses;
- every name is defined there (scope, file, the block's imports, builtins); every import is used, exists, and takes no
  name that the file gives another meaning;
- calls fit the signatures of what the repository defines (`binding`);
- the old is not used any more, and nothing sensitive is begun (`sensitive`);
- the file would still parse with this edit alone;
- in a string that names the old code, it is a name of the same form that leads somewhere (`strings`);
- new source for a whole function changes what depends on the usages that it names, and nothing else (`functions`).

The recipe of a proposal is not read here. Usages without a block or verdict have no outcome.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.answer_format import NOT_A_USAGE_BECAUSE, block_of
from refactor_cli.data import (
    Behaviour,
    FileMap,
    Outcome,
    Proposal,
    Rejection,
    SiteBlock,
    Usage,
    Usages,
    Verdict,
)
from refactor_cli.recipe.rules import Variable
from refactor_cli.resolution import scope_at
from refactor_cli.site_change import SiteChange
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.binding import bound_in, check_calls, check_waited
from refactor_cli.verify.called_again import Outdated, check_called_otherwise
from refactor_cli.verify.code import Code, parsed, read_code
from refactor_cli.verify.comments import check_within
from refactor_cli.verify.dropped import dropped
from refactor_cli.verify.edits import assigned_for, edit_of, imports_of
from refactor_cli.verify.flow import Flow, flow_of
from refactor_cli.verify.forms import (
    check_awaits,
    check_definition,
    check_further_methods,
    check_members,
    check_not_repeated,
    check_rest,
    check_statements,
    check_tests,
    is_method,
    is_taken_otherwise,
)
from refactor_cli.verify.in_effect import check_done, check_goes_on, check_in_effect
from refactor_cli.verify.names import (
    Site,
    check_imports,
    check_meaning,
    check_names,
    check_no_other,
    check_old_name,
    check_unlisted,
    first_names,
    region_of,
)
from refactor_cli.verify.place import (
    Place,
    definition_place,
    is_followed,
    place_of,
    written_expression,
    written_statements,
)
from refactor_cli.verify.refused import Refused, Unparsed, told_of
from refactor_cli.verify.strings import string_block
from refactor_cli.verify.together import (
    BY,
    SHOWN,
    Accepted,
    Asked,
    agreeing,
    asked_about,
    beside,
    outermost,
)
from refactor_cli.verify.whole_functions.closed_early import check_open
from refactor_cli.verify.whole_functions.function_blocks import function_block


class Verified(Struct, frozen=True):
    """`changes` of the blocks that passed, in the order of paths and places, without import lines: these are made once
    a file, for all that changes in it. One outcome for each usage that a block or verdict settles."""

    changes: tuple[SiteChange, ...]
    outcomes: tuple[Outcome, ...]
    rejections: tuple[Rejection, ...]


def verify(
    proposal: Proposal,
    usages: Usages,
    symbols: SymbolMap,
    *,
    words: str = "",
    brought: frozenset[str] = frozenset(),
    others: tuple[Outcome, ...] = (),
    variables: Mapping[str, Variable] | None = None,
    again: Outdated | None = None,
) -> Verified:
    """Checks the blocks and verdicts of a proposal.

    `usages`: those that were asked about. `words`: what the user wrote (instructions, priming): sensitive modules
    that it names may be used. `brought`: full names that the proposal itself brings. `others`: what is decided of
    usages that were not asked about. `variables`: what the recipe assigns outside of its rules, by name. `again`:
    targets that rules call again, each with the keywords that a call may not give any more.
    """
    counts = Counter([id for b in proposal.sites for id in b.ids] + [v.id for v in proposal.verdicts])
    asked = replace(
        asked_about(usages, symbols, words),
        brought=brought,
        others=others,
        counts=counts,
        variables=variables or {},
        again=again or {},
    )
    rejections, outcomes, accepted = list[Rejection](), dict[str, Outcome](), list[Accepted]()
    for verdict in proposal.verdicts:
        try:
            usage = asked.usage(verdict.id)
            if verdict.says != "is-a-usage":
                outcomes[verdict.id] = _without_code(usage, verdict)
        except Refused as refused:
            rejections.append(Rejection(verdict.id, str(refused), verdict.reason[:SHOWN]))
    confirmed = {verdict.id for verdict in proposal.verdicts if verdict.says == "is-a-usage"}
    asked = replace(
        asked,
        settled=frozenset(outcomes),
        spoken_of=frozenset(id for block in proposal.sites for id in block.ids) | confirmed,
    )
    for block in proposal.sites:
        try:
            accepted.append(function_block(block, asked) if block.function else _block(block, asked))
        except Refused as refused:
            reason = f"{refused}{_of_python2(block, refused, asked)}"
            rejections += (Rejection(id, reason, block.code[:SHOWN]) for id in block.ids)
        except RecursionError:  # new code has bounds of its own
            reason = "the code around it is nested too deeply"
            rejections += (Rejection(id, reason, block.code[:SHOWN]) for id in block.ids)
    chosen = list[Accepted]()
    changing = {id: block.why for block in proposal.sites if block.behaviour == "changes" for id in block.ids}
    for each in outermost(accepted):
        try:
            chosen.append(agreeing(each, chosen, outcomes, symbols))
        except Refused as refused:
            ids = (each.usage.id, *each.also)
            rejections += (Rejection(id, str(refused), each.edit.text[:SHOWN]) for id in ids)
        else:
            said = [changing[id] for id in (each.usage.id, *each.also) if id in changing]
            behaviour: Behaviour = "changes" if each.is_taken_otherwise or said else "same"
            reasons = (next(filter(None, said), ""), *each.told) if said else ()
            why = "; ".join((*reasons, *each.texts)) if reasons or each.texts else None
            outcomes.update(
                {usage.id: Outcome(usage, "rewritten", BY, why, behaviour) for usage in chosen[-1].covered}
            )
    order = {id: index for index, id in enumerate(asked.usages)}
    rejections += beside(accepted, outcomes, {rejection.id for rejection in rejections})
    return Verified(
        tuple(each.change for each in chosen),
        tuple(outcomes[id] for id in sorted(outcomes, key=lambda id: order[id])),
        tuple(rejections),
    )


def _of_python2(block: SiteBlock, refused: Refused, asked: Asked) -> str:
    """What is to be said of source that does not parse, where its file is Python 2: how it is read."""
    usage = asked.usages.get(block.id)
    file_map = asked.symbols.map(usage.path) if usage is not None else None
    if not isinstance(refused, Unparsed) or file_map is None or not file_map.python2:
        return ""
    if refused.is_old:
        return ": its file is Python 2, and this part of it is not read as Python 3: give a block for the call alone"
    return (
        ": its file is Python 2, and a block for it is written so that Python 3 reads it as well, as print(x)"
    )


def _without_code(usage: Usage, verdict: Verdict) -> Outcome:
    if verdict.says == "leave-open":  # a possible one was never more than undecided
        return Outcome(usage, "undecided" if usage.certainty == "possible" else "open", BY, verdict.reason)
    if verdict.says == "keep":
        return Outcome(usage, "kept", BY, verdict.reason)
    if usage.certainty == "certain":
        raise Refused("it says that this is no usage, and imports and scopes prove that it is")
    return Outcome(usage, "kept", BY, f"{NOT_A_USAGE_BECAUSE}{verdict.reason}")


def _block(block: SiteBlock, asked: Asked) -> Accepted:
    usage = asked.to_rewrite(block.id)
    wanted = block_of(usage)
    if wanted != ("definition" if block.is_definition else "site"):
        takes = f"a <{wanted}> block" if wanted != "none" else "no new source"
        raise Refused(f"a usage of kind {usage.kind} takes {takes}")
    file_map = asked.symbols.map(usage.path)
    assert file_map is not None
    if usage.kind in ("string", "owner"):
        return string_block(block.code, block.imports, usage, asked)
    if block.is_definition:
        return _definition(block, usage, file_map, asked)
    tree, text = asked.symbols.tree(usage.path), asked.symbols.snapshot.files[usage.path].text
    place = place_of(usage, tree, text)
    if usage.kind == "decorator" and re.search(r"^\s*@", block.code, re.MULTILINE):
        raise Refused(
            "a decorator is one expression without '@': to have others, give the function around it new source "
            '(function="…")'
        )
    code = read_code(block.code, place.old(place.statement or place.span))
    is_expression = code.expression is not None and not block.is_statement
    span = place.span if is_expression else place.statement
    if span is None:
        raise Refused("it is a statement, and stands for a part of a header here: give an expression")
    flow = flow_of(code.statements)
    # a statement does not stand in a lambda or comprehension within it
    scope = usage.scope if is_expression else scope_at(file_map, span.start)
    site = Site(
        asked.symbols, usage.path, file_map, scope, usage.span.start, region_of(file_map, scope), span,
        place.old(span), asked.words, asked.brought,
    )  # fmt: skip
    check_awaits(site, code, place, is_expression)
    if is_expression:
        check_not_repeated(code, place)
        new = written_expression(place, code)
    else:
        check_statements(site, code, flow, place)
        check_rest(
            code, place, {text.slice(*each.span) for each in asked.within(usage.path, span)}, asked.words
        )
        new = written_statements(place, code)
    check_within(place.old(span), new)
    lost = [*dropped(text, asked.within(usage.path, span), [*code.nodes()])]
    accepted = _accepted(block, usage, (site, code, flow), new, asked)
    old, is_whole = _parsed(site.old), span == place.statement
    if is_whole:
        check_waited(site, ast.Module(list(code.statements), []), imports_of(block, site))
    told = told_of(
        block,
        lost,
        lambda: check_in_effect(code.statements, old),
        lambda: _check_whole(code, flow, place, old if is_whole else None, is_statement=not is_expression),
        lambda: check_open(ast.Module(list(code.statements), []), old),
    )
    return replace(accepted, told=told)


def _check_whole(code: Code, flow: Flow, place: Place, old: ast.AST | None, *, is_statement: bool) -> None:
    """Raises Refused when new source of a statement does less, or keeps from what follows, unsaid."""
    if not isinstance(old, ast.Module) or len(old.body) != 1:
        return
    if is_statement:
        check_tests(code, old.body[0])
    check_done(code.statements, old.body[0])
    check_goes_on(ends=flow.ends, did_end=flow_of(old.body).ends, is_followed=is_followed(place))


def _definition(block: SiteBlock, usage: Usage, file_map: FileMap, asked: Asked) -> Accepted:
    definition = next((d for d in file_map.definitions if d.name_span == usage.span), None)
    if definition is None:
        raise Refused("there is no definition here")
    tree, text = asked.symbols.tree(usage.path), asked.symbols.snapshot.files[usage.path].text
    has_decorators = block.code.lstrip().startswith("@")
    place = definition_place(definition, has_decorators, tree, text)
    assert place.statement is not None
    code = read_code(
        block.code,
        place.old(place.statement),
        is_definition=True,
        more_methods=is_method(definition, file_map),
    )
    check_definition(code.statements[0], definition, file_map)
    check_further_methods(code.statements, definition, file_map)
    span = place.statement
    # defaults are looked up where the definition stands, its body where that leads
    site = Site(
        asked.symbols, usage.path, file_map, definition.body, None, span, span, place.old(span), asked.words,
        asked.brought,
    )  # fmt: skip
    check_members(
        site, code.statements[0], {text.slice(*each.span) for each in asked.within(usage.path, span)}
    )
    accepted = _accepted(
        block, usage, (site, code, flow_of(code.statements)), written_statements(place, code), asked
    )
    return replace(accepted, is_taken_otherwise=is_taken_otherwise(site, code.statements[0]))


def _accepted(
    block: SiteBlock, usage: Usage, found: tuple[Site, Code, Flow], new: str, asked: Asked
) -> Accepted:
    """The checks that all blocks share."""
    site, code, flow = found
    module = ast.Module(list(code.statements), [])
    imports = imports_of(block, site)
    covered = asked.within(usage.path, site.replaced)
    check_imports(site, imports, flow.needs)
    named = assigned_for(site, usage.expression.start, flow.needs, imports, asked.variables)
    check_names(site, flow.needs - named.names, imports)
    text = site.symbols.snapshot.files[site.path].text
    # a call of the old name that is only possible may be another's and stay in a definition, not in its own block
    old = Counter(
        text.slice(*each.span)
        for each in covered
        if each.kind not in ("override", "definition") and (each.certainty != "possible" or each is usage)
    )
    again = [*filter(asked.is_called_again, covered)]
    check_called_otherwise(asked.symbols, again, (module, imports), _parsed(site.old), asked.again)
    for each in covered:
        if each.id in asked.of_others or asked.is_called_again(each):
            check_meaning(site, module, imports)
            continue
        check_meaning(site, module, imports, asked.symbols_of[each.id])
        name = text.slice(*each.span)
        check_old_name(site, module, name, covered, old[name], flow.binds | bound_in(module))
    check_no_other(site, module, imports, asked.beside(covered))
    check_unlisted(site, covered, new)
    check_calls(site, module, imports)
    edit = edit_of(site, new, covered)
    change = named.change(usage.expression.start, flow.needs, imports, tuple(first_names(site)))
    return Accepted(usage, SiteChange(edit, change), tuple(covered))


def _parsed(old: str) -> ast.AST | None:
    return parsed(textwrap.dedent(old)) or parsed(f"({old})")

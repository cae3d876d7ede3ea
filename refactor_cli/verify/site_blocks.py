"""A block of an answer for a call, a reference, the statement around it, or a definition -> its edit."""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Sequence, Set

from msgspec.structs import replace

from refactor_cli.answer_format import block_of
from refactor_cli.data import (
    FileMap,
    SiteBlock,
    Usage,
)
from refactor_cli.resolution import scope_at
from refactor_cli.site_change import SiteChange
from refactor_cli.verify.beside_the_point import beside_the_point, known_of
from refactor_cli.verify.binding import bound_in, check_calls, check_waited
from refactor_cli.verify.called_again import check_called_otherwise
from refactor_cli.verify.code import Code, parsed_any, read_code
from refactor_cli.verify.comments import check_within
from refactor_cli.verify.decorators.decorating import GONE, decorating, with_decorators
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
from refactor_cli.verify.refused import Refused, told_of
from refactor_cli.verify.strings import string_block
from refactor_cli.verify.together import (
    Accepted,
    Asked,
)
from refactor_cli.verify.whole_functions.closed_early import check_open


def _check_kind(block: SiteBlock, usage: Usage) -> None:
    """Raises Refused when a usage takes no such block."""
    wanted = block_of(usage)
    if wanted != ("definition" if block.is_definition else "site"):
        takes = f"a <{wanted}> block" if wanted != "none" else "no new source"
        raise Refused(f"a usage of kind {usage.kind} takes {takes}")
    is_code = usage.kind == "decorator" and not block.is_definition
    if is_code and re.search(r"^\s*@", block.code, re.MULTILINE):
        raise Refused(
            "a decorator is one expression without '@': to have others, give the function around it new source "
            '(function="…")'
        )


def site_block(block: SiteBlock, asked: Asked) -> Accepted:
    usage = asked.to_rewrite(block.id)
    _check_kind(block, usage)
    file_map = asked.symbols.map(usage.path)
    assert file_map is not None
    if usage.kind in ("string", "owner"):
        return string_block(block.code, block.imports, usage, asked)
    if block.is_definition:
        return _definition(block, usage, file_map, asked)
    tree, text = asked.symbols.tree(usage.path), asked.symbols.snapshot.files[usage.path].text
    place = place_of(usage, tree, text)
    code = read_code(block.code, place.old(place.statement or place.span), is_python2=file_map.python2)
    is_expression = code.expression is not None and not block.is_statement
    span = place.span if is_expression else place.statement
    if span is None:
        raise Refused("it is a statement, and stands for a part of a header here: give an expression")
    # a statement does not stand in a lambda or comprehension within it
    scope = usage.scope if is_expression else scope_at(file_map, span.start)
    site = Site(
        asked.symbols, usage.path, file_map, scope, usage.span.start, region_of(file_map, scope), span,
        place.old(span), asked.words, asked.brought,
    )  # fmt: skip
    flow, within = flow_of(code.statements), asked.within(usage.path, span)
    new = _written(site, code, flow, place, is_expression, {text.slice(*each.span) for each in within})
    check_within(site.old, new)
    old, is_whole = _parsed(site.old), span == place.statement
    known = known_of(site.old, imports_of(block, site), asked.brought, asked.words)
    found = [
        *dropped(text, within, [*code.nodes()]),
        *beside_the_point(code.statements, old, known),
    ]
    accepted = _accepted(block, usage, (site, code, flow), new, asked)
    if is_whole:
        check_waited(site, ast.Module(list(code.statements), []), imports_of(block, site))
    told = told_of(
        block,
        found,
        lambda: check_in_effect(code.statements, old),
        lambda: _check_whole(code, flow, place, old if is_whole else None, is_statement=not is_expression),
        lambda: check_open(ast.Module(list(code.statements), []), old),
    )
    return replace(accepted, told=told)


def decorator_block(block: SiteBlock, asked: Asked, accepted: Sequence[Accepted]) -> Accepted:
    """Decorators in place of the statement of a usage. `accepted`: the blocks that passed already.

    Raises:
        Refused: a check fails.
    """
    usage = asked.to_rewrite(block.id)
    file_map = asked.symbols.map(usage.path)
    if block_of(usage) != "site" or file_map is None:
        raise Refused(f"a usage of kind {usage.kind} gives way to no decorator")
    found = site, code, _ = decorating(block, usage, file_map, asked)
    passed = _accepted(block, usage, (site, code, flow_of(code.statements)), GONE, asked)
    going = {each.edit.span for each in accepted if each.above is not None and each.edit.path == usage.path}
    return with_decorators(passed, block, found, asked, going)


def _written(site: Site, code: Code, flow: Flow, place: Place, is_expression: bool, within: Set[str]) -> str:
    """The new source as it stands there. `within`: what the usages that it replaces are called.

    Raises:
        Refused: it is of a form that cannot stand there.
    """
    check_awaits(site, code, place, is_expression)
    if is_expression:
        check_not_repeated(code, place)
        return written_expression(place, code)
    check_statements(site, code, flow, place)
    check_rest(code, place, within, site.words)
    return written_statements(place, code)


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
        is_python2=file_map.python2,
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
    return parsed_any(textwrap.dedent(old)) or parsed_any(f"({old})")

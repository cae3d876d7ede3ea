"""A block for a whole function -> what it makes of its file (see `functions` for what it is held to)."""

from __future__ import annotations

import ast

from refactor_cli.answer_format import block_of
from refactor_cli.data import SiteBlock, Span, Usage
from refactor_cli.functions import outer_scope
from refactor_cli.resolution import bindings_at, scope_at
from refactor_cli.site_change import SiteChange
from refactor_cli.text import Text, indentation
from refactor_cli.verify.beside_the_point import beside_the_point, known_of
from refactor_cli.verify.binding import check_calls, check_waited
from refactor_cli.verify.code import Code, read_code
from refactor_cli.verify.docstrings import with_old_docstring
from refactor_cli.verify.dropped import dropped
from refactor_cli.verify.edits import assigned_for, edit_of, imports_of
from refactor_cli.verify.elided import elided
from refactor_cli.verify.flow import flow_of
from refactor_cli.verify.in_effect import check_given, check_in_effect
from refactor_cli.verify.names import (
    Site,
    check_imports,
    check_meaning,
    check_names,
    check_no_other,
    first_names,
)
from refactor_cli.verify.place import Place, definition_place, written_statements
from refactor_cli.verify.refused import Refused, told_of
from refactor_cli.verify.texts import gone_mentions
from refactor_cli.verify.together import Accepted, Asked
from refactor_cli.verify.whole_functions.closed_early import check_open
from refactor_cli.verify.whole_functions.functions import (
    check_assigned,
    check_driven,
    check_function,
    check_old,
    check_settled,
    gone_imports,
    own_names,
    unsettled,
)
from refactor_cli.verify.whole_functions.line_ends import with_old_line_ends
from refactor_cli.verify.whole_functions.local_functions import with_bodies
from refactor_cli.verify.whole_functions.old_function import Old, function_of
from refactor_cli.verify.whole_functions.still_gives import Compared, check_still_gives


def function_block(block: SiteBlock, asked: Asked) -> Accepted:
    """The new source of the function around the usages that a block names.

    Raises:
        Refused: a check fails.
    """
    named = _named(block, asked)
    path = named[0].path
    file_map, file = asked.symbols.map(path), asked.symbols.snapshot.files[path]
    assert file_map is not None
    old = function_of(block, named, file_map, file.text)
    place = definition_place(
        old.definition, old.span == old.definition.outer, asked.symbols.tree(path), file.text
    )
    code = read_code(block.code, old.plain, is_definition=True, may_import=True, is_python2=file_map.python2)
    old = with_bodies(old, code.statements[0], named)
    inside = asked.within(path, old.span)
    made, texts = _checked(block, old, code, named, asked)
    [new] = code.statements
    check_settled(old, new, inside, asked)
    flow, definition = flow_of(code.statements), old.definition
    site = Site(
        asked.symbols, path, file_map, outer_scope(file_map, definition.body), None, old.span, old.span, old.plain,
        asked.words, asked.brought, own_names(old, named),
    )  # fmt: skip
    imports = imports_of(block, site)
    check_imports(site, imports, flow.needs)
    before = flow_of([old.tree]).needs
    known = assigned_for(site, named[0].expression.start, flow.needs - before, imports, asked.variables)
    check_names(site, flow.needs - before - known.names, imports)
    check_meaning(site, new, imports)
    check_no_other(site, new, imports, asked.beside(named))
    check_old(site, old, (new, imports), named, asked)
    check_calls(site, ast.Module([new], []), imports)
    check_waited(site, ast.Module([new], []), imports)
    about = known_of(old.plain, imports, asked.brought, asked.words)
    told = told_of(
        block,
        [*dropped(file.text, named, [*code.nodes()]), *beside_the_point([new], old.tree, about)],
        lambda: check_still_gives(made, old.tree, new),
        lambda: check_driven(old, new),
        lambda: check_in_effect([new], old.tree),
        lambda: check_given(new, old.tree),
        lambda: check_assigned(old, new, named),
        lambda: check_open(new, old.tree),
    )
    covered = (*named, *gone_imports(old, new, inside), *gone_mentions(old, new, inside, asked))
    edit = edit_of(site, _written(old, place, code, file.text), covered)
    vacated = tuple(span for span in first_names(site) if not _is_bound_within(site, span))
    change = known.change(definition.span.start, flow.needs, imports, vacated)
    return Accepted(named[0], SiteChange(edit, change), covered, block.ids[1:], told=told, texts=texts)


def _named(block: SiteBlock, asked: Asked) -> list[Usage]:
    """The usages that a block names.

    Raises:
        Refused: one takes no new source, or not for its function.
    """
    named = [asked.to_rewrite(id) for id in block.ids]
    if wrong := next((usage for usage in named if block_of(usage) != "site"), None):
        raise Refused(f"{wrong.id} is a usage of kind {wrong.kind}, which no block for a function can name")
    return named


def _checked(
    block: SiteBlock, old: Old, code: Code, named: list[Usage], asked: Asked
) -> tuple[Compared, tuple[str, ...]]:
    """
    Raises:
        Refused: the new source says nothing of a usage in it, or changes what does not depend on those that it names.
    """
    inside = asked.within(named[0].path, old.span)
    if left := unsettled(inside, {usage.id for usage in named}, asked):
        raise Refused(
            f"it says nothing of {left.id}, which stands in the same function: rewrite it as well and name it, or "
            "say in a block of its own that it stays"
        )
    try:
        return check_function(old, code, named, asked)
    except Refused as refused:
        if more := elided(block.code, old.plain):
            raise Refused(f"{refused}{more}") from None
        raise


def _written(old: Old, place: Place, code: Code, text: Text) -> str:
    """The new source as it stands there, with the old docstring and line ends."""
    written = written_statements(place, with_old_docstring(code, old))
    indent = indentation(text.line(text.position(old.span.start)[0]))
    return with_old_line_ends(text.slice(*old.span), written, indent)


def _is_bound_within(site: Site, span: Span) -> bool:
    """Whether a name comes from an import that is replaced with it."""
    name = site.symbols.snapshot.files[site.path].text.slice(*span)
    found = bindings_at(site.file_map, scope_at(site.file_map, span.start), name, span.start)
    return bool(found) and all(site.replaced.contains(binding.span) for binding in found)

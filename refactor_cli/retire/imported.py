"""Imports of what is no longer there: they go, or import it under its new name."""

from __future__ import annotations

from refactor_cli.data import Edit, Outcome, Span, Usage
from refactor_cli.dotted import last_part
from refactor_cli.imports import Import, ImportChange, Need, site_at
from refactor_cli.imports.capture import is_free
from refactor_cli.imports.statements import parsed
from refactor_cli.retire.values import Refused, Wish
from refactor_cli.site_change import Given, SiteChange
from refactor_cli.symbols import SymbolMap

_CONDITIONS = ("try", "except", "if")


def without_target(symbols: SymbolMap, usage: Usage, wish: Wish) -> Given:
    """What becomes of an import of the target that nothing in its file uses (a re-export), once the definition is
    renamed or removed.

    Raises:
        Refused: it stands under a condition, or is no `from` import, or the new name is taken there.
    """
    place = f"{usage.path}:{usage.location.line}"
    file_map = symbols.map(usage.path)
    statement = parsed(symbols, usage.path).at(usage.span.start) if file_map is not None else None
    if file_map is None or statement is None or not statement.is_from:
        raise Refused(f"{place} imports it by something else than a plain 'from … import'")
    name = next((each for each in statement.names if each.span.contains(usage.span)), None)
    bindings = [b for b in file_map.bindings if name is not None and name.span.contains(b.span)]
    if name is None or not bindings:
        raise Refused(f"{place} imports it by something else than a plain 'from … import'")
    if any(binding.guard in _CONDITIONS for binding in bindings):
        raise Refused(f"{place} imports it inside an if or a try: change that by hand")
    old = usage.span
    needs: tuple[Need, ...] = ()
    if wish.kind == "rename":
        new = last_part(wish.new)
        alias = new if name.alias == name.name else name.alias
        site = site_at(symbols, usage.path, statement.span.end)
        if name.alias in ("", name.name) and site is not None:
            if not is_free(site, Import(statement.module, new), bindings[0].scope, ()):
                raise Refused(f"{place} cannot import it as {new}: that name means something else there")
        if name.alias and len(statement.names) == 1:
            edit = Edit(usage.path, name.span, f"{new} as {alias}", (usage.id,), wish.by)
            settled = Outcome(usage, "rewritten", wish.by)
            return Given((SiteChange(edit, ImportChange()),), (settled,))
        needs = (Need(Import(statement.module, new, alias), statement.span.end),)
    change = ImportChange(needs, (), frozenset(), (name.span,))
    # an edit of nothing: only the import lines change
    edit = Edit(usage.path, Span(old.start, old.start), "", (usage.id,), wish.by)
    return Given((SiteChange(edit, change),))

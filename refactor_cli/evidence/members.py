"""The other attributes that are used on the same variable: only one family of classes has them all.

A receiver of which nothing is known is still used: `pos.current()`, `pos.skip(…)`, `pos.finished()`. Of the classes
that define the name asked about, the family that has most of what is used, and clearly more than any other, is it.
"""

from __future__ import annotations

from refactor_cli.data import Span, Symbol
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.attributes import has_attribute
from refactor_cli.inference.families import families, is_everywhere
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import scope_at

# so many other attributes must speak for a family, beyond those that speak for the next one
_MARGIN = 1
_MOST_USED = 12
_MOST_CLASSES = 30


def members(site: Site) -> Verdict | None:
    """Likely when the target's family has all attributes that are used on the receiver, and no other family has.

    Looked for in the function around the site, then in the class: methods that are called by dispatch give the
    same name to the same thing when it is a parameter, not when they take it from somewhere themselves.
    """
    if not is_followed(site):
        return None
    best: Verdict | None = None
    for kind in ("function", "class"):
        if kind == "class" and _is_own_variable(site):
            break
        used = attributes_used(site, kind) - {site.name}
        if not used:
            continue
        verdict = _compared(site, used)
        if verdict is not None and verdict.certainty is not None:
            return verdict
        best = best or verdict
    return best


def _compared(site: Site, used: set[str]) -> Verdict | None:
    score = dict[frozenset[Symbol], int]()
    for family in families(site.ask, site.name):
        score[family] = max(_fits(site.ask, cls, used) for cls in sorted(family)[:_MOST_CLASSES])
    own = next((family for family in score if site.owner in family), None)
    if own is None:
        return None
    others = [score[family] for family in score if family is not own]
    if is_everywhere(site.name):
        others.append(sum(map(is_everywhere, used)))
    best = max(others, default=0)
    share = score[own] / len(used)
    if score[own] == len(used) and score[own] >= best + _MARGIN:
        return Verdict("likely", ("members",), 0.8)
    return Verdict(None, (), 0.5 * share if score[own] >= best else 0.1 * share)


def _fits(ask: Ask, cls: Symbol, used: set[str]) -> int:
    return sum(has_attribute(ask, cls, name) for name in used)


def _is_own_variable(site: Site) -> bool:
    """Whether the receiver is a name that the function around it binds, and not as a parameter."""
    path, node = site.usage.path, site.receiver
    file_map = site.ask.symbols.map(path)
    if file_map is None or node.type != "identifier":
        return False
    name = source(site.ask.symbols, path, node)
    scope = scope_at(file_map, node.start_byte)
    return any(each.scope == scope and each.kind != "parameter" for each in file_map.named.get(name, ()))


def is_followed(site: Site) -> bool:
    """Whether the receiver is a name, or a dotted name."""
    node = site.receiver
    if node.type == "identifier":
        return True
    text = source(site.ask.symbols, site.usage.path, node)
    return node.type == "attribute" and text.replace(".", "").isidentifier()


def attributes_used(site: Site, kind: str) -> set[str]:
    """The attributes that are used on the same receiver in the function, or the class, around it."""
    ask, path, node = site.ask, site.usage.path, site.receiver
    text = source(ask.symbols, path, node)
    region = _region(ask, path, node.start_byte, kind)
    if region is None:
        return set()
    root, found = ask.symbols.tree(path).root_node, set[str]()
    last = text.rpartition(".")[2]
    for each in occurrences_in(ask.symbols, path, last):
        if not region.contains(each.span) or len(found) >= _MOST_USED:
            continue
        inner = root.descendant_for_byte_range(each.span.start, each.span.end)
        if inner is not None and node.type == "attribute":
            inner = inner.parent
        if inner is None or source(ask.symbols, path, inner) != text or inner.parent is None:
            continue
        attribute = (
            inner.parent.child_by_field_name("attribute") if inner.parent.type == "attribute" else None
        )
        if attribute is not None and attribute.start_byte != inner.start_byte:
            found.add(source(ask.symbols, path, attribute))
    return found


def _region(ask: Ask, path: str, offset: int, kind: str) -> Span | None:
    file_map = ask.symbols.map(path)
    if file_map is None:
        return None
    scope = scope_at(file_map, offset)
    while scope > 0 and file_map.scopes[scope].kind != kind:
        scope = file_map.scopes[scope].parent
    return file_map.scopes[scope].span if scope > 0 or kind == "function" else None

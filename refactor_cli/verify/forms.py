"""What a block gives against what it replaces: the same names bound, the same returns, no more awaits."""

from __future__ import annotations

import ast

from refactor_cli.data import Definition, FileMap
from refactor_cli.verify.code import Code, parsed
from refactor_cli.verify.flow import Flow, flow_of
from refactor_cli.verify.names import Site, check_bound
from refactor_cli.verify.place import Place
from refactor_cli.verify.refused import Refused


def check_statements(site: Site, code: Code, flow: Flow, place: Place) -> None:
    """Raises Refused when statements do not end as the old one does, or bind and assign other things."""
    old = parsed(site.old.replace("\r\n", "\n"))
    if old is None or len(old.body) != 1:
        raise Refused("the old statement cannot be parsed")
    before = flow_of(old.body)
    if missing := sorted(before.binds - flow.surely):
        raise Refused(f"it does not bind '{missing[0]}', as the old statement does")
    returns = any(isinstance(node, ast.Return) for node in code.nodes())
    if place.returns and not flow.ends:
        raise Refused("it does not return on every way, as the old statement does")
    if returns and not place.returns:
        raise Refused("it returns, and the old statement does not")
    check_bound(site, flow.binds - before.binds)
    old_targets, new_targets = _stored(old), _stored(ast.Module(list(code.statements), []))
    own = flow.binds - before.binds
    if other := sorted(
        t for t in new_targets - old_targets if t.partition(".")[0].partition("[")[0] not in own
    ):
        raise Refused(f"it assigns to '{other[0]}', which the old statement does not")
    if lost := sorted(old_targets - new_targets):
        raise Refused(f"it does not assign to '{lost[0]}', as the old statement does")


def _stored(tree: ast.Module) -> set[str]:
    """Attributes and items that are assigned, as source."""
    return {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del)
    }


def check_awaits(site: Site, code: Code, place: Place) -> None:
    """Raises Refused when code awaits where nothing can be awaited, or twice."""
    waits = (ast.Await, ast.AsyncFor, ast.AsyncWith)
    if not any(isinstance(node, waits) for node in code.nodes()):
        return
    scope = site.file_map.scopes[site.scope]
    around = [d for d in site.file_map.definitions if d.body == site.scope and scope.kind == "function"]
    if not around or not around[0].is_async:
        raise Refused("it awaits, and does not stand in an async function")
    parent = place.node.parent
    first = code.statements[0]
    is_awaited = code.expression is not None and parent is not None and parent.type == "await"
    if is_awaited and isinstance(first, ast.Expr) and isinstance(first.value, ast.Await):
        raise Refused("it awaits what is awaited there already")


def check_definition(new: ast.stmt, old: Definition, file_map: FileMap) -> None:
    """Raises Refused when a definition becomes one of another kind, or keeps its name, or takes one that is taken."""
    assert isinstance(new, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    if isinstance(new, ast.ClassDef) != (old.kind == "class"):
        raise Refused("it makes a class of a function, or a function of a class")
    if old.kind == "function" and isinstance(new, ast.AsyncFunctionDef) != old.is_async:
        raise Refused("it changes whether the function is async")
    if new.name == old.name:
        raise Refused(f"it still bears the old name '{old.name}'")
    if any(binding.scope == old.scope for binding in file_map.named.get(new.name, ())):
        raise Refused(f"'{new.name}' is defined there already")

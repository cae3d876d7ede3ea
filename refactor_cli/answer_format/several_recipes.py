"""The recipes of one answer -> the one that they come to, where they are parts of it and no drafts of each other."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from refactor_cli.recipe.parsing import parse_module


def one_of(sources: Sequence[str]) -> str | None:
    """The recipes one after the other, where each is for symbols of its own and calls its functions otherwise; None
    where that is not so, or one does not parse: a later one then corrects an earlier one."""
    known = set[str]()
    for source in dict.fromkeys(sources):
        try:
            tree = parse_module(source)
        except (SyntaxError, ValueError):
            return None
        own = {*_brought(tree)}
        if not own or own & known:
            return None
        known |= own
    return "\n\n".join(dict.fromkeys(sources))


def _brought(tree: ast.Module) -> Sequence[str]:
    """The functions and variables of a recipe, and the texts by which rules name what they are for."""
    found = list[str]()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name, decorator_list=decorators):
                given = [each for call in decorators if isinstance(call, ast.Call) for each in call.args]
                found += [name, *_texts(given)]
            case ast.Expr(value=ast.Call(args=[first, *_])):
                found += _texts([first])
            case ast.Assign(targets=targets):
                found += [each.id for each in targets if isinstance(each, ast.Name)]
    return found


def _texts(nodes: Sequence[ast.expr]) -> list[str]:
    return [each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)]

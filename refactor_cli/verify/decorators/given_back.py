"""What decorators of the repository give back: a definition is to stay what its name stands for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from refactor_cli.call_parameters import definition_of
from refactor_cli.imports import Import
from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.verify.code import parsed_any
from refactor_cli.verify.names import Site, meaning
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS

_INNER = (*FUNCTIONS, ast.ClassDef, ast.Lambda)


def check_given_back(site: Site, decorators: Sequence[ast.expr], imports: Sequence[Import]) -> None:
    """Raises Refused when a decorator that the repository defines is seen to give something else than what it stands
    above. Of others nothing is known but that this is what decorators are asked to do here."""
    imported = {each.local: each for each in imports}
    for decorator in decorators:
        is_called = isinstance(decorator, ast.Call)
        dotted = dotted_of(decorator.func if isinstance(decorator, ast.Call) else decorator)
        found = meaning(site, dotted, imported)
        if found.instance or found.opaque or not found.complete:
            continue
        definition = definition_of(site.symbols, found.symbols)
        if definition is None:
            continue
        (symbol,) = found.symbols
        text = site.symbols.snapshot.files[symbol.path or ""].text
        module = parsed_any(text.slice(*definition.span).replace("\r\n", "\n"))
        tree = module.body[0] if module is not None and module.body else None
        is_other = isinstance(tree, ast.ClassDef) and not is_called
        if isinstance(tree, FUNCTIONS) and not definition.decorators:
            is_other = _gives_another(tree, is_called=is_called)
        if is_other:
            raise Refused(f"'{dotted}' gives back something else than what it decorates")


def _gives_another(function: ast.FunctionDef | ast.AsyncFunctionDef, *, is_called: bool) -> bool:
    """Whether what a function gives as a decorator is seen to be something else. `is_called`: it is what its call gives
    that decorates."""
    if isinstance(function, ast.AsyncFunctionDef):
        return True
    own = [*_own(function.body)]
    if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in own):
        return True
    returned = [each.value for each in own if isinstance(each, ast.Return)]
    if not any(returned):
        return not any(isinstance(each, ast.Raise) for each in own)
    inner = {each.name: each for each in own if isinstance(each, FUNCTIONS)}
    names = [each.id if isinstance(each, ast.Name) else "" for each in returned]
    if is_called:
        return any(name in inner and _gives_another(inner[name], is_called=False) for name in names)
    return any(
        each is None
        or isinstance(each, ast.Constant | ast.Lambda)
        or (name in inner and not _gives_back(inner[name]))
        for each, name in zip(returned, names, strict=True)
    )


def _gives_back(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function gives what it is given, in one case at least: it is a decorator itself, which one gives that
    may be called or not."""
    given = {each.arg for each in (*function.args.posonlyargs, *function.args.args)}
    returned = (each.value for each in _own(function.body) if isinstance(each, ast.Return))
    return any(isinstance(each, ast.Name) and each.id in given for each in returned)


def _own(nodes: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a function's own body, inner functions and classes without theirs."""
    for node in nodes:
        yield node
        if not isinstance(node, _INNER):
            yield from _own([*ast.iter_child_nodes(node)])

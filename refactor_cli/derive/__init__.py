"""SymbolMap, Target -> the recipe that the old definition itself comes to, where it says what stands for it."""

from __future__ import annotations

import ast
import textwrap
from typing import NamedTuple

from refactor_cli.data import Definition, Symbol, Target
from refactor_cli.derive.sentences import new_name, texts_of
from refactor_cli.derive.wrappers import wrapped
from refactor_cli.dotted import last_part
from refactor_cli.errors import RefactorError
from refactor_cli.imports.meaning import symbol_of
from refactor_cli.recipe.parsing import parse_module
from refactor_cli.recipe.read import read_recipe
from refactor_cli.resolution import Lookup, definitions_of, dotted_name, resolve
from refactor_cli.symbols import SymbolMap

__all__ = ["Derived", "derive"]


class Derived(NamedTuple):
    """`source`: the text of a recipe; `origin`: where it comes from, for people."""

    source: str
    origin: str


def derive(symbols: SymbolMap, target: Target) -> Derived | None:
    """From a thin wrapper, whose body is one call of what stands for it, or else from what a deprecation says to use
    instead; None where neither names something that is there."""
    look = Lookup(symbols)
    found = [(symbol, each) for symbol in target.symbols for each in definitions_of(look, symbol)]
    if not found and len(target.symbols) == 1:
        return _assigned(symbols, target, next(iter(target.symbols)))
    if len(found) != 1 or found[0][0].path is None:
        return None
    symbol, definition = found[0]
    path = symbol.path
    assert path is not None
    node = _parsed(symbols, path, definition)
    if node is None:
        return None
    line = symbols.snapshot.files[path].text.utf8.count(b"\n", 0, definition.span.start) + 1
    if not isinstance(node, ast.ClassDef):
        source = wrapped(symbols, path, target, node)
        if source is not None and _is_recipe(source):
            return Derived(source, f"{path}:{line}, which only calls what stands for it")
    for text in texts_of(node):
        name = _resolved(symbols, path, target, new_name(text))
        if name is not None:
            return Derived(
                _move(target.dotted, *name), f"{path}:{line}, which says: {' '.join(text.split())}"
            )
    return None


def _assigned(symbols: SymbolMap, target: Target, symbol: Symbol) -> Derived | None:
    """From `old = new` at the top of a module, where nothing else binds the old name."""
    file_map = symbols.map(symbol.path) if symbol.path is not None else None
    bound = file_map.named.get(symbol.name, ()) if file_map is not None else ()
    if (
        symbol.path is None
        or file_map is None
        or len(bound) != 1
        or bound[0].kind != "assign"
        or not bound[0].value
    ):
        return None
    new = resolve(symbols, symbol.path, 0, bound[0].value, bound[0].statement.start).symbols
    if len(new) != 1 or bound[0].scope or bound[0].block != file_map.scopes[0].span:
        return None
    dotted = dotted_name(symbols, next(iter(new)))
    is_there = any(each.path is not None and definitions_of(Lookup(symbols), each) for each in new)
    if not is_there or new == target.symbols or last_part(dotted).startswith("_"):
        return None
    line = symbols.snapshot.files[symbol.path].text.utf8.count(b"\n", 0, bound[0].span.start) + 1
    return Derived(_move(target.dotted, dotted, True), f"{symbol.path}:{line}, which is another name for it")


def _parsed(
    symbols: SymbolMap, path: str, definition: Definition
) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:
    utf8 = symbols.snapshot.files[path].text.utf8
    start = utf8.rfind(b"\n", 0, definition.outer.start) + 1
    source = textwrap.dedent(utf8[start : definition.outer.end].decode("utf-8", "replace"))
    try:
        module = parse_module(source)
    except (SyntaxError, ValueError):
        return None
    node = module.body[0] if len(module.body) == 1 else None
    return node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else None


def _is_recipe(source: str) -> bool:
    try:
        read_recipe(source, "derived")
    except RefactorError:
        return False
    return True


def _resolved(symbols: SymbolMap, path: str, target: Target, name: str) -> tuple[str, bool] | None:
    """The full dotted name that a text means by a name, and whether it takes the same arguments: first beside the
    target, then from the module's top, then as it is. None where nothing is defined by it."""
    if not name:
        return None
    owner = target.dotted.rpartition(".")[0]
    module = owner.rpartition(".")[0] if target.kind == "method" else owner
    look = Lookup(symbols)
    for dotted in dict.fromkeys(f"{each}.{name}" if each else name for each in (owner, module, "")):
        found = symbol_of(symbols, path, dotted)
        definitions = definitions_of(look, found) if found is not None and found.path is not None else ()
        if len(definitions) == 1 and found is not None and found not in target.symbols:
            old = [each for symbol in target.symbols for each in definitions_of(look, symbol)]
            is_same = [(p.name, p.kind, p.default) for p in old[0].parameters] == [
                (p.name, p.kind, p.default) for p in definitions[0].parameters
            ]
            return dotted_name(symbols, found), is_same and definitions[0].kind == old[0].kind == "function"
    return None


def _move(old: str, new: str, is_same: bool) -> str:
    behaviour = "" if is_same else ', behaviour="changes"'
    return (
        f'"""Derived from what the definition of {old} says."""\n\n'
        f'from refactor_cli.recipe import moved\n\nmoved("{old}", "{new}"{behaviour})\n'
    )

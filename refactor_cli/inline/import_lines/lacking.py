"""Names that a module which moved as a whole does not take along, and the places that ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Usage
from refactor_cli.imports.statements import node_at, parsed
from refactor_cli.imports.uses import references
from refactor_cli.inline.carried import assignments
from refactor_cli.recipe.rules import Move
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import Lookup, evaluate, module_file, unresolved_name
from refactor_cli.resolution.installed import is_module
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# https://docs.python.org/3/reference/datamodel.html#modules, and what any package has
_OF_EVERY_MODULE = frozenset(
    {
        "__all__",
        "__builtins__",
        "__class__",
        "__dict__",
        "__doc__",
        "__file__",
        "__loader__",
        "__name__",
        "__package__",
        "__path__",
        "__spec__",
    }
)
_IN_A_PATH = re.compile(rb"[.:]([A-Za-z_]\w*)")
_ASKING = frozenset({"getattr", "hasattr", "setattr", "delattr"})


def apart(recipe: Recipe) -> dict[str, frozenset[str]]:
    """By module or class, the names of it of which the recipe says something itself."""
    found: dict[str, set[str]] = {}
    for symbol in recipe.symbols:
        owner, _, name = symbol.rpartition(".")
        found.setdefault(owner, set()).add(name)
    return {owner: frozenset(names) for owner, names in found.items()}


def lacking(
    symbols: SymbolMap, usages: Sequence[Usage], move: Move, others: frozenset[str]
) -> dict[Usage, str]:
    """The usages of a module that cannot follow its move, with the reason: what is asked of it there is not in the new
    place, or they assign it to a name of which that is asked. `others`: names of which the recipe says something
    else."""
    is_own = module_file(symbols, move.target) is not None
    found = dict[Usage, str]()
    for usage in usages:
        if name := _lacked(symbols, usage, move, is_own, others):
            is_private = name.startswith("_") and name not in move.without and not is_own
            may = "need not have the private" if is_private else "has no"
            found[usage] = f"'{move.target}' {may} '{name}'"
    last = list(found)
    while last:
        given = {place for usage in last for place in _assignments(symbols, usage)}
        last = [
            usage
            for usage in usages
            if usage not in found
            and any(path == usage.path and span.contains(usage.span) for path, span in given)
        ]
        found |= dict.fromkeys(last, f"it gives a name of which is asked what '{move.target}' has not")
    return found


def _lacked(symbols: SymbolMap, usage: Usage, move: Move, is_own: bool, others: frozenset[str]) -> str:
    names = {*asked(symbols, usage)}
    if "*" in names:
        names = {name for name in move.without if _is_unbound(symbols, usage.path, name)}
    for name in sorted(names - others):
        is_lacked = bool(unresolved_name(symbols, f"{move.target}.{name}")) if is_own else _is_private(name)
        if name in move.without or (is_lacked and (is_own or is_module(symbols, move.source))):
            return name
    return ""


def _is_private(name: str) -> bool:
    return name.startswith("_") and name not in _OF_EVERY_MODULE


def _assignments(symbols: SymbolMap, usage: Usage) -> Iterator[tuple[str, Span]]:
    """The statements that assign the module to the name that a usage goes by, with their files."""
    file = symbols.snapshot.files[usage.path]
    written = "".join(file.text.utf8[slice(*usage.expression)].decode("utf-8", "replace").split())
    if usage.kind in ("string", "doc", "import") or not written.replace(".", "").isidentifier():
        return
    look = Lookup(symbols, follows=False)
    for value in evaluate(look, usage.path, usage.scope, written, usage.expression.start).values:
        if value.kind == "variable" and value.symbol.path is not None:
            for path, binding in assignments(symbols, value.symbol):
                yield path, binding.statement


def asked(symbols: SymbolMap, usage: Usage) -> Iterator[str]:
    """The names that are asked of a module where it is used: `module.name`, `from module import name`,
    `getattr(module, "name")`, `patch("module.name")`; "*" is all of them."""
    file_map = symbols.map(usage.path)
    if file_map is None or usage.kind == "doc":
        return
    read = parsed(symbols, usage.path)
    if usage.kind == "string":
        if found := _IN_A_PATH.match(read.utf8, usage.expression.end):
            yield found[1].decode()
        return
    if usage.kind == "import":
        statement = read.at(usage.span.start)
        if statement is None or not statement.is_from or usage.span.start >= statement.names[0].span.start:
            return
        for each in statement.names:
            yield each.name
        return
    node = node_at(read, usage.span)
    if node is not None:
        yield from _at(node)


def _is_unbound(symbols: SymbolMap, path: str, name: str) -> bool:
    """Whether a file reads a name that nothing in it binds by itself."""
    file_map = symbols.map(path)
    if file_map is None or name in file_map.named:
        return False
    return any(True for _ in references(parsed(symbols, path), file_map, name))


def _at(node: Node) -> Iterator[str]:
    """What is asked of the dotted name that ends with `node`."""
    whole, parent = node, node.parent
    if parent is not None and parent.type == "attribute" and _field(parent, "attribute") == node:
        whole, parent = parent, parent.parent
    if parent is None:
        return
    if parent.type == "attribute" and _field(parent, "object") == whole:
        name = _field(parent, "attribute")
        if name is not None:
            yield _text(name)
    elif parent.type == "argument_list" and parent.parent is not None and parent.parent.type == "call":
        function, arguments = _field(parent.parent, "function"), parent.named_children
        if function is not None and _text(function) in _ASKING and len(arguments) > 1:
            if arguments[0] == whole and arguments[1].type == "string":
                yield _text(arguments[1]).strip("\"'")


def _field(node: Node, name: str) -> Node | None:
    return node.child_by_field_name(name)


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")

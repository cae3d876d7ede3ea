"""A function that shares a variable of its module with others, which go on using that: the function that takes its
place has another one, so that the ones no longer see what the other does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Binding, Definition, FileMap, Symbol
from refactor_cli.grammar import nearest
from refactor_cli.resolution import Lookup, dotted_name, evaluate_at
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_CHANGED = (
    rb"\bglobal\b[^\n]*\b%b\b|\b%b\s*\[[^\n=]*\]\s*(?:[-+*/|&^%%@]|//|\*\*|<<|>>)?=(?!=)|\bdel\s+%b\s*\["
    rb"|\b%b\s*\.\s*(?:add|append|appendleft|clear|discard|extend|insert|pop|popitem|popleft|put|remove|setdefault|set"
    rb"|update)\("
)

_NOT_EMPTIED = rb"(?<!global )\b%b\b(?!\s*\.\s*clear\(\)|\s*=\s*(?:\{\}|\[\]|None|\w+\(\))\s*$)"

# https://docs.python.org/3/library/collections.html: classes in small letters
_CONTAINERS = frozenset(
    {b"array", b"bytearray", b"count", b"defaultdict", b"deque", b"dict", b"list", b"object", b"set"}
)


def shared_state(symbols: SymbolMap, old: frozenset[Symbol], new: frozenset[Symbol], said: Set[str]) -> str:
    """Which variable of its module the old function shares with what stays, and the new one has not, "" where none is
    seen. `said`: the full names of what the recipe is about, which does not stay."""
    definition, other = definition_of(symbols, old), definition_of(symbols, new)
    if definition is None or other is None or definition.kind != "function" or old == new:
        return ""
    (was,), (becomes,) = old, new
    path, file_map = was.path or "", symbols.map(was.path or "")
    if file_map is None or becomes.path is None:
        return ""
    if was.path == becomes.path:
        return _of_one_module(symbols, path, file_map, (definition, other), said)
    for name in _state(symbols, path, file_map, definition):
        beside = _sharing(symbols, path, file_map.definitions, definition, name, said)
        if beside and not _reaches(symbols, becomes.path, Symbol(path, name)):
            return f"it shares '{name}' with '{beside}' in {path}, which goes on using that: see where it is kept"
    return ""


def _of_one_module(
    symbols: SymbolMap, path: str, file_map: FileMap, functions: tuple[Definition, Definition], said: Set[str]
) -> str:
    """The same of two functions of one module: the old one changes the variable, and the new one has nothing to do with
    it, by itself or by what it names of the module."""
    old, new = functions
    utf8 = symbols.snapshot.files[path].text.utf8
    for name in _state(symbols, path, file_map, old):
        word = re.escape(name.encode())
        if not re.search(_CHANGED % (word, word, word, word), utf8[slice(*old.span)]):
            continue
        own = utf8[slice(*new.span)]
        if any(
            re.search(rb"\b%b\b" % re.escape(each), own)
            for each in _leading_to(symbols, path, file_map, name)
        ):
            continue
        reading = [each for each in file_map.definitions if not _only_empties(utf8[slice(*each.span)], word)]
        beside = _sharing(symbols, path, reading, old, name, said) or _taking(symbols, path, name)
        if beside:
            return (
                f"it changes '{name}', which '{beside}' uses, and the new one does not: see where it is kept"
            )
    return ""


def _leading_to(symbols: SymbolMap, path: str, file_map: FileMap, name: str) -> set[bytes]:
    """The names of a module behind which a variable is used: its own, those of what uses it, and what is made of one of
    these, `STORE = Store()`."""
    found = {name.encode()}
    found |= {
        each.name.encode()
        for each in file_map.definitions
        if each.scope == 0 and _uses(symbols, path, each, name)
    }
    for variable, bindings in file_map.named.items():
        for each in bindings:
            given = nearest(symbols.node(path, each.span), "assignment") if each.scope == 0 else None
            right = given.child_by_field_name("right") if given is not None else None
            if right is not None and any(
                re.search(rb"\b%b\b" % re.escape(one), right.text or b"") for one in found
            ):
                found.add(variable.encode())
                break
    return found


def _only_empties(source: bytes, word: bytes) -> bool:
    """Whether a definition that names a variable does nothing but to empty it, as one for tests does with a cache."""
    return bool(re.search(rb"\b%b\b" % word, source)) and not re.search(_NOT_EMPTIED % word, source, re.M)


def _taking(symbols: SymbolMap, path: str, name: str) -> str:
    """A file that imports a variable of a module."""
    for each in python_files_with(symbols.snapshot, name):
        file_map = symbols.map(each) if each != path else None
        for imported in file_map.imports if file_map is not None else ():
            if imported.name != name or imported.kind != "from":
                continue
            values = evaluate_at(Lookup(symbols), each, name, imported.statement.end).values
            if any(value.symbol == Symbol(path, name) for value in values):
                return each
    return ""


def _state(symbols: SymbolMap, path: str, file_map: FileMap, definition: Definition) -> Iterator[str]:
    """The variables of a module that a function uses, and that it or another one changes."""
    utf8 = symbols.snapshot.files[path].text.utf8
    functions = [each for each in file_map.definitions if each.kind == "function"]
    for name, bindings in file_map.named.items():
        if not any(
            each.scope == 0 and each.kind in ("annotation", "assign", "augmented") for each in bindings
        ):
            continue
        if _is_kept_outside(symbols, path, bindings):
            continue
        if name.encode() not in utf8[slice(*definition.span)] or not _uses(symbols, path, definition, name):
            continue
        word = re.escape(name.encode())
        changed = re.compile(_CHANGED % (word, word, word, word))
        if any(changed.search(utf8, *each.span) for each in functions):
            yield name


def _is_kept_outside(symbols: SymbolMap, path: str, bindings: Sequence[Binding]) -> bool:
    """Whether a variable is what something else gives, `connection()` or `caches["default"]`, which gives it to the new
    function's module as well; not what makes an object of a class."""
    for each in bindings:
        node = symbols.node(path, each.span)
        given = nearest(node, "assignment")
        right = given.child_by_field_name("right") if given is not None and each.scope == 0 else None
        function = (
            right.child_by_field_name("function") if right is not None and right.type == "call" else None
        )
        called = (function.text or b"").rpartition(b".")[2].lstrip(b"_") if function is not None else b""
        is_class = called[:1].isupper() or called in _CONTAINERS
        if right is None or not (right.type == "subscript" or (function is not None and not is_class)):
            return False
    return True


def _has_its_own(symbols: SymbolMap, path: str, name: str) -> bool:
    """Whether a file has something else by the name of another module's helper."""
    file_map = symbols.map(path)
    bound = file_map.named.get(name, ()) if file_map is not None else ()
    return (
        name.startswith("_")
        and bool(bound)
        and all(each.kind not in ("from", "import", "star") for each in bound)
    )


def _sharing(
    symbols: SymbolMap,
    path: str,
    others: Sequence[Definition],
    definition: Definition,
    name: str,
    said: Set[str],
) -> str:
    """Another definition of the module that uses the variable and stays."""
    for each in others:
        if each.scope != 0 or each.span.contains(definition.span):
            continue
        is_said = dotted_name(symbols, Symbol(path, each.qualname)) in said
        if is_said or not _uses(symbols, path, each, name):
            continue
        if not _is_helper(symbols, path, each, definition):
            return each.qualname
    return ""


def _is_helper(symbols: SymbolMap, path: str, other: Definition, definition: Definition) -> bool:
    """Whether nothing but a function names another one of its module: that is used no more without it."""
    name = other.qualname
    others = [each for each in python_files_with(symbols.snapshot, name) if each != path]
    if "." in name or not all(_has_its_own(symbols, each, name) for each in others):
        return False
    utf8 = symbols.snapshot.files[path].text.utf8
    own = (other.span, definition.span)
    return all(any(each.start <= at < each.end for each in own) for at in offsets(utf8, name.encode()))


def _uses(symbols: SymbolMap, path: str, definition: Definition, name: str) -> bool:
    """Whether a definition names a variable of its module."""
    utf8, root = symbols.snapshot.files[path].text.utf8, symbols.tree(path).root_node
    return any(
        definition.span.start <= at < definition.span.end
        and _leads(symbols, path, root, at, Symbol(path, name))
        for at in offsets(utf8, name.encode())
    )


def _reaches(symbols: SymbolMap, path: str, variable: Symbol) -> bool:
    """Whether a module has the variable from there, or asks that module for anything."""
    file_map = symbols.map(path)
    if file_map is None:
        return True
    look = Lookup(symbols)
    return any(
        value.symbol.path == variable.path
        for each in file_map.imports
        if each.kind != "star"
        for value in evaluate_at(look, path, each.name, each.statement.end).values
    )


def _leads(symbols: SymbolMap, path: str, root: Node, at: int, variable: Symbol) -> bool:
    node = root.descendant_for_byte_range(at, at + len(variable.name.encode()))
    if node is None or node.type != "identifier":
        return False
    parent = node.parent
    if parent is not None and parent.type == "attribute" and parent.child_by_field_name("object") != node:
        return False
    return any(
        value.symbol == variable for value in evaluate_at(Lookup(symbols), path, variable.name, at).values
    )

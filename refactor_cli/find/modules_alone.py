"""Undecided attributes of unknown objects -> ruled out, where only modules have the target and no module that has it is
handed around as an object."""

from __future__ import annotations

import builtins
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import FileMap, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.evidence import Evidence
from refactor_cli.find.aliases import own_name
from refactor_cli.find.outside_modules import (
    is_held_elsewhere,
    is_loadable,
    is_of_outside_module,
    is_stranger,
    only_importing,
    owners,
)
from refactor_cli.find.passed_on import is_anywhere, is_passed_on
from refactor_cli.find.reach import Reach, reach_of
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.functions_as_attributes import may_be_attribute
from refactor_cli.inference.computed.computed_modules import LOADERS, computed_modules, is_spelled_out
from refactor_cli.inference.computed.kept_by_name import are_globals_given, has_hooks, is_kept_by_name
from refactor_cli.occurrences.import_words import (
    asked_names,
    closed,
    imported_names,
    renamed,
    taken_names,
)
from refactor_cli.occurrences.value_uses import value_uses
from refactor_cli.resolution import Lookup, definitions_of, layout, reaching, scope_at, trace
from refactor_cli.resolution.modules import word_of
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "modules-alone"
_KINDS = frozenset({"call", "reference", "decorator", "base"})
# what gives all that a module has at once, or by computed names
_NAMESPACES = re.compile(rb"(?<![\w.])(?:globals|locals|vars|dir)\([ \t]*\)|__dict__")
# one of these stands in each file that looks into something so: most have none, and are not searched
_LOOKS = (b"vars(", b"dir(", b"getmembers(", b"getattr(", b".__dict__")
_CALLED = re.compile(rb"[ \t]*\(")
_INNER = {"attribute": "object", "call": "function", "subscript": "value"}
# the results of these may be modules, or what modules have
_ANYTHING = frozenset({"getattr", "globals", "locals", "vars", "eval", *LOADERS})
_OBJECTS = frozenset({"variable", "class", "function", "instance"})


def without_objects(
    symbols: SymbolMap, target: Target, usages: Sequence[Usage], evidence: Evidence
) -> list[Usage]:
    """The usages, those on objects ruled out that nothing can give the target, which only modules have."""
    if RULE in evidence.off or not (_is_of_program(target) or is_of_outside_module(symbols, target)):
        return list(usages)
    found = list[Usage]()
    for usage in usages:
        if (
            usage.certainty == "possible"
            and usage.kind in _KINDS
            and (reach := _apart(symbols, target, evidence, is_aside(usage.path))) is not None
            and (receiver := _receiver(symbols, usage)) is not None
            and _is_object(symbols, reach, usage.path, receiver, target)
        ):
            usage = replace(usage, certainty="ruled_out", evidence=(RULE,), decided_by="evidence")
        found.append(usage)
    return found


def _is_of_program(target: Target) -> bool:
    """Whether it is a function or a class that modules of the program define."""
    return target.kind in ("function", "class") and all(
        each.path is not None and "." not in each.name and not is_aside(each.path) for each in target.symbols
    )


def _receiver(symbols: SymbolMap, usage: Usage) -> Node | None:
    if symbols.map(usage.path) is None:
        return None
    node = symbols.node(usage.path, usage.span)
    attribute = node.parent if node is not None else None
    if (
        node is None
        or attribute is None
        or attribute.type != "attribute"
        or attribute.end_byte != node.end_byte
    ):
        return None
    return attribute.child_by_field_name("object")


def _apart(symbols: SymbolMap, target: Target, evidence: Evidence, with_tests: bool) -> Reach | None:
    """How a target is reached, where no object can be a module that has it, or have it itself; else None."""
    memo: dict[tuple[Target, bool], Reach | None]
    memo = symbols.snapshot.memo.setdefault("targets that modules alone have", {})
    key = (target, with_tests)
    if key not in memo:
        reach = reach_of(symbols, target) if _may_be_apart(symbols, target, with_tests) else None
        if reach is not None and owners(target):
            reach = only_importing(reach, target)
        is_apart = reach is not None and _is_apart(reach, target, evidence.ask(symbols), with_tests)
        memo[key] = reach if is_apart else None
    return memo[key]


def _may_be_apart(symbols: SymbolMap, target: Target, with_tests: bool) -> bool:
    """Whether nothing speaks against it that can be told before all is known of how the target is reached, which takes
    much longer: a module that is loaded by a computed name, and kept, may be any, whatever those in question are
    called."""
    word = own_name(target).encode()
    return bool(owners(target)) or computed_modules(symbols, {word}, with_tests) != "kept"


def _is_apart(reach: Reach, target: Target, ask: Ask, with_tests: bool) -> bool:
    symbols = reach.symbols
    outside = owners(target)
    computed = computed_modules(symbols, _words(reach, outside) | {reach.word}, with_tests)
    modules = [*_modules(reach), *outside]
    is_spelled = is_spelled_out(symbols, modules, with_tests)
    is_loading = computed != "no"
    if outside and not reach.importing and not is_loadable(symbols, outside, with_tests):
        computed = "no"  # no module that is loaded has it
    if computed == "kept" or is_spelled or _is_looked_into(reach, outside):
        return False
    if is_anywhere(reach, target, python_files_with(symbols.snapshot, own_name(target))) or _is_taken(
        reach, outside
    ):
        return False
    if outside and is_held_elsewhere(reach, target, is_loading):
        return False
    if are_globals_given(symbols, with_tests):
        return False
    is_value = computed == "taken" or _is_value(reach, target)
    if not is_value:
        return True
    if has_hooks(symbols, reach.defining | reach.importing) or is_kept_by_name(symbols, with_tests):
        return False
    return not may_be_attribute(ask, target.symbols, own_name(target), with_tests)


def _words(reach: Reach, outside: Sequence[str]) -> frozenset[bytes]:
    """The parts of the names of the modules that have the target."""
    return frozenset(part.encode() for parts in _parts(reach, outside) for part in parts)


def _parts(reach: Reach, outside: Sequence[str]) -> list[list[str]]:
    return [name.split(".") for name in (*_modules(reach), *outside)]


def _modules(reach: Reach) -> list[str]:
    paths = sorted(reach.defining | reach.importing)
    return [name for path in paths for name in layout(reach.symbols).names(path)]


def _is_taken(reach: Reach, outside: Sequence[str]) -> bool:
    """Whether a module that has the target is used as a value that was taken from something: from another module, or
    from what may be one, or a class, that imports it."""
    symbols = reach.symbols
    having = {Symbol(path, "") for path in reach.defining | reach.importing}
    having |= {Symbol(None, name) for name in outside}
    for word in reach.modules:
        name, taken = word.decode("utf-8", "replace"), taken_names(symbols.snapshot, word)
        paths = sorted({path for of in taken.values() for path in of})
        is_asked = bool(asked_names(symbols.snapshot, word))
        for path, uses in value_uses(symbols, name, paths).items():
            file_map = symbols.map(path) if uses else None
            if file_map is None:
                continue
            for use in uses:
                values, _ = trace(Lookup(symbols), path, scope_at(file_map, use.start), use.dotted, use.start)
                if any(each.symbol in having for each in values.values):
                    return True
                is_asked = is_asked or (not values.values and "." in use.dotted)
        if is_asked and _is_held(symbols, word):
            return True
    return False


def _is_held(symbols: SymbolMap, word: bytes) -> bool:
    """Whether an object may have what is imported under a word: a class imports it, or a file that does is passed on
    itself."""
    name = word.decode("utf-8", "replace")
    for path in imported_names(symbols.snapshot, word):
        file_map = symbols.map(path)
        bound = file_map.named.get(name, ()) if file_map is not None else ()
        if file_map is None or any(file_map.scopes[each.scope].kind == "class" for each in bound):
            return True
        if is_passed_on(symbols, Symbol(path, "")):
            return True
    return False


def _is_looked_into(reach: Reach, outside: Sequence[str]) -> bool:
    """Whether something takes from a module that has the target, or from its package, what it computes the name of, or
    all of it."""
    symbols = reach.symbols
    packages = {".".join(parts[:end]) for parts in _parts(reach, outside) for end in range(1, len(parts))}
    parts = {last_part(name).encode() for name in packages}
    words = b"|".join(re.escape(each) for each in sorted(reach.modules | parts))
    into = re.compile(
        rb"(?<![\w.])(?:vars|dir|getmembers)\([ \t\r\n]*(?:\w+\.)*(?:%b)\b|(?<!\w)(?:%b)\.__dict__"
        rb"|(?<![\w.])getattr\([ \t\r\n]*(?:\w+\.)*(?:%b)[ \t\r\n]*,(?![ \t\r\n]*[rRuU]?[\"'][\w]+[\"'][ \t\r\n]*[,)])"
        % ((words,) * 3)
    )
    files = symbols.snapshot.files
    own = {layout(symbols).find(name) or "" for name in packages}
    having = (files[path] for path in reach.defining | reach.importing | own if path in files)
    if any(_NAMESPACES.search(each.text.utf8) for each in having):
        return True
    naming = {path for part in parts for path in python_files_with(symbols.snapshot, part.decode())}
    looking = reach.naming | naming
    if outside:  # a copy of six only fills its own modules
        looking = frozenset(path for path in looking if word_of(path) != "six")
    held = (files[path].data for path in looking)
    return any(any(each in data for each in _LOOKS) and into.search(data) is not None for data in held)


def _is_value(reach: Reach, target: Target) -> bool:
    """Whether the target gets elsewhere than by its module: as an argument, a result, by a decorator."""
    symbols, look = reach.symbols, Lookup(reach.symbols, target.ends)
    if any(each.decorators for symbol in target.symbols for each in definitions_of(look, symbol)):
        return True
    for name in closed((reach.word,), renamed(symbols.snapshot)):
        word = name.decode("utf-8", "replace")
        for path, uses in value_uses(symbols, word, python_files_with(symbols.snapshot, word)).items():
            file_map = symbols.map(path) if uses else None
            if file_map is None:
                continue
            utf8 = symbols.snapshot.files[path].text.utf8
            for use in uses:
                if _CALLED.match(utf8, use.start + len(name)):
                    continue
                values, _ = trace(look, path, scope_at(file_map, use.start), use.dotted, use.start)
                if any(each.symbol in target.symbols for each in values.values):
                    return True
    return False


def _is_object(symbols: SymbolMap, reach: Reach, path: str, receiver: Node, target: Target) -> bool:
    """Whether what stands before the dot begins with a name that is bound here to something else than a module, and
    ends in none that a module is called."""
    file_map = symbols.map(path)
    if file_map is None or _is_called_as_module(reach, receiver):
        return False
    node = receiver
    while node.type in _INNER or node.type == "parenthesized_expression":
        inner = node.child_by_field_name(_INNER.get(node.type, "")) or next(iter(node.named_children), None)
        if inner is None or (node.type == "call" and last_part(source(symbols, path, inner)) in _ANYTHING):
            return False
        node = inner
    if node.type != "identifier":
        return node.type in (
            "string",
            "concatenated_string",
            "list",
            "dictionary",
            "set",
            "tuple",
            "binary_operator",
        )
    return _is_bound_to_object(symbols, path, file_map, node, receiver, target)


def _is_called_as_module(reach: Reach, receiver: Node) -> bool:
    name = receiver.child_by_field_name("attribute")
    last = (
        (name.text if name is not None else receiver.text)
        if receiver.type in ("attribute", "identifier")
        else b""
    )
    return last in reach.modules or b"modules" in (receiver.text or b"")


def _is_bound_to_object(
    symbols: SymbolMap, path: str, file_map: FileMap, first: Node, receiver: Node, target: Target
) -> bool:
    name, at = source(symbols, path, first), first.start_byte
    scope = scope_at(file_map, at)
    bindings = reaching(file_map, scope, name, at).bindings
    if not bindings:
        return hasattr(builtins, name) and name not in _ANYTHING
    if all(each.kind not in ("import", "from", "star") for each in bindings):
        return True
    if any(each.kind == "star" for each in bindings):
        return False
    values, _ = trace(Lookup(symbols), path, scope, source(symbols, path, receiver), at)
    if not values.values:  # a call of what is imported, or an item of it
        values, _ = trace(Lookup(symbols), path, scope, name, at)
    return bool(values.values) and all(
        each.kind in _OBJECTS
        if each.symbol.path is not None
        else is_stranger(symbols, each.symbol.name, target)
        for each in values.values
    )

"""A class whose base becomes another one -> what it calls there, or is made with, and the other does not take:
`super().__init__(a=1)`, `Old.__init__(self, 1, 2)`, `Sub(1, 2)` of a `Sub` without a constructor of its own.

https://docs.python.org/3/library/functions.html#super
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Parameter, Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest, of_kinds
from refactor_cli.inline.call_arguments.called_with import arguments_of, called_with, refusal, taken_by_member
from refactor_cli.inline.classes.derived_otherwise import derived_otherwise
from refactor_cli.inline.classes.missed_members import missed_of_heirs
from refactor_cli.inline.classes.nested_classes import lost_in_base_of_nested
from refactor_cli.inline.functions.bound_otherwise import bound_otherwise
from refactor_cli.resolution import ANY_CLASS, Lookup, definitions_of, evaluate_at, member, mro
from refactor_cli.resolution.dataclass_fields import dataclass_fields, together
from refactor_cli.resolution.definitions import home
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_MOST_FILES = 40  # a name that more files have is that of many


def refused_by_base(symbols: SymbolMap, usage: Usage, old: frozenset[Symbol], new: frozenset[Symbol]) -> str:
    """Why the new base does not take what the old one did, "" where nothing is seen. `usage`: a base, or a name of the
    class that a method is asked of."""
    if len(new) != 1 or len(old) != 1:
        return ""
    (was,), (becomes,) = old, new
    node = symbols.node(usage.path, usage.span)
    while node is not None and node.parent is not None and node.end_byte == node.parent.end_byte:
        if node.parent.type != "attribute":
            break
        node = node.parent
    if node is None:
        return ""
    if usage.kind != "base":
        reason = _asked_by_name(symbols, node, becomes) if becomes.path is not None else ""
        return f"it {reason}" if reason else lost_in_base_of_nested(symbols, node, was, becomes)
    around = nearest(node, "class_definition")
    cls = _symbol(symbols, usage.path, around)
    if around is None or cls is None:
        return ""
    missed = missed_of_heirs(symbols, was, becomes).items()
    reason = next((reason for heir, reason in missed if cls in mro(symbols, heir)), "")
    if becomes.path is None:
        return reason
    return (
        _asked_by_super(symbols, usage.path, around, (cls, was, becomes))
        or _made(symbols, cls, was, becomes)
        or derived_otherwise(symbols, usage.path, around, was, becomes)
        or reason
    )


def _symbol(symbols: SymbolMap, path: str, node: Node | None) -> Symbol | None:
    file_map = symbols.map(path)
    for each in file_map.definitions if file_map is not None and node is not None else ():
        if node is not None and each.kind == "class" and each.span.start == node.start_byte:
            return Symbol(home(Lookup(symbols), path), each.qualname)
    return None


def _asked_by_name(symbols: SymbolMap, node: Node, new: Symbol) -> str:
    """`Old.__init__(self, 1, 2)`: what the member of the same name does not take."""
    asked = node.parent
    call = asked.parent if asked is not None and asked.type == "attribute" else None
    if asked is None or call is None or call.type != "call" or call.child_by_field_name("function") != asked:
        return ""
    name = ((asked.child_by_field_name("attribute") or asked).text or b"").decode("utf-8", "replace")
    return _refused(symbols, call, new, name, on_class=True)


def _asked_by_super(
    symbols: SymbolMap, path: str, around: Node, classes: tuple[Symbol, Symbol, Symbol]
) -> str:
    cls, was, new = classes
    for call in of_kinds("python", ("call",), around):
        function = call.child_by_field_name("function")
        owner = function.child_by_field_name("object") if function is not None else None
        named = (
            function.child_by_field_name("attribute") if owner is not None and function is not None else None
        )
        if owner is None or named is None or not (owner.text or b"").startswith(b"super("):
            continue
        name = (named.text or b"").decode("utf-8", "replace")
        if nearest(call, "class_definition") != around or not _leads_to(symbols, cls, was, name):
            continue
        if reason := _refused(symbols, call, new, name) or _taken_otherwise(symbols, call, (was, new), name):
            return f"line {call.start_point.row + 1} {reason}"
    return ""


def _leads_to(symbols: SymbolMap, cls: Symbol, was: Symbol, name: str) -> bool:
    """Whether what is behind a class has a name from the old base, or from one that this brings."""
    order, inherited = mro(symbols, cls), mro(symbols, was)
    if ANY_CLASS in order:
        return False
    return all(
        value.symbol.path is None or any(_is_of(value.symbol, each) for each in inherited)
        for value in member(Lookup(symbols), cls, name, after=cls).values
    ) and not any(each.path is None and each.name != "builtins.object" for each in order)


def _is_of(symbol: Symbol, cls: Symbol) -> bool:
    return symbol.path == cls.path and symbol.name.rpartition(".")[0] == cls.name


def _refused(symbols: SymbolMap, call: Node, new: Symbol, name: str, *, on_class: bool = False) -> str:
    taken = taken_by_member(symbols, new, name, on_class=on_class)
    reason = refusal(call, taken) if taken is not None else ""
    return f"calls '{name}', which {last_part(new.name)} has for other arguments: {reason}" if reason else ""


# by what a star of a call may be taken, as far as it goes
_TAKING = {
    "*": ("positional_only", "positional", "var_positional"),
    "**": ("positional", "keyword_only", "var_keyword"),
}


def _taken_otherwise(symbols: SymbolMap, call: Node, bases: tuple[Symbol, Symbol], name: str) -> str:
    """The same of what a call leaves out, or hands on by its stars to the old base, which takes any."""
    was, new = bases
    had, taken = taken_by_member(symbols, was, name), taken_by_member(symbols, new, name)
    if had is None or taken is None:
        return ""
    called = last_part(new.name)
    for each in arguments_of(call) or ():
        kind = {"*": "var_positional", "**": "var_keyword"}.get(each.star, "")
        takes_some = any(one.kind in _TAKING.get(each.star, ()) for one in taken)
        if kind and any(one.kind == kind for one in had) and not takes_some:
            return f"hands {each.star}arguments on to '{name}', which {called} has without any"
    if reason := bound_otherwise(call, had, taken, called):
        return f"calls '{name}' of {called}: {reason}"
    return ""


def _made(symbols: SymbolMap, cls: Symbol, was: Symbol, new: Symbol) -> str:
    """What a class that has its constructor from the base is made with."""
    if (fields := dataclass_fields(symbols, cls)) is not None:
        return _filled(symbols, cls, fields, (was, new))
    if not _leads_to(symbols, cls, was, "__init__") or _has_own(symbols, cls):
        return ""
    old, taken = called_with(symbols, frozenset({was})), called_with(symbols, frozenset({new}))
    for path, call in _calls(symbols, cls) if taken is not None else ():
        if taken is None:
            continue
        reason = refusal(call, taken) or (
            bound_otherwise(call, old, taken, last_part(new.name)) if old is not None else ""
        )
        if reason:
            where = f"{path}:{call.start_point.row + 1}"
            made, taking = last_part(cls.name), last_part(new.name)
            return f"{where} makes {made} with other arguments than {taking} takes: {reason}"
    return ""


def _filled(symbols: SymbolMap, cls: Symbol, old: tuple[Parameter, ...], bases: tuple[Symbol, Symbol]) -> str:
    """The same of a dataclass, which has fields of its own behind those of the base."""
    was, new = bases
    inherited, order = mro(symbols, was), mro(symbols, cls)
    above = mro(symbols, new)
    fields = together(symbols, (*(each for each in order if each not in inherited), *above))
    if fields is None:
        return ""
    with_default = [index for index, each in enumerate(fields) if each.default]
    behind = [each.name for each in fields[with_default[0] :] if not each.default] if with_default else []
    if behind:
        before = fields[with_default[0]].name
        return f"'{behind[0]}' has no default, and would stand behind '{before}', which has one"
    for path, call in _calls(symbols, cls):
        if reason := bound_otherwise(call, old, fields, last_part(cls.name)):
            return f"{path}:{call.start_point.row + 1} makes {last_part(cls.name)} otherwise then: {reason}"
    return ""


def _has_own(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether a class says itself what it is made of: by a method, or by what decorates it."""
    look = Lookup(symbols)
    own = (value.symbol for name in ("__init__", "__new__") for value in member(look, cls, name).values)
    return any(_is_of(each, cls) for each in own) or any(
        each.decorators for each in definitions_of(look, cls)
    )


def _calls(symbols: SymbolMap, cls: Symbol) -> Iterator[tuple[str, Node]]:
    name, look = last_part(cls.name), Lookup(symbols)
    paths = python_files_with(symbols.snapshot, name)
    for path in paths if len(paths) <= _MOST_FILES else ():
        if symbols.map(path) is None:
            continue
        root = symbols.tree(path).root_node
        for at in offsets(symbols.snapshot.files[path].text.utf8, name.encode()):
            node = root.descendant_for_byte_range(at, at + len(name.encode()))
            while node is not None and node.parent is not None and node.parent.type == "attribute":
                node = node.parent
            call = node.parent if node is not None else None
            if node is None or call is None or call.type != "call":
                continue
            if call.child_by_field_name("function") != node:
                continue
            written = (node.text or b"").decode("utf-8", "replace")
            values = evaluate_at(look, path, written, at).values
            if values and all(value.kind == "class" and value.symbol == cls for value in values):
                yield path, call

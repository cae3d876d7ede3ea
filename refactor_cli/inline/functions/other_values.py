"""Functions that return other values than the old one where the call is used for what those are: a text for bytes, a
tuple with more in it, a mapping without a key, `None` for some arguments, an object of a class without an attribute."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of, is_plainly_decorated
from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, is_starred, operator_of
from refactor_cli.inference.inferring import asking
from refactor_cli.inference.members.having import has_attribute, has_nothing
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.functions.taken_apart import is_counted, is_item, is_unpacked, used_anywhere, uses_of
from refactor_cli.inline.functions.values_given import ITERATOR, Result, objects_of, results
from refactor_cli.resolution.made_classes import made_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_NUMBERS = frozenset({"bool", "float", "int"})
# what containers of one of these are gone through as the other is
_CONTAINERS = frozenset({"dict", "frozenset", "list", "set", "tuple"})
_FAILING_FOR_NONE = frozenset(
    {b"abs", b"dict", b"float", b"int", b"iter", b"len", b"next", b"range", b"round"}
)


def other_value(
    symbols: SymbolMap, path: str, old: frozenset[Symbol], new: frozenset[Symbol], call: Node | None
) -> str:
    """Why what a call in a file gives cannot be used as before, "" where nothing is seen. `call`: None where a function
    is named without being called, so that what becomes of it is not seen."""
    if call is None or stands_in(call, "statement"):
        return ""
    was, becomes = _returned(symbols, old), _returned(symbols, new)
    if not was or not becomes:
        return ""
    name = last_part(next(iter(new)).name)
    return (
        _of_another_class(symbols, was, becomes, call)
        or _sometimes_none(was, becomes, name, call)
        or _other_parts(symbols, was, becomes, name, (path, call))
        or _other_keys(was, becomes, name, call)
        or _other_objects(symbols, was, becomes, call)
    )


def _returned(symbols: SymbolMap, found: frozenset[Symbol]) -> list[Result] | None:
    memo: dict[frozenset[Symbol], list[Result] | None] = symbols.snapshot.memo.setdefault(
        "values returned", {}
    )
    if found not in memo:
        definition = definition_of(symbols, found)
        path = next(iter(found)).path if len(found) == 1 else None
        if definition is not None and definition.kind == "class" and path:
            memo[found] = objects_of(symbols, next(iter(found)))
            return memo[found]
        is_plain = (
            definition is not None and definition.kind == "function" and is_plainly_decorated(definition)
        )
        memo[found] = (
            results(symbols, path, definition) if path and definition is not None and is_plain else None
        )
    return memo[found]


def class_given(symbols: SymbolMap, found: frozenset[Symbol]) -> Symbol | None:
    """The one class of all that a function of the repository is seen to return."""
    given = _returned(symbols, found) or []
    classes = {each.cls for each in given}
    if len(classes) == 1 and None not in classes:
        return classes.pop()
    name = _only(given)
    return Symbol(None, f"builtins.{name}") if name and name not in ("None", ITERATOR) else None


def _only(found: Sequence[Result]) -> str:
    """The one builtin class of all that is returned, "" where it is not one, or not seen."""
    names = {each.name for each in found}
    return names.pop() if len(names) == 1 else ""


def _of_another_class(
    symbols: SymbolMap, was: Sequence[Result], becomes: Sequence[Result], call: Node
) -> str:
    """What is done there with an object of a builtin class, and cannot be done with that of another one. (That what is
    given means the same is what whoever wrote the rule says.)"""
    one, other = _only(was), _only(becomes)
    has_class = all(each.cls is not None for each in becomes)
    if ITERATOR in (one, other) and one != other and {one, other} <= {*_CONTAINERS, ITERATOR}:
        return "" if stands_in(call, "for") or is_unpacked(call) else _gone_through(one, other)
    if not one or one in ("None", ITERATOR) or (not other and not has_class):
        return ""
    if one == other or {one, other} <= _NUMBERS or "None" in (one, other):
        return ""
    given = f"an object of {last_part(_class(becomes[0]).name)}" if has_class else _article(other)
    for attribute in _attributes(call):
        if hasattr(getattr(builtins, one), attribute) and all(
            _lacks(symbols, each.cls, attribute)
            if each.cls is not None
            else not hasattr(getattr(builtins, other, object), attribute)
            for each in becomes
        ):
            return f"'{attribute}' is asked of what it gives, which is {given} then"
    done = "" if has_class else _done(call, one, other)
    return f"{done}, which is {given} then, and was {_article(one)}" if done else ""


def _gone_through(one: str, other: str) -> str:
    """The same as of generators, of which `result_kinds` tells."""
    return (
        f"the new function gives {_article(other)}, and the old one {_article(one)}: see what is done with it"
    )


def _done(call: Node, one: str, other: str) -> str:
    """What is done at once with the one kind of thing that the other kind does not take, or answers otherwise."""
    outer = call.parent
    if outer is None or {one, other} <= _CONTAINERS | {ITERATOR}:  # of containers `result_kinds` tells
        return ""
    if outer.type == "binary_operator" and operator_of(outer) != "%":
        return "it is calculated with what it gives"
    if outer.type == "subscript" and outer.child_by_field_name("value") == call and other in _NUMBERS:
        return "an item is asked of what it gives"
    is_looked_through = stands_in(call, "in") and other not in _NUMBERS
    if (
        outer.type == "comparison_operator"
        and not is_looked_through
        and any(_kind(each) == one for each in code_children(outer))
    ):
        return f"what it gives is compared with {_article(one)}"
    if stands_in(call, "for") and other in _NUMBERS:
        return "what it gives is gone through"
    return ""


def _kind(node: Node) -> str:
    """Of which class a literal is, "" for anything else."""
    text = (node.text or b"").lower()
    if node.type == "string":
        return "bytes" if text[:2] in (b"b'", b'b"', b"br", b"rb") else "str"
    return {"integer": "int", "float": "float", "true": "bool", "false": "bool"}.get(node.type, "")


def _class(result: Result) -> Symbol:
    assert result.cls is not None
    return result.cls


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _sometimes_none(was: Sequence[Result], becomes: Sequence[Result], name: str, call: Node) -> str:
    if not all((each.name and each.name != "None") or each.cls is not None for each in was):
        return ""
    uses = uses_of(call)
    if not any(each.name == "None" for each in becomes) or not any(map(_fails_for_none, uses)):
        return ""
    if any(map(_is_tested, uses)):
        return ""
    return (
        f"'{name}' gives None for some arguments, which the old one does not, and its result is used at once"
    )


def _is_tested(node: Node) -> bool:
    """Whether it is asked whether there is something."""
    outer = node.parent
    is_compared = outer is not None and outer.type == "comparison_operator"
    return stands_in(node, "condition") or (
        is_compared and outer is not None and any(each.type == "none" for each in outer.named_children)
    )


def _fails_for_none(node: Node) -> bool:
    """Whether nothing there can be done with None: it can be shown, tested, compared and handed on."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "attribute":
        named = parent.child_by_field_name("attribute")
        asked = (named.text or b"").decode("utf-8", "replace") if named is not None else ""
        return parent.child_by_field_name("object") == node and not hasattr(None, asked)
    if parent.type == "subscript":
        return parent.child_by_field_name("value") == node
    if parent.type == "call":
        return parent.child_by_field_name("function") == node
    if parent.type == "binary_operator":
        return operator_of(parent) != "%" or parent.child_by_field_name("left") == node
    if parent.type == "unary_operator" or is_unpacked(node):
        return True
    if any(stands_in(node, each) for each in ("for", "with", "in")):
        return True
    outer = parent.parent if parent.type == "argument_list" else None
    function = outer.child_by_field_name("function") if outer is not None and outer.type == "call" else None
    return function is not None and function.text in _FAILING_FOR_NONE


def _other_parts(
    symbols: SymbolMap, was: Sequence[Result], becomes: Sequence[Result], name: str, place: tuple[str, Node]
) -> str:
    """Of tuples that are taken apart: how many they hold, and of which variables in which order."""
    if _only(was) != "tuple" or _only(becomes) != "tuple":
        return ""
    held, holds = ([_parts(each.node) for each in found] for found in (was, becomes))
    if None in held or None in holds:
        return ""
    counts, others = {len(each or ()) for each in held}, {len(each or ()) for each in holds}
    if len(counts) == len(others) == 1 and counts != others:
        is_apart = any(is_unpacked(each) or is_counted(each) for each in used_anywhere(symbols, *place))
        reason = f"'{name}' gives a tuple of {others.pop()}, and the old one of {counts.pop()}"
        return reason if is_apart else ""
    if len(held) == len(holds) == 1 and held != holds:
        first, second = held[0] or (), holds[0] or ()
        is_swapped = sorted(first) == sorted(second) and all(each.isidentifier() for each in first)
        if is_swapped and any(is_unpacked(each) or is_item(each) for each in used_anywhere(symbols, *place)):
            return f"'{name}' gives {', '.join(second)}, and the old one {', '.join(first)}"
    return ""


def _parts(node: Node) -> tuple[str, ...] | None:
    while node.type == "parenthesized_expression" and code_children(node):
        node = code_children(node)[0]
    its = code_children(node) if node.type in ("expression_list", "tuple") else None
    if its is None or any(is_starred(each) for each in its):
        return None
    return tuple((each.text or b"").decode("utf-8", "replace") for each in its)


def _other_keys(was: Sequence[Result], becomes: Sequence[Result], name: str, call: Node) -> str:
    """Of mappings that are written out: the keys that are gone, where one is asked for."""
    if len(was) != 1 or len(becomes) != 1 or _only(was) != "dict" or _only(becomes) != "dict":
        return ""
    had, has = _keys(was[0].node), _keys(becomes[0].node)
    lost = [each for each in had or () if each not in (has or ())]
    if had is None or has is None or not lost:
        return ""
    asked = [each for each in _subscripts(call) if each in lost]
    return f"what '{name}' gives has no {asked[0]}, as what the old one gives has" if asked else ""


def _keys(node: Node) -> list[str] | None:
    if node.type != "dictionary":
        return None
    found = list[str]()
    for each in code_children(node):
        key = each.child_by_field_name("key") if each.type == "pair" else None
        if key is None or key.type != "string":
            return None
        found.append(_literal(key))
    return found


def _literal(string: Node) -> str:
    return repr((string.text or b"").decode("utf-8", "replace").strip("\"'"))


def _subscripts(call: Node) -> Iterator[str]:
    """The literal keys that what a call gives is asked for at once."""
    outer = call.parent
    if outer is not None and outer.type == "subscript" and outer.child_by_field_name("value") == call:
        key = outer.child_by_field_name("subscript")
        if key is not None and key.type == "string":
            yield _literal(key)


def _other_objects(symbols: SymbolMap, was: Sequence[Result], becomes: Sequence[Result], call: Node) -> str:
    """Of objects of classes of the repository: an attribute that those of the new one have not; of a mapping or the
    like in their place, too."""
    old = {each.cls for each in was}
    if len(old) != 1 or None in old:
        return ""
    (cls,) = old
    other = _only(becomes)
    builtin = getattr(builtins, other, None) if other not in ("", "None", ITERATOR) else None
    for attribute in _attributes(call):
        if cls is None or not _has(symbols, cls, attribute):
            continue
        if isinstance(builtin, type) and not hasattr(builtin, attribute):
            return f"'{attribute}' is asked of what it gives, which is {_article(other)} then"
        for each in becomes:
            if each.cls is not None and each.cls != cls and _lacks(symbols, each.cls, attribute):
                return (
                    f"'{attribute}' is asked of what it gives, which {last_part(each.cls.name)} does not have"
                )
    return ""


def _has(symbols: SymbolMap, cls: Symbol, attribute: str) -> bool:
    if (made := made_class(symbols, cls)) is not None:
        return attribute in made.members
    return has_attribute(asking(symbols), cls, attribute)


def _lacks(symbols: SymbolMap, cls: Symbol, attribute: str) -> bool:
    if (made := made_class(symbols, cls)) is not None:
        return made.is_tuple and attribute not in made.members
    return has_nothing(asking(symbols), cls, attribute)


def _attributes(call: Node) -> Iterator[str]:
    """The attributes that what a call gives is asked for: at once, or by the one name that it is given."""
    for each in uses_of(call):
        attribute = each.parent
        if attribute is None or attribute.type != "attribute":
            continue
        if attribute.child_by_field_name("object") == each:
            named = attribute.child_by_field_name("attribute")
            yield (named.text or b"").decode("utf-8", "replace") if named is not None else ""

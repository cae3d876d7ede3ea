"""Variables that have the name of a target, and may hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Binding
from refactor_cli.find.question import Question
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.occurrences.values import Role
from refactor_cli.resolution import Found, evaluate
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.resolution.literals import LITERAL_STARTS
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# a variable elsewhere may hold a function or class; nobody looks for these through another variable
HELD_BY_NAME = frozenset({"constant", "attribute", "module"})
# what gives a variable its value, by the kind of node that binds it
_GIVING = {
    "assignment": ("right", "type"),
    "named_expression": ("value",),
    "for_statement": ("right",),
    "for_in_clause": ("right",),
    "with_item": ("value",),
}
# what follows a name that is called, or asked for an attribute; of a class an item may be the class: `List[int]`
_ASKED = lazy_pattern(rb"[ \t]*[.(]")
_ITEM = lazy_pattern(rb"[ \t]*[.(\[]")


def may_hold_target(asked: Question, led: Found, name: str, role: Role) -> bool:
    """Whether a variable that has the target's name may hold it: not a literal, and a parameter only where it is called
    and something of that name is passed for it. Where it is only read, what gives it its value has to name the target:
    that it gives the same by another name, and nobody calls it there, would be chance."""
    if not led.opaque or asked.target.kind in HELD_BY_NAME:
        return False
    return any(
        (_is_unknown(asked, binding) and (role != "reference" or _is_named(asked, binding, name)))
        or (role == "call" and binding.kind == "parameter" and _is_passed(asked, binding, name))
        for binding in led.bindings
    )


def _is_unknown(asked: Question, binding: Binding) -> bool:
    match binding.kind:
        case "parameter":
            return _has_target_as_default(asked, binding)
        case "except" | "augmented" | "type":
            return False
        case "assign" | "walrus":
            text = asked.symbols.snapshot.files[asked.path].text.utf8
            right = text[binding.span.end : binding.statement.end].lstrip(b" \t:=")
            if binding.called and _leads_to_target(asked, binding):
                return False  # what the target gives, not the target
            return not right.startswith(LITERAL_STARTS) and not right[:1].isdigit()
        case "from" | "import" | "function" | "class":
            return False
    return True


def _has_target_as_default(asked: Question, binding: Binding) -> bool:
    method = definition_of_body(asked.look, asked.path, binding.scope)
    for parameter in method.parameters if method else ():
        if parameter.name == binding.name and parameter.default.replace(".", "").isidentifier():
            outer = asked.file_map.scopes[binding.scope].parent
            at = method.span.start if method else None
            values = evaluate(asked.look, asked.path, outer, parameter.default, at)
            return any(value.symbol in asked.target.symbols for value in values.values)
    return False


def _is_passed(asked: Question, binding: Binding, name: str) -> bool:
    """Whether a call of the function around a parameter passes what is called like the target: `ordered(self.weight)`
    for `def ordered(weight): … weight(1)`."""
    function, symbols = definition_of_body(asked.look, asked.path, binding.scope), asked.symbols
    if function is None or function.kind != "function":
        return False
    return any(
        each.role == "reference" and _is_argument_of(symbols.node(path, each.span), function.name.encode())
        for path in python_files_with(symbols.snapshot, function.name)
        for each in occurrences_in(symbols, path, name)
    )


def _is_argument_of(name: Node | None, function: bytes) -> bool:
    """Whether a name, or the attribute that it ends, is passed to what is called like a function."""
    node = name
    while node is not None and node.type in ("identifier", "attribute", "keyword_argument"):
        node = node.parent
    call = node.parent if node is not None and node.type == "argument_list" else None
    called = call.child_by_field_name("function") if call is not None else None
    text = called.text if called is not None else None
    return text is not None and text.rpartition(b".")[2] == function


def _leads_to_target(asked: Question, binding: Binding) -> bool:
    values = evaluate(asked.look, asked.path, binding.scope, binding.called, binding.statement.start)
    return any(value.symbol in asked.target.symbols for value in values.values)


def _is_named(asked: Question, binding: Binding, name: str) -> bool:
    """Whether the name stands in what gives a variable its value, other than to be called or asked for an attribute, or
    an item: what that gives is something else."""
    node: Node | None = asked.symbols.node(asked.path, binding.span)
    while node is not None and node.type not in _GIVING:
        node = node.parent
    given = (
        [each for field in _GIVING[node.type] if (each := node.child_by_field_name(field))] if node else []
    )
    utf8, word = asked.symbols.snapshot.files[asked.path].text.utf8, name.encode()
    is_asked = _ITEM if asked.target.kind == "function" else _ASKED
    return (
        not given
        or any(
            offset != binding.span.start
            and not is_asked.match(utf8, offset + len(word))  # `with x as name` has it twice
            for each in given
            for offset in offsets(utf8[: each.end_byte], word, each.start_byte)
        )
    )

"""Where a class is asked for all of its fields: `Old.__annotations__`, `get_type_hints(Old)`, `fields(Old)`. One with
other fields answers that otherwise, even a `TypedDict`, whose objects are mappings either way.

https://docs.python.org/3/library/typing.html#typing.TypedDict
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inline.new_names.whole_names import led_to, whole_names
from refactor_cli.resolution import ANY_CLASS, Lookup, definitions_of, mro
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_ATTRIBUTES = frozenset(
    {
        "__annotations__",
        "__dataclass_fields__",
        "__match_args__",
        "__optional_keys__",
        "__required_keys__",
        "_fields",
    }
)
_CALLED = frozenset({b"fields", b"get_annotations", b"get_type_hints"})


def fields_asked(symbols: SymbolMap, old: Symbol, new: Symbol) -> Iterator[tuple[tuple[str, Span], str]]:
    """The places, with what is wrong with each."""
    was, becomes = _fields(symbols, old), _fields(symbols, new)
    if was is None or becomes is None or was == becomes or not was:
        return
    name = last_part(old.name)
    other = next((each for each in (*was, *becomes) if (each in was) != (each in becomes)), "")
    which = f"'{other}' is not one of both" if other else "they stand in another order"
    reason = f"it is asked for all fields, and {last_part(new.name)} has others: {which}"
    for path in python_files_with(symbols.snapshot, name):
        for node in whole_names(symbols, path, name):
            owner = _asked(node)
            if owner is not None and led_to(symbols, path, owner) == {old}:
                yield (path, Span(owner.start_byte, owner.end_byte)), reason


def _asked(node: Node) -> Node | None:
    """The name of a class that is asked there for all of its fields."""
    if node.type == "attribute":
        named, owner = node.child_by_field_name("attribute"), node.child_by_field_name("object")
        if named is not None and (named.text or b"").decode("utf-8", "replace") in _ATTRIBUTES:
            return owner
    outer = node.parent.parent if node.parent is not None and node.parent.type == "argument_list" else None
    function = outer.child_by_field_name("function") if outer is not None and outer.type == "call" else None
    return node if function is not None and (function.text or b"").rpartition(b".")[2] in _CALLED else None


def _fields(symbols: SymbolMap, cls: Symbol) -> list[str] | None:
    """The names that the bodies of a class and its bases annotate; None where not all bases are known."""
    order = mro(symbols, cls)
    if cls.path is None or ANY_CLASS in order:
        return None
    found, look = dict[str, None](), Lookup(symbols)
    for each in reversed(order):
        for definition in definitions_of(look, each) if each.path is not None else ():
            node = symbols.node(each.path or "", definition.span)
            body = node.child_by_field_name("body") if node is not None else None
            for statement in body.named_children if body is not None else ():
                given = statement.named_children[0] if statement.named_children else None
                left = given.child_by_field_name("left") if given is not None else None
                if given is not None and left is not None and given.child_by_field_name("type") is not None:
                    found[(left.text or b"").decode("utf-8", "replace")] = None
    return [*found]

"""Attributes that methods give their object by a text: `setattr(self, "cart", Cart())`, and by the method of a base
where the class has a `__setattr__` of its own, or is frozen: `object.__setattr__(self, "cart", Cart())`.
https://docs.python.org/3/reference/datamodel.html#object.__setattr__"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.members.named_in_texts import NamedInTexts
from refactor_cli.inference.members.private_names import spelled_out
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.scopes import is_private
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_METHOD = "__setattr__"
_SET = NamedInTexts(
    "setattr", (b"setattr",), lazy_pattern(rb"""setattr(?:__)?\(\s*(?:self\s*,\s*)?(["'])(\w+)\1\s*,""")
)


def set_by_text(
    ask: Ask, path: str, name: str, within: Sequence[Span] | None = None
) -> Iterator[tuple[Node, Span]]:
    """The values that a file, or stretches of it, give `self` under a name that stands in a text, each with the span
    of that text."""
    for span in _SET.spans(ask.symbols, path, name):
        if within is None or any(each.contains(span) for each in within):
            value = _value(ask, path, span)
            if value is not None:
                yield value, span


def set_by_class(ask: Ask, cls: Symbol, name: str, within: Sequence[Span]) -> Iterator[tuple[Node, Span]]:
    """The same in the bodies of a class, where texts name its private attributes as Python spells them."""
    spelled = spelled_out(cls, name) if is_private(name) else name
    return set_by_text(ask, cls.path or "", spelled, within)


def files_setting(symbols: SymbolMap, name: str) -> list[str]:
    """The files that may give an object an attribute of this name by a text."""
    return _SET.files(symbols, name)


def _value(ask: Ask, path: str, text: Span) -> Node | None:
    """What is given to `self` by the call that a text stands in; None where that is no such call."""
    node = ask.symbols.node(path, text)
    while node is not None and node.type != "string":
        node = node.parent
    arguments = node.parent if node is not None else None
    call = arguments.parent if arguments is not None else None
    function = call.child_by_field_name("function") if call is not None else None
    if arguments is None or arguments.type != "argument_list" or function is None:
        return None
    given = [each for each in arguments.named_children if each.type != "comment"]
    count = 2 if _is_bound(ask, path, function) else 3
    if len(given) != count or given[-2] != node or given[-1].type in ("keyword_argument", "list_splat"):
        return None
    if count == 3 and source(ask.symbols, path, given[0]) != "self":
        return None
    is_setter = source(ask.symbols, path, function) == "setattr" or function.type == "attribute"
    return given[-1] if is_setter else None


def _is_bound(ask: Ask, path: str, function: Node) -> bool:
    """Whether it is `__setattr__` of `self` or of `super()`, that is told no object."""
    of = function.child_by_field_name("object") if function.type == "attribute" else None
    if of is None or not source(ask.symbols, path, function).endswith(_METHOD):
        return False
    text = source(ask.symbols, path, of)
    return text == "self" or (of.type == "call" and text.startswith("super("))

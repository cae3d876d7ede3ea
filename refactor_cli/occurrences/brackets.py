"""Strings in brackets: types, as in `Optional["Cart"]`, or values, as in `Literal["Cart"]`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import is_annotation
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.receivers import receiver_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# a string in brackets behind this is itself: https://typing.python.org/en/latest/spec/literal.html
_LITERAL = "Literal"
IN_LITERAL = lazy_pattern(r"\bLiteral\[[^\[\]]*\Z")
# of what stands in brackets behind this only the first is a type
_ANNOTATED = "Annotated"
_BUILTIN_GENERICS = frozenset({"dict", "frozenset", "list", "set", "tuple", "type"})


def is_metadata(text: str) -> bool:
    """Whether an annotation, up to a name in it, has that in quotes behind the first comma in `Annotated[…]`."""
    quote, open_brackets = "", list[bool | None]()  # whether a comma was seen; None for other brackets
    for at, letter in enumerate(text):
        if quote or letter in "'\"":
            quote = "" if letter == quote else quote or letter
        elif letter in "[(":
            open_brackets.append(False if text[:at].rstrip().endswith(_ANNOTATED) else None)
        elif letter in "])" and open_brackets:
            open_brackets.pop()
        elif letter == "," and open_brackets and open_brackets[-1] is not None:
            open_brackets[-1] = True
    return bool(quote) and True in open_brackets


def in_brackets(utf8: bytes, subscript: Node) -> tuple[str, str, str]:
    """The context of a string behind what looks like a generic type: in an annotation it is one."""
    outer = subscript.parent
    while outer is not None and outer.type in ("subscript", "tuple", "list", "binary_operator"):
        outer = outer.parent
    if outer is not None and is_annotation(outer):
        return "annotation", "", ""
    return "subscript", "", receiver_of(utf8, subscript.child_by_field_name("value"))


def is_generic(utf8: bytes, subscript: Node) -> bool:
    """Whether it is `Optional[…]`, `list[…]` and the like, by the name."""
    name = _name_before(utf8, subscript)
    if name in (_ANNOTATED, "LiteralString") or _is_literal(utf8, name) or name.endswith("()"):
        return False
    return name in _BUILTIN_GENERICS or (name[:1].isupper() and not name.isupper())


def constant_before(utf8: bytes, key: Node) -> str:
    """Whose key it is, where that is called like a constant, as enumerations may be: `OPS["ADD"]`; "" for others."""
    subscript = key.parent
    if subscript is None or subscript.type != "subscript" or subscript.start_byte == key.start_byte:
        return ""
    found = receiver_of(utf8, subscript.child_by_field_name("value"))
    return found if last_part(found).isupper() and not found.endswith("()") else ""


def is_annotated(utf8: bytes, subscript: Node, inner: Node) -> bool:
    """Whether it is the type in `Annotated[…]`."""
    return _name_before(utf8, subscript) == _ANNOTATED and holds_types(utf8, subscript, inner)


def holds_types(utf8: bytes, subscript: Node, inner: Node) -> bool:
    """Whether `inner` may be a type behind `Literal` or `Annotated`; anything may be behind other names."""
    name = _name_before(utf8, subscript)
    first = subscript.child_by_field_name("subscript")
    if name == _ANNOTATED:
        return first is not None and first.start_byte == inner.start_byte
    return not _is_literal(utf8, name)


def is_type(utf8: bytes, node: Node) -> bool:
    """Whether what stands where a type may is one, and no value of `Literal[…]` or `Annotated[…]`."""
    if not is_annotation(node):
        return False
    brackets = node.parent
    generic = brackets.parent if brackets is not None and brackets.type == "type_parameter" else None
    if generic is None or brackets is None or generic.type != "generic_type":
        return True
    name = receiver_of(utf8, generic.named_children[0])
    is_first = brackets.named_children[0].start_byte == node.start_byte
    return is_first if name == _ANNOTATED else not _is_literal(utf8, name)


def _is_literal(utf8: bytes, name: str) -> bool:
    if name == _LITERAL:
        return True
    return bool(name) and _is_renamed(utf8) and f"{_LITERAL} as {name}".encode() in utf8


@lru_cache(maxsize=1000)  # asked for each string of a file that stands in brackets
def _is_renamed(utf8: bytes) -> bool:
    return f"{_LITERAL} as ".encode() in utf8


def _name_before(utf8: bytes, subscript: Node) -> str:
    return last_part(receiver_of(utf8, subscript.child_by_field_name("value")))

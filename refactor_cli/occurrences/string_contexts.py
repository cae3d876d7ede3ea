"""A string -> what it is for, by what stands around it: a call, a subscript, a dictionary, a list of names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.brackets import (
    constant_before,
    holds_types,
    in_brackets,
    is_annotated,
    is_generic,
    is_type,
)
from refactor_cli.occurrences.given_names import namespace
from refactor_cli.occurrences.receivers import receiver_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

LONGEST_STRING = 500
# calls that take names of types, and at which positions
_TAKE_TYPES = {
    "ForwardRef": slice(0, 1),
    "NewType": slice(1, 2),
    "TypeVar": slice(1, None),
    "cast": slice(0, 1),
}
# modules that import on demand list there what: https://peps.python.org/pep-0562/
_LAZY = lazy_pattern(rb"^(?:def __getattr__|__getattr__\b)|\b_LazyModule\b", re.MULTILINE)
_LAZY_WORDS = (b"__getattr__", b"_LazyModule")
# of what holds the names of an object
_ASKS_NAMESPACES = (b"__contains__", b"__getitem__", b"get", b"pop", b"setdefault")
_GETTER = lazy_pattern(rb"[\w.]*partial\([ \t\r\n]*getattr\b")
_GETATTR = lazy_pattern(rb"getattr\b(?!\()")
_GIVEN_TO = lazy_pattern(rb"(?<![\w.])(\w+)[ \t]*=[ \t]*([\w.]*partial\([ \t]*)?\Z")
_CONTAINERS = frozenset({"dictionary", "list", "pair", "set", "tuple"})


def is_dotted(text: str) -> bool:
    """Whether a text is names with dots, or a colon, between them."""
    return all(part.isidentifier() for part in text.replace(":", ".").split("."))


def context_of(utf8: bytes, string: Node) -> tuple[str, str, str]:
    """What a string is for, what is called with it, and what it names an attribute or a key of."""
    found = _context_around(utf8, string)
    if found[0] in ("", "argument") and string.parent is not None and string.parent.type in _CONTAINERS:
        return ("lazy-import", "", "") if _imports_on_demand(utf8) else found
    if found[0] in ("", "argument") and (constant := constant_before(utf8, string)):
        return "key", "", constant
    return found


@lru_cache(maxsize=1000)  # asked for each string of a file that stands in a display
def _imports_on_demand(utf8: bytes) -> bool:
    return any(word in utf8 for word in _LAZY_WORDS) and _LAZY.search(utf8) is not None


def _context_around(utf8: bytes, string: Node) -> tuple[str, str, str]:
    inner, outer = string, string.parent
    for _ in range(12):
        if outer is None:
            return "", "", ""
        match outer.type:
            case "type":
                return ("annotation" if is_type(utf8, outer) else ""), "", ""
            case "argument_list" if inner.type in ("list", "tuple") and _is_same(utf8, outer):
                pass
            case "argument_list":
                return _argument(utf8, string, inner, outer)
            case "subscript" if inner.start_byte != outer.start_byte:
                is_key = inner.start_byte == string.start_byte
                if is_key and (owner := _namespace(utf8, outer)) is not None:
                    return "namespace", "", owner
                if is_generic(utf8, outer) or is_annotated(utf8, outer, inner):
                    return in_brackets(utf8, outer)
                if not holds_types(utf8, outer, inner):
                    return "", "", ""
            case "pair" if inner.start_byte == outer.start_byte == string.start_byte:
                if (bases := _made_class(utf8, outer)) is not None:
                    return "class-body", "", bases
            case "assignment" | "augmented_assignment":
                left = outer.child_by_field_name("left")
                name = utf8[left.start_byte : left.end_byte] if left is not None else b""
                return ("__all__" if name == b"__all__" else ""), "", ""
            case "block" | "module" | "expression_statement":
                return "", "", ""
        inner, outer = outer, outer.parent
    return "", "", ""


def _made_class(utf8: bytes, pair: Node) -> str | None:
    """For a key of `type("Name", (Base, Other), {"key": …})` the bases' sources; None for other keys."""
    dictionary = pair.parent
    arguments = dictionary.parent if dictionary is not None else None
    call = arguments.parent if arguments is not None else None
    if call is None or call.type != "call" or arguments is None or arguments.type != "argument_list":
        return None
    given = code_children(arguments)
    if receiver_of(utf8, call.child_by_field_name("function")) != "type" or len(given) != 3:
        return None
    if given[1].type != "tuple" or dictionary is None or given[2].start_byte != dictionary.start_byte:
        return None
    return ",".join(receiver_of(utf8, each) for each in code_children(given[1]))


def _namespace_asked(utf8: bytes, function: Node | None) -> str | None:
    """As `_namespace`, of `globals().get` and the like."""
    if function is None or function.type != "attribute":
        return None
    name = function.child_by_field_name("attribute")
    if name is None or utf8[name.start_byte : name.end_byte] not in _ASKS_NAMESPACES:
        return None
    return _namespace(utf8, function, "object")


def _namespace(utf8: bytes, around: Node, field: str = "value") -> str | None:
    """The object of `module.__dict__["old"]`, "" for `globals()["old"]`, None for any other subscript."""
    value = around.child_by_field_name(field)
    return namespace(utf8[value.start_byte : value.end_byte]) if value is not None else None


def _is_same(utf8: bytes, arguments: Node) -> bool:
    """Whether a call gives what is in its argument: `__all__ = sorted([…])`."""
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None else None
    return receiver_of(utf8, function) in ("frozenset", "list", "set", "sorted", "tuple")


def _argument(utf8: bytes, string: Node, inner: Node, arguments: Node) -> tuple[str, str, str]:
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    if inner.start_byte == string.start_byte and (owner := _namespace_asked(utf8, function)) is not None:
        return "namespace", "", owner
    callee = receiver_of(utf8, function)
    if callee in ("__all__.append", "__all__.extend"):
        return "__all__", "", ""
    given = code_children(arguments)
    if asked := _by_another_name(utf8, function, given):
        is_getattr = asked == "getattr" and len(given) > 1
        return "argument", asked, source_of_owner(utf8, given[0]) if is_getattr else ""
    if inner.start_byte != string.start_byte and inner.type != "keyword_argument":
        return "", "", ""
    if (at := _TAKE_TYPES.get(last_part(callee))) is not None:
        keyword = inner.child_by_field_name("name") if inner.type == "keyword_argument" else None
        is_bound = keyword is not None and utf8[keyword.start_byte : keyword.end_byte] in (
            b"bound",
            b"default",
            b"typ",
        )
        if is_bound or any(each.start_byte == inner.start_byte for each in given[at] if keyword is None):
            return "annotation", "", ""
    return "argument", callee, _argument_before(utf8, string, inner, given)


def _by_another_name(utf8: bytes, function: Node | None, given: list[Node]) -> str:
    """What takes the names of attributes in a call, where `getattr` stands behind something else: "methodcaller" for
    `reduce(getattr, ["cart", "total"], shop)` and `partial(getattr, shop)("total")`, "getattr" for `ask = getattr`."""
    if b"getattr" not in utf8 or function is None:
        return ""
    if any(each.type == "identifier" and each.text == b"getattr" for each in given):
        return "methodcaller"
    called = utf8[function.start_byte : function.end_byte]
    if function.type == "call" and _GETTER.match(called):
        return "methodcaller"
    if function.type != "identifier" or called == b"getattr":
        return ""
    return _getters(utf8).get(called, "")


@lru_cache(4)
def _getters(utf8: bytes) -> dict[bytes, str]:
    """The names of a file that are given `getattr`, or a `partial` of it, and what calls of them take."""
    found = dict[bytes, str]()
    for each in _GETATTR.finditer(utf8):
        before = _GIVEN_TO.search(utf8, utf8.rfind(b"\n", 0, each.start()) + 1, each.start())
        if before is not None:
            found.setdefault(before[1], "methodcaller" if before[2] else "getattr")
    return found


def _argument_before(utf8: bytes, string: Node, inner: Node, given: list[Node]) -> str:
    """The object that a string in a call names an attribute of: the first argument, when the string is the second
    one; by keyword `target`, when it is `attribute` or `name`."""
    if inner.type != "keyword_argument":
        is_second = len(given) > 1 and given[1].start_byte == string.start_byte
        return source_of_owner(utf8, given[0]) if is_second else ""
    keyword = inner.child_by_field_name("name")
    if keyword is None or utf8[keyword.start_byte : keyword.end_byte] not in (b"attribute", b"name"):
        return ""
    first = given[0] if given[0].start_byte != inner.start_byte else None
    if first is not None and first.type == "keyword_argument":
        first = first.child_by_field_name("value")
    return source_of_owner(utf8, first)


def source_of_owner(utf8: bytes, node: Node | None) -> str:
    """The source of an object whose attribute is named; a string that names it keeps its quotes."""
    if node is not None and node.type == "string" and node.end_byte - node.start_byte < LONGEST_STRING:
        content = next((child for child in node.named_children if child.type == "string_content"), None)
        text = utf8[content.start_byte : content.end_byte].decode("utf-8", "replace") if content else ""
        return f'"{text}"' if is_dotted(text) else receiver_of(utf8, node)
    return receiver_of(utf8, node)

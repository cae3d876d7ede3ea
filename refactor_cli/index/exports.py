"""What `__all__` holds: lists and tuples of strings, sums of them, `+=`, `extend`, `append`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from refactor_cli.index.nodes import bare, parts_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

NAME = b"__all__"


class Strings(NamedTuple):
    """The strings that an expression is known to hold, and whether that is all of it."""

    names: tuple[str, ...]
    is_complete: bool


class Exports(Struct, frozen=True):
    """The statements about `__all__` read so far, each the strings it adds; `reset` where it starts anew."""

    steps: list[Strings] = field(default_factory=list)

    def names(self) -> tuple[str, ...] | None:
        """The names in their order, each once; None when `__all__` is not set."""
        if not self.steps:
            return None
        return tuple(dict.fromkeys(name for step in self.steps for name in step.names))

    def is_complete(self) -> bool:
        """Whether every statement was understood."""
        return all(step.is_complete for step in self.steps)


def read_exports(exports: Exports, utf8: bytes, node: Node, may_be_skipped: bool) -> None:
    """Adds what a simple statement of the module does to `__all__`, if anything."""
    kind = node.type
    if kind == "assignment":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if right is None or left is None:
            return
        if left.type == "identifier" and not may_be_skipped:
            exports.steps.clear()
        known = _strings(utf8, right) if left.type == "identifier" else Strings((), False)
        exports.steps.append(known)
    elif kind == "augmented_assignment":
        right = node.child_by_field_name("right")
        if right is not None:
            exports.steps.append(_strings(utf8, right))
    elif kind == "call":
        exports.steps.append(_call(utf8, node))
    else:
        exports.steps.append(Strings((), False))


def _call(utf8: bytes, node: Node) -> Strings:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None:
        return Strings((), False)
    method = utf8[function.start_byte : function.end_byte].removeprefix(b"__all__.")
    given = parts_of(arguments)
    if method == b"extend" and len(given) == 1:
        return _strings(utf8, given[0])
    if method == b"append" and len(given) == 1:
        name = _string(utf8, given[0])
        return Strings(() if name is None else (name,), name is not None)
    return Strings((), method == b"sort")


def _strings(utf8: bytes, node: Node | None) -> Strings:
    names, is_complete, waiting = list[str](), True, [bare(node)]
    while waiting:
        part = waiting.pop()
        if part is None:
            is_complete = False
        elif part.type == "binary_operator":
            is_complete &= _operator(utf8, part) == b"+"
            waiting += [bare(part.child_by_field_name("right")), bare(part.child_by_field_name("left"))]
        elif part.type in ("list", "tuple", "expression_list", "set"):
            for item in parts_of(part):
                name = _string(utf8, item)
                is_complete &= name is not None
                if name is not None:
                    names.append(name)
        else:
            is_complete = False
    return Strings(tuple(names), is_complete)


def _operator(utf8: bytes, node: Node) -> bytes:
    operator = node.child_by_field_name("operator")
    return b"" if operator is None else utf8[operator.start_byte : operator.end_byte]


def _string(utf8: bytes, node: Node) -> str | None:
    """The value of a string literal that has no escapes, or of several in a row; None for anything else."""
    found = bare(node)
    if found is None or found.type not in ("string", "concatenated_string"):
        return None
    text = ""
    for literal in parts_of(found) if found.type == "concatenated_string" else [found]:
        prefix = literal.child(0)
        inner = literal.named_children
        if prefix is None or utf8[prefix.start_byte : prefix.end_byte].strip(b"'\"").lower() not in (
            b"",
            b"u",
            b"r",
        ):
            return None
        for part in inner[1:-1]:
            if part.type != "string_content" or part.named_child_count:
                return None
            text += utf8[part.start_byte : part.end_byte].decode("utf-8", "replace")
    return text

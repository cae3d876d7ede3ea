"""What transforms ask about syntax nodes."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span
from refactor_cli.recipe.parsing import literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from refactor_cli.grammar import Node


# https://peps.python.org/pep-0008/#maximum-line-length, and black's
_WIDTH, _WIDE = 79, 88
_MIGRATION = re.compile(rb"^class Migration\(", re.MULTILINE)


class Argument(NamedTuple):
    """One argument of a call. `node`: all of it; `value`: without its keyword or star; `star`: "", "*" or "**"."""

    node: Node
    value: Node
    keyword: str = ""
    star: str = ""


def source(node: Node) -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def span_of(node: Node) -> Span:
    """The bytes that a node stands at."""
    return Span(node.start_byte, node.end_byte)


def root_of(node: Node) -> Node:
    """The node of the whole file that a node is in."""
    while node.parent is not None:
        node = node.parent
    return node


def is_in_migration(path: str, node: Node) -> bool:
    """Whether a file is a migration of Django: it lies in a folder of that name, or defines one."""
    in_folder = "migrations" in PurePosixPath(path).parts[:-1]
    return in_folder or _MIGRATION.search(root_of(node).text or b"") is not None


def may_be_bound(node: Node, name: str) -> bool:
    """Whether the file of a node may give a builtin's name another meaning somewhere."""
    bound = rf"\b(?:def|class|import|as|for)\s+{name}\b|\bimport\b[^\n]*\b{name}\b|\b{name}\s*(?::?=(?!=)|:(?!\s*$))"
    return re.search(bound, source(root_of(node)), re.MULTILINE) is not None


def width_of(root: Node) -> int:
    """How wide a line of a file may be, in letters, by how wide its lines are."""
    lines = (root.text or b"").decode("utf-8", "replace").split("\n")
    return _WIDE if any(len(line) > _WIDTH for line in lines) else _WIDTH


def has_comment(node: Node) -> bool:
    """Whether a comment stands in it."""
    return node.type == "comment" or any(map(has_comment, node.named_children))


def guards_of(call: Node, catches: Callable[[Node], bool]) -> list[Node]:
    """The `try` and `with` statements in whose body a call stands, as far as they catch something of interest."""
    found: list[Node] = []
    inner = call
    while inner.parent is not None:
        outer = inner.parent
        is_body = outer.child_by_field_name("body") == inner
        if is_body and outer.type in ("try_statement", "with_statement") and catches(outer):
            found.append(outer)
        inner = outer
    return found


def arguments_of(call: Node) -> list[Argument] | None:
    """The arguments of a call in order; None when it has a lone generator, or does not parse."""
    listed = call.child_by_field_name("arguments")
    if listed is None or listed.type != "argument_list" or call.has_error:
        return None
    found = list[Argument]()
    for child in listed.named_children:
        if child.type in ("comment", "line_continuation"):
            continue
        if child.type == "keyword_argument":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            assert name is not None
            assert value is not None
            found.append(Argument(child, value, source(name)))
        elif child.type in ("list_splat", "dictionary_splat"):
            star = "*" if child.type == "list_splat" else "**"
            found.append(Argument(child, child.named_children[-1], "", star))
        else:
            found.append(Argument(child, child))
    return found


def argument_at(arguments: list[Argument], place: int, keyword: str) -> Argument | None:
    """The argument of a parameter, by its place or its name; None also where a star may give it."""
    for each in arguments:
        if keyword and each.keyword == keyword:
            return each
    before = arguments[: place + 1]
    if len(before) == place + 1 and not any(each.keyword or each.star for each in before):
        return before[place]
    return None


def text_value(node: Node) -> str | None:
    """The value of a string literal; None for anything else, bytes and f-strings too."""
    if node.type not in ("string", "concatenated_string"):
        return None
    try:
        value = literal(f"({source(node)})")  # its parts may stand on several lines
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def quoted(value: str, like: Node) -> str:
    """A string literal with the quotes that another one has."""
    made = repr(value)
    if source(like).lstrip("rRuUbBfF").startswith('"') and '"' not in value:
        return '"' + made[1:-1].replace("\\'", "'") + '"'
    return made


def called_attribute(call: Node) -> tuple[Node, str] | None:
    """What a method is called on, and the method's name; None for any other call."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "attribute":
        return None
    owner, name = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    return (owner, source(name)) if owner is not None and name is not None else None

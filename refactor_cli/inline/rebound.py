"""Builtins that a module gives a value of its own as well: `except NameError: unicode = str`; and those that it only
asks for to see which Python runs it: `try: xrange` `except NameError: PY3 = True`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import every_node
from refactor_cli.inline.file import File
from refactor_cli.inline.job import Job
from refactor_cli.inline.opened import Opened

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_BUILTINS = "builtins."


def check_not_rebound(file: File, job: Job) -> None:
    """What asks for the builtin decides whether the name is bound, and other modules may take it from this one. Where
    its absence is caught, the new name would take the branch of the Python that has the old one.

    Raises:
        Opened: the usage is of such a builtin.
    """
    name = job.target.dotted.removeprefix(_BUILTINS)
    if name == job.target.dotted or "." in name:
        return
    own = [each for each in file.map.named.get(name, ()) if each.scope == 0]
    if own:
        line = file.utf8.count(b"\n", 0, own[0].span.start) + 1
        raise Opened(f"'{name}' is bound in more than one way here: line {line} gives it a value, too")
    node = file.tree.root_node.descendant_for_byte_range(*job.usage.span)
    if caught := _absence_caught(node):
        raise Opened(f"line {caught} is for a Python without '{name}', and would never be reached")


def _absence_caught(node: Node | None) -> int:
    """The line of the `except NameError` of a `try` around a name, in the same function; 0 where there is none."""
    while node is not None and node.parent is not None and node.type not in ("function_definition", "lambda"):
        around = node.parent
        if around.type == "try_statement" and node == around.child_by_field_name("body"):
            for clause in around.named_children:
                if clause.type == "except_clause" and _names_it(clause):
                    return clause.start_point.row + 1
        node = around
    return 0


def _names_it(clause: Node) -> bool:
    heads = (each for each in clause.named_children if each.type != "block")
    return any(each.text == b"NameError" for head in heads for each in every_node(head))

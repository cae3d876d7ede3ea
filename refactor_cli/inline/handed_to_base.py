"""What a derived class hands to the constructor that a keyword rename is about: no call of the class itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import every_node
from refactor_cli.grammar import nearest
from refactor_cli.inline.file import File
from refactor_cli.inline.job import Job
from refactor_cli.transforms.reading import arguments_of, called_attribute, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node


def handed_to_base(file: File, job: Job) -> str:
    """Why a base, or a class that is named in `Base.__init__(…)`, stays open: its constructor is given an argument that
    the rules rename. "" where none is."""
    renamed = {name for rule in job.rules for name in rule.given}
    node = file.tree.root_node.descendant_for_byte_range(*job.usage.expression)
    if not renamed or node is None or job.usage.kind not in ("base", "reference"):
        return ""
    for call in _constructors(node, is_base=job.usage.kind == "base"):
        keywords = {each.keyword for each in arguments_of(call) or ()}
        if found := sorted(renamed & keywords):
            function = call.child_by_field_name("function")
            written = source(function) if function is not None else "__init__"
            return (
                f"{written}(…) in line {call.start_point[0] + 1} gives {' and '.join(found)}: rename it there"
            )
    return ""


def _constructors(node: Node, *, is_base: bool) -> Iterator[Node]:
    """The calls of `__init__` in the class that a base is of, without those in classes inside of it, or the one that
    stands behind a reference."""
    if not is_base:
        around = node
        while around.parent is not None and around.parent.type == "attribute":
            around = around.parent
        call = around.parent
        if call is not None and call.type == "call" and _is_constructor(call):
            yield call
        return
    cls = nearest(node, "class_definition")
    body = cls.child_by_field_name("body") if cls is not None else None
    for each in every_node(body) if body is not None else ():
        if each.type == "call" and _is_constructor(each) and nearest(each, "class_definition") == cls:
            called = called_attribute(each)
            if called is not None and source(called[0]).startswith("super("):
                yield each


def _is_constructor(call: Node) -> bool:
    called = called_attribute(call)
    return called is not None and called[1] == "__init__"

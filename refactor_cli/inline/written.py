"""A reference to an old symbol that stands as the new code has it: nothing is to be done there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Outcome
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import is_annotation
from refactor_cli.inline.file import File
from refactor_cli.inline.job import Job
from refactor_cli.recipe.rules import CallPiece, Hole, Pieces, Rule, Template, references_of, templates_of
from refactor_cli.resolution.standard_library import is_class

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ATTRIBUTES = re.compile(r"(?:\s*\.\s*\w+)+")


def written(file: File, job: Job) -> Outcome | None:
    """A reference that is kept: it goes on to what the new code asks of the old symbol (`Order.of` where `Order(x)`
    becomes `Order.of(x)`), or names a class that stays, where a class is meant and no object is made."""
    usage = job.usage
    if usage.kind not in ("reference", "decorator"):
        return None
    node = file.tree.root_node.descendant_for_byte_range(*usage.expression)
    asked, around = "", node
    while around is not None and around.parent is not None and around.parent.type == "attribute":
        if around.parent.child_by_field_name("object") != around:
            break
        around = around.parent
        name = around.child_by_field_name("attribute")
        asked += f".{file.utf8[name.start_byte : name.end_byte].decode()}" if name is not None else "."
    for rule in job.rules:
        for continued in _continued(rule):
            if asked == continued or asked.startswith(f"{continued}."):
                return Outcome(usage, "kept", rule.label, "it is already written as the rule says")
    if around is None or not _is_class(job) or not all(any(True for _ in _own(each)) for each in job.rules):
        return None
    if asked:
        return Outcome(usage, "kept", job.rules[0].label, "the class stays, and this makes no object of it")
    if _is_meant_as_class(around, file):
        return Outcome(usage, "kept", job.rules[0].label, "the class stays, and is what is meant here")
    return None


def lacking_attribute(node: Node, rule: Rule) -> str:
    """The attribute that is asked of what a rule gives, where that is a literal without it; "" for none: an enum's
    member has a `value`, the text that stands for it has not."""
    around = node.parent
    while around is not None and around.type == "parenthesized_expression":
        node, around = around, around.parent
    if around is None or around.type != "attribute" or around.child_by_field_name("object") != node:
        return ""
    literal = rule.body.node if isinstance(rule.body, Template) else None
    name = around.child_by_field_name("attribute")
    if not isinstance(literal, ast.Constant) or name is None:
        return ""
    asked = (name.text or b"").decode("utf-8", "replace")
    return "" if hasattr(literal.value, asked) else asked


def _is_class(job: Job) -> bool:
    target = job.target
    return target.kind == "class" or (target.kind == "external" and is_class(target.dotted))


def _own(rule: Rule) -> Iterator[str]:
    """The references of a rule that go through its own symbol: what follows that, "" for the symbol itself."""
    for each in references_of(rule.body):
        if each.dotted == rule.symbol or each.dotted.startswith(f"{rule.symbol}."):
            yield each.dotted.removeprefix(rule.symbol)


def _continued(rule: Rule) -> Iterator[str]:
    """What the new code asks of the old symbol, as `.of`; of a method, through the receiver."""
    yield from filter(None, _own(rule))
    if rule.parameters:
        for template in templates_of(rule.body):
            yield from _through(template.pieces, rule.parameters[0].name, f".{last_part(rule.symbol)}")


def _through(pieces: Pieces, receiver: str, method: str) -> Iterator[str]:
    for piece, after in zip(pieces, (*pieces[1:], ""), strict=True):
        if isinstance(piece, CallPiece):
            yield from _through(piece.callee, receiver, method)
            for argument in piece.arguments:
                yield from _through(argument.value, receiver, method)
        elif isinstance(piece, Hole) and piece.parameter == receiver and isinstance(after, str):
            found = _ATTRIBUTES.match(after)
            names = "".join(found[0].split()) if found else ""
            if names.startswith(f"{method}."):
                yield names.removeprefix(method)


def _is_meant_as_class(node: Node, file: File) -> bool:
    """Whether a name stands in an annotation, behind `except`, or as what `isinstance` asks for."""
    while node.parent is not None and node.parent.type in (
        "tuple",
        "parenthesized_expression",
        "binary_operator",
        "subscript",
        "list",
    ):
        node = node.parent
    parent = node.parent
    if parent is None:
        return False
    if parent.type in ("generic_type", "union_type", "except_clause", "type_parameter") or is_annotation(
        parent
    ):
        return True
    if parent.type == "as_pattern":
        return parent.parent is not None and parent.parent.type == "except_clause"
    if parent.type != "argument_list" or parent.parent is None or parent.named_children[:1] == [node]:
        return False
    callee = parent.parent.child_by_field_name("function")
    text = file.utf8[callee.start_byte : callee.end_byte] if callee is not None else b""
    return text in (b"isinstance", b"issubclass")

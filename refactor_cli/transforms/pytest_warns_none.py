"""pytest: `with pytest.warns(None)`, which pytest 8 took away, is `with warnings.catch_warnings(record=True)`.

https://docs.pytest.org/en/stable/deprecations.html#using-pytest-warns-none
https://docs.pytest.org/en/stable/changelog.html#pytest-8-0-0rc1-2023-12-30
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.expression_nodes import every_node
from refactor_cli.grammar import nearest
from refactor_cli.transforms import Answer, Named, Passed, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, root_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_TRUTH = frozenset(
    {"assert_statement", "boolean_operator", "if_statement", "not_operator", "while_statement"}
)
# what a list does as the object of pytest does it
_ASKED = frozenset({"bool", "iter", "len", "list", "tuple"})


def compute(seen: Seen) -> Answer:
    """For all of what a `with` is given, and what it is called is used as a list alone. Both record every warning, one
    by itself, the other by `simplefilter("always")`."""
    given = arguments_of(seen.node) if seen.node.type == "call" else None
    if not given or given[0].value.type != "none" or given[0].keyword not in ("", "expected_warning"):
        return Passed("some warning is expected there")
    if len(given) > 1:
        return Unfit("more than None is given: write it by hand")
    around = seen.node.parent
    is_named = around is not None and around.type == "as_pattern"
    item = around.parent if around is not None and is_named else around
    clause = item.parent if item is not None and item.type == "with_item" else None
    if clause is None or clause.parent is None or len(clause.named_children) != 1:
        return Unfit("it is not all that a with statement is given: write it by hand")
    if is_named and around is not None and not _is_list(around):
        return Unfit("what it is called is asked for what a list of warnings does not have")
    place = _first_line(clause.parent)
    if place is None:
        return Unfit("what stands in the with statement begins on the line of the with")
    end, indent = place
    return Stretch(
        Span(seen.node.start_byte, end),
        (
            Named("warnings.catch_warnings", by_module=True),
            "(record=True)",
            Span(seen.node.end_byte, end),
            indent,
            Named("warnings.simplefilter", by_module=True),
            "({0}always{0})".format(_quote(seen.node)),
        ),
    )


def _first_line(statement: Node) -> tuple[int, str] | None:
    """Where the line of a statement's colon ends, and what begins the next: a line end and the body's white space."""
    body = statement.child_by_field_name("body")
    colon = next((each for each in statement.children if each.type == ":"), None)
    root = root_of(statement)
    text, offset = root.text or b"", root.start_byte
    if body is None or colon is None or not body.named_children:
        return None
    start = body.named_children[0].start_byte - offset
    indent = text[text.rfind(b"\n", 0, start) + 1 : start]
    end = text.find(b"\n", colon.end_byte - offset)
    if indent.strip() or end < 0 or end >= start:
        return None
    newline = "\n"
    if text[:end].endswith(b"\r"):
        newline, end = "\r\n", end - 1
    return end + offset, newline + indent.decode()


def _is_list(pattern: Node) -> bool:
    """Whether the name that a `with` gives is used as a list alone, until it is given anew beside that statement."""
    target = next((each for each in pattern.named_children if each.type == "as_pattern_target"), None)
    function = nearest(pattern, "function_definition")
    statement = nearest(pattern, "with_statement")
    if (
        target is None
        or function is None
        or statement is None
        or target.named_children[0].type != "identifier"
    ):
        return False
    name, until = source(target), function.end_byte
    uses = [node for node in every_node(function) if node.type == "identifier" and source(node) == name]
    for use in uses:
        again = nearest(use, "with_statement")
        if use.parent is None or use.parent.type != "as_pattern_target" or again is None:
            continue
        if again.parent == statement.parent and again.start_byte > statement.start_byte:
            until = min(until, again.start_byte)
    return all(_is_of_list(use) for use in uses if use.start_byte < until)


def _is_of_list(use: Node) -> bool:
    around = use.parent
    if around is None:
        return False
    if around.type == "attribute":
        return around.child_by_field_name("object") != use
    if around.type == "argument_list":
        function = around.parent.child_by_field_name("function") if around.parent is not None else None
        return function is not None and source(function) in _ASKED
    if around.type == "keyword_argument":
        return around.child_by_field_name("name") == use
    if around.type == "subscript":
        return around.child_by_field_name("value") == use
    if around.type in ("for_statement", "for_in_clause"):
        return around.child_by_field_name("right") == use
    return around.type in _TRUTH or around.type == "as_pattern_target"


def _quote(node: Node) -> str:
    """The quote that the file has more of."""
    text = root_of(node).text or b""
    return "'" if text.count(b"'") > text.count(b'"') else '"'


TRANSFORM = Transform(("pytest.warns",), compute, imports="import warnings")

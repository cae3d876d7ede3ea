"""Where line ends mean nothing: what decides whether a new expression over lines needs brackets."""

from __future__ import annotations

import pytest

from refactor_cli import grammar
from refactor_cli.expression_nodes import code_children, is_bracketed

PLACES = [
    pytest.param("x = old\n", False, id="a plain statement"),
    pytest.param("x = old[0]\n", False, id="the value of a subscript"),
    pytest.param("x = a.old[0][1]\n", False, id="in the value of a subscript"),
    pytest.param("x = a[old]\n", True, id="an index"),
    pytest.param("x = a[0:old]\n", True, id="a slice"),
    pytest.param("x = f(old)\n", True, id="an argument"),
    pytest.param("x = f(a)(1, b)[old.c]\n", True, id="deep in an index"),
    pytest.param("x = old(a)\n", False, id="what is called"),
    pytest.param("def f(a):\n    return old\n", False, id="brackets of the definition around it"),
    pytest.param("x = [i for i in old]\n", True, id="a comprehension"),
]


@pytest.mark.parametrize(("source", "expected"), PLACES)
def test_is_bracketed(source: str, expected: bool) -> None:
    utf8 = source.encode()
    start = utf8.index(b"old")
    node = grammar.parse("python", utf8).root_node.descendant_for_byte_range(start, start + 3)
    assert node is not None
    assert is_bracketed(node) is expected


def test_comments_are_no_children_that_are_code() -> None:
    tree = grammar.parse("python", b"old(\n    # the first\n    a,  # and\n    b,\n)\n")
    (arguments,) = grammar.of_kinds("python", ("argument_list",), tree.root_node)
    assert [each.text for each in code_children(arguments)] == [b"a", b"b"]
    assert code_children(None) == []

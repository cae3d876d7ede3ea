"""Django: `assertFormError()` takes the form itself, no longer a response and the name of a context variable.

https://docs.djangoproject.com/en/4.1/releases/4.1/#tests

A call is one of the old kind when it gives more than the new one takes, names `response`, or its first argument is
called a response or is what a test client gave.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import argument_at, arguments_of, called_attribute, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_NAMED_SO = re.compile(r"(\w*_)?(response|resp)(_?\w*)?\Z", re.IGNORECASE)
_METHODS = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "options", "trace", "generic", "request"}
)
_NEW_MOST = 4
_CLASSES = ("SimpleTestCase", "TestCase", "TransactionTestCase", "LiveServerTestCase")


def compute(seen: Seen) -> Answer:
    """For calls with four arguments or five."""
    arguments = arguments_of(seen.node)
    if not arguments or any(each.star for each in arguments):
        return Passed("its arguments are not written there")
    first = argument_at(arguments, 0, "response")
    if first is None or len(arguments) < _NEW_MOST:
        return Passed("it is given a form already")
    is_old = len(arguments) > _NEW_MOST or first.keyword == "response" or _is_response(first.value)
    if not is_old:
        return Passed("it is given a form already")
    return Computed(
        "def assertFormError(self, response, form, field, errors, msg_prefix=OMITTED):\n"
        "    return self.assertFormError(response.context[form], field, errors, msg_prefix)",
        behaviour="changes",
    )


def _is_response(node: Node) -> bool:
    if node.type == "call":
        return _is_request(node)
    text = source(node)
    if node.type != "identifier":
        return _NAMED_SO.match(text.rpartition(".")[2]) is not None
    return _NAMED_SO.match(text) is not None or _is_given_by_client(node, text)


def _is_request(call: Node) -> bool:
    called = called_attribute(call)
    return (
        called is not None
        and called[1] in _METHODS
        and source(called[0]).rpartition(".")[2].endswith("client")
    )


def _is_given_by_client(node: Node, name: str) -> bool:
    """Whether the last assignment to a name before, in the same block, is what a test client gave."""
    statement = node
    while statement.parent is not None and statement.parent.type not in ("block", "module"):
        statement = statement.parent
    before = statement.prev_named_sibling
    while before is not None:
        made = before.named_children[0] if before.type == "expression_statement" else None
        if made is not None and made.type == "assignment":
            left, right = made.child_by_field_name("left"), made.child_by_field_name("right")
            if left is not None and source(left) == name:
                return right is not None and right.type == "call" and _is_request(right)
        before = before.prev_named_sibling
    return False


TRANSFORM = Transform(
    tuple(f"django.test.{name}.assertFormError" for name in _CLASSES),
    compute,
    stays=True,
    requires="django>=4.1",
)

"""Django: `assertFormError()` takes the form itself, no longer a response and the name of a context variable.

https://docs.djangoproject.com/en/4.1/releases/4.1/#tests

So it is with the formset of `assertFormsetError()`, which is `assertFormSetError()` since Django 4.2. A call is one of
the old kind when it gives more than the new one takes, names `response`, or its first argument is called a response or
is what a test client gave.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import argument_at, arguments_of, called_attribute, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node

_NAMED_SO = lazy_pattern(r"((\w*_)?(response|resp)(_?\w*)?|res|r)\Z", re.IGNORECASE)
_METHODS = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "options", "trace", "generic", "request"}
)
_PARAMETERS = {
    "assertFormError": ("response", "form", "field", "errors", "msg_prefix"),
    "assertFormsetError": ("response", "formset", "form_index", "field", "errors", "msg_prefix"),
}
_SCOPES = frozenset({"function_definition", "class_definition", "lambda", "decorated_definition"})
CLASSES = ("SimpleTestCase", "TestCase", "TransactionTestCase", "LiveServerTestCase")


def form_error(seen: Seen) -> Answer:
    """For calls of assertFormError() with four arguments or five."""
    return with_context(seen, "assertFormError", "assertFormError")


def with_context(seen: Seen, name: str, new: str) -> Answer:
    """The call of `name` on a response as one of `new` on what its context has."""
    arguments = arguments_of(seen.node)
    if not arguments or any(each.star for each in arguments):
        return Passed("its arguments are not written there")
    first, parameters = argument_at(arguments, 0, "response"), _PARAMETERS[name]
    most = len(parameters) - 1  # the new one takes no response
    if first is None or len(arguments) < most:
        return Passed("it is given a form already")
    if len(arguments) > len(parameters) or any(each.keyword not in ("", *parameters) for each in arguments):
        return Passed("it takes no such arguments")
    is_old = len(arguments) > most or first.keyword == "response" or _is_response(first.value)
    if not is_old:
        return Passed("it is given a form already")
    errors = argument_at(arguments, most - 1, "errors")
    is_none = errors is not None and source(errors.value) == "None"  # which was no error
    return Computed(
        f"def {name}(self, response, {parameters[1]}, *args, **kwargs):\n"
        f"    return self.{new}(response.context[{parameters[1]}], *args, **kwargs)",
        inside=((errors.value, "[]"),) if errors is not None and is_none else (),
        behaviour="changes",
    )


def _is_response(node: Node) -> bool:
    if node.type in ("await", "call"):
        return _is_made_by_client(node)
    text = source(node)
    if node.type != "identifier":
        return _NAMED_SO.match(last_part(text)) is not None
    return _NAMED_SO.match(text) is not None or _is_given_by_client(node, text)


def _is_request(call: Node) -> bool:
    called = called_attribute(call)
    return called is not None and called[1] in _METHODS and last_part(source(called[0])).endswith("client")


def _is_given_by_client(node: Node, name: str) -> bool:
    """Whether the last assignment to a name before, in the same block, is what a test client gave."""
    statement = node
    while statement.parent is not None and statement.parent.type not in ("block", "module"):
        statement = statement.parent
    before = statement.prev_named_sibling
    while before is not None:
        given = [right for left, right in _assigned(before) if source(left) == name]
        if given:
            return all(_is_made_by_client(each) for each in given)
        before = before.prev_named_sibling
    return False


def _is_made_by_client(node: Node) -> bool:
    node = node.named_children[0] if node.type == "await" else node
    return node.type == "call" and _is_request(node)


def _assigned(node: Node) -> Iterator[tuple[Node, Node]]:
    """What is assigned in a statement and in those inside of it, but not in functions and classes, with its value."""
    if node.type == "assignment":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            yield left, right
    elif node.type not in _SCOPES:
        for child in node.named_children:
            yield from _assigned(child)


TRANSFORM = Transform(
    tuple(f"django.test.{name}.assertFormError" for name in CLASSES),
    form_error,
    stays=True,
    requires="django>=4.1",
)

"""Pydantic 2: `@validator` is `@field_validator`, whose `mode` says what `pre` did, on a class method.

https://docs.pydantic.dev/latest/migration/#changes-to-validators

A validator that asks for other values, the field or the configuration is written in another way, which is for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.decorators import behind, decorated, decorators_of, line_below
from refactor_cli.transforms.reading import Argument, arguments_of, has_comment, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_WITHOUT_SUCCESSOR = {
    "always": "always=True is validate_default of the field now",
    "each_item": "each_item=True is an annotation of the items now",
}


def compute(seen: Seen) -> Answer:
    """For decorators of a function that takes the class and the value alone."""
    function, arguments = decorated(seen.node), arguments_of(seen.node)
    if function is None or function.type != "function_definition" or arguments is None:
        return Unfit("it decorates no function there")
    if parameters_of(function) != ["identifier", "identifier"]:
        return Unfit(
            "it asks for more than the class and the value: field_validator() gives that by an `info`"
        )
    for each in arguments:
        if each.star or (each.keyword and source(each.value) not in ("True", "False")):
            return Unfit("what its arguments are is not written out")
        if each.keyword in _WITHOUT_SUCCESSOR and source(each.value) == "True":
            return Unfit(_WITHOUT_SUCCESSOR[each.keyword])
    if not arguments or arguments[0].keyword:
        return Unfit("which fields it is for is not written first")
    listed = seen.node.child_by_field_name("arguments")
    if listed is None or (has_comment(listed) and not all(map(_is_kept, arguments))):
        return Unfit("a comment between its arguments would be lost")
    pieces = (Named("pydantic.field_validator"), *_respelled(listed, arguments))
    below = f"{line_below(seen.node)}@classmethod" if lacks_classmethod(seen.node, function) else ""
    return Stretch(Span(seen.node.start_byte, seen.node.end_byte), (*pieces, below), behaviour="changes")


def _is_kept(argument: Argument) -> bool:
    return argument.keyword in ("", "check_fields")


def _respelled(listed: Node, arguments: list[Argument]) -> list[str | Span]:
    """The brackets with what field_validator() takes of the arguments, laid out as they are."""
    pieces, start, last = list[str | Span](), listed.start_byte, listed.start_byte
    for each in arguments:
        is_before = each.keyword == "pre" and source(each.value) == "True"
        if not _is_kept(each):
            pieces.append(Span(start, each.node.start_byte if is_before else last))
            pieces += ['mode="before"'] if is_before else []
            start = each.node.end_byte
        last = each.node.end_byte
    return [*pieces, Span(start, listed.end_byte)]


def lacks_classmethod(decorator: Node, function: Node) -> bool:
    """Whether `@classmethod` is to stand below a decorator: pydantic adds it, type checkers do not."""
    return behind(decorator) is not None and "classmethod" not in decorators_of(function)


def parameters_of(function: Node) -> list[str]:
    """What kind of parameters a function has; one with a type counts as a plain name."""
    listed = function.child_by_field_name("parameters")
    found = [each for each in listed.named_children if each.type != "comment"] if listed is not None else []
    return [each.named_children[0].type if each.type == "typed_parameter" else each.type for each in found]


TRANSFORM = Transform(
    ("pydantic.validator", "pydantic.class_validators.validator"), compute, requires="pydantic>=2"
)

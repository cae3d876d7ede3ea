"""Pydantic 2: `@validator` is `@field_validator`, whose `mode` says what `pre` did.

https://docs.pydantic.dev/latest/migration/#changes-to-validators

A validator that asks for other values, the field or the configuration is written in another way, which is for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import Argument, arguments_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_WITHOUT_SUCCESSOR = {
    "always": "always=True is validate_default of the field now",
    "each_item": "each_item=True is an annotation of the items now",
}


def compute(seen: Seen) -> Answer:
    """For decorators of a function that takes the class and the value alone."""
    function = _decorated(seen.node)
    arguments = arguments_of(seen.node)
    if function is None or arguments is None:
        return Unfit("it decorates no function there")
    if _parameters(function) != ["identifier", "identifier"]:
        return Unfit(
            "it asks for more than the class and the value: field_validator() gives that by an `info`"
        )
    kept, before = list[Argument](), False
    for each in arguments:
        if each.star or (each.keyword and source(each.value) not in ("True", "False")):
            return Unfit("what its arguments are is not written out")
        if each.keyword in _WITHOUT_SUCCESSOR and source(each.value) == "True":
            return Unfit(_WITHOUT_SUCCESSOR[each.keyword])
        before = before or (each.keyword == "pre" and source(each.value) == "True")
        if each.keyword in ("", "check_fields"):
            kept.append(each)
    mode = ', mode="before"' if before else ""
    return Computed(
        f"def validator(*args, **kwargs):\n    return field_validator(*args{mode}, **kwargs)",
        arguments=tuple(each.node for each in kept),
        behaviour="changes",
    )


def _decorated(call: Node) -> Node | None:
    parent = call.parent
    if parent is None or parent.type != "decorator" or parent.parent is None:
        return None
    function = parent.parent.child_by_field_name("definition")
    return function if function is not None and function.type == "function_definition" else None


def _parameters(function: Node) -> list[str]:
    """What kind of parameters a function has; one with a type counts as a plain name."""
    listed = function.child_by_field_name("parameters")
    found = [each for each in listed.named_children if each.type != "comment"] if listed is not None else []
    return [each.named_children[0].type if each.type == "typed_parameter" else each.type for each in found]


TRANSFORM = Transform(
    ("pydantic.validator", "pydantic.class_validators.validator"),
    compute,
    imports="from pydantic import field_validator",
    requires="pydantic>=2",
)

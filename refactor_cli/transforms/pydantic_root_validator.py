"""Pydantic 2: `@root_validator(pre=True)` is `@model_validator(mode="before")`, on a class method.

https://docs.pydantic.dev/latest/migration/#changes-to-validators

One that runs after the others is given the model instead of a dictionary now, which is for people.
"""

from __future__ import annotations

from refactor_cli.data import Span
from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.decorators import decorated, line_below
from refactor_cli.transforms.pydantic_validator import lacks_classmethod, parameters_of
from refactor_cli.transforms.reading import arguments_of, has_comment, source


def compute(seen: Seen) -> Answer:
    """For decorators of a function that takes the class and the values alone, and is run before the fields are."""
    function, arguments = decorated(seen.node), arguments_of(seen.node)
    if function is None or function.type != "function_definition":
        return Unfit("it decorates no function there")
    given = {each.keyword: source(each.value) for each in arguments or ()}
    if given.get("pre") != "True":
        return Unfit("it is run after the fields: model_validator(mode='after') is given the model itself")
    if "" in given or not given.keys() <= {"pre", "allow_reuse"} or has_comment(seen.node):
        return Unfit("what its arguments are is not written out, or has a comment")
    if parameters_of(function) != ["identifier", "identifier"]:
        return Unfit("it asks for more than the class and the values")
    below = f"{line_below(seen.node)}@classmethod" if lacks_classmethod(seen.node, function) else ""
    pieces = (Named("pydantic.model_validator"), '(mode="before")', below)
    return Stretch(Span(seen.node.start_byte, seen.node.end_byte), pieces, behaviour="changes")


TRANSFORM = Transform(
    ("pydantic.root_validator", "pydantic.class_validators.root_validator"),
    compute,
    is_decorator=True,
    requires="pydantic>=2",
)

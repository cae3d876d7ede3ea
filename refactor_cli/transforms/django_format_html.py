"""Django: `format_html("…".format(x))` escapes nothing; what `format()` was given goes to `format_html()`.

https://docs.djangoproject.com/en/5.0/releases/5.0/#features-deprecated-in-5-0
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, called_attribute, source, text_value


def compute(seen: Seen) -> Answer:
    """For a call whose only argument is a text literal with `.format(…)` behind it."""
    arguments = arguments_of(seen.node)
    if arguments is None or len(arguments) != 1 or arguments[0].star or arguments[0].keyword:
        return Passed("it is given the arguments themselves")
    inner = arguments[0].value
    called = called_attribute(inner) if inner.type == "call" else None
    if called is None or called[1] != "format":
        return Passed("what it is given is not formatted there")
    text, given = called[0], arguments_of(inner)
    if text_value(text) is None or given is None or "\n" in source(text):
        return Unfit("it is given a formatted text: give it the format and the arguments")
    return Computed(
        f"def format_html(*args, **kwargs):\n    return format_html({source(text)}, *args, **kwargs)",
        node=seen.node,
        arguments=tuple(each.node for each in given),
        brackets=inner.child_by_field_name("arguments"),
        behaviour="changes",
    )


TRANSFORM = Transform(("django.utils.html.format_html",), compute, stays=True)

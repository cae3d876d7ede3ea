"""Django: the error message `list` of ModelMultipleChoiceField is called `invalid_list`.

https://docs.djangoproject.com/en/3.1/releases/3.1/#features-deprecated-in-3-1
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import arguments_of, quoted, text_value

_NAME = "ModelMultipleChoiceField"


def compute(seen: Seen) -> Answer:
    """For calls with a display of error messages."""
    arguments = arguments_of(seen.node) or []
    messages = next((each.value for each in arguments if each.keyword == "error_messages"), None)
    if messages is None or messages.type != "dictionary":
        return Passed("it gives no error messages")
    keys = [each.child_by_field_name("key") for each in messages.named_children if each.type == "pair"]
    named = {text_value(key): key for key in keys if key is not None and key.type == "string"}
    key = named.get("list")
    if key is None or "invalid_list" in named:
        return Passed("it gives no error message of that name")
    return Computed(
        f"def {_NAME}(*args, **kwargs):\n    return {_NAME}(*args, **kwargs)",
        inside=((key, quoted("invalid_list", key)),),
    )


TRANSFORM = Transform(
    (f"django.forms.{_NAME}", f"django.forms.models.{_NAME}"), compute, stays=True, requires="django>=3.1"
)

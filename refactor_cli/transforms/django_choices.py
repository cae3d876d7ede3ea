"""Django: fields take a class of choices itself, without `.choices`.

https://docs.djangoproject.com/en/5.0/releases/5.0/#more-options-for-declaring-field-choices
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Passed, Seen, Stretch, Transform
from refactor_cli.transforms.reading import source, span_of

_CLASSES = ("Choices", "IntegerChoices", "TextChoices")
_MODULES = ("django.db.models", "django.db.models.enums")


def compute(seen: Seen) -> Answer:
    """For the argument `choices` of what is called a field."""
    argument = seen.node.parent
    listed = argument.parent if argument is not None else None
    call = listed.parent if listed is not None else None
    name = argument.child_by_field_name("name") if argument is not None else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    is_given = name is not None and source(name) == "choices"
    if not is_given or function is None or not source(function).endswith("Field"):
        return Passed("it is not what a field has to choose from")
    cls = seen.node.child_by_field_name("object")
    return Stretch(span_of(seen.node), (span_of(cls),)) if cls is not None else Passed("it is a plain name")


TRANSFORM = Transform(
    tuple(f"{module}.{name}.choices" for module in _MODULES for name in _CLASSES),
    compute,
    is_property=True,
    requires="django>=5.0",
)

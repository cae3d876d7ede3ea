"""Django: `assertFormsetError()` of a response is `assertFormSetError()` of the formset itself.

https://docs.djangoproject.com/en/4.1/releases/4.1/#tests
https://docs.djangoproject.com/en/4.2/releases/4.2/#id2
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Seen, Transform
from refactor_cli.transforms.django_form_errors import CLASSES, with_context


def compute(seen: Seen) -> Answer:
    """For calls with five arguments or six."""
    return with_context(seen, "assertFormsetError", "assertFormSetError")


TRANSFORM = Transform(
    tuple(f"django.test.{name}.assertFormsetError" for name in CLASSES), compute, requires="django>=4.2"
)

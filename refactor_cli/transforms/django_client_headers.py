"""Django: requests of the test client take `headers={…}` instead of `HTTP_…` arguments.

https://docs.djangoproject.com/en/4.2/releases/4.2/#tests
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Seen, Transform
from refactor_cli.transforms.django_test_headers import with_headers

_CLASSES = ("Client", "AsyncClient")
_METHODS = ("delete", "generic", "get", "head", "options", "patch", "post", "put", "trace")


def compute(seen: Seen) -> Answer:
    """For the methods that make a request."""
    owner, _, name = seen.symbol.rpartition(".")
    return with_headers(seen, f"self.{name}", "changes" if owner.endswith("AsyncClient") else "same")


TRANSFORM = Transform(
    tuple(f"django.test.{cls}.{name}" for cls in _CLASSES for name in _METHODS),
    compute,
    stays=True,
    requires="django>=4.2",
)

"""Django: `re_path()` with a plain regular expression is `path()`, as django_urls says for `url()`.

https://docs.djangoproject.com/en/2.0/releases/2.0/#simplified-url-routing-syntax
"""

from __future__ import annotations

from refactor_cli.transforms import Transform
from refactor_cli.transforms.django_urls import compute

TRANSFORM = Transform(
    ("django.urls.re_path",),
    compute,
    imports="from django.urls import path",
    stays=True,
    requires="django>=2.0",
)

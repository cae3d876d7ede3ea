"""Django: `NullBooleanField` is `BooleanField(null=True)`; migrations of the past go on saying what they said.

https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0

It is removed except for support in historical migrations: what these say of a field is what makemigrations compares the
models with, so that the change of a model is written into a migration of its own.
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import is_in_migration

_RULE = "def NullBooleanField(*args, **kwargs):\n    return BooleanField(*args, null=True, **kwargs)"


def compute(seen: Seen) -> Answer:
    """For fields of models, and not for those of migrations, which lie in a folder of that name or define one."""
    if is_in_migration(seen.path, seen.node):
        return Passed("migrations of the past go on with it")
    return Computed(_RULE, behaviour="changes")


TRANSFORM = Transform(
    ("django.db.models.NullBooleanField", "django.contrib.gis.db.models.NullBooleanField"),
    compute,
    imports="from django.db.models import BooleanField",
    stays=True,
    requires="django>=2.1",
)

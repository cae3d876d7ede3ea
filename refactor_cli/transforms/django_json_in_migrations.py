"""Django: the JSONField of PostgreSQL is one of all databases; migrations of the past go on with the old one.

https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0

It is removed except for support in historical migrations: what these say of a field is what makemigrations compares the
models with, so that the change of a model is written into a migration of its own. Elsewhere the recipe's move holds.
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Kept, Passed, Seen, Transform
from refactor_cli.transforms.reading import is_in_migration


def compute(seen: Seen) -> Answer:
    """For what migrations say, called or not."""
    if is_in_migration(seen.path, seen.node):
        return Kept("migrations of the past go on with it")
    return Passed("it is in no migration")


TRANSFORM = Transform(
    ("django.contrib.postgres.fields.JSONField", "django.contrib.postgres.fields.jsonb.JSONField"),
    compute,
    stays=True,
    is_reference=True,
)

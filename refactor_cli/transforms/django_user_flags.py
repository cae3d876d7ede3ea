"""Django: `is_authenticated` and `is_anonymous` of users are no methods any more.

https://docs.djangoproject.com/en/1.10/releases/1.10/#using-user-is-authenticated-and-user-is-anonymous-as-methods

Where nothing is known of what they are called on, that has to be the `user` of a `request`.
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import called_attribute, source

_USERS = frozenset({"request.user", "self.request.user"})
_CLASSES = ("AbstractBaseUser", "AbstractUser", "User", "AnonymousUser")
_NAMES = ("is_authenticated", "is_anonymous")


def compute(seen: Seen) -> Answer:
    """For calls without arguments."""
    called = called_attribute(seen.node)
    if called is None:
        return Passed("it is called under a name of its own")
    if seen.certainty == "possible" and source(called[0]) not in _USERS:
        return Passed("it may be something else")
    return Computed(f"def {called[1]}(self):\n    return self.{called[1]}")


TRANSFORM = Transform(
    tuple(f"django.contrib.auth.models.{owner}.{name}" for owner in _CLASSES for name in _NAMES),
    compute,
    stays=True,
    requires="django>=1.10",
)

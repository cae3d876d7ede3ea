"""Django: the test client and the request factory take `headers={…}` instead of `HTTP_…` arguments.

https://docs.djangoproject.com/en/4.2/releases/4.2/#tests
"""

from __future__ import annotations

from refactor_cli.data import Behaviour
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.django_headers import header_name
from refactor_cli.transforms.reading import arguments_of

_CLASSES = ("Client", "RequestFactory", "AsyncClient", "AsyncRequestFactory")


def compute(seen: Seen) -> Answer:
    """For calls of these classes."""
    name = seen.symbol.rpartition(".")[2]
    # the asynchronous ones took such arguments under other names
    return with_headers(seen, name, "changes" if name.startswith("Async") else "same")


def with_headers(seen: Seen, called: str, behaviour: Behaviour) -> Answer:
    """A call with its `HTTP_…` arguments as one. `called`: what the new one is of, "self.get" for a method."""
    arguments = arguments_of(seen.node) or []
    given = [
        each.keyword for each in arguments if each.keyword.startswith("HTTP_") and header_name(each.keyword)
    ]
    if not given:
        return Passed("it is given no headers")
    if any(each.keyword == "headers" or each.star == "**" for each in arguments):
        return Unfit("it may be given headers already: put them together")
    owner, _, name = called.rpartition(".")
    first = f"{owner}, " if owner else ""
    headers = ", ".join(f'"{header_name(each)}": {each}' for each in given)
    return Computed(
        f"def {name}({first}*args, {', '.join(given)}, **kwargs):\n"
        f"    return {called}(*args, headers={{{headers}}}, **kwargs)",
        behaviour=behaviour,
    )


TRANSFORM = Transform(
    tuple(f"{module}.{name}" for module in ("django.test", "django.test.client") for name in _CLASSES),
    compute,
    stays=True,
    requires="django>=4.2",
)

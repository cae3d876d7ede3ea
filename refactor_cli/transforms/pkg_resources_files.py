"""pkg_resources: what is asked for by `__name__` lies beside a module, and `files()` takes packages before Python 3.12.

https://docs.python.org/3/library/importlib.resources.html#importlib.resources.files
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import argument_at, arguments_of, source


def compute(seen: Seen) -> Answer:
    """In the file of a package `__name__` is that package."""
    given = arguments_of(seen.node) or []
    first = argument_at(given, 0, "package_or_requirement")
    is_package = seen.path.rpartition("/")[2] == "__init__.py"
    if first is not None and source(first.value) == "__name__" and not is_package:
        return Unfit("__name__ is no package in this file, and files() takes a module since Python 3.12 only")
    return Passed("it is not asked for by the name of a module")


TRANSFORM = Transform(
    (
        "pkg_resources.resource_filename",
        "pkg_resources.resource_isdir",
        "pkg_resources.resource_stream",
        "pkg_resources.resource_string",
    ),
    compute,
)

"""pkg_resources: files beside a package are asked of `importlib.resources.files()`.

https://importlib-resources.readthedocs.io/en/latest/migration.html
https://docs.python.org/3/library/importlib.resources.html#importlib.resources.files

The old functions took requirements, too, and resource_filename() unpacked what lies in an archive. What they were asked
for by `__name__` lies beside a module, and `files()` takes nothing but packages before Python 3.12.
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import argument_at, arguments_of, source

_FILE = "importlib.resources.files(package_or_requirement).joinpath(resource_name)"
_NEW = {
    "pkg_resources.resource_filename": f"str({_FILE})",
    "pkg_resources.resource_isdir": f"{_FILE}.is_dir()",
    "pkg_resources.resource_stream": f'{_FILE}.open("rb")',
    "pkg_resources.resource_string": f"{_FILE}.read_bytes()",
}


def compute(seen: Seen) -> Answer:
    """In the file of a package `__name__` is that package."""
    first = argument_at(arguments_of(seen.node) or [], 0, "package_or_requirement")
    is_package = seen.path.rpartition("/")[2] == "__init__.py"
    if first is not None and source(first.value) == "__name__" and not is_package:
        return Unfit("__name__ is no package in this file, and files() takes a module since Python 3.12 only")
    return Computed(
        f"def resource(package_or_requirement, resource_name):\n    return {_NEW[seen.symbol]}",
        behaviour="changes",
    )


TRANSFORM = Transform(tuple(_NEW), compute, imports="import importlib.resources", requires="python>=3.9")

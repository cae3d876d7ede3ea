"""pkg_resources: files beside a package are asked of `importlib.resources.files()`.

https://importlib-resources.readthedocs.io/en/latest/migration.html
https://docs.python.org/3/library/importlib.resources.html#importlib.resources.files

The old functions took requirements, too, and resource_filename() unpacked what lies in an archive. What they were asked
for by `__name__` lies beside a module, and `files()` takes nothing but packages before Python 3.12.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import Argument, argument_at, arguments_of, source, text_value

_FILE = "importlib.resources.files(package_or_requirement).joinpath(resource_name)"
_NEW = {
    "pkg_resources.resource_exists": f"{_FILE}.is_file()",
    "pkg_resources.resource_filename": f"str({_FILE})",
    "pkg_resources.resource_isdir": f"{_FILE}.is_dir()",
    "pkg_resources.resource_listdir": f"[entry.name for entry in {_FILE}.iterdir()]",
    "pkg_resources.resource_stream": f'{_FILE}.open("rb")',
    "pkg_resources.resource_string": f"{_FILE}.read_bytes()",
}


def compute(seen: Seen) -> Answer:
    """In the file of a package `__name__` is that package."""
    arguments = arguments_of(seen.node) or []
    first = argument_at(arguments, 0, "package_or_requirement")
    is_package = seen.path.rpartition("/")[2] == "__init__.py"
    if first is not None and source(first.value) == "__name__" and not is_package:
        return Unfit("__name__ is no package in this file, and files() takes a module since Python 3.12 only")
    if seen.symbol.endswith("_exists") and not _is_file(argument_at(arguments, 1, "resource_name")):
        return Unfit(
            "whether it is a file or a folder is not written there: ask is_file(), or is_dir(), of files()"
        )
    return Computed(
        f"def resource(package_or_requirement, resource_name):\n    return {_NEW[seen.symbol]}",
        behaviour="changes",
    )


def _is_file(name: Argument | None) -> bool:
    """Whether a literal name has a suffix, as those of files have."""
    value = text_value(name.value) if name is not None else None
    return bool(value) and bool(PurePosixPath(value or "").suffix)


TRANSFORM = Transform(tuple(_NEW), compute, imports="import importlib.resources", requires="python>=3.9")

"""importlib and pkgutil: whether `find_loader()` or `get_loader()` finds one is what `find_spec()` says.

https://docs.python.org/3/whatsnew/3.12.html#importlib
https://docs.python.org/3/whatsnew/3.14.html#pkgutil
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import source

_IS = frozenset({"is", "is not", "==", "!="})
_OF_COMPARISON = 3


def compute(seen: Seen) -> Answer:
    """For a loader that is compared with None. The new one imports the package that the name has before its last dot,
    and fails where there is none; it takes no module."""
    around = seen.node.parent
    parts = around.children if around is not None and around.type == "comparison_operator" else []
    if len(parts) != _OF_COMPARISON or parts[0] != seen.node:
        return Passed("it is not compared with None")
    if parts[2].type != "none" or " ".join(source(parts[1]).split()) not in _IS:
        return Passed("it is not compared with None")
    name = "module_or_name" if seen.symbol.endswith("get_loader") else "name"
    name = "fullname" if seen.symbol == "pkgutil.find_loader" else name
    return Computed(
        f"def find({name}):\n    return importlib.util.find_spec({name})",
        behaviour="changes",
    )


TRANSFORM = Transform(
    ("importlib.find_loader", "pkgutil.find_loader", "pkgutil.get_loader"),
    compute,
    imports="import importlib.util",
    requires="python>=3.4",
)

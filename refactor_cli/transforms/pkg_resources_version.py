"""pkg_resources: `get_distribution(name).version` is `importlib.metadata.version(name)`.

https://setuptools.pypa.io/en/latest/pkg_resources.html
https://docs.python.org/3/library/importlib.metadata.html#distribution-versions
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, source


def compute(seen: Seen) -> Answer:
    """For a distribution whose version is asked for at once. The new one raises PackageNotFoundError."""
    given, around = arguments_of(seen.node), seen.node.parent
    name = (
        around.child_by_field_name("attribute") if around is not None and around.type == "attribute" else None
    )
    if name is None or source(name) != "version" or given is None or len(given) != 1 or given[0].star:
        return Unfit("only the version of a distribution has a plain successor: see importlib.metadata")
    return Computed(
        "def get_distribution(dist):\n    return importlib.metadata.version(dist)",
        node=around,
        arguments=(given[0].node,),
        behaviour="changes",
    )


TRANSFORM = Transform(
    ("pkg_resources.get_distribution",), compute, imports="import importlib.metadata", requires="python>=3.8"
)

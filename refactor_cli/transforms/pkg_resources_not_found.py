"""pkg_resources: `DistributionNotFound` is `PackageNotFoundError` where nothing but a version is asked for.

https://docs.python.org/3/library/importlib.metadata.html#distribution-versions
"""

from __future__ import annotations

from refactor_cli.transforms import Transform
from refactor_cli.transforms.pkg_resources_version import compute

TRANSFORM = Transform(
    ("pkg_resources.DistributionNotFound",),
    compute,
    imports="import importlib.metadata",
    is_property=True,
    requires="python>=3.8",
)

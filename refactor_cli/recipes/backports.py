"""Backports from the package index: the module of the standard library, where every Python that is supported has it.

https://importlib-metadata.readthedocs.io/en/latest/#compatibility
https://docs.python.org/3/whatsnew/3.8.html#importlib
https://docs.python.org/3/whatsnew/3.9.html#zoneinfo
https://docs.python.org/3/whatsnew/3.10.html#importlib-metadata
https://peps.python.org/pep-0680/
"""

from refactor_cli.recipe import moved

moved("backports.zoneinfo", "zoneinfo", requires="python>=3.9")
moved("importlib_metadata.Distribution", "importlib.metadata.Distribution", requires="python>=3.8")
moved(
    "importlib_metadata.PackageNotFoundError",
    "importlib.metadata.PackageNotFoundError",
    requires="python>=3.8",
)
moved("importlib_metadata.distribution", "importlib.metadata.distribution", requires="python>=3.8")
moved("importlib_metadata.distributions", "importlib.metadata.distributions", requires="python>=3.8")
moved("importlib_metadata.files", "importlib.metadata.files", requires="python>=3.8")
moved("importlib_metadata.metadata", "importlib.metadata.metadata", requires="python>=3.8")
moved("importlib_metadata.requires", "importlib.metadata.requires", requires="python>=3.8")
moved("importlib_metadata.version", "importlib.metadata.version", requires="python>=3.8")
# what takes a group and gives objects with methods
moved("importlib_metadata.EntryPoint", "importlib.metadata.EntryPoint", requires="python>=3.10")
moved("importlib_metadata.EntryPoints", "importlib.metadata.EntryPoints", requires="python>=3.10")
moved("importlib_metadata.entry_points", "importlib.metadata.entry_points", requires="python>=3.10")
moved(
    "importlib_metadata.packages_distributions",
    "importlib.metadata.packages_distributions",
    requires="python>=3.10",
)
moved("tomli", "tomllib", requires="python>=3.11")

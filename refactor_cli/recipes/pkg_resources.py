"""pkg_resources: what importlib.metadata and importlib.resources do as well. setuptools takes it away.

https://setuptools.pypa.io/en/latest/pkg_resources.html
https://importlib-resources.readthedocs.io/en/latest/migration.html
https://packaging.pypa.io/en/stable/version.html
"""

import importlib.metadata

from refactor_cli.recipe import OMITTED, moved, replaces, transform

transform("pkg_resources_files")
transform("pkg_resources_not_found")
transform("pkg_resources_version")

# of a package of its own, packaging; before setuptools 66 it took what is no version, too
moved("pkg_resources.parse_version", "packaging.version.parse", behaviour="changes")


@replaces("pkg_resources.iter_entry_points", context="for", behaviour="changes", requires="python>=3.10")
def iter_entry_points(group, name=OMITTED):
    """An entry point has other attributes, and load() checks no requirements. None is no name to importlib.metadata."""
    if name is OMITTED or name is None:
        return importlib.metadata.entry_points(group=group)
    if isinstance(name, str):
        return importlib.metadata.entry_points(group=group, name=name)
    return iter_entry_points(group, name)


@replaces("pkg_resources.iter_entry_points", behaviour="changes", requires="python>=3.10")
def iter_entry_points_later(group, name=OMITTED):
    """It gave an iterator."""
    if name is OMITTED or name is None:
        return iter(importlib.metadata.entry_points(group=group))
    if isinstance(name, str):
        return iter(importlib.metadata.entry_points(group=group, name=name))
    return iter_entry_points_later(group, name)

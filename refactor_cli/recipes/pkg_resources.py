"""pkg_resources: what importlib.metadata and importlib.resources do as well. setuptools takes it away.

https://setuptools.pypa.io/en/latest/pkg_resources.html
https://importlib-resources.readthedocs.io/en/latest/migration.html
https://packaging.pypa.io/en/stable/version.html
"""

import importlib.metadata
import importlib.resources

from refactor_cli.recipe import moved, replaces, transform

transform("pkg_resources_files")
transform("pkg_resources_not_found")
transform("pkg_resources_version")

# of a package of its own, packaging; before setuptools 66 it took what is no version, too
moved("pkg_resources.parse_version", "packaging.version.parse", behaviour="changes")


@replaces("pkg_resources.iter_entry_points", context="for", behaviour="changes", requires="python>=3.10")
def iter_entry_points(group):
    """An entry point has other attributes, and load() checks no requirements."""
    return importlib.metadata.entry_points(group=group)


@replaces("pkg_resources.resource_string", behaviour="changes", requires="python>=3.9")
def resource_string(package_or_requirement, resource_name):
    """It also took requirements."""
    return importlib.resources.files(package_or_requirement).joinpath(resource_name).read_bytes()


@replaces("pkg_resources.resource_stream", behaviour="changes", requires="python>=3.9")
def resource_stream(package_or_requirement, resource_name):
    """It also took requirements."""
    return importlib.resources.files(package_or_requirement).joinpath(resource_name).open("rb")


@replaces("pkg_resources.resource_filename", behaviour="changes", requires="python>=3.9")
def resource_filename(package_or_requirement, resource_name):
    """It also took requirements, and unpacked what lies in an archive."""
    return str(importlib.resources.files(package_or_requirement).joinpath(resource_name))


@replaces("pkg_resources.resource_isdir", behaviour="changes", requires="python>=3.9")
def resource_isdir(package_or_requirement, resource_name):
    """It also took requirements."""
    return importlib.resources.files(package_or_requirement).joinpath(resource_name).is_dir()

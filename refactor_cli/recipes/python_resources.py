"""importlib.resources: functions on a package and a name, which are methods of what `files()` gives since Python 3.9.

Python 3.11 and 3.12 call them deprecated; since 3.13 they are no longer.

https://docs.python.org/3/whatsnew/3.11.html#deprecated
https://docs.python.org/3/whatsnew/3.13.html#importlib
https://importlib-resources.readthedocs.io/en/latest/migration.html
"""

from importlib.resources import as_file, files

from refactor_cli.recipe import replaces


@replaces("importlib.resources.open_binary", behaviour="changes", requires="python>=3.9")
def open_binary(package, resource):
    """A name with a separator in it was an error."""
    return files(package).joinpath(resource).open("rb")


@replaces("importlib.resources.open_text", behaviour="changes", requires="python>=3.9")
def open_text(package, resource, encoding="utf-8"):
    """A name with a separator in it was an error."""
    return files(package).joinpath(resource).open("r", encoding=encoding)


@replaces("importlib.resources.read_binary", behaviour="changes", requires="python>=3.9")
def read_binary(package, resource):
    """A name with a separator in it was an error."""
    return files(package).joinpath(resource).read_bytes()


@replaces("importlib.resources.read_text", behaviour="changes", requires="python>=3.9")
def read_text(package, resource, encoding="utf-8"):
    """A name with a separator in it was an error."""
    return files(package).joinpath(resource).read_text(encoding=encoding)


@replaces("importlib.resources.is_resource", behaviour="changes", requires="python>=3.9")
def is_resource(package, name):
    """A name with a separator in it was an error."""
    return files(package).joinpath(name).is_file()


@replaces("importlib.resources.path", context="with", behaviour="changes", requires="python>=3.9")
def path(package, resource):
    """A name with a separator in it was an error, and so was one of which there is nothing."""
    return as_file(files(package).joinpath(resource))

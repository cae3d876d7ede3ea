"""pytest: the alias of fixture, `msg`, which is `reason` since pytest 7, and `pytest.warns(None)`.

https://docs.pytest.org/en/stable/deprecations.html
"""

import pytest

from refactor_cli.recipe import OMITTED, likely, moved, replaces, transform

transform("pytest_warns_none")

moved("pytest.yield_fixture", "pytest.fixture", requires="pytest>=3")
moved("pytest.collect.Class", "pytest.Class")
moved("pytest.collect.Collector", "pytest.Collector")
moved("pytest.collect.File", "pytest.File")
moved("pytest.collect.Function", "pytest.Function")
moved("pytest.collect.Item", "pytest.Item")
moved("pytest.collect.Module", "pytest.Module")
moved("pytest.collect.Session", "pytest.Session")
moved("py.test", "pytest")
# it gave what all marks of the name have, put together
moved("pytest.Item.get_marker", "pytest.Item.get_closest_marker", behaviour="changes", requires="pytest>=3.6")
likely("pytest.Item.get_marker", on="item")
likely("pytest.Item.get_marker", on="request.node")
moved("pytest.FixtureRequest.getfuncargvalue", "pytest.FixtureRequest.getfixturevalue", requires="pytest>=3")


@replaces("pytest.skip", given=("msg",), requires="pytest>=7")
def skip(*, msg, allow_module_level=OMITTED):
    return pytest.skip(reason=msg, allow_module_level=allow_module_level)


@replaces("pytest.fail", given=("msg",), requires="pytest>=7")
def fail(*, msg, pytrace=OMITTED):
    return pytest.fail(reason=msg, pytrace=pytrace)


@replaces("pytest.exit", given=("msg",), requires="pytest>=7")
def exit(*, msg, returncode=OMITTED):
    return pytest.exit(reason=msg, returncode=returncode)

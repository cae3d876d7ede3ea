"""pytest: the alias of fixture, names that became public, and `msg`, which is `reason` since pytest 7.

https://docs.pytest.org/en/stable/deprecations.html
"""

import pytest

from refactor_cli.recipe import OMITTED, moved, replaces

moved("pytest.yield_fixture", "pytest.fixture", requires="pytest>=3")
moved("pytest.collect.Class", "pytest.Class")
moved("pytest.collect.Collector", "pytest.Collector")
moved("pytest.collect.File", "pytest.File")
moved("pytest.collect.Function", "pytest.Function")
moved("pytest.collect.Item", "pytest.Item")
moved("pytest.collect.Module", "pytest.Module")
moved("pytest.collect.Session", "pytest.Session")

moved("_pytest.capture.CaptureFixture", "pytest.CaptureFixture", requires="pytest>=6.2")
moved("_pytest.fixtures.FixtureRequest", "pytest.FixtureRequest", requires="pytest>=6.2")
moved("_pytest.logging.LogCaptureFixture", "pytest.LogCaptureFixture", requires="pytest>=6.2")
moved("_pytest.monkeypatch.MonkeyPatch", "pytest.MonkeyPatch", requires="pytest>=6.2")
moved("_pytest.pytester.Pytester", "pytest.Pytester", requires="pytest>=6.2")
moved("_pytest.recwarn.WarningsRecorder", "pytest.WarningsRecorder", requires="pytest>=6.2")
moved("_pytest.tmpdir.TempPathFactory", "pytest.TempPathFactory", requires="pytest>=6.2")
moved("_pytest.config.Config", "pytest.Config", requires="pytest>=7")
moved("_pytest.config.argparsing.Parser", "pytest.Parser", requires="pytest>=7")
moved("_pytest.python.Metafunc", "pytest.Metafunc", requires="pytest>=7")
moved("_pytest.reports.CollectReport", "pytest.CollectReport", requires="pytest>=7")
moved("_pytest.reports.TestReport", "pytest.TestReport", requires="pytest>=7")
moved("_pytest.runner.CallInfo", "pytest.CallInfo", requires="pytest>=7")

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

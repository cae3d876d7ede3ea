"""A check's report -> JUnit XML, as Jenkins, GitLab and others read it: a test case a finding.

The form that they agree on: https://github.com/testmoapp/junitxml, less what Jenkins's xUnit plugin refuses: it takes
a report by its schema alone (junit-10.xsd), where a test case has neither `file` nor `line`. The class is the path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from refactor_cli.checking.findings import Finding, Report
from refactor_cli.renderers.clean import clean

# what XML 1.0 cannot hold, however it is escaped (https://www.w3.org/TR/xml/#charsets); controls are clean already
_NO_CHARACTER = re.compile("[\ufffe\uffff]")


def as_junit(report: Report) -> Iterator[str]:
    """A failure for each finding, an error for each file that could not be read; one passed test without either."""
    failures, errors = len(report.findings), len(report.unchecked)
    counts = f'tests="{max(failures + errors, 1)}" failures="{failures}" errors="{errors}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="refactor check" {counts}>\n<testsuite name="refactor check" {counts}>\n'
    for finding in report.findings:
        yield _failure(finding)
    for each in report.unchecked:
        yield (
            f'<testcase name="not checked" classname={_attribute(each.path)}>'
            f'<error message={_attribute(each.reason)} type="unchecked"/></testcase>\n'
        )
    if not failures + errors:
        yield '<testcase name="no findings" classname="refactor check"/>\n'
    yield "</testsuite>\n</testsuites>\n"


def _failure(finding: Finding) -> str:
    location = finding.location
    what = finding.symbol or finding.recipe
    name = _attribute(f"{what} at {location.line}:{location.column}")
    path, kind = _attribute(finding.path), _attribute(what)
    place = f"{finding.path}:{location.line}:{location.column}: {finding.message}"
    text = _plain(escape(_text(place)))
    return (
        f"<testcase name={name} classname={path}>"
        f"<failure message={_attribute(finding.message)} type={kind}>{text}</failure></testcase>\n"
    )


def _text(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", clean(text))


def _attribute(text: str) -> str:
    return _plain(quoteattr(_text(text)))


def _plain(xml: str) -> str:
    """`##[` is a command of old to GitHub's runner, wherever in a line it stands."""
    return xml.replace("##[", "#&#35;[")

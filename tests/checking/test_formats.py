"""The formats of a check: their rules, their consumers' limits, and text that would be a command, HTML or markup."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace
from sarif_shape import misshapen

from refactor_cli.checking.findings import Finding, Fix, Fixes, Ignored, Replacement, Report, Unchecked
from refactor_cli.data import Location
from refactor_cli.renderers.check_data import as_csv, as_json, as_json_lines
from refactor_cli.renderers.check_github import as_github
from refactor_cli.renderers.check_junit import as_junit
from refactor_cli.renderers.check_sarif import as_sarif
from refactor_cli.renderers.check_text import as_concise, print_full
from refactor_cli.renderers.clean import json_text
from refactor_cli.renderers.console import collected, console


def finding(number: int = 1, **values: Any) -> Finding:
    fields: dict[str, Any] = {
        "path": "shop/cart.py",
        "location": Location(number, 5, number, 12),
        "symbol": "lib.old",
        "recipe": "r.py",
        "message": "lib.old is replaced by lib.new: write new(1)",
        "fix": "new(1)",
        "fingerprint": f"{number:016x}",
        "text": "old(1)",
    }
    return Finding(**{**fields, **values})


ONE = Report((finding(),), (), (), checked=3)
EMPTY = Report((), checked=3)
FULL = Report(
    (
        finding(),
        finding(2, kind="unused-ignore", recipe="unused-ignore", symbol="x", fix=None, message="remove"),
    ),
    (Unchecked("a.py", "too large"),),
    (Ignored("b.py", 4, "lib.old", "why"),),
    5,
    2,
)


def full(report: Report) -> str:
    printed = console(is_terminal=False)
    print_full(printed, report)
    return collected(printed)


def test_json() -> None:
    assert json.loads(as_json(FULL)) == {
        "version": 1,
        "findings": [
            {
                "path": "shop/cart.py",
                "line": 1,
                "column": 5,
                "end_line": 1,
                "end_column": 12,
                "symbol": "lib.old",
                "recipe": "r.py",
                "message": "lib.old is replaced by lib.new: write new(1)",
                "fix": {"content": "new(1)"},
                "fingerprint": "0000000000000001",
            },
            {
                "path": "shop/cart.py",
                "line": 2,
                "column": 5,
                "end_line": 2,
                "end_column": 12,
                "symbol": "x",
                "recipe": "unused-ignore",
                "message": "remove",
                "fix": None,
                "fingerprint": "0000000000000002",
            },
        ],
        "unchecked": [{"path": "a.py", "reason": "too large"}],
    }
    lines = [json.loads(line) for line in as_json_lines(FULL)]
    assert lines == json.loads(as_json(FULL))["findings"]


def test_text() -> None:
    assert full(FULL) == (
        "shop/cart.py:1:5: lib.old is replaced by lib.new: write new(1)  [r.py]\n"
        "  - old(1)\n"
        "  + new(1)\n"
        "shop/cart.py:2:5: remove  [unused-ignore]\n"
        "  | old(1)\n"
        "ignored: b.py:4: lib.old: why\n"
        "a.py: not checked: too large\n"
        "2 findings in 1 file (5 files checked); 2 in the baseline; 1 ignored by comments; 1 file could not be read\n"
    )
    assert "".join(as_concise(ONE)) == (
        "shop/cart.py:1:5: lib.old is replaced by lib.new: write new(1) [r.py]\n"
        "1 finding in 1 file (3 files checked)\n"
    )
    assert full(EMPTY) == "".join(as_concise(EMPTY)) == "no findings (3 files checked)\n"


def test_csv() -> None:
    rows = list(csv.reader(io.StringIO("".join(as_csv(ONE)))))
    assert rows[1][:7] == ["shop/cart.py", "1", "5", "1", "12", "lib.old", "r.py"]
    assert rows[0] == [
        *(
            "path",
            "line",
            "column",
            "end_line",
            "end_column",
            "symbol",
            "recipe",
            "message",
            "fix",
            "fingerprint",
        )
    ]


def commands(report: Report, level: str) -> list[str]:
    return [line for line in "".join(as_github(report)).splitlines() if line.startswith(f"::{level}")]


def test_github() -> None:
    assert commands(FULL, "error") == [
        "::error file=shop/cart.py,line=1,endLine=1,title=lib.old,col=5,endColumn=12"
        "::lib.old is replaced by lib.new: write new(1)"
    ]
    assert commands(FULL, "warning") == [
        "::warning file=a.py::not checked: too large",
        "::warning file=shop/cart.py,line=2,endLine=2,title=x,col=5,endColumn=12::remove",
    ]
    over_lines = Report((finding(location=Location(1, 5, 3, 2)),))
    assert commands(over_lines, "error")[0].startswith(
        "::error file=shop/cart.py,line=1,endLine=3,title=lib.old::"
    )


@pytest.mark.parametrize(
    ("count", "shown", "last"),
    [
        pytest.param(0, 0, "", id="none"),
        pytest.param(10, 10, "write new(1)", id="as many as are shown"),
        pytest.param(
            25, 10, "::16 more findings in 1 file, listed in the log of this step: lib.old (16)", id="more"
        ),
    ],
)
def test_githubs_limit(count: int, shown: int, last: str) -> None:
    report = Report(tuple(finding(number) for number in range(1, count + 1)))
    errors = commands(report, "error")
    assert len(errors) == shown
    assert not errors or errors[-1].endswith(last)
    listed = "".join(as_github(report))
    assert all(f"\nshop/cart.py:{number}:5: " in f"\n{listed}" for number in range(1, count + 1))


def test_githubs_limit_of_warnings() -> None:
    report = Report((), tuple(Unchecked(f"{number}.py", "too large") for number in range(30)))
    warnings = commands(report, "warning")
    assert len(warnings) == 10
    assert warnings[-1] == "::warning::21 more warnings are listed in the log of this step"


def sarif_problems(document: Any) -> list[str]:
    """What is against SARIF 2.1.0 or GitHub's demands on it, as far as we make use of it."""
    problems = list(misshapen(document))
    for run in document["runs"]:
        driver = run["tool"]["driver"]
        ids = [rule["id"] for rule in driver["rules"]]
        problems += ["a rule twice"] if len(ids) != len(set(ids)) else []
        problems += ["no name"] if not driver["name"] or not driver["version"] else []
        problems += ["more than GitHub shows"] if len(run["results"]) > 5_000 else []
        prints = [json.dumps([r["partialFingerprints"], r["locations"]]) for r in run["results"]]
        problems += ["results that are one"] if len(prints) != len(set(prints)) else []
        for result in run["results"]:
            region = result["locations"][0]["physicalLocation"]["region"]
            artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
            start, end = (
                (region["startLine"], region["startColumn"]),
                (region["endLine"], region["endColumn"]),
            )
            if min(*start, *end) < 1 or start > end:
                problems.append(f"region {region}")
            if ids[result["ruleIndex"]] != result["ruleId"] or result["level"] not in ("error", "warning"):
                problems.append(f"rule {result['ruleId']}")
            # RFC 3986: path-noscheme of unreserved, sub-delims, `@` and percent-encoded bytes
            if not re.fullmatch(r"(?:[\w.~/!$&'()*+,;=@-]|%[0-9A-F]{2})+", artifact["uri"], re.ASCII):
                problems.append(f"uri {artifact['uri']}")
            if not isinstance(result["message"]["text"], str) or not result["message"]["text"]:
                problems.append("no message")
        for note in run["invocations"][0].get("toolExecutionNotifications", []):
            problems += (
                [] if note["level"] in ("warning", "error") and note["message"]["text"] else ["a note"]
            )
    return problems


def test_sarif() -> None:
    document = json.loads(as_sarif(FULL).text)
    assert sarif_problems(document) == []
    (run,) = document["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["lib.old", "unused-ignore"]
    assert run["results"][0]["partialFingerprints"] == {"refactorUse/v1": "0000000000000001:1"}
    assert run["invocations"][0]["executionSuccessful"] is False
    assert json.loads(as_sarif(EMPTY).text)["runs"][0]["results"] == []


def fixed(about: str, *lines: int) -> Fix:
    return Fix("shop/cart.py", about, tuple(Replacement(Location(line, 1, line, 4), "x") for line in lines))


MANY = Report(
    tuple(finding(n, usage=f"u{n}", is_certain=n > 1) for n in range(1, 5)),
    fixes=Fixes({"u2": fixed("two", 2), "u3": fixed("three", 3)}, {"shop/cart.py": fixed("all", 2, 3, 4)}),
)
CHOICES = [
    pytest.param(MANY, 9, [[], ["two", "all"], ["three"], []], id="one a use, and of all once"),
    pytest.param(MANY, 3, [["all"]], id="merged results"),
    pytest.param(
        replace(MANY, fixes=Fixes({}, MANY.fixes.of_file)), 9, [[], ["all"], [], []], id="too many uses"
    ),
    pytest.param(
        replace(MANY, fixes=Fixes({"u2": fixed("two", 2)}, {"shop/cart.py": fixed("all", 2)})),
        9,
        [[], ["two"], [], []],
        id="the same",
    ),
    pytest.param(replace(MANY, fixes=Fixes()), 3, [[]], id="none"),
]


@pytest.mark.parametrize(("report", "most", "abouts"), CHOICES)
def test_fixes_to_choose_from(report: Report, most: int, abouts: list[list[str]]) -> None:
    document = json.loads(as_sarif(report, most).text)
    assert sarif_problems(document) == []
    results = document["runs"][0]["results"]
    assert [[fix["description"]["text"] for fix in each.get("fixes", [])] for each in results] == abouts


def test_sarif_is_cut_as_github_requires() -> None:
    many = [finding(n, path=f"{n % 7_000}.py", fingerprint=f"{n % 100:016x}") for n in range(1, 30_001)]
    text, cut = as_sarif(Report(tuple(many)))
    document = json.loads(text)
    assert sarif_problems(document) == []
    assert len(document["runs"][0]["results"]) == 5_000
    assert cut == (
        "30,000 findings are more than the 5,000 that GitHub shows: one result a file and symbol, "
        "and of these 7,000 only the first 5,000"
    )
    (note,) = document["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == cut
    assert document["runs"][0]["results"][0]["message"]["text"].startswith(
        "5 uses in this file; the first: lib.old"
    )


def test_a_comment_that_names_nothing_has_a_title() -> None:
    report = Report((finding(kind="unused-ignore", recipe="unused-ignore", symbol="", message="names"),))
    assert ",title=unused-ignore," in commands(report, "warning")[0]
    assert 'name="unused-ignore at 1:5"' in "".join(as_junit(report))


def test_junit() -> None:
    (suite,) = ElementTree.fromstring("".join(as_junit(FULL)))
    assert suite.attrib == {"name": "refactor check", "tests": "3", "failures": "2", "errors": "1"}
    assert [(case.attrib["name"], case[0].tag) for case in suite] == [
        ("lib.old at 1:5", "failure"),
        ("x at 2:5", "failure"),
        ("not checked", "error"),
    ]
    # no `file`, no `line`: Jenkins's xUnit plugin refuses a report whose test cases have them
    assert [case.attrib for case in suite] == [
        {"name": "lib.old at 1:5", "classname": "shop/cart.py"},
        {"name": "x at 2:5", "classname": "shop/cart.py"},
        {"name": "not checked", "classname": "a.py"},
    ]
    (passed,) = ElementTree.fromstring("".join(as_junit(EMPTY)))[0]
    assert (len(passed), passed.attrib["name"]) == (0, "no findings")


HOSTILE = [
    pytest.param("::error file=a::forged", id="a command"),
    pytest.param("\n::error::forged", id="a command on a new line"),
    pytest.param("\r::error::forged", id="a command behind a carriage return"),
    pytest.param("%0A::error::forged", id="an encoded line"),
    pytest.param("##[error]forged", id="an old command"),
    pytest.param("x ##[add-mask]forged", id="an old command in a line"),
    pytest.param("a,line=99::b", id="properties"),
    pytest.param("</failure><x y='\">&]]>", id="XML"),
    pytest.param("<script>alert(1)</script>", id="HTML"),
    pytest.param("[click](https://example.com)", id="a link"),
    pytest.param("[/red] [bold]x", id="rich markup"),
    pytest.param("\x1b[31m\x07\x9b\x00", id="escapes"),
    pytest.param("\u202egnp.exe\u2066", id="bidi"),
    pytest.param("\udcff\udc80", id="bytes that are no UTF-8"),
    pytest.param("\ufffe\uffff", id="no characters"),
    pytest.param("=cmd()", id="a formula"),
    pytest.param("-rf", id="an option"),
    pytest.param("a\u2028b\u2029c\x85d", id="line separators"),
]
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def hostile(text: str) -> Report:
    one = finding(path=text, symbol=text, recipe=text, message=text, fix=text, text=text)
    return Report((one,), (Unchecked(text, text),), (Ignored(text, 1, text, text),), 1)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    report = hostile(text)
    for shown in (full(report), "".join(as_concise(report))):
        assert not UNSAFE.search(shown)
        assert not any(line.lstrip().startswith("::") or "##[" in line for line in shown.splitlines())
    github = "".join(as_github(report))
    assert not UNSAFE.search(github)
    assert "##[" not in github
    lines = [line for line in github.splitlines() if line.lstrip().startswith("::")]
    assert [line.split()[0] for line in lines] == ["::error", "::warning"]
    # a command's properties end where we say, and hold what we say
    properties = dict(each.split("=", 1) for each in lines[0].split("::")[1].split(" ", 1)[1].split(","))
    assert properties.keys() == {"file", "line", "endLine", "title", "col", "endColumn"}
    assert properties["line"] == "1"
    assert json.loads(as_json(report))["findings"][0]["path"] == text
    assert not UNSAFE.search(as_json(report).replace("\n", ""))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_files_for_machines(text: str) -> None:
    report = hostile(text)
    document = json.loads(as_sarif(report).text)
    assert sarif_problems(document) == []
    message = document["runs"][0]["results"][0]["message"]["text"]
    assert not UNSAFE.search(message)
    assert not re.search(r"(?<!\\)\]\(", message)
    suite = ElementTree.fromstring("".join(as_junit(report)))[0]
    assert [[child.tag for child in case] for case in suite] == [["failure"], ["error"]]
    assert all(len(failure) == 0 for case in suite for failure in case)
    rows = list(csv.reader(io.StringIO("".join(as_csv(report)))))
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in rows[1])
    for written in (
        as_sarif(report).text,
        as_json(report),
        *map("".join, (as_json_lines(report), as_junit(report))),
    ):
        assert "##[" not in written  # GitHub's runner takes it for a command wherever it stands in a line
    assert "##[" not in "".join(as_csv(report))
    is_same = json.loads("".join(as_json_lines(report)))["symbol"] == text
    assert is_same


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({'é\u2028 " \\ / \x00 \U0001f600': [1, -0.5, 1e300, 10**30, None, True]}, id="scalars"),
        pytest.param([[], {}, [{}], {"a": {"b": [[1]]}}], id="empty and nested"),
        pytest.param({"path": "caf\udce9.py", "lines": [1]}, id="a name that is no UTF-8"),
        pytest.param("x", id="no container"),
    ],
)
def test_json_is_laid_out_as_json_does(value: object) -> None:
    assert json_text(value) == json.dumps(value, indent=1)
    assert json_text(value, None) == json.dumps(value)

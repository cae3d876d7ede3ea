"""Ended, pytest's report -> TestRun: which tests failed, and which files their output names.

pytest is asked for its JUnit report (https://docs.pytest.org/en/stable/how-to/output.html#creating-junitxml-format-files);
where there is none, its short summary is read, or what unittest and Django's runner print. Of everything else only the
exit code counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.renderers.clean import clean
from refactor_cli.test_runs.values import Ended, Failure, Place, TestRun

if TYPE_CHECKING:
    from xml.etree import ElementTree

_MOST_REPORT = 64_000_000  # bytes
_MOST_MESSAGE = 300  # characters
_MOST_TEXT = 200_000  # characters of one failure that are searched for files
_MOST_PLACES = 200
_TAIL_LINES, _TAIL_CHARACTERS = 20, 4_000

_SUMMARY = lazy_pattern(
    r"^=*[ ]?(?:\d+ \w+, )*\d+ (?:passed|failed|errors?|skipped|xfailed)\b.* in [\d.]+s", re.M
)
_SHORT = lazy_pattern(r"^(?:FAILED|ERROR) (\S.{0,2000})$", re.M)
_RAN = lazy_pattern(r"^Ran (\d+) tests? in ", re.M)
_RULE = "=" * 70
_PROBLEM = lazy_pattern(r"(?:FAIL|ERROR): (.{1,2000})\n(?:.{0,2000}\n)?-{70}\n")
# `File "a/b.py", line 3` as Python has it, `a/b.py:3` as pytest
_PYTHON = lazy_pattern(r'File "([^"\n]{1,4096})", line (\d{1,7})')
_PYTEST = lazy_pattern(r"(?:^|(?<=[\s(]))([^\s:\"'()]{1,1024}\.py):(\d{1,7})\b", re.M)
_ADDRESS = lazy_pattern(r"0x[0-9a-fA-F]{4,}")
_ESCAPES = lazy_pattern(r"\x1b\[[0-9;?]{0,20}[ -/]{0,3}[@-~]")


class Checkout(Struct, frozen=True):
    """Where the tests ran: `code` is the checkout, `around` the temporary folder that holds it."""

    code: Path
    around: Path

    def hide(self, text: str) -> str:
        """A text without our folders, whose names are others each time, and without addresses of objects."""
        text = text.replace(f"{self.code}/", "").replace(str(self.code), ".").replace(str(self.around), "")
        return _ADDRESS.sub("0x0", text)

    def place(self, path: str, line: str) -> Place | None:
        """None for a file outside of the checkout."""
        relative = path.removeprefix(f"{self.code}/").removeprefix("./")
        if relative.startswith(("/", "../", "<")) or not (self.code / relative).is_file():
            return None
        return Place(relative, int(line))


def read_results(ended: Ended, report: Path, checkout: Checkout) -> TestRun:
    """What a run says of single tests."""
    output = _ESCAPES.sub("", ended.output).replace("\r\n", "\n")
    tail = _tail(checkout.hide(output))
    cases = _cases(report)
    if cases is not None and len(_SUMMARY.findall(output)) <= 1:
        failures = {each.test: each for each in _reported(cases, checkout)}
        passed = frozenset(_id(case) for case in cases if not len(case))
        return TestRun(ended.code, True, passed - failures.keys(), failures, tail, len(cases))
    found = {each.test: each for each in (*_short(output, checkout), *_unittest(output, checkout))}
    is_read = bool(_SUMMARY.search(output) or _RAN.search(output))
    ran = sum(int(each) for each in _RAN.findall(output)) if _RAN.search(output) else None
    return TestRun(ended.code, is_read, frozenset(), found if is_read else {}, tail, ran)


def message_of(text: str, checkout: Checkout) -> str:
    """A text on one short line, the same in every run."""
    return clean(" ".join(checkout.hide(text).split()))[:_MOST_MESSAGE]


def _cases(report: Path) -> list[ElementTree.Element] | None:
    """The cases of a JUnit report; None when there is none that can be read. Whoever wrote it is not trusted: expat
    bounds what entities unfold to."""
    from xml.etree import ElementTree

    try:
        if report.is_symlink() or report.stat().st_size > _MOST_REPORT:
            return None
        return list(ElementTree.fromstring(report.read_bytes()).iter("testcase"))
    except (OSError, ElementTree.ParseError, ValueError, RecursionError):
        return None


def _reported(cases: Iterable[ElementTree.Element], checkout: Checkout) -> Iterator[Failure]:
    for case in cases:
        said = [each for each in case if each.tag in ("failure", "error")]
        if said:
            text = "\n".join(each.text or "" for each in said)
            message = message_of(said[0].get("message") or text, checkout)
            test = clean(_id(case))
            places = dict.fromkeys((*_places(text, checkout), *_place_of_test(test, checkout)))
            yield Failure(test, message, tuple(places)[:_MOST_PLACES])


def _id(case: ElementTree.Element) -> str:
    """As pytest names a test on its command line: `tests/test_a.py::TestA::test_b[1]`."""
    file, classname, name = (case.get(each, "") for each in ("file", "classname", "name"))
    if not classname:  # a module that could not be collected
        return f"{name.replace('.', '/')}.py" if name and not file else file or name
    if not file:
        return f"{classname}::{name}"
    module = file.removesuffix(".py").replace("/", ".")
    inner = classname.removeprefix(module).strip(".")
    return "::".join((file, *(part for part in inner.split(".") if part), name))


def _place_of_test(test: str, checkout: Checkout) -> Iterator[Place]:
    found = checkout.place(test.partition("::")[0], "0")
    if found is not None:
        yield found


def _short(output: str, checkout: Checkout) -> Iterator[Failure]:
    """pytest's short summary, one line a failure: https://docs.pytest.org/en/stable/how-to/output.html"""
    if not _SUMMARY.search(output):
        return
    for found in _SHORT.finditer(output):
        test, _, message = found[1].partition(" - ")
        path = test.partition("::")[0]
        if path.endswith(".py"):
            places = tuple(_place_of_test(test, checkout))
            yield Failure(clean(checkout.hide(test)).strip(), message_of(message, checkout), places)


def _unittest(output: str, checkout: Checkout) -> Iterator[Failure]:
    """The blocks that unittest prints between rules."""
    for block in output.split(f"\n{_RULE}\n")[1:]:
        head = _PROBLEM.match(block)
        if head is None:
            continue
        text = re.split(r"^-{70}$", block[head.end() :], maxsplit=1, flags=re.M)[0]
        last = text.rstrip().rpartition("\n")[2]
        yield Failure(clean(head[1].strip()), message_of(last, checkout), tuple(_places(text, checkout)))


def _places(text: str, checkout: Checkout) -> list[Place]:
    text = text[-_MOST_TEXT:]
    matches = sorted((*_PYTHON.finditer(text), *_PYTEST.finditer(text)), key=lambda each: each.start())
    found = (checkout.place(each[1], each[2]) for each in matches)
    return list(dict.fromkeys(each for each in found if each is not None))


def _tail(output: str) -> str:
    """Not cleaned: whoever prints it cleans it line by line."""
    return "\n".join(output[-_TAIL_CHARACTERS:].splitlines()[-_TAIL_LINES:])

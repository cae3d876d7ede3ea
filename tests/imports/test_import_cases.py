"""The case files, each carried out; and what ruff says about the results."""

from __future__ import annotations

import ast

import pytest
from import_cases import FOLDER, Case, outcome, read_cases

CASES = [case for file in sorted(FOLDER.glob("*.txt")) for case in read_cases(file)]
WRITTEN = [case for case in CASES if "unspellable" not in case.settings]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert outcome(case) == case.after


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case.name)
def test_result_parses(case: Case) -> None:
    ast.parse(case.after)

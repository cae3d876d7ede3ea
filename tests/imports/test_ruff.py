"""What ruff's I001 and F401 had nothing to say about before, they have nothing to say about afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from import_cases import Case, original, outcome
from test_import_cases import WRITTEN

_RUFF = str(Path(sys.executable).with_name("ruff"))
_ISORT = "[tool.ruff.lint.isort]\n"
_WITHIN_SECTIONS = f"{_ISORT}force-sort-within-sections = true\n"


def findings(folder: Path) -> dict[str, set[str]]:
    """The rules that each case's file breaks; each case is a repository of its own."""
    done = subprocess.run(
        [_RUFF, "check", "--no-cache", "--select", "I,F401", "--output-format", "json", "."],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, set[str]] = {}
    for finding in json.loads(done.stdout):
        path = Path(finding["filename"]).relative_to(folder.resolve())
        found.setdefault(path.parts[0], set()).add(finding["code"])
    return found


@pytest.mark.parametrize(
    ("configuration", "least"),
    [
        pytest.param("", 50, id="default"),
        pytest.param(_WITHIN_SECTIONS, 50, id="force-sort-within-sections"),
        pytest.param(f"{_ISORT}no-sections = true\n", 30, id="no-sections"),
        pytest.param(f"{_ISORT}lines-between-types = 1\n", 30, id="lines-between-types"),
    ],
)
def test_clean_stays_clean(tmp_path: Path, configuration: str, least: int) -> None:
    cases = [replace(case, others={"pyproject.toml": configuration, **case.others}) for case in WRITTEN]
    for number, case in enumerate(cases):
        _write(tmp_path / "before" / f"case{number}", case, original(case))
        _write(tmp_path / "after" / f"case{number}", case, outcome(case))
    before, after = findings(tmp_path / "before"), findings(tmp_path / "after")
    clean = [number for number in range(len(cases)) if f"case{number}" not in before]
    said = {cases[number].name: ",".join(sorted(after.get(f"case{number}", ()))) for number in clean}
    assert said == {cases[number].name: cases[number].settings.get("ruff", "") for number in clean}
    assert len(clean) > least


def _write(folder: Path, case: Case, text: str) -> None:
    for path, content in {**case.others, case.path: text}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        # other modules are there to be found, not to be judged
        file.write_text(content if path == case.path or not path.endswith(".py") else "", "utf-8")
        if path == "pyproject.toml" and "[tool.ruff" not in content:
            file.write_text(content + "[tool.ruff]\n", "utf-8")

"""Migrations of real repositories, as `./check --full` makes them: sdists from the package index.

They are kept in the user's cache between runs. What is checked does not come from the tool: Python's parser, Ruff,
and the trees before and after, compared with the migration taken back.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sdists import sdist

from refactor_cli.__main__ import main

pytestmark = pytest.mark.slow


def repository(make_repo: Callable[..., Any], name: str, version: str) -> Any:
    """The sdist's files as a git repository with one commit."""
    repo = make_repo({})
    with tarfile.open(sdist(name, version)) as archive:
        archive.extractall(repo.top, filter="data")
    repo.commit("as released")
    return repo


def migrated(repo: Any, output: Path, *arguments: str) -> dict[str, Any]:
    """The report of a migration, which leaves some usages open."""
    command = ["migrate", *arguments, "--repo", str(repo.top), "--output-format", "json"]
    assert main([*command, "--output-file", str(output)]) == 3
    report: dict[str, Any] = json.loads(output.read_bytes())
    assert all(entry["reason"] for entry in report["ledger"] if entry["outcome"] in ("open", "kept"))
    return report


def changed(repo: Any, report: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The text before and after of each file that the branch changes."""
    names = repo.git("diff", "--name-only", report["base"], report["branch"]).splitlines()
    assert names == [file["path"] for file in report["files"]]
    return {
        name: (repo.git("show", f"{report['base']}:{name}"), repo.git("show", f"{report['branch']}:{name}"))
        for name in names
    }


def ruff(text: str, name: str) -> list[str]:
    """Names that are undefined, imported and not used, or imported twice."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F401,F811,F821", "-"]
    done = subprocess.run(
        [*command, "--output-format", "json", "--stdin-filename", Path(name).name],
        input=text,
        capture_output=True,
        text=True,
    )
    return sorted(f"{found['code']} {found['message']}" for found in json.loads(done.stdout))


def outcomes(report: dict[str, Any], kind: str) -> set[str]:
    """How the usages of a kind ended that are not just possible."""
    return {
        entry["outcome"]
        for entry in report["ledger"]
        if entry["kind"] == kind and entry["certainty"] != "possible"
    }


class TakenBack(ast.NodeTransformer):
    """Takes a migration of `reverse` back, and the imports of it and what it became out."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        names = [each for each in node.names if each.name not in ("reverse", "reverse_url")]
        return ast.ImportFrom(node.module, names, node.level) if names else None

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func
        if isinstance(called, ast.Name) and called.id == "reverse_url":
            called.id = "reverse"
        elif isinstance(called, ast.Attribute) and called.attr == "reverse_url":
            called.attr = "reverse"
        else:
            return node
        assert [k.arg for k in node.keywords].count("strict") == 1
        node.keywords = [keyword for keyword in node.keywords if keyword.arg != "strict"]
        return node


def test_django_reverse(make_repo: Callable[..., Any], tmp_path: Path) -> None:
    repo = repository(make_repo, "Django", "4.2.16")
    new = "django.urls.reverse_url(viewname, urlconf, args, kwargs, current_app, strict=True)"
    report = migrated(repo, tmp_path / "report.json", "django.urls.reverse", "--to", new)
    assert outcomes(report, "call") == {"rewritten"}
    assert report["summary"]["rewritten"] > 1000
    for name, (before, after) in changed(repo, report).items():
        assert "strict=True" in after, name
        old, taken_back = (TakenBack().visit(ast.parse(text)) for text in (before, after))
        assert ast.dump(old) == ast.dump(taken_back), name
        new_findings = set(ruff(after, name)) - set(ruff(before, name))
        # an import that other files may rely on stays, and the ledger says so
        is_kept = any(
            entry["path"] == name and entry["kind"] == "import" and entry["outcome"] == "kept"
            for entry in report["ledger"]
        )
        unused = {"F401 `django.urls.reverse` imported but unused"} if is_kept else set()
        assert new_findings <= unused, name


def test_celery_utcnow(make_repo: Callable[..., Any], tmp_path: Path) -> None:
    repo = repository(make_repo, "celery", "5.2.7")
    new = "datetime.datetime.now(datetime.timezone.utc)"
    report = migrated(repo, tmp_path / "report.json", "datetime.datetime.utcnow", "--to", new)
    left = {each["path"]: each["reason"] for each in report["ledger"] if each["outcome"] == "open"}
    mocked = ("celery-5.2.7/celery/backends/base.py", "celery-5.2.7/celery/backends/elasticsearch.py")
    # tests put a mock in the place of `datetime` there, and say what its `utcnow()` gives
    assert all(
        left[path].startswith("celery-5.2.7/t/unit/backends/test_elasticsearch.py:") for path in mocked
    )
    calls = [each for each in report["ledger"] if each["kind"] == "call"]
    assert {each["outcome"] for each in calls if each["path"] not in mocked} == {"rewritten"}
    assert outcomes(report, "reference") == {"open"}
    for name, (before, after) in changed(repo, report).items():
        ast.parse(after)
        assert set(ruff(after, name)) <= set(ruff(before, name)), name
        # neither an `import datetime` beside `from datetime import …`, nor the other way round
        styles = [
            [line for line in text.splitlines() if line == "import datetime"] for text in (before, after)
        ]
        assert styles[0] == styles[1], name
        references = [text.count("utcnow") - text.count("utcnow()") for text in (before, after)]
        assert references[0] == references[1], name

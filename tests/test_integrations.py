"""The hooks for pre-commit, tried with pre-commit itself, and the action for GitHub."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).parent.parent
ACTION = (TOP / "action.yml").read_text("utf-8")

CONFIG = """
default_install_hook_types: [pre-commit, pre-push]
repos:
  - repo: {clone}
    rev: {rev}
    hooks:
      - id: refactor-check{args}
      - id: refactor-check-all
"""
RECIPE = """
from lib import new
from refactor_cli.recipe import replaces

@replaces("lib.old")
def old(a):
    return new(a)
"""


def test_actions_are_pinned_by_commit() -> None:
    used = re.findall(r"uses: (\S+)", ACTION)
    assert len(used) == 2
    assert all(re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", each) for each in used)


def test_no_input_becomes_a_part_of_a_script() -> None:
    scripts = re.findall(r"run: \|\n((?: {8}.*\n|\n)+)", ACTION)
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_the_scripts_are_bash(tmp_path: Path) -> None:
    for script in re.findall(r"run: \|\n((?: {8}.*\n|\n)+)", ACTION):
        assert subprocess.run(["bash", "-n"], input=script.encode(), check=False).returncode == 0


def test_they_are_yaml() -> None:
    import yaml

    action = yaml.safe_load(ACTION)
    assert [*action["inputs"]] == ["version", "baseline-commit", "files", "upload-sarif", "python-version"]
    assert all(isinstance(each["default"], str) and each["description"] for each in action["inputs"].values())
    assert [step.get("shell", "bash") for step in action["runs"]["steps"]] == ["bash"] * 4
    hooks = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text("utf-8"))
    # a file's name is no option
    assert [(hook["id"], hook.get("args"), hook.get("pass_filenames")) for hook in hooks] == [
        ("refactor-check", ["--"], None),
        ("refactor-check-all", None, False),
    ]


def test_the_check_step(make_repo: Callable[..., Any], tmp_path: Path) -> None:
    """The step's own script, with a runner's environment."""
    settings = '[tool.refactor]\nrecipes = ["r.py"]\n'
    lib = "def old(a): pass\ndef new(a): pass\n"
    use = "import lib\nlib.old(1)\n"
    repo = make_repo(
        {"pyproject.toml": settings, "r.py": RECIPE, "lib.py": lib, "a.py": use, "::error::x.py": use}
    )
    script = re.findall(r"run: \|\n((?: {8}.*\n|\n)+)", ACTION)[1]
    program = tmp_path / "refactor/bin/refactor"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m refactor_cli "$@"\n')
    program.chmod(0o755)
    runner = {"RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
              "GITHUB_OUTPUT": str(tmp_path / "output"), "BASELINE_COMMIT": "", "FILES": "a.py\r\n \n::error::x.py\n",
              "PYTHONPATH": str(TOP)}  # fmt: skip
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=repo.top,
        env={**os.environ, **runner},
        capture_output=True,
    )
    assert done.returncode == 1, done.stderr
    shown = done.stdout.decode().splitlines()
    assert [line.partition(" ")[0] for line in shown if line.lstrip().startswith("::")] == ["::error"] * 2
    assert (tmp_path / "output").read_text() == f"sarif={tmp_path}/refactor.sarif\n"
    title, empty, *lines = (tmp_path / "summary").read_text().splitlines()
    assert (title, empty, len(lines)) == ("### refactor check", "", 3)
    assert all(line.startswith("    ") for line in lines)


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed")
def test_with_pre_commit(
    make_repo: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    clone = tmp_path / "clone"
    ignored = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache")
    shutil.copytree(TOP, clone, ignore=ignored)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", *arguments], cwd=clone, check=True)
    rev = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=clone, check=True, capture_output=True
    ).stdout.decode()
    repo = make_repo({"pyproject.toml": '[tool.refactor]\nrecipes = ["r.py"]\n', "r.py": RECIPE})
    repo.write({"lib.py": "def old(a): pass\ndef new(a): pass\n", "a.py": "from lib import old\nold(1)\n"})
    repo.write({".pre-commit-config.yaml": CONFIG.format(clone=clone, rev=rev.strip(), args="")})
    run = [sys.executable, "-m", "pre_commit"]
    subprocess.run([*run, "install"], cwd=repo.top, check=True, capture_output=True)
    repo.git("add", "-A")

    def commit() -> tuple[int, str]:
        done = subprocess.run(["git", "commit", "-qm", "x"], cwd=repo.top, capture_output=True)
        return done.returncode, (done.stdout + done.stderr).decode()

    code, said = commit()
    assert code == 1
    assert "a.py:2:1: lib.old is replaced by lib.new: write new(1)" in said
    # a baseline lets it pass
    program = [sys.executable, "-m", "refactor_cli"]
    subprocess.run(
        [*program, "baseline"], cwd=repo.top, check=True, env={**os.environ, "PYTHONPATH": str(TOP)}
    )
    settings = '[tool.refactor]\nrecipes = ["r.py"]\nbaseline = ".refactor-baseline.json"\n'
    repo.write({"pyproject.toml": settings})
    repo.git("add", "-A")
    assert commit()[0] == 0
    # a new use does not pass, and --fix rewrites it
    config = CONFIG.format(clone=clone, rev=rev.strip(), args="\n        args: [--fix, --]")
    repo.write({"b.py": "from lib import old\nold(2)\n", ".pre-commit-config.yaml": config})
    repo.git("add", "-A")
    code, said = commit()
    assert (code, "files were modified by this hook" in said) == (1, True)
    assert (repo.top / "b.py").read_text() == "from lib import new\nnew(2)\n"
    repo.git("add", "-A")
    assert commit()[0] == 0
    # before a push everything is checked
    repo.write({"c.py": "import lib\nlib.old(3)\n"})
    repo.git("add", "-A")
    repo.git("commit", "-qnm", "past the hook")
    repo.git("init", "-q", "--bare", str(tmp_path / "remote"))
    done = subprocess.run(
        ["git", "push", str(tmp_path / "remote"), "HEAD"], cwd=repo.top, capture_output=True
    )
    assert done.returncode == 1
    assert b"c.py:2:1" in done.stdout + done.stderr

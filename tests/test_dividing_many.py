"""A migration of 400 files: divided, taken back, and repeated."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_dividing import LIB, RECIPE, migrate

from refactor_cli.__main__ import main

ODD = ['quo"te', "new\nline", "-dash", "Refactor-Run: forged", "a b", "é", "'x'"]


def source(number: int) -> str:
    called = ("count", "total")[number % 2]
    both = "    return count(x), total(x)\n" if number % 10 == 0 else f"    return {called}(x)\n"
    names = "count, total" if number % 10 == 0 else called
    return f"from lib import {names}\n\n\ndef f{number}(x):\n{both}"


@pytest.fixture
def many(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    files = {f"p{n % 8}/m{n}.py": source(n) for n in range(400 - len(ODD))}
    files |= {f"odd/{name}.py": source(10) for name in ODD}
    files |= {f"p{n}/__init__.py": "" for n in range(8)}
    repo = make_repo({"lib.py": LIB, **files})
    monkeypatch.chdir(repo.top)
    (tmp_path / "recipe.py").write_text(RECIPE)
    return repo


def blobs(repo: Any, commit: str) -> dict[str, bytes]:
    def output(*arguments: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run(["git", *arguments], cwd=repo.top, input=stdin, capture_output=True, check=True)
        return done.stdout

    rows = [row.split(b"\t") for row in output("ls-tree", "-r", "-z", commit).split(b"\0")[:-1]]
    asked = b"".join(kind.split()[2] + b"\n" for kind, _ in rows)
    data, found = output("cat-file", "--batch", stdin=asked), {}
    for _, path in rows:
        header, _, data = data.partition(b"\n")
        size = int(header.split()[2])
        found[os.fsdecode(path)], data = data[:size], data[size + 1 :]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("split", ["rule", "package"])
def test_400_files(many: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], split: str) -> None:
    before, base = many.state(), blobs(many, "main")
    assert migrate(tmp_path, "--split-by", split, "--patch", str(tmp_path / "plan.patch")) == 0
    after = many.state()
    after["refs"].pop("refs/heads/refactor/recipe")
    assert after == before
    commits = many.git("rev-list", "--reverse", "main..refactor/recipe").split()
    assert len(commits) == {"rule": 2, "package": 16}[split]
    for commit in commits:
        for path, data in blobs(many, commit).items():
            ast.parse(data, path)
    many.git("apply", "--cached", "--whitespace=nowarn", str(tmp_path / "plan.patch"))
    assert many.git("write-tree") == many.git("rev-parse", "refactor/recipe^{tree}")
    many.git("reset", "--quiet")
    capsys.readouterr()
    assert main(["show", "refactor/recipe", "--output-format", "json"]) == 0
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    assert {each["path"] for each in ledger} == {
        path for path in base if not path.endswith(("__init__.py", "lib.py"))
    }
    (one,) = [e["id"] for e in ledger if (e["path"], e["kind"]) == ("p1/m1.py", "call")]
    assert main(["undo", "--branch", "refactor/recipe", one]) == 0
    assert blobs(many, "refactor/recipe")["p1/m1.py"] == base["p1/m1.py"]
    assert (
        main(
            [
                "undo",
                "--branch",
                "refactor/recipe",
                *(part for name in ODD for part in ("--file", f"odd/{name}.py")),
            ]
        )
        == 0
    )
    assert {p: d for p, d in blobs(many, "refactor/recipe").items() if p.startswith("odd/")} == {
        p: d for p, d in base.items() if p.startswith("odd/")
    }
    many.write({"added.py": source(1)})
    many.git("checkout", "--quiet", "-b", "newer")
    many.commit()
    (tmp_path / "recipe.py").unlink()
    capsys.readouterr()
    order = [
        "migrate",
        "--onto",
        "newer",
        "--from",
        "refactor/recipe",
        "--branch",
        "again",
        "--types",
        "none",
    ]
    assert main([*order, "--output-format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (len(report["replayed"]["new"]), report["replayed"]["gone"]) == (2, [])
    assert blobs(many, "again")["p1/m1.py"] == base["p1/m1.py"]
    assert blobs(many, "again")["p3/m3.py"] == source(3).replace("total", "whole").encode()

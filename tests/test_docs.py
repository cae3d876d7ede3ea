"""What is made from the code is current, and the tutorial's commands run."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from refactor_cli.__main__ import main
from refactor_cli.recipe.read import read_recipe

TOP = Path(__file__).parent.parent
EXAMPLE = TOP / "examples" / "legacy_shop"
LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)")


def made_by(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOP / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_current() -> None:
    assert made_by("reference").reference() == (TOP / "docs" / "reference.md").read_text("utf-8"), (
        "write it anew: .venv/bin/python .ci/reference.py"
    )


def test_the_picture_is_current() -> None:
    assert made_by("picture").picture() == (TOP / "docs" / "find-usages.svg").read_text("utf-8"), (
        "make it anew: .venv/bin/python .ci/picture.py"
    )


def test_the_tutorial(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    text = (TOP / "docs" / "tutorial.md").read_text("utf-8")
    (source,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert read_recipe(source, "tutorial.md").symbols == ("shop.legacy.price",)
    repo = make_repo()
    shutil.copytree(EXAMPLE / "before", repo.top, dirs_exist_ok=True)
    shutil.copy(EXAMPLE / "recipe.py", repo.top.parent)
    repo.commit()
    shutil.copy(EXAMPLE / "recipe.py", repo.top)
    monkeypatch.chdir(repo.top)
    commands = [shlex.split(line)[1:] for line in re.findall(r"^\$ (refactor .*)$", text, re.MULTILINE)]
    assert [main(command) for command in commands] == [0, 3, 0, 3, 3, 3, 0, 0, 0]
    printed = capsysbinary.readouterr()
    assert b"usages taken back" in printed.out
    assert [
        each for each in re.findall(r"^warning: .*$", text, re.MULTILINE) if each.encode() not in printed.err
    ] == []
    assert (repo.top.parent / "pull-request.md").read_text("utf-8").count("- [ ] ") > 5


@pytest.mark.parametrize(
    ("command", "example"),
    [
        pytest.param("find-usages shop.legacy.price", 1, id="find-usages"),
        pytest.param("migrate --recipe ../recipe.py --dry-run", 2, id="migrate"),
        pytest.param("check --recipe ../recipe.py", 3, id="check"),
    ],
)
def test_the_keys_of_json(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    example: int,
) -> None:
    text = (TOP / "docs" / "json.md").read_text("utf-8")
    shown = [json.loads(each) for each in re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]
    repo = make_repo()
    shutil.copytree(EXAMPLE / "before", repo.top, dirs_exist_ok=True)
    shutil.copy(EXAMPLE / "recipe.py", repo.top.parent)
    repo.commit()
    monkeypatch.chdir(repo.top)
    main([*shlex.split(command), "--output-format", "json"])
    printed = json.loads(capsys.readouterr().out)
    assert printed.keys() == shown[example].keys()
    for key in ("results", "findings", "definitions", "files", "summary"):  # lists of objects, and objects
        assert keys(printed.get(key)) == keys(shown[example].get(key))
    if example == 1:
        assert printed["results"][0]["usages"][0].keys() == shown[0].keys()
    if example == 2:
        more = {"target", "outcome", "by", "reason", "behaviour"}
        assert printed["ledger"][0].keys() == shown[0].keys() | more


def keys(value: Any) -> set[str] | None:
    """Those of an object, or of the first in a list of them."""
    first = value[0] if isinstance(value, list) else value
    return {*first} if first is not None else None


def test_links_lead_somewhere() -> None:
    pages = (TOP / "README.md", *(TOP / "docs").rglob("*.md"), *(TOP / "benchmarks").glob("*.md"))
    broken = [
        (page.relative_to(TOP).as_posix(), link)
        for page in sorted(pages)
        for link in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert len(pages) > 20
    assert broken == []


def test_the_architecture_names_every_module() -> None:
    text = (TOP / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`(\w+)[/`]", text))
    inside = [path for path in (TOP / "refactor_cli").iterdir() if path.is_dir() or path.suffix == ".py"]
    modules = {path.stem for path in inside if not path.name.startswith(("_", "."))}
    assert modules - named == set()


def test_where_to_add_things_is_there() -> None:
    text = (TOP / "docs" / "architecture.md").read_text("utf-8").partition("## Where to add things")[2]
    places = re.findall(r"`((?:refactor_cli|tests|docs|grammars|commands|recipe|inline)/[\w./]*)`", text)
    assert places
    missing = [
        each for each in places if not any((TOP / top / each).exists() for top in ("", "refactor_cli"))
    ]
    assert missing == []
